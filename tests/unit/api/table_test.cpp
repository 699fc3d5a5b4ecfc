// Every route of the table, asked by everybody: who gets in, what is logged of it, and which values
// leave. A route that is not in asked.cpp fails here.
#include "api/auth.hpp"
#include "asked.hpp"

#include <algorithm>
#include <set>

namespace cx::api {
namespace {

std::string name_of(const Route& route)
{
    return std::string(route.method) + " " + std::string(route.path);
}

const Route& route_of(const Asked& asked)
{
    return *std::find_if(routes().begin(), routes().end(),
                         [&](const Route& route) { return name_of(route) == asked.route; });
}

bool holds(const HttpAnswer& answer, const std::string& text)
{
    return answer.body.find(text) != std::string::npos;
}

// Whatever any part of the answer names as left out.
void collect_left_out(const json::Value& part, std::set<std::string>& names)
{
    if (part.is_array())
        for (const json::Value& element : part.as_array()) collect_left_out(element, names);
    if (!part.is_object()) return;
    for (const auto& [name, value] : part.as_object()) {
        if (name == "left_out" && value.is_array())
            for (const json::Value& left : value.as_array()) names.insert(left.as_string());
        else
            collect_left_out(value, names);
    }
}

std::set<std::string> left_out_of(const HttpAnswer& answer)
{
    std::set<std::string> names;
    for (const json::Value& document : documents(answer)) collect_left_out(document, names);
    return names;
}

// Reasons are told field by field and list nothing.
bool lists_what_is_left_out(const Asked& asked)
{
    return asked.shows_fields && asked.route != "GET /v1/profiles/{id}/why";
}

class TableTest : public HubTest {
protected:
    TableTest()
    {
        store::ChangeSet set;
        set.recorded_at = clock_.now();
        set.erasure = store::Erasure{
            .id = pid(80), .what = {.profiles = {pid(98)}}, .actor = "officer", .reason = "asked"};
        store_->commit(set);
        const NewToken spare = make_token("spare", {"profiles:read"}, {}, clock_.now(), {});
        store_->save_token(spare.row);
        asked_ = every_route(spare.row.id, pid(80));
    }
    ~TableTest() override { commits_.stop(); }

    HttpAnswer ask(const Asked& asked, const std::string& authorization)
    {
        const std::string newest = std::to_string(store_->view()->feed().newest);
        return api::ask(server_->api_port(), asked, authorization, newest);
    }
    std::string bearer(const std::vector<std::string>& scopes,
                       const std::vector<std::string>& accepts = {}, Timestamp expires_at = {})
    {
        return "Bearer " + token(scopes, accepts, expires_at);
    }
    // Who accepts every label and asks for `purposes`.
    std::string eyes(const std::vector<std::string>& purposes)
    {
        NewToken made = make_token("eyes", {"admin"}, guarding_labels(), clock_.now(), {});
        made.row.purposes = purposes;
        store_->save_token(made.row);
        return "Bearer " + made.secret;
    }
    std::string revoked()
    {
        NewToken made = make_token("revoked", {"admin"}, {}, clock_.now(), {});
        made.row.revoked_at = clock_.now();
        store_->save_token(made.row);
        return "Bearer " + made.secret;
    }

