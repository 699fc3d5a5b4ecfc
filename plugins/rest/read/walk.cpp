#include "rest/read/walk.hpp"

#include "rest/read/paging.hpp"

#include <xxhash.h>

#include <algorithm>
#include <iterator>

namespace rest {
namespace {

using cx::Status;
using cx::json::Value;

constexpr std::size_t remembered_max = 100'000;

std::uint64_t hash_of(const Value& value, std::uint64_t seed)
{
    const std::string text = cx::json::write(value);
    return XXH3_64bits_withSeed(text.data(), text.size(), seed);
}

// What expressions see as stream_slice: the partition, the stretch, what the parent gave.
Value view_of(const Slice& slice, const CursorPlan* cursor)
{
    Value view = slice.partition.values;
    if (cursor && !slice.start.empty()) view[cursor->start_name] = slice.start;
    if (cursor && !slice.end.empty()) view[cursor->end_name] = slice.end;
    if (!slice.partition.extra.is_null() && !view.find("extra_fields"))
        view["extra_fields"] = slice.partition.extra;
    return view;
}

}  // namespace

Walk::Walk(std::shared_ptr<const StreamPlan> plan, Surroundings& around, States& states,
           Place place, bool whole)
    : plan_(std::move(plan)),
      around_(around),
      states_(states),
      place_(std::move(place)),
      whole_(whole),
      reader_(plan_, around)
{
    if (plan_->job) job_.emplace(plan_->job, around);
    if (plan_->cursor && plan_->cursor->global_for_partitions) states_.make_global();
}

Status Walk::prepare()
{
    if (place_.started_us == 0) place_.started_us = around_.host.now_us();
    if (!router_ && partitioned()) {
        router_ = make_router(*plan_, around_, states_, place_.started_us);
        if (!place_.router.is_null()) router_->restore(place_.router);
    }
    if (stretches_ || !plan_->cursor || is_delta()) return cx::ok();
    cx::Result<Stretches> made = Stretches::of(*plan_->cursor, around_.config, place_.started_us);
    if (!made) return cx::failed(made.error());
    stretches_ = *std::move(made);
    return cx::ok();
}

// Takes the next partition unless one is at hand.
Status Walk::enter_partition(bool& end)
{
    while (!place_.in_partition) {
        std::optional<Partition> partition{Partition{}};
        if (router_) {
            if (Status status = router_->next(partition); status.code != CX_OK) return status;
            place_.router = router_->position();
        } else if (!place_.router.is_null()) {
            partition.reset();  // The only one is behind us
        } else {
            place_.router = true;
        }
        if (!partition) {
            end = true;
            return cx::ok();
        }
        // The same partition again would give the same records; with a cursor it would give them
        // from a state that has already moved.
        const bool again = plan_->cursor && router_ && partitions_seen_.size() < remembered_max &&
                           !partitions_seen_.insert(hash_of(partition->values, 0)).second;
        if (again) continue;
        place_.partition = *std::move(partition);
        place_.in_partition = true;
        place_.since.reset();
        place_.stretch.reset();
        place_.seen.reset();
    }
    if (!stretches_ || place_.since) return cx::ok();
    const std::string state = whole_ ? "" : states_.of(place_.partition.values);
    const std::int64_t back = states_.is_global() && partitioned() ? states_.lookback_s : 0;
    const cx::Result<std::int64_t> since = stretches_->since(state, back);
    if (!since) return cx::failed(since.error());
    place_.since = *since;
    place_.stretch = *since;
    // What looks back reads older records again; the state does not go back with them.
    if (!state.empty()) place_.seen = stretches_->known(state);
    return cx::ok();
}

Status Walk::enter_stretch()
{
    if (in_stretch_) return cx::ok();
    slice_ = {};
    slice_.partition = place_.partition;
    next_stretch_.reset();
    if (stretches_) {
        cx::Result<Stretches::Stretch> stretch =
            stretches_->at(place_.stretch.value_or(place_.since.value_or(0)));
        if (!stretch) return cx::failed(stretch.error());
        slice_.start = std::move(stretch->start);
        slice_.end = std::move(stretch->end);
        next_stretch_ = stretch->next;
    }
    slice_.view = view_of(slice_, plan_->cursor ? &*plan_->cursor : nullptr);
    taken_up_ = place_.pages > 0 || !place_.job.is_null();
    // The token of a stream of events is the last one's id.
    if (place_.pages == 0 && !plan_->events) place_.token = first_token(plan_->paginator);
    if (place_.pages == 0 && is_delta() && !whole_)
        if (const std::string link = states_.of(place_.partition.values); !link.empty())
            place_.token = link;
    pages_seen_.clear();
    resets_ = 0;
    in_stretch_ = true;
    return cx::ok();
}

Status Walk::next(Page& page, bool& end)
{
    end = false;
    if (Status status = prepare(); status.code != CX_OK) return status;
    while (true) {
        if (Status status = enter_partition(end); status.code != CX_OK || end) return status;
        if (Status status = enter_stretch(); status.code != CX_OK) return status;
        page = {};
        Status status = job_ ? await_job(page) : cx::ok();
        const bool has_results =
            status.code == CX_OK && page.wait.count() == 0 && !(job_ && Job::is_empty(place_.job));
        if (has_results)
            status = reader_.read(slice_, place_.token, place_.started_us, place_.parts, page);
        if (status.code == CX_FAILED && begin_again()) continue;
        if (status.code != CX_OK || page.wait.count() > 0) return status;
        taken_up_ = false;
        if (page.reset && splits()) {
            split();
            continue;
        }
        if (page.reset) {
            if (++resets_ > resets_max)
                return cx::failed("paging was begun again so often that it has no end");
            place_.pages = 0;
            place_.parts = 0;
            place_.token = first_token(plan_->paginator);
            pages_seen_.clear();
            continue;
        }
        if (page.endless) return cx::ok();
        if (page.ignored) place_.gaps = true;
        if (status = watch_for_loops(page); status.code != CX_OK) return status;
        observe(page);
        return cx::ok();
    }
}

Status Walk::await_job(Page& page)
{
    Status status = job_->advance(slice_, place_.job, place_.started_us, page.wait);
    page.ignored = Job::is_empty(place_.job) && place_.job.text_of("over") == "ignored";
    return status;
}

// Systems that give only so many pages of a question are asked anew from the furthest record that
// came, which takes records in the order of the cursor.
bool Walk::splits() const
{
    return plan_->split_on_reset && stretches_ && place_.seen && place_.stretch &&
           *place_.seen > *place_.stretch;
}

// As many records as the system gives for one question have come.
Status Walk::begin_behind()
{
    if (!splits())
        return cx::failed(
            "the system gives no more records for one question, and no cursor tells how to ask "
            "for the others");
    split();
    return cx::ok();
}

void Walk::split()
{
    place_.token = {};
    place_.came = 0;
    place_.stretch = place_.seen;
    place_.pages = 0;
    in_stretch_ = false;
}

bool Walk::is_delta() const
{
    return plan_->cursor && plan_->cursor->kind == CursorPlan::Kind::delta;
}

// Systems forget tokens: that of a page while the hub was down, that of a delta when it is old.
// Then the stretch is read from its beginning; equal records cost nothing.
bool Walk::begin_again()
{
    const bool has_job = !place_.job.is_null();
    const bool results = has_job && place_.job.find("targets");
    const int status = has_job && !results ? job_->last_status() : reader_.last_status();
    // The addresses of results are good for a while, and then for nothing.
    const bool gone = status == 400 || status == 404 || status == 410 || (results && status == 403);
    if (!gone) return false;
    const bool by_delta = is_delta() && place_.pages == 0 && !place_.token.is_null();
    const bool by_job = has_job && resets_ < resets_max;
    if (!taken_up_ && !by_delta && !by_job) return false;
    if (by_job) ++resets_;
    around_.host.warn("stream '" + plan_->name +
                      "': the system has forgotten where the read was to go on; it begins again");
    if (by_delta) {
        states_.all_.clear();
        states_.forget(place_.partition.values);
    }
    taken_up_ = false;
    place_.pages = 0;
    place_.parts = 0;
    place_.job = {};
    slice_.more.clear();
    place_.token = first_token(plan_->paginator);
    return true;
}

// The same question with the same answer would go on for ever. A token that stays the same is fine
// while the answers differ: some systems scroll so.
Status Walk::watch_for_loops(const Page& page)
{
    if (page.next.is_null()) return cx::ok();
    const bool numbered = plan_->paginator.kind == PaginatorPlan::Kind::page ||
                          plan_->paginator.kind == PaginatorPlan::Kind::offset;
    if (numbered && place_.pages > 0 && page.fingerprint == last_fingerprint_)
        return cx::failed("the same page came twice; the system does not heed the page's number");
    last_fingerprint_ = page.fingerprint;
    if (place_.pages >= pages_max) return cx::failed("a stretch has more pages than can be");
    if (pages_seen_.size() < remembered_max &&
        !pages_seen_.insert(hash_of(page.next, page.fingerprint)).second)
        return cx::failed("the same page came twice; paging would go on for ever");
    return cx::ok();
}

// How far the records go; those that the cursor does not want are taken out.
void Walk::observe(Page& page)
{
    if (!stretches_) return;
    const bool chooses = plan_->cursor->client_side;
    const bool feed = plan_->cursor->feed;
    bool older_last = false;
    std::size_t unread = 0;
    std::erase_if(page.records, [&](const Value& record) {
        const std::optional<std::int64_t> at = stretches_->place(record);
        older_last = at && place_.since && *at < *place_.since;
        if (!at) ++unread;
        if (at) place_.seen = std::max(place_.seen.value_or(*at), *at);
        return older_last && (chooses || feed);
    });
    if (feed && older_last) page.next = {};
    if (unread > 0 && !warned_) {
        warned_ = true;
        around_.host.warn("stream '" + plan_->name + "': " + std::to_string(unread) +
                          " records of a page have no '" + stretches_->field() +
                          "' in a format of the manifest; they are read, and do not move the "
                          "cursor");
    }
}

Status Walk::consumed(const Page& page)
{
    place_.given = 0;
    place_.last_key.clear();
    if (!page.delta.empty() && partitioned())
        states_.set(place_.partition.values, page.delta);
    else if (!page.delta.empty())
        states_.all_ = page.delta;
    if (page.endless) {
        place_.token = page.next;
        return cx::ok();
    }
    if (plan_->reset_records > 0) place_.came += page.came;
    if (page.more_parts) {
        place_.parts += page.part;
        return cx::ok();
    }
    place_.parts = 0;
    const bool is_full =
        plan_->reset_records > 0 && place_.came >= static_cast<std::uint64_t>(plan_->reset_records);
    if (is_full && !page.next.is_null()) return begin_behind();
    if (!page.next.is_null()) {
        ++place_.pages;
        place_.token = page.next;
        return cx::ok();
    }
    if (job_ && Job::next_target(place_.job)) {
        place_.pages = 0;
        place_.token = first_token(plan_->paginator);
        return cx::ok();
    }
    if (job_) job_->end(slice_, place_.job, place_.started_us);
    return next_stretch();
}

Status Walk::next_stretch()
{
    place_.token = {};
    place_.job = {};
    place_.pages = 0;
    place_.came = 0;
    in_stretch_ = false;
    if (place_.seen) {
        // Never behind the begin of the run: what changes on a page that was read already, while
        // the others are, is for the next.
        const std::int64_t reached = std::min(*place_.seen, place_.started_us);
        place_.run_seen = std::max(place_.run_seen.value_or(reached), reached);
        cx::Result<std::string> written = stretches_->written(reached);
        if (!written) return cx::failed(written.error());
        if (partitioned())
            states_.set(place_.partition.values, *std::move(written));
        else
            states_.all_ = *std::move(written);
    }
    if (next_stretch_) {
        place_.stretch = next_stretch_;
        return cx::ok();
    }
    leave_partition();
    return cx::ok();
}

void Walk::leave_partition()
{
    place_.in_partition = false;
    place_.partition = {};
    place_.since.reset();
    place_.stretch.reset();
    place_.seen.reset();
}

void Walk::finish(std::int64_t now_us)
{
    if (router_) router_->finish(states_);
    if (!stretches_ || !partitioned()) return;
    states_.lookback_s = std::max<std::int64_t>((now_us - place_.started_us) / 1'000'000, 0) + 1;
    if (!place_.run_seen) return;
    const cx::Result<std::string> written = stretches_->written(*place_.run_seen);
    if (!written) return;
    const cx::Result<std::int64_t> before =
        states_.all_.empty() ? *place_.run_seen : stretches_->since(states_.all_, 0);
    if (!before || *before <= *place_.run_seen) states_.all_ = *written;
}

Status read_all(const std::shared_ptr<const StreamPlan>& plan, Surroundings& around,
                std::size_t records_max, std::vector<Value>& records)
{
    States states;
    Walk walk(plan, around, states, {}, true);
    Page page;
    while (true) {
        bool end = false;
        if (Status status = walk.next(page, end); status.code != CX_OK || end) return status;
        std::move(page.records.begin(), page.records.end(), std::back_inserter(records));
        if (records.size() > records_max)
            return cx::failed("the system lists more than the manifest can make use of");
        if (Status status = walk.consumed(page); status.code != CX_OK) return status;
    }
}

}  // namespace rest
