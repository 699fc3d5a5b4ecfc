#include "hub_fixture.hpp"

namespace cx::api {

Result<Steward::Outcome> FakeSteward::split(const std::string& profile_id,
                                            const std::vector<model::RecordKey>& given,
                                            const std::string& by, const std::string& why)
{
    ++calls;
    records = given;
    actor = by;
    reason = why;
    if (!refuse_with.empty()) return Error{refuse_with, "it was refused"};
    return Outcome{"decision-1", {profile_id, pid(99)}};
}

Result<Steward::Outcome> FakeSteward::merge(const std::string& a, const std::string& b,
                                            const std::string& by, const std::string& why)
{
    ++calls;
    actor = by;
    reason = why;
    if (!refuse_with.empty()) return Error{refuse_with, "it was refused"};
    return Outcome{"decision-2", {a, b}};
}

Result<Steward::Outcome> FakeSteward::forbid(const std::string& a, const std::string& b,
                                             const std::string& by, const std::string& why)
{
    ++calls;
    actor = by;
    reason = why;
    if (!refuse_with.empty()) return Error{refuse_with, "it was refused"};
    return Outcome{"decision-3", {a, b}};
}

Result<Steward::Outlook> FakeSteward::preview(const Act& act)
{
    ++calls;
    previewed = act;
    if (!refuse_with.empty()) return Error{refuse_with, "it was refused"};
    const model::RecordKey bob{"crm", "person", "crm:bob"};
    const model::RecordKey ada{"crm", "person", "crm:ada"};
    Outlook outlook;
    outlook.before = {
        {.profile_id = pid(1), .country = "KR", .records = {bob, ada}, .ids = {1, 2}}};
    outlook.after = {{.profile_id = pid(1), .country = "KR", .records = {ada}, .ids = {2}},
                     {.profile_id = "", .country = "", .records = {bob}, .ids = {1}}};
    outlook.links = {{bob, ada, "email_strict", "email"}};
    outlook.vetoes = {{bob, ada, "birth_date", ""}};
    outlook.decisions = {"decision-0"};
    return outlook;
}

Result<Steward::Outcome> FakeSteward::judge(const store::RecordPair& pair, bool same,
                                            const std::string& by, const std::string& why)
{
    ++calls;
    judged = pair;
    said_same = same;
    actor = by;
    reason = why;
    if (!refuse_with.empty()) return Error{refuse_with, "it was refused"};
    return Outcome{"decision-4", {pid(1), pid(2)}};
}

Result<Rights::Erased> FakeRights::erase(const std::string& profile_id, const std::string& by,
                                         const std::string& why)
{
    ++calls;
    actor = by;
    reason = why;
    if (!refuse_with.empty()) return Error{refuse_with, "it was refused"};
    return Erased{.erasure = "erasure-1", .profile_id = profile_id, .records = 3, .clean = true};
}

Result<Done> FakeRights::lift(const std::string&, const std::string& by)
{
    ++calls;
    actor = by;
    if (!refuse_with.empty()) return Error{refuse_with, "it was refused"};
    return Done{};
}

Result<Done> FakeRights::restrict(const std::string&, bool, const std::string& by,
                                  const std::string& why)
{
    ++calls;
    actor = by;
    reason = why;
    if (!refuse_with.empty()) return Error{refuse_with, "it was refused"};
    return Done{};
}

Result<json::Value> FakeExplain::why(const std::string& profile_id, const std::string& wanted,
                                     Timestamp)
{
    ++calls;
    if (profile_id == pid(404)) return Error{"explain.no_profile", "there is no such profile"};
    if (wanted == "absent") return Error{"explain.no_field", "the profile has no value in it"};
    const json::Object key{
        {"source", "crm"}, {"entity", "person"}, {"key", "crm:canary-source-key"}};
    const json::Object known{{"source", "crm"}, {"entity", "person"}, {"key", "crm:ada"}};
    json::Object fields;
    json::Object told = canaries();
    told.emplace("nickname", "ada");
    told.emplace("hobby", "canary-mapping");
    told.emplace("contact_points", contact_points());
    for (const auto& [name, value] : told) {
        if (!wanted.empty() && name != wanted) continue;
        fields.emplace(
            name, json::Object{
                      {"value", value},
                      {"provenance",
                       json::Array{json::Object{
                           {"field", name}, {"rule", "only"}, {"key", "crm:canary-source-key"}}}},
                      {"candidates", json::Array{json::Object{{"record", known},
                                                              {"value", value},
                                                              {"chosen", true},
                                                              {"rule", "only"}},
                                                 json::Object{{"record", key},
                                                              {"value", "canary-stranger"},
                                                              {"chosen", false}}}}});
    }
    return json::Value(json::Object{
        {"profile_id", profile_id == pid(3) ? pid(1) : profile_id},
        {"version", 2},
        {"config_id", "config-1"},
        {"members", json::Array{key}},
        {"fields", std::move(fields)},
        {"surprise", "canary-unknown-member"},
        {"links", json::Array{json::Object{{"a", key},
                                           {"b", key},
                                           {"rule", "email"},
                                           {"ns", "email"},
                                           {"value", "canary-link-value"}}}},
    });
}

Result<json::Value> FakeExplain::why_not(const std::string& a, const std::string& b)
{
    ++calls;
    if (b == pid(404)) return Error{"explain.no_profile", "there is no such profile"};
    const json::Object key{
        {"source", "crm"}, {"entity", "person"}, {"key", "crm:canary-source-key"}};
    return json::Value(json::Object{
        {"profile_id", a},
        {"other_id", b},
        {"same", false},
        {"best",
         json::Object{{"a", key},
                      {"b", key},
                      {"weight", 4.5},
                      {"missing", 2.1},
                      {"veto", "birth_date"},
                      {"surprise", "canary-unknown-member"},
                      {"terms", json::Array{json::Object{{"fact", "birth"},
                                                         {"level", "differ"},
                                                         {"bits", -5.5},
                                                         {"value", "canary-link-value"}}}}}},
        {"shared_keys",
         json::Array{json::Object{
             {"a", key}, {"b", key}, {"ns", "email"}, {"value", "canary-link-value"}}}}});
}

json::Value FakeExplain::terms(const store::EdgeRow& pair)
{
    ++calls;
    return json::Object{
        {"prior", -12.5},
        {"terms",
         json::Array{
             json::Object{{"fact", "family"}, {"level", "equal"}, {"bits", pair.weight / 1024.0}},
             json::Object{{"fact", "birth"}, {"level", "near"}, {"bits", 4.3}}}}};
}

json::Value FakeAdmin::status()
{
    ++calls;
    return json::Object{
        {"pipelines", json::Array{json::Object{{"name", "erp"}, {"state", "running"}}}},
        {"sinks", json::Array{}},
        {"store", json::Object{{"profiles", 2}}}};
}

Result<Done> FakeAdmin::control(const std::string& pipeline, const std::string& stream,
                                Control what)
{
    ++calls;
    if (pipeline != "erp") return Error{"admin.no_stream", "there is no such pipeline"};
    if (what == Control::run) return Error{"admin.not_running", "it does not run"};
    last = (what == Control::pause ? "pause " : "resume ") + pipeline + "/" + stream;
    return Done{};
}

Result<json::Value> FakeAdmin::rewind(const Rewind& rewind)
{
    ++calls;
    if (rewind.pipeline != "erp") return Error{"admin.no_stream", "there is no such pipeline"};
    last = "rewind " + rewind.stream + " " + rewind.cursor.value_or("-") + " " +
           (rewind.to ? to_rfc3339(*rewind.to) : "-") + (rewind.dry_run ? " dry" : "");
    return json::Value(json::Object{{"dry_run", rewind.dry_run}, {"streams", json::Array{}}});
}

Result<json::Value> FakeAdmin::retry(const std::string& id,
                                     const std::optional<std::string>& payload)
{
    ++calls;
    if (id != pid(70)) return Error{"api.no_reject", "there is no such reject"};
    last = "retry " + payload.value_or("-");
    return json::Value(
        json::Object{{"accepted", 1}, {"superseded", 0}, {"refused", json::Array{}}});
}

json::Value FakeAdmin::retry_page(const store::RejectFilter& filter)
{
    ++calls;
    last = "retry " + filter.pipeline + " " + filter.code + " " + filter.after_id;
    return json::Object{
        {"accepted", 1}, {"superseded", 0}, {"refused", json::Array{}}, {"next", json::Value()}};
}

Result<json::Value> FakeAdmin::replay(const Replay& replay)
{
    ++calls;
    if (replay.pipeline != "erp") return Error{"admin.no_stream", "there is no such pipeline"};
    last = "replay " + replay.stream + (replay.again ? " again" : "") +
           (replay.dry_run ? " dry " + std::to_string(replay.after) : "") + " shows " +
           std::to_string(replay.accepts.patterns().size());
    return json::Value(json::Object{{"next", json::Value()}});
}

Result<json::Value> FakeAdmin::reload()
{
    ++calls;
    return Error{"admin.config_refused", "pipelines/erp.yaml:3:1: unknown key 'strems'"};
}

Result<Done> FakeAdmin::decide_snapshot(const std::string& pipeline, const std::string& stream,
                                        bool accept)
{
    ++calls;
    if (pipeline != "erp") return Error{"admin.no_stream", "there is no such pipeline"};
    if (stream != "customers") return Error{"admin.not_held", "nothing is held"};
    accepted = accept;
    return Done{};
}

Result<Done> FakeAdmin::resync_sink(const std::string& sink)
{
    ++calls;
    if (sink != "warehouse") return Error{"api.no_sink", "there is no such sink"};
    resynced = sink;
    return Done{};
}

bool FakeAdmin::ready(std::string& why_not)
{
    if (!is_ready) why_not = "the store is gone";
    return is_ready;
}

std::shared_ptr<const model::Sender> FakeIngest::sender(const std::string& pipeline)
{
    const auto found = senders.find(pipeline);
    return found == senders.end() ? nullptr : std::make_shared<const model::Sender>(found->second);
}

Answer FakeIngest::receive(const std::string& pipeline, const Request& request)
{
    ++calls;
    last = request;
    Answer answer;
    answer.status = 202;
    answer.body = pipeline;
    answer.media_type = "text/plain";
    return answer;
}

std::uint64_t FakeCommits::count()
{
    const std::lock_guard lock(mutex_);
    return count_;
}

void FakeCommits::wait(std::uint64_t seen, std::chrono::milliseconds at_most)
{
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, at_most, [&] { return stopping_ || count_ != seen; });
}

bool FakeCommits::stopping()
{
    const std::lock_guard lock(mutex_);
    return stopping_;
}

void FakeCommits::committed()
{
    const std::lock_guard lock(mutex_);
    ++count_;
    changed_.notify_all();
}

void FakeCommits::stop()
{
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    changed_.notify_all();
}

}  // namespace cx::api
