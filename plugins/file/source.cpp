#include "file/source.hpp"

#include <fmt/format.h>

namespace file {
namespace {

// What spans several options.
void check(const std::string& name, const StreamSettings& settings)
{
    if (!settings.array.empty() && settings.format != "auto" && settings.format != "json")
        throw cx::BadOptions(
            fmt::format("stream '{}': option 'array' goes with format json", name));
    if (settings.format == "json" && settings.mode == "follow")
        throw cx::BadOptions(fmt::format(
            "stream '{}': a JSON array cannot be followed; use mode whole or snapshot", name));
    if (settings.delimiter == settings.quote)
        throw cx::BadOptions(
            fmt::format("stream '{}': 'delimiter' and 'quote' are the same", name));
}

}  // namespace

FileSource::FileSource(StreamSettings, cx::StreamOptions<StreamSettings> streams, cx::Host host)
{
    for (auto& [name, settings] : streams) {
        check(name, settings);
        streams_.try_emplace(name, std::move(settings), host);
    }
}

cx::Status FileSource::poll(const cx::Poll& poll, cx::BatchWriter& out)
{
    const auto stream = streams_.find(poll.stream);
    if (stream == streams_.end())
        return cx::failed(fmt::format("there is no stream '{}'", poll.stream));
    return stream->second.poll(poll, out);
}

}  // namespace file