    // All that a request can leave behind.
    std::vector<std::size_t> traces()
    {
        const auto view = store_->view();
        const int calls =
            steward_.calls + rights_.calls + explain_.calls + admin_.calls + ingest_.calls;
        return {accesses().size(),
                view->audit({.limit = 1000}).size(),
                view->tokens().size(),
                view->rejects({.state = "open", .limit = 1000}).size(),
                static_cast<std::size_t>(calls),
                static_cast<std::size_t>(view->feed().newest)};
    }
    void say_yes_to_advertising(const std::string& owner)
    {
        store::ChangeSet set;
        set.recorded_at = clock_.now();
        model::RecordVersion version;
        version.seq = store_->next_seq();
        version.record = store_->next_record();
        version.key = {"crm", "consent", owner + ":ads"};
        version.kind = model::EntityKind::state;
        version.version = 1;
        version.origin = {"crm", "all", owner + ":ads"};
        version.owner = owner;
        version.data =
            R"({"purpose":"purpose.marketing.direct","state":"granted","legal_basis":"consent"})";
        set.records.push_back({version, true});
        store_->commit(set);
    }
    void restrict_everybody()
    {
        const std::vector<std::string> people{pid(1), pid(2)};
        store::ChangeSet set;
        set.recorded_at = clock_.now();
        set.restriction = store::Restriction{.id = pid(81),
                                             .records = store_->view()->profile_members(people),
                                             .actor = "officer",
                                             .reason = "disputed"};
        store_->commit(set);
    }

