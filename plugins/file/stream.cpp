#include "file/stream.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace file {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds look_again{100};     // Pause between two looks at files that are idle.
constexpr milliseconds retry_missing{500};  // A file that is replaced may be missing for a moment.
constexpr std::chrono::seconds changing_max{
    30};  // Longer than this is worth a word to the administrator.
constexpr std::uint64_t head_bytes_max = 256;

cx::Status to_status(const cx::Error& error)
{
    if (error.code == "file.missing")
        return cx::retry(error.message, static_cast<std::uint32_t>(retry_missing.count()));
    return cx::failed(error.message);
}

}  // namespace

Stream::Stream(StreamSettings settings, cx::Host host) : settings_(std::move(settings)), host_(host)
{
}

cx::Status Stream::poll(const cx::Poll& poll, cx::BatchWriter& out)
{
    if (poll.cursor != cursor_ || poll.cursor.empty()) {
        // Another place than where the last poll stopped: a restart, or a commit that failed.
        cx::Result<Progress> progress = from_cursor(poll.cursor);
        if (!progress) return cx::failed(progress.error());
        progress_ = *std::move(progress);
        reader_.reset();
    }
    written_ = 0;
    generation_ended_ = false;
    const Clock::time_point until = Clock::now() + milliseconds(poll.wait_ms);
    Round round;
    for (;;) {
        round = run_round(out);
        const bool waits =
            round.outcome == Round::Outcome::idle || round.outcome == Round::Outcome::busy;
        if (!waits || written_ > 0 || generation_ended_ || host_.stopping()) break;
        const auto left = std::chrono::ceil<milliseconds>(until - Clock::now());
        // One pause at least for a file that settles, so that a host in a hurry does not spin.
        const bool busy = round.outcome == Round::Outcome::busy;
        const milliseconds pause =
            std::min(look_again, busy ? std::max(left, milliseconds(20)) : left);
        if (pause.count() <= 0 || !host_.sleep_ms(static_cast<std::uint32_t>(pause.count()))) break;
        if (busy && left.count() <= 0) break;
    }
    cursor_ = to_cursor(progress_);
    if (round.outcome == Round::Outcome::problem && written_ == 0 && !generation_ended_) {
        cursor_.clear();  // The host keeps the one it has, so the next poll starts from that.
        return round.problem;
    }
    if (generation_ended_)
        out.snapshot_end(cursor_);
    else
        out.cursor(cursor_, round.outcome != Round::Outcome::idle);
    return cx::ok();
}

Stream::Round Stream::run_round(cx::BatchWriter& out)
{
    const cx::Result<std::vector<Found>> found = find_files(settings_.path);
    if (!found) return {Round::Outcome::problem, to_status(found.error())};
    if (follows() && reader_) {
        Round round = drain_renamed(*found, out);
        if (round.outcome != Round::Outcome::idle) return round;
    }
    reconcile(*found);
    return read_files(out);
}

void Stream::reconcile(const std::vector<Found>& found)
{
    if (follows()) return reconcile_follow(found, progress_);
    const std::map<std::string, FileProgress> before = progress_.files;
    if (is_snapshot())
        reconcile_snapshot(found, progress_);
    else
        reconcile_whole(found, progress_);
    if (!reader_) return;
    // A file that is read from its start again wants a new reader.
    const auto now = progress_.files.find(reader_->path());
    if (now == progress_.files.end() || now->second != before.at(reader_->path())) reader_.reset();
}

// A rotated file still has lines behind the place where we stood; they come before those of its
// successor.
Stream::Round Stream::drain_renamed(const std::vector<Found>& found, cx::BatchWriter& out)
{
    const bool is_there = std::any_of(found.begin(), found.end(), [&](const Found& now) {
        return now.facts.same_file(reader_->facts());
    });
    if (is_there) return {};
    const auto file = progress_.files.find(reader_->path());
    Round round;
    if (file != progress_.files.end()) round = read_file(file->first, file->second, out);
    if (round.outcome != Round::Outcome::full) reader_.reset();
    return round;
}

bool Stream::is_settled(const std::string& path, const Facts& facts)
{
    const Clock::time_point now = Clock::now();
    Watch& watch = watched_.try_emplace(path, Watch{facts, now, now}).first->second;
    if (watch.facts != facts) {
        watch.facts = facts;
        watch.since = now;
    }
    const auto wall = std::chrono::system_clock::now().time_since_epoch();
    const auto age = std::chrono::duration_cast<milliseconds>(
        wall - std::chrono::nanoseconds(facts.modified_ns));
    const bool settled = age >= settings_.settle || now - watch.since >= settings_.settle;
    if (settled) watch.changing_since = now;
    return settled;
}

