// Scored pairs: those that a person should look at, those that were merged, and a person's word.
#include "api/body.hpp"
#include "api/parameters.hpp"
#include "api/problem.hpp"
#include "api/questions.hpp"
#include "api/render.hpp"
#include "api/routes.hpp"
#include "api/steward.hpp"
#include "base/bands.hpp"
#include "base/text.hpp"

#include <algorithm>

namespace cx::api {
namespace {

constexpr double bit = 1024;

std::string id_of(const store::RecordPair& pair)
{
    return std::to_string(pair.a) + "-" + std::to_string(pair.b);
}

// Numbers apart by `mark`, as many as asked for; none where it is anything else.
std::vector<std::int64_t> numbers_in(std::string_view text, char mark, std::size_t count)
{
    std::vector<std::int64_t> numbers;
    for (const std::string_view part : split(text, mark))
        if (const auto number = to_integer(part)) numbers.push_back(*number);
    if (numbers.size() != count) numbers.clear();
    return numbers;
}

std::optional<store::RecordPair> pair_of(std::string_view id)
{
    const auto numbers = numbers_in(id, '-', 2);
    if (numbers.empty()) return std::nullopt;
    return store::RecordPair{numbers[0], numbers[1]};
}

// Where a page ended: "weight_a_b".
std::string place_of(const store::EdgeRow& edge)
{
    return std::to_string(edge.weight) + "_" + std::to_string(edge.pair.a) + "_" +
           std::to_string(edge.pair.b);
}

// A scored pair with what its two records say now.
struct Pair {
    store::EdgeRow edge;
    std::vector<model::RecordVersion> versions;
    std::vector<std::string> profiles;  // Of each
};

std::optional<Pair> read_pair(store::View& view, store::EdgeRow edge)
{
    Pair pair;
    for (const model::RecordId record : {edge.pair.a, edge.pair.b}) {
        const model::RecordId ids[] = {record};
        const auto parties = view.parties(ids);
        if (parties.empty()) return std::nullopt;
        auto version = view.version_of(record, parties.front().version);
        if (!version) return std::nullopt;
        pair.versions.push_back(std::move(*version));
        pair.profiles.push_back(parties.front().profile_id);
    }
    pair.edge = std::move(edge);
    return pair;
}

json::Value render_pair(const Pair& pair, const Call& call, Answer& noted)
{
    const store::EdgeRow& edge = pair.edge;
    json::Value out{
        json::Object{{"id", id_of(edge.pair)},
                     {"entity", pair.versions.front().key.entity},
                     {"state", edge.state == store::EdgeRow::State::review ? "review" : "merged"},
                     {"weight", edge.weight / bit},
                     {"probability", probability_of(edge.weight)},
                     {"model", edge.model},
                     {"recorded_at", to_rfc3339(edge.recorded_at)}}};
    if (!edge.veto.empty()) out["veto"] = edge.veto;
    const json::Value told = call.parts.explain.terms(edge);
    for (const char* name : {"prior", "terms"})
        if (const json::Value* const part = told.find(name)) out[name] = *part;
    json::Array records;
    for (std::size_t i = 0; i < pair.versions.size(); ++i) {
        std::vector<std::string> left_out;
        json::Value record = render_record(pair.versions[i], call.parts.schema,
                                           call.filter.about(pair.profiles[i]), &left_out);
        record["profile_id"] = pair.profiles[i];
        noted.left_out += left_out.size();
        note_fields(noted, record);
        records.push_back(std::move(record));
        if (std::find(noted.profiles.begin(), noted.profiles.end(), pair.profiles[i]) ==
            noted.profiles.end())
            noted.profiles.push_back(pair.profiles[i]);
    }
    out["records"] = std::move(records);
    return out;
}

Answer answer_with(json::Value body, Answer noted)
{
    Answer answer = json_answer(body);
    answer.profiles = std::move(noted.profiles);
    answer.fields = std::move(noted.fields);
    answer.left_out = noted.left_out;
    return answer;
}

// Nothing where `after` is no place that a page gave.
std::optional<store::EdgeFilter> filter_of(const Call& call)
{
    store::EdgeFilter filter{.entity = call.text("entity"), .limit = call.limit()};
    if (call.text("state") == "merged") filter.state = store::EdgeRow::State::merged;
    if (const Band* const band = band_named(call.text("band"))) {
        filter.least = weight_at(band->from);
        filter.most = last_weight(*band);
    }
    if (const std::string after = call.text("after"); !after.empty()) {
        const auto numbers = numbers_in(after, '_', 3);
        if (numbers.empty()) return std::nullopt;
        filter.after_weight = static_cast<int>(numbers[0]);
        filter.after = {numbers[1], numbers[2]};
    }
    return filter;
}

struct Page {
    std::vector<Pair> pairs;
    json::Value next;  // Null: there are no more
};

// Of pairs that wait those that are asked; it looks at so many more than it lists at most, and so
// may list fewer while there are more.
Page read_page(store::View& view, Explain& explain, store::EdgeFilter filter)
{
    constexpr int looked_at_for_one = 20;
    const bool waiting = filter.state == store::EdgeRow::State::review;
    const auto listed = static_cast<std::size_t>(filter.limit);
    if (waiting) filter.limit *= looked_at_for_one;
    ++filter.limit;
    Page page;
    std::vector<store::EdgeRow> edges = view.edges(filter);
    const bool more = edges.size() == static_cast<std::size_t>(filter.limit);
    if (more) edges.pop_back();
    for (std::size_t i = 0; i < edges.size(); ++i) {
        if (page.pairs.size() == listed) return page;
        const std::string place = place_of(edges[i]);
        if (!waiting || is_asked(edges[i], view, explain))
            if (auto pair = read_pair(view, std::move(edges[i])))
                page.pairs.push_back(std::move(*pair));
        page.next = more || i + 1 < edges.size() ? json::Value(place) : json::Value();
    }
    return page;
}

}  // namespace

Answer list_reviews(const Call& call)
{
    const auto filter = filter_of(call);
    if (!filter)
        return problem("api.bad_parameter", "'after' must be what an answer gave as 'next'");
    Page page = read_page(*call.parts.store.view(), call.parts.explain, *filter);
    Answer noted;
    json::Array reviews;
    for (const Pair& pair : page.pairs) reviews.push_back(render_pair(pair, call, noted));
    return answer_with(
        json::Object{{"reviews", std::move(reviews)}, {"next", std::move(page.next)}},
        std::move(noted));
}

Answer get_review(const Call& call)
{
    const auto named = pair_of(call.captured("id"));
    std::optional<Pair> pair;
    if (named) {
        const auto view = call.parts.store.view();
        if (auto edge = view->edge(*named)) pair = read_pair(*view, std::move(*edge));
    }
    if (!pair) return problem("steward.no_review");
    Answer noted;
    json::Value body = render_pair(*pair, call, noted);
    return answer_with(std::move(body), std::move(noted));
}

Answer judge_review(const Call& call)
{
    const auto read = read_body(call.request, {"verdict", "reason"});
    if (const Answer* const refused = std::get_if<Answer>(&read)) return *refused;
    const auto& body = std::get<json::Value>(read);
    const std::string verdict = body.text_of("verdict");
    if (verdict != "same" && verdict != "different")
        return problem("api.bad_body", "'verdict' must be same or different");
    if (std::optional<Answer> refused = check_reason(body)) return std::move(*refused);
    const auto pair = pair_of(call.captured("id"));
    if (!pair) return problem("steward.no_review");
    Answer answer = outcome_answer(
        call.parts.steward.judge(*pair, verdict == "same", actor_of(call), body.text_of("reason")),
        "judge", call);
    answer.subject += " verdict=" + verdict;
    return answer;
}

}  // namespace cx::api
