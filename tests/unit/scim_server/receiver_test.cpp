// The requests of RFC 7644, against a hub that keeps the records.
#include "scim_server/receiver.hpp"

#include "../../support/receiving.hpp"

#include <gmock/gmock.h>

#include <memory>

namespace scim_server {
namespace {

using cx::json::parse;
using cx::json::Value;
using cx::testing::send;
using cx::testing::Taken;
using testing::HasSubstr;
using testing::Not;

// The records that a hub has, as cx.lookup/1 shows them.
class Keeper {
public:
    Keeper() : face_{this, &extension, [](void*) -> std::int32_t { return 0; }} {}
    Keeper(const Keeper&) = delete;
    Keeper& operator=(const Keeper&) = delete;
    cx::Host host() { return cx::Host(&face_); }

    std::vector<std::pair<std::string, std::string>> rows;  // In order of arrival

    const std::string* find(std::string_view key) const
    {
        for (const auto& [have, payload] : rows)
            if (have == key && !payload.empty()) return &payload;
        return nullptr;
    }
    void put(const std::string& key, const std::string& payload)
    {
        for (auto& row : rows)
            if (row.first == key) row.second.clear();
        if (!payload.empty()) rows.emplace_back(key, payload);
    }

private:
    static const void* extension(void*, const char* id)
    {
        static const cx_lookup lookup = {
            [](void* self, cx_text, cx_text key, void (*found)(void*, cx_text),
               void* to) -> cx_status {
                if (const std::string* const row = static_cast<Keeper*>(self)->find(cx::view(key)))
                    found(to, cx::text(*row));
                return CX_OK;
            },
            [](void* self, cx_text, std::uint64_t position, std::uint32_t limit,
               void (*found)(void*, std::uint64_t, cx_text, cx_text), void* to) -> cx_status {
                const auto& kept = static_cast<Keeper*>(self)->rows;
                for (std::uint64_t i = position; i < kept.size() && limit > 0; ++i, --limit)
                    if (!kept[i].second.empty())
                        found(to, i + 1, cx::text(kept[i].first), cx::text(kept[i].second));
                return CX_OK;
            }};
        return std::string_view(id) == CX_LOOKUP ? &lookup : nullptr;
    }

    cx_host face_;
};

class ScimReceiverTest : public testing::Test {
protected:
    ScimReceiverTest() { restart(); }
    void restart() { receiver_ = std::make_unique<ScimReceiver>(ScimOptions{}, keeper_.host()); }

    // One request; what it brings is kept unless the commit fails.
    Taken call(const std::string& method, const std::string& path, const std::string& body = "",
               const std::vector<std::pair<std::string, std::string>>& query = {},
               bool commits = true)
    {
        Taken taken =
            send(*receiver_, {.method = method, .path = path, .body = body, .query = query});
        EXPECT_EQ(taken.outcome.code, CX_OK);
        if (commits)
            for (const auto& record : taken.records) keeper_.put(record.key, record.payload);
        return taken;
    }
    std::string make(const std::string& name, const std::string& external = "")
    {
        const Taken made =
            call("POST", "Users",
                 R"({"userName":")" + name + R"(","externalId":")" + external + R"("})");
        EXPECT_EQ(made.status, 201) << made.body;
        return parse(made.body).value().text_of("id");
    }
    std::string total(const std::string& filter)
    {
        return parse(call("GET", "Users", "", {{"filter", filter}}).body)
            .value()
            .text_of("totalResults");
    }

    Keeper keeper_;
    std::unique_ptr<ScimReceiver> receiver_;
};

TEST_F(ScimReceiverTest, MakesReadsReplacesAndDeletes)
{
    const Taken made =
        call("POST", "scim/v2/Users", R"({"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],
        "userName":"Kim","password":"s3cret","active":"True","meta":{"x":1},"id":"mine"})");
    EXPECT_EQ(made.status, 201);
    EXPECT_EQ(made.media_type, "application/scim+json");
    ASSERT_EQ(made.records.size(), 1U);
    const std::string id = made.records[0].key;
    EXPECT_EQ(
        made.records[0].payload,
        R"({"active":true,"id":")" + id +
            R"(","schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"Kim"})");
    EXPECT_EQ(made.headers.at("Location"), "Users/" + id);
    const Taken read = call("GET", "Users/" + id);
    EXPECT_EQ(read.body, made.body);
    EXPECT_TRUE(read.records.empty());
    const Taken replaced = call("PUT", "Users/" + id, R"({"userName":"kim","title":"Agent"})");
    EXPECT_EQ(replaced.status, 200);
    EXPECT_EQ(replaced.records[0].key, id);
    EXPECT_THAT(replaced.body, Not(HasSubstr("active")));
    EXPECT_NE(replaced.headers.at("ETag"), read.headers.at("ETag"));
    EXPECT_EQ(call("DELETE", "Users/" + id).status, 204);
    for (const char* method : {"GET", "PUT", "PATCH", "DELETE"})
        EXPECT_EQ(call(method, "Users/" + id, R"({"userName":"kim"})").status, 404) << method;
}

