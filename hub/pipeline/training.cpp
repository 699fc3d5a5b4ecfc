#include "pipeline/training.hpp"

#include "pipeline/adapt.hpp"
#include "pipeline/forecast.hpp"
#include "pipeline/learning.hpp"
#include "pipeline/scored.hpp"
#include "unify/train.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

namespace cx::pipeline {
namespace {

// How far the clustering again has come, kept as JSON.
constexpr const char* state_owner = "~identity";
constexpr const char* state_key = "clustered";
// How many records there were when somebody last took a model back: what was refused then is not
// learnt again before the store has grown.
constexpr const char* refused_key = "taken_back_at";

// Before the first record, and nothing has been scored yet.
constexpr model::RecordId first_load = -2;

struct Place {
    std::string model;
    std::optional<model::RecordId> after;  // The last record done; none: all are.
    std::int64_t merges = 0;               // Made by it so far
    std::int64_t splits = 0;
};

std::string text_of(const Place& place)
{
    json::Object told{{"model", place.model}, {"merges", place.merges}, {"splits", place.splits}};
    if (place.after) told.emplace("after", *place.after);
    return json::write(told);
}

// A text that cannot be read means that all is to be done.
Place place_of(const std::string& text)
{
    if (text.empty()) return {};
    const auto told = json::parse(text);
    if (!told || !told->is_object()) return {.model = {}, .after = 0};
    const auto number = [&](std::string_view name) {
        const json::Value* const value = told->find(name);
        return value ? value->integer() : std::nullopt;
    };
    return {.model = told->text_of("model"),
            .after = number("after"),
            .merges = number("merges").value_or(0),
            .splits = number("splits").value_or(0)};
}

// In as many parts as that, of one size but for the last.
std::vector<std::vector<model::RecordId>> shared_out(const std::vector<model::RecordId>& records,
                                                     std::size_t parts)
{
    const std::size_t share = (records.size() + parts - 1) / parts;
    std::vector<std::vector<model::RecordId>> shares;
    for (std::size_t at = 0; at < records.size(); at += share) {
        const auto begin = records.begin() + static_cast<std::ptrdiff_t>(at);
        const std::size_t n = std::min(share, records.size() - at);
        shares.emplace_back(begin, begin + static_cast<std::ptrdiff_t>(n));
    }
    return shares;
}

std::string_view word_of(store::ModelRow::State state)
{
    switch (state) {
        case store::ModelRow::State::candidate:
            return "candidate";
        case store::ModelRow::State::active:
            return "active";
        case store::ModelRow::State::retired:
            break;
    }
    return "retired";
}

json::Value model_json(const store::ModelRow& row)
{
    json::Value out{json::Object{
        {"id", row.id}, {"state", word_of(row.state)}, {"created_at", to_rfc3339(row.created_at)}}};
    if (row.activated_at.micros != 0) out["activated_at"] = to_rfc3339(row.activated_at);
    if (const auto figures = json::parse(row.figures)) out["figures"] = *figures;
    return out;
}

}  // namespace

Training::Training(Parts parts) : parts_(parts)
{
    take_over_active();
}

void Training::take_over_active()
{
    const auto active = parts_.store.view()->active_model();
    const json::Value refused = parts_.store.get_state(state_owner, refused_key).value_or("");
    learnt_from_ = static_cast<std::size_t>(refused.integer().value_or(0));
    if (!active) {
        parts_.applier.use(unify::default_score_model());
        return;
    }
    auto model = unify::read_score_model(active->text);
    if (!model) {
        parts_.telemetry.note(telemetry::LogLevel::error,
                              fmt::format("model {}: {}; the shipped weights are used", active->id,
                                          model.error().message));
        return;
    }
    learnt_from_ = std::max(learnt_from_.load(), model->records);
    parts_.applier.use(std::move(*model));
}

// A place in the line of trainings, which nobody waits in.
class Training::Turn {
public:
    explicit Turn(Training& training)
        : training_(training), lock_(training.training_, std::try_to_lock)
    {
    }
    ~Turn()
    {
        if (lock_) training_.say("", 0);
    }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;
    explicit operator bool() const { return lock_.owns_lock(); }

private:
    Training& training_;
    std::unique_lock<std::mutex> lock_;
};

void Training::say(std::string_view phase, double done)
{
    const std::lock_guard lock(under_way_mutex_);
    under_way_ = {phase, done};
}

Training::UnderWay Training::under_way() const
{
    const std::lock_guard lock(under_way_mutex_);
    return under_way_;
}

Result<Training::Candidate> Training::learn_candidate()
{
    say("learning", 0);
    auto learnt = learn(parts_.store, *parts_.identity.get(), parts_.ids.next());
    if (!learnt) return learnt.error();
    Candidate candidate{.row = {.id = learnt->model.id,
                                .created_at = parts_.clock.now(),
                                .text = unify::to_text(learnt->model),
                                .figures = json::write(learnt->figures)},
                        .model = std::move(learnt->model),
                        .figures = std::move(learnt->figures)};
    parts_.store.save_model(candidate.row);
    return candidate;
}

void Training::try_on_profiles(Candidate& candidate)
{
    ActiveIdentity identity(*parts_.identity.get());
    identity.use(std::move(candidate.model));
    const auto told =
        forecast(parts_.store, *identity.get(), parts_.forecast_records, [this](double done) {
            say("forecast", done);
            return !stopping_;
        });
    if (!told) return;
    candidate.figures["forecast"] = to_json(*told);
    candidate.row.figures = json::write(candidate.figures);
    parts_.store.save_model(candidate.row);
}

Result<json::Value> Training::train()
{
    const Turn turn(*this);
    if (!turn) return Error{"identity.training", "a model is being learnt already"};
    auto candidate = learn_candidate();
    if (!candidate) return candidate.error();
    try_on_profiles(*candidate);
    return model_json(candidate->row);
}

// A crash at any moment leaves a model in force and, where its clustering is not done, the word
// that it has to be: that word comes first. It is said anew behind the change, since a page may
// have been clustered by the former weights meanwhile.
json::Value Training::put_in_force(const std::string& former,
                                   const std::function<std::string()>& change)
{
    parts_.store.put_state(state_owner, state_key, text_of({.model = former, .after = -1}));
    const std::string id = change();
    take_over_active();
    parts_.store.put_state(state_owner, state_key, text_of({.model = id, .after = 0}));
    return json::Object{{"active", id}, {"former", former}};
}

Result<json::Value> Training::activate(const std::string& id, const std::string& actor)
{
    const std::lock_guard lock(mutex_);
    const auto row = parts_.store.view()->model(id);
    if (!row) return Error{"identity.no_model", "there is no such model"};
    if (row->state == store::ModelRow::State::active)
        return Error{"identity.active", "the model is active already"};
    if (auto readable = unify::read_score_model(row->text); !readable) return readable.error();
    json::Value told = put_in_force(model_of(*parts_.identity.get()), [&] {
        parts_.store.activate_model(id, parts_.clock.now());
        return id;
    });
    parts_.telemetry.note(telemetry::LogLevel::info,
                          fmt::format("model {} is in force, by {}", id, actor));
    if (const auto figures = json::parse(row->figures))
        if (const json::Value* const expected = figures->find("forecast"))
            told["forecast"] = *expected;
    return told;
}

Result<json::Value> Training::roll_back(const std::string& actor)
{
    const std::lock_guard lock(mutex_);
    const auto active = parts_.store.view()->active_model();
    if (!active) return Error{"identity.none_active", "the shipped weights are in force"};
    parts_.store.put_state(state_owner, refused_key,
                           std::to_string(parts_.store.view()->totals().party_records));
    json::Value told = put_in_force(active->id, [&] {
        const std::string id = parts_.store.roll_back_model().value_or("");
        return id.empty() ? unify::default_score_model().id : id;
    });
    parts_.telemetry.note(
        telemetry::LogLevel::info,
        fmt::format("model {} is in force again, by {}", told.text_of("active"), actor));
    return told;
}

json::Value Training::models()
{
    json::Array rows;
    for (const store::ModelRow& row : parts_.store.view()->models())
        rows.push_back(model_json(row));
    const auto identity = parts_.identity.get();
    json::Value out{
        json::Object{{"in_force", identity->scorer ? identity->scorer->model().id : std::string()},
                     {"clustered", progress()},
                     {"models", std::move(rows)}}};
    const Place place = place_of(parts_.store.get_state(state_owner, state_key).value_or(""));
    if (!place.model.empty())
        out["regrouped"] = json::Object{
            {"model", place.model}, {"merges", place.merges}, {"splits", place.splits}};
    const UnderWay training = under_way();
    if (!training.phase.empty())
        out["training"] = json::Object{{"phase", training.phase}, {"done", training.done}};
    return out;
}

bool Training::due()
{
    if (!parts_.automatic || !under_way().phase.empty()) return false;
    const store::Totals totals = parts_.store.view()->totals();
    if (totals.candidates_waiting > 0) return false;
    const auto records = static_cast<std::size_t>(totals.party_records);
    return records >= unify::train_records_min && records >= limits::train_growth * learnt_from_;
}

Result<std::string> Training::renew()
{
    const Turn turn(*this);
    if (!turn) return Error{"identity.training", "a model is being learnt already"};
    const auto candidate = learn_candidate();
    if (!candidate) return candidate.error();
    auto active = activate(candidate->row.id, "the hub");
    if (!active) return active.error();
    return candidate->row.id;
}

bool Training::begin_first_load()
{
    if (!parts_.identity.get()->scorer) return false;
    const Place place = place_of(parts_.store.get_state(state_owner, state_key).value_or(""));
    if (place.after != first_load && parts_.store.view()->totals().party_records > 0) return false;
    parts_.store.put_state(
        state_owner, state_key,
        text_of({.model = model_of(*parts_.identity.get()), .after = first_load}));
    return true;
}

void Training::cluster_again()
{
    const std::lock_guard lock(mutex_);
    const Place place = place_of(parts_.store.get_state(state_owner, state_key).value_or(""));
    if (place.after && *place.after <= 0) return;  // They are, from the first on.
    parts_.store.put_state(state_owner, state_key,
                           text_of({.model = model_of(*parts_.identity.get()), .after = 0}));
}

bool Training::index_candidates()
{
    const std::uint64_t waiting = parts_.store.view()->totals().candidates_waiting;
    if (waiting == 0) return false;
    if (slice_ == 0) slices_ = 1 + waiting / limits::indexed_candidates;
    parts_.store.index_candidates(slice_, slices_);
    slice_ = slice_ + 1 == slices_ ? 0 : slice_ + 1;
    return true;
}

bool Training::step(int target_ms, const Workers& workers)
{
    if (index_candidates()) return true;
    const std::string state = parts_.store.get_state(state_owner, state_key).value_or("");
    Place place = place_of(state);
    if (!place.after) return false;
    const auto page =
        parts_.store.view()->party_heads(*place.after, static_cast<int>(page_ * workers.count));
    // A component is named after its first record, and is done with that one.
    std::vector<model::RecordId> first;
    for (const store::View::PartyHead& head : page)
        if (head.component == head.id) first.push_back(head.id);
    if (!first.empty()) {
        const auto start = std::chrono::steady_clock::now();
        const Applier::Regrouped regrouped =
            workers.count == 1
                ? parts_.applier.reconsider(first)
                : parts_.applier.reconsider(shared_out(first, workers.count), workers);
        place.merges += static_cast<std::int64_t>(regrouped.merges);
        place.splits += static_cast<std::int64_t>(regrouped.splits);
        const std::chrono::duration<double, std::milli> spent =
            std::chrono::steady_clock::now() - start;
        page_ = std::clamp(adapted(page_, spent.count(), target_ms), limits::recluster_page_min,
                           limits::recluster_page_max);
    }
    const std::lock_guard lock(mutex_);
    // Another model may have come into force meanwhile, and begins anew.
    if (parts_.store.get_state(state_owner, state_key).value_or("") != state) return true;
    place.after = page.empty() ? std::nullopt : std::optional(page.back().id);
    parts_.store.put_state(state_owner, state_key, text_of(place));
    return place.after.has_value();
}

double Training::progress()
{
    const Place place = place_of(parts_.store.get_state(state_owner, state_key).value_or(""));
    if (!place.after) return 1;
    const auto last = static_cast<double>(std::max<model::RecordId>(0, *place.after));
    return std::min(1.0, last / static_cast<double>(parts_.store.next_record()));
}

}  // namespace cx::pipeline