Stream::Round Stream::read_files(cx::BatchWriter& out)
{
    bool busy = false;
    for (auto& [path, file] : progress_.files) {
        if (file.done) continue;
        const bool is_open = reader_ && reader_->path() == path;
        if (!follows() && !is_open && !is_settled(path, file.facts)) {
            if (Clock::now() - watched_.at(path).changing_since > changing_max)
                return {Round::Outcome::problem,
                        cx::retry(fmt::format("{}: it keeps changing and is never read",
                                              base_name(path)))};
            busy = true;
            continue;
        }
        Round round = read_file(path, file, out);
        if (round.outcome == Round::Outcome::full || round.outcome == Round::Outcome::problem)
            return round;
        busy = busy || round.outcome == Round::Outcome::busy;
    }
    if (busy) return {Round::Outcome::busy, {}};
    if (is_snapshot() && !progress_.ended) {
        // One more look, for a file that came or changed while the others were read.
        const cx::Result<std::vector<Found>> found = find_files(settings_.path);
        if (!found) return {Round::Outcome::problem, to_status(found.error())};
        const Progress before = progress_;
        reconcile(*found);
        if (progress_ != before) return {Round::Outcome::busy, {}};
        progress_.ended = true;
        generation_ended_ = true;
    }
    return {};
}

bool Stream::emit(const Item& item, cx::BatchWriter& out)
{
    ++written_;
    reader_->position_of(item, position_);
    const cx::Record record{.key = item.key, .payload = item.payload, .position = position_};
    return item.code.empty() ? out.record(record) : out.reject(record, item.code, item.why);
}

Stream::Round Stream::read_file(const std::string& path, FileProgress& file, cx::BatchWriter& out)
{
    if (!reader_ || reader_->path() != path || reader_->mark() != file.mark) {
        auto reader = Reader::open(path, settings_, file.encoding, file.mark,
                                   [this] { return host_.stopping(); });
        if (!reader) return {Round::Outcome::problem, to_status(reader.error())};
        reader_ = *std::move(reader);
    }
    bool final = false;
    const auto problem = [&](bool retry) -> Round {
        std::string why = fmt::format("{}: {}", base_name(path), reader_->problem());
        reader_.reset();
        return {Round::Outcome::problem,
                retry ? cx::retry(std::move(why)) : cx::failed(std::move(why))};
    };
    // What was found at the end, or wrong, counts only if the file is what it was when we began.
    const auto was_changed = [&] {
        if (follows() || reader_->is_still(file.facts)) return false;
        reader_.reset();
        return true;
    };
    constexpr std::uint64_t look_every = 256;
    for (std::uint64_t steps = 1;; ++steps) {
        if (steps % look_every == 0 && host_.stopping()) return stop();
        const Step step = reader_->next(item_, final);
        file.mark = reader_->mark();
        switch (step) {
            case Step::item:
                if (!emit(item_, out)) return {Round::Outcome::full, {}};
                break;
            case Step::more:
                if (host_.stopping()) return stop();
                if (follows()) return end_of_file(path, file);
                if (was_changed()) return {Round::Outcome::busy, {}};
                final = true;
                break;
            case Step::end:
                return end_of_file(path, file);
            case Step::truncated: {
                if (was_changed()) return {Round::Outcome::busy, {}};
                Round round = problem(true);
                round.problem.why += "; the file is incomplete";
                return round;
            }
            case Step::failed:
                if (was_changed()) return {Round::Outcome::busy, {}};
                return problem(false);
        }
    }
}

// A step that was broken off may have gone further than its mark.
Stream::Round Stream::stop()
{
    reader_.reset();
    return {Round::Outcome::full, {}};
}

Stream::Round Stream::end_of_file(const std::string& path, FileProgress& file)
{
    if (host_.stopping()) return {Round::Outcome::full, {}};
    file.done = true;
    if (!follows()) {
        file.mark = {};
        file.encoding.clear();
        reader_.reset();
        watched_.erase(path);
        return {};
    }
    file.encoding = reader_->encoding();
    const std::uint64_t head = std::min(file.facts.size, head_bytes_max);
    if (head > file.head_bytes) {
        file.head_hash = hash_of_head(path, head);
        file.head_bytes = file.head_hash.empty() ? 0 : head;
    }
    return {};
}

}  // namespace file