TEST_F(ScimReceiverTest, ASecondUserNameIsRefusedWhateverItsCapitals)
{
    const std::string kim = make("kim", "e1");
    const std::string lee = make("lee", "e2");
    const Taken again = call("POST", "Users", R"({"userName":"KIM"})");
    EXPECT_EQ(again.status, 409);
    EXPECT_TRUE(again.records.empty());
    EXPECT_THAT(again.body, HasSubstr(R"("scimType":"uniqueness")"));
    EXPECT_THAT(again.body, HasSubstr(R"("status":"409")"));
    EXPECT_EQ(call("PUT", "Users/" + lee, R"({"userName":"Kim"})").status, 409);
    restart();
    EXPECT_EQ(call("POST", "Users", R"({"userName":"kim"})").status, 409);
    // A name that was given up may be taken, by another user with another id.
    EXPECT_EQ(call("PUT", "Users/" + kim, R"({"userName":"park","externalId":"e1"})").status, 200);
    EXPECT_NE(make("kim", "e1"), kim);
    EXPECT_EQ(total(R"(userName eq "park")"), "1");
}

TEST_F(ScimReceiverTest, FindsByNameExternalIdAndId)
{
    const std::string id = make("kim@x.example", "00u1");
    make("lee@x.example", "00u2");
    for (const bool again : {false, true}) {
        if (again) restart();
        EXPECT_EQ(total(R"(userName eq "KIM@x.example")"), "1");
        EXPECT_EQ(total(R"(externalId eq "00u1")"), "1");
        EXPECT_EQ(total("id eq \"" + id + "\""), "1");
        EXPECT_EQ(total(R"(userName eq "nobody")"), "0");
    }
    const Taken bad = call("GET", "Users", "", {{"filter", "userName co \"k\""}});
    EXPECT_EQ(bad.status, 400);
    EXPECT_THAT(bad.body, HasSubstr("invalidFilter"));
}

TEST_F(ScimReceiverTest, ListsByPagesWithoutTheDeleted)
{
    std::vector<std::string> ids;
    for (int i = 0; i < 5; ++i) ids.push_back(make("u" + std::to_string(i)));
    call("DELETE", "Users/" + ids[1]);
    const Value page =
        parse(call("GET", "Users", "", {{"startIndex", "2"}, {"count", "2"}}).body).value();
    EXPECT_EQ(page.text_of("totalResults"), "4");
    EXPECT_EQ(page.text_of("itemsPerPage"), "2");
    EXPECT_EQ(page.find("Resources")->as_array()[0].text_of("id"), ids[2]);
    EXPECT_EQ(
        parse(call("GET", "Users", "", {{"count", "0"}}).body).value().text_of("itemsPerPage"),
        "0");
    EXPECT_EQ(parse(call("GET", "Users", "", {{"startIndex", "99"}}).body)
                  .value()
                  .text_of("itemsPerPage"),
              "0");
}

TEST_F(ScimReceiverTest, WhatWasNotCommittedNeverHappened)
{
    call("POST", "Users", R"({"userName":"kim"})", {}, false);
    EXPECT_EQ(total(R"(userName eq "kim")"), "0");
    const std::string id = make("kim");
    call("DELETE", "Users/" + id, "", {}, false);
    EXPECT_EQ(total(R"(userName eq "kim")"), "1");
    EXPECT_EQ(parse(call("GET", "Users").body).value().text_of("totalResults"), "1");
    call("PATCH", "Users/" + id,
         R"({"Operations":[{"op":"replace","path":"userName","value":"lee"}]})", {}, false);
    EXPECT_EQ(total(R"(userName eq "lee")"), "0");
    EXPECT_EQ(call("POST", "Users", R"({"userName":"kim"})").status, 409);
}

TEST_F(ScimReceiverTest, ChecksTheVersionWhereItIsTold)
{
    const std::string id = make("kim");
    const auto put = [&](const std::string& version) {
        return send(*receiver_, {.method = "PUT",
                                 .path = "Users/" + id,
                                 .body = R"({"userName":"kim"})",
                                 .headers = {{"if-match", version}}})
            .status;
    };
    EXPECT_EQ(put(call("GET", "Users/" + id).headers.at("ETag")), 200);
    EXPECT_EQ(put("*"), 200);
    EXPECT_EQ(put("W/\"0\""), 412);
}

TEST_F(ScimReceiverTest, TellsWhatItCanDoAndRefusesTheRest)
{
    for (const char* path :
         {"ServiceProviderConfig", "ResourceTypes", "ResourceTypes/User", "Schemas",
          "Schemas/urn:ietf:params:scim:schemas:core:2.0:User", "Groups"})
        EXPECT_EQ(call("GET", path).status, 200) << path;
    EXPECT_THAT(call("GET", "ServiceProviderConfig").body,
                HasSubstr(R"("patch":{"supported":true})"));
    EXPECT_EQ(call("GET", "Nothing").status, 404);
    EXPECT_EQ(call("POST", "Groups", "{}").status, 501);
    EXPECT_EQ(call("POST", "Bulk", "{}").status, 501);
    EXPECT_EQ(call("DELETE", "Users").status, 405);
    EXPECT_EQ(call("POST", "Schemas").status, 405);
    EXPECT_EQ(call("POST", "Users", "{}").status, 400);
    EXPECT_EQ(call("POST", "Users", R"({"userName":7})").status, 400);
    EXPECT_EQ(call("POST", "Users", "{").status, 400);
    EXPECT_EQ(call("POST", "Users", R"({"userName":")" + std::string(300'000, 'x') + "\"}").status,
              413);
}

}  // namespace
}  // namespace scim_server