    std::vector<Asked> asked_;
};

TEST_F(TableTest, HoldsEveryRoute)
{
    std::set<std::string> asked;
    std::set<std::string> table;
    for (const Asked& row : asked_) asked.insert(row.route);
    for (const Route& route : routes()) table.insert(name_of(route));
    EXPECT_EQ(asked, table);
}

TEST_F(TableTest, WithoutATokenInForceNothingHappens)
{
    const std::string brief = bearer({"admin"}, {}, {clock_.now().micros + micros_per_second});
    const std::vector<std::string> useless{"",    "Basic YTpi", "Bearer cxh_wrong",
                                           brief, revoked(),    "Bearer " + sha256_hex(reader_)};
    clock_.advance_ms(2000);
    const auto before = traces();
    for (const Asked& asked : asked_) {
        for (const std::string& authorization : useless)
            EXPECT_EQ(ask(asked, authorization).status, 401) << asked.route << authorization;
        EXPECT_EQ(traces(), before) << asked.route;
    }
}

TEST_F(TableTest, OtherScopesOpenNothing)
{
    std::map<std::string, std::string> single{{"", bearer({})}};
    for (const std::string_view scope : scopes())
        if (scope != "admin") single.emplace(scope, bearer({std::string(scope)}));
    const auto before = traces();
    for (const Asked& asked : asked_) {
        const Route& route = route_of(asked);
        if (route.scope.empty() && asked.scope.empty()) continue;  // Any token will do.
        for (const auto& [scope, authorization] : single) {
            if (scope == route.scope || scope == asked.scope) continue;
            const HttpAnswer answer = ask(asked, authorization);
            EXPECT_EQ(answer.status, asked.scope.empty() ? 403 : 401) << asked.route << scope;
            EXPECT_TRUE(answer.code() == "api.no_scope" || !asked.scope.empty()) << asked.route;
        }
        EXPECT_EQ(traces(), before) << asked.route;
    }
}

TEST_F(TableTest, TheScopeOfTheTableOpensItAndSoDoesAdminAndWhatHappensIsLogged)
{
    const std::string admin = bearer({"admin"});
    for (const Asked& asked : asked_) {
        const Route& route = route_of(asked);
        const std::string scope = asked.scope.empty() ? std::string(route.scope) : asked.scope;
        const auto reads = accesses().size();
        const auto acts = store_->view()->audit({.limit = 1000}).size();
        const auto own = scope.empty() ? bearer({}) : bearer({scope});
        EXPECT_EQ(ask(asked, own).status, asked.status) << asked.route;
        EXPECT_EQ(accesses().size() > reads, route.personal) << asked.route;
        const bool is_act = route.method != "GET" && route.method != "ANY" && !route.personal;
        EXPECT_EQ(store_->view()->audit({.limit = 1000}).size() > acts,
                  is_act && asked.status < 400)
            << asked.route;

        const int status = ask(asked, admin).status;
        EXPECT_TRUE(status != 401 && status != 403) << asked.route << " " << status;
    }
}

TEST_F(TableTest, EachLabelOpensItsOwnFieldsAndNoOthers)
{
    std::vector<std::vector<std::string>> choices{{}, guarding_labels()};
    for (const std::string& label : guarding_labels()) choices.push_back({label});
    for (const std::vector<std::string>& accepts : choices) {
        const std::string eyes = bearer({"admin"}, accepts);
        const auto accepted = [&](const std::string& label) {
            return std::find(accepts.begin(), accepts.end(), label) != accepts.end();
        };
        for (const Asked& asked : asked_) {
            const HttpAnswer answer = ask(asked, eyes);
            const std::set<std::string> left_out = left_out_of(answer);
            const std::string about =
                asked.target + " with " + (accepts.empty() ? "nothing" : accepts.front()) + "...";
            if (accepts.empty()) {
                EXPECT_EQ(answer.status, asked.status) << about << answer.body;
                EXPECT_FALSE(holds(answer, "canary-")) << about << "\n" << answer.body;
            }
            for (const std::string& label : guarding_labels()) {
                EXPECT_EQ(holds(answer, '"' + canary(label) + '"'),
                          asked.shows_fields && accepted(label))
                    << about << " and " << label;
                EXPECT_EQ(left_out.contains(field_of(label)),
                          lists_what_is_left_out(asked) && !accepted(label))
                    << about << " and " << label;
            }
            EXPECT_TRUE(accepted("pii.direct") || !holds(answer, "example.com")) << about;
            EXPECT_TRUE(accepted("identity.key") || !holds(answer, "crm:ada")) << about;
            EXPECT_TRUE(accepted("sensitive.health") || !holds(answer, "canary-mapping")) << about;
        }
    }
}

TEST_F(TableTest, ContactDataLeaveWithConsentWhereThePurposeAsksForIt)
{
    const std::string plain = eyes({});
    const std::string bills = eyes({"purpose.billing"});
    const std::string adverts = eyes({"purpose.marketing.direct"});
    std::vector<Asked> reaching;
    for (const Asked& asked : asked_)
        if (asked.shows_fields && holds(ask(asked, plain), "canary-mail"))
            reaching.push_back(asked);
    EXPECT_GE(reaching.size(), 9U);

    for (const Asked& asked : reaching) {
        EXPECT_TRUE(holds(ask(asked, bills), "canary-mail")) << asked.target;
        const HttpAnswer answer = ask(asked, adverts);
        EXPECT_EQ(answer.status, 200);
        EXPECT_FALSE(holds(answer, "canary-mail")) << asked.target;
        EXPECT_FALSE(holds(answer, "canary-phone")) << asked.target;
        EXPECT_FALSE(holds(answer, "example.com")) << asked.target << ": as an owner";
        EXPECT_EQ(left_out_of(answer).contains("contact_points"), lists_what_is_left_out(asked))
            << asked.target;
    }
    say_yes_to_advertising("crm:ada");
    for (const Asked& asked : reaching)
        EXPECT_TRUE(holds(ask(asked, adverts), "canary-mail")) << asked.target;
}

TEST_F(TableTest, NothingLeavesOfTheRestrictedExceptForClaimsAtLaw)
{
    const std::vector<std::string> kept_in{eyes({}), eyes({"purpose.billing"})};
    const std::string law = eyes({"purpose.legal"});
    restrict_everybody();
    for (const Asked& asked : asked_) {
        if (!asked.shows_fields) continue;
        for (const std::string& authorization : kept_in) {
            const HttpAnswer answer = ask(asked, authorization);
            EXPECT_EQ(answer.status, 200);
            EXPECT_FALSE(holds(answer, "\"canary-")) << asked.target << "\n" << answer.body;
            EXPECT_FALSE(holds(answer, "example.com")) << asked.target << ": as an owner";
        }
        EXPECT_TRUE(holds(ask(asked, law), "\"canary-pii.direct\"")) << asked.target;
    }
}

}  // namespace
}  // namespace cx::api
