// What a feed on a WebSocket and a Green Button file send: they are cut the same wherever the bytes
// break, and no value is longer than it may be.
#include "file/espi/feed.hpp"
#include "fuzz.hpp"
#include "http/frames.hpp"

#include <algorithm>
#include <string>

namespace cx::fuzz {
namespace {

constexpr std::size_t message_bytes_max = 100;

std::string frames_of(std::string_view bytes, std::size_t piece)
{
    http::FrameReader reader(message_bytes_max);
    std::string all;
    for (; !bytes.empty(); bytes.remove_prefix(std::min(piece, bytes.size()))) {
        reader.add(bytes.substr(0, piece));
        while (const auto message = reader.next()) {
            promise(message->body.size() <= 125, "no more is held than was allowed");
            all += std::to_string(static_cast<int>(message->kind)) + (message->cut ? "!" : "") +
                   message->body + "|";
        }
    }
    return all + (reader.broken() ? "broken" : "");
}

std::string entries_of(std::string_view bytes, std::size_t piece)
{
    std::string all;
    const auto add = [&](const file::espi::Values& values) {
        for (const auto& [name, text] : values) {
            promise(text.size() <= 2001, "no value is longer than it may be");
            all += name + "=" + text + ";";
        }
    };
    file::espi::Feed feed({.entry =
                               [&](const file::espi::Entry& entry) {
                                   all += entry.kind + entry.self + entry.up + entry.title;
                                   add(entry.values);
                               },
                           .reading =
                               [&](const file::espi::Entry& block, const file::espi::Values& one) {
                                   all += block.up;
                                   add(one);
                               }},
                          "");
    bool sound = true;
    for (; sound && !bytes.empty(); bytes.remove_prefix(std::min(piece, bytes.size())))
        sound = feed.add(bytes.substr(0, piece));
    sound = sound && feed.finish();
    return sound ? all : "broken";
}

}  // namespace

void try_input(std::string_view bytes)
{
    const std::string frames = frames_of(bytes, bytes.size() + 1);
    const std::string entries = entries_of(bytes, bytes.size() + 1);
    for (const std::size_t piece : {1U, 3U, 17U}) {
        promise(frames_of(bytes, piece) == frames, "frames do not depend on where bytes break");
        promise(entries_of(bytes, piece) == entries, "entries do not depend on where bytes break");
    }
}

}  // namespace cx::fuzz
