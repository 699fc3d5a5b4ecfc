#include "ldap/source.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace directory {
namespace {

// Of a search that is begun again, in one poll.
constexpr int skipped_pages_max = 50;

// What spans several options, and what follows from others.
void check(const std::string& name, StreamOptions& options)
{
    const auto bad = [&](const std::string& why) {
        throw cx::BadOptions("stream '" + name + "': " + why);
    };
    if (options.filter.empty() || options.filter.front() != '(' || options.filter.back() != ')')
        bad("option 'filter' should be in parentheses, as in (objectClass=person)");
    if (options.key.empty()) bad("option 'key' should name an attribute");
    if (options.changed.empty())
        options.changed = same_name(options.key, "objectGUID") ? "whenChanged" : "modifyTimestamp";
}

}  // namespace

LdapSource::LdapSource(LdapOptions options, cx::StreamOptions<StreamOptions> streams, cx::Host host)
    : LdapSource([options, host] { return make_directory(options, host); }, std::move(streams),
                 host)
{
}

LdapSource::LdapSource(const MakeDirectory& make, cx::StreamOptions<StreamOptions> streams,
                       cx::Host host)
    : host_(host)
{
    for (auto& [name, settings] : streams) {
        check(name, settings);
        Stream& stream = streams_[name];
        stream.options = std::move(settings);
        stream.directory = make();
    }
}

Search LdapSource::search_of(const Stream& stream) const
{
    const StreamOptions& options = stream.options;
    Search search{.base = options.base,
                  .filter = options.filter,
                  .scope = options.scope,
                  .attributes = options.attributes,
                  .key = options.key,
                  .changed = options.changed,
                  .page_size = options.page_size};
    if (!stream.progress.since.empty() && !snapshot(stream))
        search.filter =
            fmt::format("(&{}({}>={}))", options.filter, options.changed, stream.progress.since);
    return search;
}

void LdapSource::drop_run(Stream& stream)
{
    stream.directory->close();
    stream.running = false;
    stream.page = {};
}

// Asks for the first page of what the cursor stands before or in the middle of.
cx::Status LdapSource::begin_run(Stream& stream, std::string_view cursor) const
{
    drop_run(stream);
    cx::Result<Progress> progress = Progress::read(cursor);
    if (!progress) return cx::failed(progress.error());
    stream.progress = *std::move(progress);
    if (stream.progress.started_at_us == 0) stream.progress.started_at_us = host_.now_us();
    return take(stream, stream.directory->first(search_of(stream)));
}

// The next page, where all of this one was given.
cx::Status LdapSource::fill_page(Stream& stream) const
{
    if (stream.at < stream.page.entries.size()) return cx::ok();
    return take(stream, stream.directory->next());
}

cx::Status LdapSource::take(Stream& stream, Page page) const
{
    stream.page = std::move(page);
    stream.at = 0;
    stream.wrote = false;
    stream.running = stream.page.status.code == CX_OK;
    cx::Status status = stream.page.status;
    const std::vector<Entry>& entries = stream.page.entries;
    if (stream.running && !snapshot(stream) && !entries.empty() && entries.front().changed.empty())
        status = cx::failed("the entries do not tell '" + stream.options.changed +
                            "': let the account read it, or use mode snapshot");
    if (status.code != CX_OK) drop_run(stream);
    return status;
}

bool LdapSource::write_entries(Stream& stream, cx::BatchWriter& out) const
{
    Progress& progress = stream.progress;
    const std::int64_t late_us =
        progress.started_at_us - std::chrono::microseconds(stream.options.overlap).count();
    while (stream.at < stream.page.entries.size()) {
        const Entry& entry = stream.page.entries[stream.at++];
        const std::uint64_t mark = mark_of(entry.key, entry.changed);
        const bool named = !entry.key.empty();
        if (named && progress.done.has(mark)) continue;
        if (named && !snapshot(stream)) {
            // One without a time is looked at again, too: it cannot be told whether it is late.
            const std::int64_t changed_us = from_generalized(entry.changed);
            if (changed_us < 0 || changed_us >= late_us - 1'000'000) progress.lately.add(mark);
        }
        if (named) progress.done.add(mark);
        if (named && progress.given.has(mark)) continue;
        stream.wrote = true;
        const cx::Record record{.key = entry.key, .payload = entry.json};
        const bool room = named ? out.record(record)
                                : out.reject(record, "ldap.key",
                                             "the entry has no attribute '" + stream.options.key +
                                                 "' that the account may read");
        if (!room) return stream.at == stream.page.entries.size();
    }
    return true;
}

// The next run looks at what changed since this one began.
void LdapSource::end_run(Stream& stream, cx::BatchWriter& out) const
{
    Progress next;
    if (!snapshot(stream)) {
        const std::int64_t since_us = stream.progress.started_at_us -
                                      std::chrono::microseconds(stream.options.overlap).count();
        next.since = to_generalized(std::max<std::int64_t>(since_us, 0));
        next.given = std::move(stream.progress.lately);
    }
    drop_run(stream);
    if (snapshot(stream)) return out.snapshot_end(next.write());
    out.cursor(next.write());
}

cx::Status LdapSource::poll(const cx::Poll& poll, cx::BatchWriter& out)
{
    const auto found = streams_.find(poll.stream);
    if (found == streams_.end())
        return cx::failed("there is no stream '" + std::string(poll.stream) + "'");
    Stream& stream = found->second;
    const bool goes_on = stream.running && stream.cursor == poll.cursor;
    if (cx::Status asked = goes_on ? fill_page(stream) : begin_run(stream, poll.cursor);
        asked.code != CX_OK)
        return asked;
    // After a restart whole pages may have been given before.
    bool page_is_done = write_entries(stream, out);
    for (int pages = 0;
         page_is_done && !stream.page.last && !stream.wrote && pages < skipped_pages_max; ++pages) {
        if (cx::Status asked = fill_page(stream); asked.code != CX_OK) return asked;
        page_is_done = write_entries(stream, out);
    }
    if (page_is_done && stream.page.last) {
        end_run(stream, out);
        return cx::ok();
    }
    stream.cursor = stream.progress.write();
    out.cursor(stream.cursor, true);
    return cx::ok();
}

}  // namespace directory
