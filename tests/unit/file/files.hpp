// A folder of files, and a stream that reads them.
#pragma once

#include "file/stream.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace file {

// What a poll brought, in the order in which it was written; a reject shows as "code@position".
struct Taken {
    cx::Status status;
    std::vector<std::string> keys;
    std::vector<std::string> payloads;
    std::vector<std::string> positions;
    std::vector<std::string> rejects;
    std::vector<std::string> reasons;
    std::string cursor;
    bool more_now = false;
    bool snapshot_end = false;
};

// Polls a source or stream once; `on_record` is called in the middle of it, at each record.
template <typename Source>
Taken poll_once(
    Source& source, const std::string& cursor, std::uint32_t record_limit = 1000,
    std::uint32_t wait_ms = 0, const std::string& stream = "s",
    std::function<void()> on_record = [] {})
{
    struct Collector {
        Taken taken;
        std::uint32_t left;
        std::function<void()> on_record;
    } collector{{}, record_limit, std::move(on_record)};
    const cx_writer writer = {
        &collector,
        [](void* self, const cx_record* record) -> cx_status {
            auto& into = *static_cast<Collector*>(self);
            into.taken.keys.emplace_back(cx::view(record->key));
            into.taken.payloads.emplace_back(cx::view(record->payload));
            into.taken.positions.emplace_back(cx::view(record->position));
            into.on_record();
            return --into.left == 0 ? CX_FULL : CX_OK;
        },
        [](void* self, const cx_record* record, cx_text code, cx_text why) -> cx_status {
            auto& into = *static_cast<Collector*>(self);
            into.taken.rejects.push_back(std::string(cx::view(code)) + "@" +
                                         std::string(cx::view(record->position)));
            into.taken.reasons.emplace_back(cx::view(why));
            return --into.left == 0 ? CX_FULL : CX_OK;
        },
        [](void* self, cx_text next, std::uint32_t flags) {
            auto& into = *static_cast<Collector*>(self);
            into.taken.cursor = cx::view(next);
            into.taken.more_now = (flags & CX_MORE_NOW) != 0;
            into.taken.snapshot_end = (flags & CX_SNAPSHOT_END) != 0;
        },
        [](void*, std::uint64_t) {},
        [](void*, cx_text, std::uint32_t) {}};
    cx::BatchWriter out(writer);
    Taken& taken = collector.taken;
    taken.cursor = cursor;
    taken.status = source.poll({.stream = stream,
                                .cursor = cursor,
                                .record_limit = record_limit,
                                .wait_ms = wait_ms,
                                .byte_limit = 64U << 20},
                               out);
    return taken;
}

class FilesTest : public testing::Test {
protected:
    FilesTest()
    {
        std::string name = testing::TempDir() + "cx_file_XXXXXX";
        folder_ = ::mkdtemp(name.data());
        settings_.settle = std::chrono::milliseconds(0);
    }
    ~FilesTest() override { std::filesystem::remove_all(folder_); }

    std::string path(const std::string& name) const { return folder_ + "/" + name; }
    void write(const std::string& name, std::string_view text) const
    {
        std::ofstream(path(name), std::ios::binary | std::ios::trunc) << text;
    }
    void append(const std::string& name, std::string_view text) const
    {
        std::ofstream(path(name), std::ios::binary | std::ios::app) << text;
    }
    // The stream whose files match `pattern` in the folder, with settings_.
    Stream& stream(const std::string& pattern)
    {
        settings_.path = path(pattern);
        stream_ = std::make_unique<Stream>(settings_, cx::Host());
        return *stream_;
    }
    // Polls a new stream until it says that there is no more, or has a problem.
    Taken read(const std::string& pattern, std::uint32_t record_limit = 1000)
    {
        return drain(stream(pattern), "", record_limit);
    }
    Taken read_text(const std::string& text, const std::string& name = "f.csv")
    {
        write(name, text);
        return read(name);
    }
    static Taken drain(Stream& stream, const std::string& cursor, std::uint32_t record_limit = 1000)
    {
        Taken all;
        all.cursor = cursor;
        for (int polls = 0; polls < 100'000; ++polls) {
            Taken one = poll_once(stream, all.cursor, record_limit);
            const auto add = [](auto& to, auto& from) {
                to.insert(to.end(), from.begin(), from.end());
            };
            add(all.keys, one.keys);
            add(all.payloads, one.payloads);
            add(all.positions, one.positions);
            add(all.rejects, one.rejects);
            add(all.reasons, one.reasons);
            all.cursor = one.cursor;
            all.status = one.status;
            all.more_now = one.more_now;
            all.snapshot_end = all.snapshot_end || one.snapshot_end;
            if (one.status.code != CX_OK || !one.more_now) break;
        }
        return all;
    }

    std::string folder_;
    StreamSettings settings_;
    std::unique_ptr<Stream> stream_;
};

}  // namespace file
