#include "square/source.hpp"

#include <cx/rfc3339.hpp>

#include <algorithm>

namespace square {
namespace {

// Records remembered of the overlap; beyond it some may be given twice, which the hub sees as
// unchanged.
constexpr std::size_t lately_max = 2000;

// What spans several options.
void check(const std::string& name, StreamOptions& options)
{
    const auto bad = [&](const std::string& why) {
        throw cx::BadOptions("stream '" + name + "': " + why);
    };
    if (options.object.empty()) options.object = name;
    if (options.object != "customers" && options.object != "orders")
        bad("option 'object' should be customers or orders");
    const std::size_t locations = options.location_ids.size();
    if (options.object == "orders" && (locations < 1 || locations > 10))
        bad("option 'location_ids' should name one to ten locations for orders");
    if (options.object == "customers" && locations > 0)
        bad("option 'location_ids' goes with orders; customers belong to no location");
    if (!options.since.empty() && !cx::rfc3339::read(options.since))
        bad("option 'since' should be a time such as 2025-01-01T00:00:00Z");
    if (!options.since.empty() && options.mode == "snapshot")
        bad("option 'since' goes with mode whole; a snapshot is of all there is");
}

}  // namespace

SquareSource::SquareSource(SquareOptions options, cx::StreamOptions<StreamOptions> streams,
                           cx::Host host)
    : client_(options, host), host_(host)
{
    for (auto& [name, settings] : streams) {
        check(name, settings);
        streams_[name].options = std::move(settings);
    }
}

// The page of `search`. In the middle of it the one that was asked for last will do; its beginning
// is always asked for, since the first page of a run is what is new.
const Page& SquareSource::page_of(Stream& stream, const Search& search, bool in_the_middle)
{
    const bool same = in_the_middle && stream.has_page && stream.asked.page == search.page &&
                      stream.asked.since == search.since;
    if (same) return stream.page;
    stream.page = client_.search(search);
    stream.asked = search;
    stream.has_page = stream.page.status.code == CX_OK;
    return stream.page;
}

bool SquareSource::write_items(const Stream& stream, const Page& page, Progress& progress,
                               cx::BatchWriter& out) const
{
    auto item = page.items.begin();
    if (!progress.after.empty()) {
        const auto last = std::find_if(page.items.begin(), page.items.end(),
                                       [&](const Item& one) { return one.id == progress.after; });
        if (last != page.items.end()) item = last + 1;
    }
    const std::int64_t late_us =
        progress.started_at_us - 2 * std::chrono::microseconds(stream.options.overlap).count();
    for (; item != page.items.end(); ++item) {
        const auto given = progress.given.find(item->id);
        const bool again = given != progress.given.end() && given->second == item->updated_at;
        if (cx::rfc3339::read(item->updated_at).value_or(-1) >= late_us &&
            progress.lately.size() < lately_max)
            progress.lately[item->id] = item->updated_at;
        progress.after = item->id;
        if (again) continue;
        const cx::Record record{.key = item->id, .payload = item->json};
        const bool room = item->id.empty() ? out.reject(record, "square.id", "there is no id")
                                           : out.record(record);
        if (!room) return ++item == page.items.end();
    }
    return true;
}

// The next run looks at what changed since this one began, by Square's clock where it told it.
void SquareSource::end_run(const Stream& stream, Progress& progress, cx::BatchWriter& out) const
{
    Progress next;
    if (stream.options.mode == "snapshot") return out.snapshot_end(next.write());
    const std::int64_t since_us =
        progress.started_at_us - std::chrono::microseconds(stream.options.overlap).count();
    next.since = cx::rfc3339::write(std::max<std::int64_t>(since_us, 0)).value_or("");
    next.given = std::move(progress.lately);
    out.cursor(next.write());
}

cx::Status SquareSource::poll(const cx::Poll& poll, cx::BatchWriter& out)
{
    const auto found = streams_.find(poll.stream);
    if (found == streams_.end())
        return cx::failed("there is no stream '" + std::string(poll.stream) + "'");
    Stream& stream = found->second;
    cx::Result<Progress> progress = Progress::read(poll.cursor);
    if (!progress) return cx::failed(progress.error());
    const bool snapshot = stream.options.mode == "snapshot";
    if (progress->since.empty() && !snapshot) progress->since = stream.options.since;

    const Page& page = page_of(stream,
                               {.object = stream.options.object,
                                .since = snapshot ? "" : progress->since,
                                .page = progress->page,
                                .location_ids = stream.options.location_ids,
                                .page_size = stream.options.page_size},
                               !progress->after.empty());
    if (page.page_lost) {
        host_.warn("Square forgot the page that was to come; the search begins again");
        Progress again;
        again.since = progress->since;
        again.given = progress->given;
        out.cursor(again.write(), true);
        return cx::ok();
    }
    if (page.status.code != CX_OK) return page.status;
    if (progress->started_at_us == 0)
        progress->started_at_us = page.served_at_us ? page.served_at_us : host_.now_us();
    if (!write_items(stream, page, *progress, out)) {
        out.cursor(progress->write(), true);
        return cx::ok();
    }
    if (page.next.empty()) {
        end_run(stream, *progress, out);
        return cx::ok();
    }
    progress->page = page.next;
    progress->after.clear();
    out.cursor(progress->write(), true);
    return cx::ok();
}

}  // namespace square
