#include "run.hpp"

#include "unify/model.hpp"
#include "unify/resolve.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cx::pipeline::testing {
namespace {

using plugin::DeliverResult;
using ::testing::IsEmpty;
using Status = plugin::PollResult::Status;

// The process is gone. Nobody may catch it but the one that starts it again.
struct Crash {};

constexpr Timestamp start_of_time{1'790'000'000'000'000};
const std::array<std::pair<std::string, std::vector<std::string>>, 2> destinations{
    {{"warehouse", {}}, {"orders", {"order"}}}};

std::string member_name(const model::RecordKey& key)
{
    return key.source + " " + key.key;
}

// A hub with its runners and dispatchers; the world outside it stays when it is dropped.
class Life {
public:
    Life(const std::filesystem::path& folder, Clock& clock, IdGenerator& ids,
         std::map<std::string, ScriptedSource>& sources, std::map<std::string, ScriptedSink>& sinks,
         std::uint32_t batch_records)
        : hub(folder, clock, ids)
    {
        for (const WorldStream& stream : world_streams())
            runners.push_back(hub.runner(stream.pipeline, sources[stream.pipeline],
                                         {{.context = hub.stream(stream.pipeline, stream.name),
                                           .snapshot = stream.snapshot,
                                           .max_missing = max_missing,
                                           .batch_records = batch_records}}));
        for (const auto& [name, entities] : destinations)
            dispatchers.push_back(hub.dispatcher(
                {.name = name, .from_beginning = true, .entities = entities}, sinks[name]));
    }

    Hub hub;
    std::vector<std::unique_ptr<PipelineRunner>> runners;
    std::vector<std::unique_ptr<Dispatcher>> dispatchers;
};

class Run {
public:
    Run(const World& world, std::uint64_t seed, std::uint32_t batch_records)
        : world_(world), dice_(seed), batch_records_(batch_records)
    {
        for (const WorldStream& stream : world_streams())
            sources_[stream.pipeline].streams[stream.name] = world.log(stream);
        new_folder();
        open();
    }

    // Until nothing more comes and everything is delivered.
    void drain()
    {
        for (int i = 0; i < 10'000 && !drained(); ++i) {
            bool worked = false;
            for (auto& runner : life_->runners) worked |= runner->step().worked;
            for (auto& dispatcher : life_->dispatchers) worked |= dispatcher->step().worked;
            if (!worked) clock_.advance_ms(61'000);
        }
        ASSERT_TRUE(drained()) << why_not_drained();
    }

    // A dump that lacks too much waits for an administrator; here she always accepts.
    void accept_held()
    {
        life_->runners.back()->decide_snapshot(world_streams().back().name, true);
        drain();
    }

    void decide(std::vector<store::DecisionRow> decisions)
    {
        life_->hub.applier->decide({.decisions = std::move(decisions)},
                                   [](const Applier::Expected&) { return true; });
    }

    void disturb();
    void check_end();
    EndState end_state();

    RunCounts counts;

private:
    void new_folder() { folders_.push_back(std::make_unique<Folder>()); }

    void open()
    {
        clock_.advance_ms(5);
        ids_ = std::make_unique<Uuid7Generator>(clock_, dice_.below(1'000'000));
        life_ = std::make_unique<Life>(folders_.back()->path(), clock_, *ids_, sources_, sinks_,
                                       batch_records_);
        if (disturbing_) arm();
    }

    bool drained() const
    {
        bool all = true;
        // The newest numbers may belong to versions that are no changes.
        const auto view = life_->hub.store->view();
        for (const auto& runner : life_->runners) all &= runner->drained();
        for (const auto& dispatcher : life_->dispatchers)
            all &= view->changes(dispatcher->state().delivered, 1).empty();
        return all;
    }

    std::string why_not_drained() const
    {
        std::string text;
        for (const auto& runner : life_->runners)
            for (const StreamState& state : runner->states())
                text += fmt::format("{}/{}: {} {}\n", state.pipeline, state.stream, state.drained,
                                    state.last_error);
        for (const auto& dispatcher : life_->dispatchers) {
            const SinkState state = dispatcher->state();
            text += fmt::format("{}: at {} of {} {}\n", state.sink, state.delivered,
                                life_->hub.applier->last_seq(), state.last_error);
        }
        return text;
    }

    void arm();
    void arm_sources_and_sinks();
    void disarm();
    void leave_files();
    void come_back();
    void act();
    void check_cursors();
    void check_delivery(const std::string& sink, const std::vector<std::string>& entities);
    void check_ids();

    const World& world_;
    Dice dice_;
    std::uint32_t batch_records_;
    ManualClock clock_{start_of_time};
    std::unique_ptr<Uuid7Generator> ids_;
    std::map<std::string, ScriptedSource> sources_;
    std::map<std::string, ScriptedSink> sinks_;
    std::vector<std::unique_ptr<Folder>> folders_;
    std::unique_ptr<Life> life_;
    bool disturbing_ = false;
    std::uintmax_t log_before_ = 0;
    std::optional<std::uintmax_t> torn_at_;
};

// Writes fail before or after they were done, or the process ends there; a commit may be torn.
void Run::arm()
{
    life_->hub.store->hook = [this](std::string_view call, bool done) {
        const auto log = folders_.back()->path() / "hub.db-wal";
        std::error_code none;
        const std::uintmax_t size = std::filesystem::file_size(log, none);
        if (!done) log_before_ = none ? 0 : size;
        if (!dice_.chance(3)) return;
        ++counts.failed_writes;
        if (dice_.chance(50)) throw store::StoreError("the disk says no");
        if (done && call == "commit" && dice_.chance(60))
            torn_at_ = log_before_ + dice_.below(size - log_before_ + 1);
        throw Crash{};
    };
}

void Run::arm_sources_and_sinks()
{
    for (auto& [name, source] : sources_)
        source.fault = [this]() -> std::optional<plugin::PollResult> {
            const std::size_t kind = dice_.below(100);
            if (kind < 6) return poll_again("away");
            if (kind < 8) return poll_again("slow down", 3000);
            if (kind < 9) return poll_failed("no such thing");
            return std::nullopt;
        };
    for (auto& [name, entities] : destinations)
        sinks_[name].behave = [this](std::span<const std::string> changes) {
            DeliverResult result{.delivered = changes.size()};
            const std::size_t kind = dice_.below(100);
            if (kind < 15)
                result = {.status = Status::retry, .delivered = dice_.below(changes.size() + 1)};
            else if (kind < 20)
                result = {.status = Status::failed, .error = "no such folder"};
            else if (kind < 25)
                result.rejected.push_back({dice_.below(changes.size()), "not for me"});
            return result;
        };
}

void Run::disarm()
{
    disturbing_ = false;
    life_->hub.store->hook = nullptr;
    for (auto& [name, source] : sources_) source.fault = nullptr;
    for (auto& [name, sink] : sinks_) sink.behave = nullptr;
}

// The files as a killed process leaves them, the log not moved into the store, and maybe torn in
// the middle of the last commit.
void Run::leave_files()
{
    const auto from = folders_.back()->path();
    new_folder();
    const auto to = folders_.back()->path();
    for (const char* name : {"hub.db", "hub.db-wal"})
        if (std::filesystem::exists(from / name)) std::filesystem::copy(from / name, to / name);
    if (torn_at_) std::filesystem::resize_file(to / "hub.db-wal", *torn_at_);
    torn_at_.reset();
}

void Run::come_back()
{
    ++counts.crashes;
    leave_files();
    life_.reset();
    folders_.erase(folders_.begin(), folders_.end() - 1);
    open();
    life_->hub.store->hook = nullptr;
    EXPECT_THAT(life_->hub.store->check(), IsEmpty());
    check_cursors();
    arm();
}

// A steward who splits and merges at random.
void Run::act()
{
    const std::vector<std::string> ids = life_->hub.store->view()->profile_ids("", 1000);
    if (ids.empty()) return;
    const std::string& one = ids[dice_.below(ids.size())];
    bool decided = false;
    if (dice_.chance(50)) {
        const std::string& other = ids[dice_.below(ids.size())];
        decided = bool(life_->hub.steward->merge(one, other, "ann", "a guess"));
    } else {
        const auto members = life_->hub.store->view()->members(one);
        const std::vector<model::RecordKey> apart{members[dice_.below(members.size())].version.key};
        decided = bool(life_->hub.steward->split(one, apart, "ann", "a guess"));
    }
    counts.decisions += decided ? 1 : 0;
}

void Run::disturb()
{
    disturbing_ = true;
    arm();
    arm_sources_and_sinks();
    for (int i = 0; i < 300; ++i) {
        try {
            const std::size_t kind = dice_.below(100);
            if (kind < 55)
                life_->runners[dice_.below(life_->runners.size())]->step();
            else if (kind < 80)
                life_->dispatchers[dice_.below(life_->dispatchers.size())]->step();
            else if (kind < 84)
                act();
            else if (kind < 86)
                throw Crash{};
            else
                clock_.advance_ms(static_cast<std::int64_t>(dice_.below(2000)));
        } catch (const Crash&) {
            come_back();
        } catch (const store::StoreError&) {
            // A steward hears of it and may try again; runners and dispatchers do so themselves.
        }
    }
    disarm();
}

// What the store knows of a stream is what its cursor says was heard: no more, no less.
void Run::check_cursors()
{
    const auto live = life_->hub.live_records();
    for (const WorldStream& stream : world_streams()) {
        if (stream.snapshot) continue;
        const std::string cursor = life_->hub.store->view()->cursor(stream.pipeline, stream.name);
        const std::size_t heard = cursor.empty() ? 0 : std::stoul(cursor);
        std::map<std::string, std::string> stored;
        for (const auto& [key, data] : live)
            if (key.starts_with(stream.pipeline + " ")) stored.emplace(key, data);
        EXPECT_EQ(stored, world_.live_after(stream, heard)) << stream.pipeline << " at " << cursor;
    }
}

// Each change at least once, and for the first time in order.
void Run::check_delivery(const std::string& sink, const std::vector<std::string>& entities)
{
    std::vector<model::Seq> expected;
    for (const store::Change& change : life_->hub.store->view()->changes(0, 1'000'000))
        if (entities.empty() || (change.record && change.record->key.entity == entities.front()))
            expected.push_back(change.seq);
    std::vector<model::Seq> first_times;
    std::set<model::Seq> seen;
    for (const std::string& text : sinks_[sink].received) {
        const model::Seq seq = json::parse(text).value().find("seq")->integer().value();
        if (seen.insert(seq).second) first_times.push_back(seq);
    }
    counts.redelivered += static_cast<int>(sinks_[sink].received.size() - first_times.size());
    EXPECT_EQ(first_times, expected) << sink;
}

// An id that was ever given out names its profile, or leads to the profile where its records went;
// to nowhere only where a record of it is gone.
void Run::check_ids()
{
    const auto view = life_->hub.store->view();
    std::set<std::string> ids;
    for (const store::Change& change : view->changes(0, 1'000'000))
        if (change.profile) ids.insert(change.profile->profile_id);
    std::set<model::RecordId> live;
    for (const std::string& id : view->profile_ids("", 1'000'000)) {
        const std::string one[] = {id};
        for (const model::RecordId record : view->profile_members(one)) live.insert(record);
    }
    for (const std::string& id : ids) {
        const bool removed = view->profile(id).value().kind == model::ProfileVersion::Kind::removed;
        const auto now = view->resolve_profile(id);
        if (!removed) {
            EXPECT_EQ(now, id);
        } else if (now) {
            EXPECT_NE(view->profile(*now).value().kind, model::ProfileVersion::Kind::removed);
        } else {
            bool lost = false;
            for (const store::LineageRow& row : view->lineage(id))
                lost |= !live.contains(row.record);
            EXPECT_TRUE(lost) << id << " leads nowhere, though all its records live";
        }
    }
}

void Run::check_end()
{
    EXPECT_THAT(life_->hub.store->check(), IsEmpty());
    check_cursors();
    check_ids();
    for (const auto& [name, entities] : destinations) check_delivery(name, entities);
    for (const store::StreamStatus& status : life_->hub.store->view()->streams()) {
        const store::StreamCounts& count = status.counts;
        EXPECT_EQ(count.accepted + count.rejected, count.read) << status.pipeline;
        // A dump's last batch is read again where its end was interrupted.
        for (const WorldStream& stream : world_streams())
            if (stream.pipeline == status.pipeline && !stream.snapshot) {
                EXPECT_EQ(count.read, world_.log(stream).size()) << status.pipeline;
            }
    }
}

EndState Run::end_state()
{
    Hub& hub = life_->hub;
    EndState state{.live = hub.live_records(), .partition = hub.partition()};
    const auto view = hub.store->view();
    state.decisions = view->all_decisions();
    std::map<std::string, std::set<std::string>> members;
    view->each_member([&](const model::RecordKey& key, const std::string& profile) {
        members[profile].insert(member_name(key));
        return true;
    });
    for (const auto& [id, names] : members) {
        const auto profile = view->profile(id).value();
        std::string text = json::write(profile.golden);
        for (const model::Provenance& reason : profile.provenance)
            text += fmt::format("\n{} <- {} v{} {}", reason.field, member_name(reason.record),
                                reason.version, reason.rule);
        state.golden[names] = std::move(text);
    }
    return state;
}

// The partition as resolution alone finds it, from the live records and the decisions.
Partition pure_partition(const std::map<std::string, std::string>& live,
                         const std::vector<store::DecisionRow>& rows)
{
    std::vector<unify::Member> members;
    for (const auto& [name, data] : live) {
        const std::size_t first = name.find(' ');
        const std::size_t second = name.find(' ', first + 1);
        const model::RecordKey key{name.substr(0, first),
                                   name.substr(first + 1, second - first - 1),
                                   name.substr(second + 1)};
        if (key.entity != "person") continue;
        members.push_back({.id = static_cast<model::RecordId>(members.size() + 1),
                           .features = unify::extract_shared(key, json::parse(data).value(),
                                                             unify::default_model())});
    }
    std::vector<unify::Decision> decisions;
    for (const store::DecisionRow& row : rows) decisions.push_back(to_decision(row));
    Partition partition;
    for (const unify::Component& component :
         unify::resolve_all(members, decisions, unify::default_model()).components) {
        std::vector<std::set<std::string>> clusters(component.cluster_count());
        for (std::size_t i = 0; i < component.members.size(); ++i)
            clusters[component.cluster_of[i]].insert(
                member_name(component.members[i].features->record));
        partition.insert(clusters.begin(), clusters.end());
    }
    return partition;
}

std::map<std::string, std::string> all_live(const World& world)
{
    std::map<std::string, std::string> live;
    for (const WorldStream& stream : world_streams())
        live.merge(world.live_after(stream, world.log(stream).size()));
    return live;
}

}  // namespace

EndState undisturbed_run(const World& world, const std::vector<store::DecisionRow>& decisions)
{
    Run run(world, 1, 1000);
    run.drain();
    run.accept_held();
    run.decide(decisions);
    run.drain();
    run.check_end();
    return run.end_state();
}

EndState disturbed_run(const World& world, std::uint64_t seed, RunCounts& counts)
{
    Run run(world, seed, 3 + static_cast<std::uint32_t>(seed % 9));
    run.disturb();
    run.drain();
    run.accept_held();
    run.check_end();
    counts = run.counts;
    EndState state = run.end_state();
    EXPECT_EQ(state.live, all_live(world));
    EXPECT_EQ(state.partition, pure_partition(state.live, state.decisions));
    return state;
}

}  // namespace cx::pipeline::testing
