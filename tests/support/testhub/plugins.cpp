#include "testhub/plugins.hpp"

#include <algorithm>

namespace cx::pipeline::testing {

void ScriptedSource::add_dump(const std::string& stream, std::vector<plugin::SourceRecord> records)
{
    for (plugin::SourceRecord& record : records) add(stream, std::move(record));
    streams[stream].push_back({.ends_snapshot = true});
}

plugin::PollResult ScriptedSource::poll(const plugin::PollRequest& request)
{
    ++polls;
    if (fault)
        if (auto instead = fault()) return std::move(*instead);
    const std::vector<Entry>& entries = streams[request.stream];
    std::size_t next = request.cursor.empty() ? 0 : std::stoul(request.cursor);
    plugin::PollResult result;
    while (next < entries.size() && !result.snapshot_end &&
           result.records.size() + result.rejects.size() < request.record_limit) {
        const Entry& entry = entries[next++];
        if (entry.record) result.records.push_back(*entry.record);
        if (entry.reject) result.rejects.push_back(*entry.reject);
        result.snapshot_end = entry.ends_snapshot;
    }
    result.next_cursor = next == 0 ? request.cursor : std::to_string(next);
    result.more_now = next < entries.size();
    return result;
}

plugin::PollResult poll_again(const std::string& why, std::uint32_t after_ms)
{
    return {.status = plugin::PollResult::Status::retry, .error = why, .retry_after_ms = after_ms};
}

plugin::PollResult poll_failed(const std::string& why)
{
    return {.status = plugin::PollResult::Status::failed, .error = why};
}

plugin::DeliverResult ScriptedSink::deliver(std::span<const std::string> changes)
{
    ++calls;
    plugin::DeliverResult result{.delivered = changes.size()};
    if (behave) result = behave(changes);
    const std::size_t taken = std::min(result.delivered, changes.size());
    received.insert(received.end(), changes.begin(),
                    changes.begin() + static_cast<std::ptrdiff_t>(taken));
    return result;
}

}  // namespace cx::pipeline::testing
