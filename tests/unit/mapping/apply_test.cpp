#include "base/limits.hpp"
#include "fixture.hpp"

namespace cx::mapping {
namespace {

TEST(Apply, MakesAPersonFromPaths)
{
    const Outcome outcome =
        apply_text(R"(
mapping: crm/contact
version: 3
occurred_at: changed
emit:
  - entity: person@1
    key: {ns: crm.contact, from: id}
    fields:
      name.family: last
      name.given: [nick, first]
      birth_date: born
    lists:
      contact_points:
        - set: {kind: {const: email}, email: mail}
        - set: {kind: {const: phone}, phone: tel}
)",
                   R"({"id":"C1","last":"Lovelace","nick":"","first":"Ada","born":"1990-01-02",
                                           "mail":"Ada@EXAMPLE.COM","tel":"010-1234-5678","changed":"2025-06-01T00:00:00Z"})");
    ASSERT_FALSE(outcome.rejection);
    ASSERT_EQ(outcome.entities.size(), 1U);
    EXPECT_EQ(outcome.entities[0].key, "crm.contact@kr-crm:C1");
    EXPECT_EQ(to_rfc3339(outcome.occurred_at.value()), "2025-06-01T00:00:00.000Z");
    const json::Value& data = outcome.entities[0].data;
    EXPECT_EQ(data.find("name")->text_of("family"), "Lovelace");
    EXPECT_EQ(data.find("name")->text_of("given"), "Ada");
    EXPECT_EQ(data.text_of("birth_date"), "1990-01-02");
    EXPECT_EQ(
        json::write(*data.find("contact_points")),
        R"([{"email":"Ada@example.com","kind":"email"},{"kind":"phone","phone":"+821012345678"}])");
}

TEST(Apply, LeavesOutWhatIsEmpty)
{
    const Outcome outcome = apply_text(R"(
- entity: person@1
  key: {ns: crm.contact, from: id}
  fields: {name.full: name, note: note, country: country}
  lists:
    contact_points:
      - set: {kind: {const: email}, email: mail, primary: main}
    identifiers:
      - set: {ns: {const: account}, value: acc}
)",
                                       R"({"id":1,"name":null,"note":"","mail":"","main":true})");
    EXPECT_EQ(data_of(outcome), "{}");
    EXPECT_EQ(issues_of(outcome), std::vector<std::string>{});
}

TEST(Apply, RejectsARecordWithoutAUsableKey)
{
    const std::string mapping = person("note: note");
    EXPECT_EQ(data_of(apply_text(mapping, R"({"note":"x"})")), "mapping.key");
    EXPECT_EQ(data_of(apply_text(mapping, R"({"id":"  "})")), "mapping.key");
    EXPECT_EQ(data_of(apply_text(mapping, R"({"id":"0000"})")), "mapping.key");
    EXPECT_EQ(data_of(apply_text(mapping, R"({"id":{"a":1}})")), "mapping.key");
    EXPECT_EQ(data_of(apply_text(mapping, R"(["no","object"])")), "mapping.key");
    const Outcome outcome = apply_text(
        mapping, json::write(json::Value(json::Object{{"id", "secret" + std::string(2000, 'x')}})));
    ASSERT_TRUE(outcome.rejection);
    EXPECT_EQ(outcome.rejection->why, "the key of person is not usable: identifier.format");
}

TEST(Apply, RejectsForbiddenNumbersInKeys)
{
    EXPECT_EQ(data_of(apply_text("- entity: person@1\n  key: {ns: kr.rrn, from: id}\n",
                                 R"({"id":"9001011234567"})")),
              "mapping.forbidden");
    const Outcome outcome = apply_text(person("note: note"), R"({"id":"900101-1234567"})");
    ASSERT_TRUE(outcome.rejection);
    EXPECT_EQ(outcome.rejection->code, "mapping.forbidden");
    EXPECT_EQ(outcome.rejection->why.find("900101"), std::string::npos);
    EXPECT_EQ(outcome.rejection->mark.line, 2);
}

TEST(Apply, KeysAndReferencesCarryTheInstanceWhereTheNamespaceIsScoped)
{
    const std::string mapping = R"(
- entity: order@1
  key: {ns: account, from: id}
  fields:
    buyer: {ref: {ns: sap.customer@erp-jp, from: buyer}}
    placed_at: at
- entity: person@1
  key: {ns: sap.customer, join: [$meta.stream, buyer], sep: "-"}
  lists:
    identifiers:
      - set: {ns: {const: crm.contact}, value: buyer}
      - set: {ns: {const: account}, value: id}
)";
    const Outcome outcome =
        apply_text(mapping, R"({"id":"ORD-7","buyer":"0042","at":"2025-01-01T09:00:00+09:00"})");
    ASSERT_EQ(outcome.entities.size(), 2U);
    EXPECT_EQ(outcome.entities[0].key, "account:ord-7");
    EXPECT_EQ(outcome.entities[0].owner, "sap.customer@erp-jp:0042");
    EXPECT_EQ(to_rfc3339(outcome.entities[0].time), "2025-01-01T00:00:00.000Z");
    EXPECT_EQ(outcome.entities[1].key, "sap.customer@kr-crm:contacts-0042");
    EXPECT_EQ(
        json::write(outcome.entities[1].data),
        R"({"identifiers":[{"ns":"crm.contact@kr-crm","value":"0042"},{"ns":"account","value":"ord-7"}]})");
}

TEST(Apply, RejectsWhereARequiredFieldIsMissing)
{
    const std::string mapping =
        "- entity: order@1\n  key: {ns: account, from: id}\n  fields: {buyer: {ref: {ns: account, "
        "from: b}}, placed_at: at}\n";
    const Outcome outcome = apply_text(mapping, R"({"id":"1x","at":"2025-01-01T00:00:00Z"})");
    ASSERT_TRUE(outcome.rejection);
    EXPECT_EQ(outcome.rejection->code, "mapping.required");
    EXPECT_EQ(outcome.rejection->why, "order has no usable 'buyer'");
    EXPECT_TRUE(outcome.entities.empty());
    EXPECT_EQ(data_of(apply_text(mapping, R"({"id":"1x","b":"x","at":"yesterday"})")),
              "mapping.required");
    EXPECT_EQ(apply_text(mapping, R"({"id":"1x","b":"2x","at":1714980000})").rejection->why,
              "order has no usable 'placed_at' (timestamp.unit)");
}

TEST(Apply, TablesMapTheTextOfAValue)
{
    const std::string mapping =
        person("gender: {from: sex, map: {\"1\": male, F: female, 여: female}}");
    EXPECT_EQ(data_of(apply_text(mapping, R"({"id":"a","sex":1})")), R"({"gender":"male"})");
    EXPECT_EQ(data_of(apply_text(mapping, R"({"id":"a","sex":"여"})")), R"({"gender":"female"})");
    const Outcome unmapped = apply_text(mapping, R"({"id":"a","sex":"Q"})");
    EXPECT_EQ(data_of(unmapped), "{}");
    EXPECT_EQ(issues_of(unmapped), (std::vector<std::string>{"/gender enum.unmapped"}));
    const std::string otherwise =
        person("gender: {from: sex, map: {F: female}, otherwise: other, default: male}");
    EXPECT_EQ(data_of(apply_text(otherwise, R"({"id":"a","sex":"Q"})")), R"({"gender":"other"})");
    EXPECT_EQ(data_of(apply_text(otherwise, R"({"id":"a"})")), R"({"gender":"male"})");
}

TEST(Apply, JoinsWhatIsThere)
{
    const std::string mapping =
        person("note: {join: [a, b, {from: c, map: {X: ex}}], sep: \", \"}");
    EXPECT_EQ(data_of(apply_text(mapping, R"({"id":"a","a":"one","b":"","c":"X"})")),
              R"({"note":"one, ex"})");
    EXPECT_EQ(data_of(apply_text(mapping, R"({"id":"a"})")), "{}");
    const std::string prefixed = person("note: {join: [{const: no}, a]}");
    EXPECT_EQ(data_of(apply_text(prefixed, R"({"id":"a","a":7})")), R"({"note":"no 7"})");
    EXPECT_EQ(data_of(apply_text(prefixed, R"({"id":"a"})")), "{}");
}

TEST(Apply, CompositesAreConvertedOnce)
{
    const std::string mapping = R"(
- entity: order@1
  key: {ns: account, from: id}
  fields:
    buyer: {ref: {ns: account, from: b}}
    placed_at: {const: 2025-01-01T00:00:00Z}
    total: {money: {amount: sum, currency: {from: cur, default: KRW}}}
    weight.value: kg
    weight.unit: {const: kg}
)";
    const Outcome full = apply_text(mapping, R"({"id":"k1","b":"y2","sum":"1200","kg":1.5})");
    EXPECT_EQ(json::write(*full.entities.at(0).data.find("total")),
              R"({"amount":"1200","currency":"KRW"})");
    EXPECT_EQ(json::write(*full.entities.at(0).data.find("weight")),
              R"({"unit":"kg","value":"1.5"})");
    const Outcome without = apply_text(mapping, R"({"id":"k1","b":"y2"})");
    EXPECT_EQ(data_of(without), R"({"buyer":"account:y2","placed_at":"2025-01-01T00:00:00.000Z"})");
    EXPECT_TRUE(issues_of(without).empty());
}

TEST(Apply, RepeatsBlocksAndEntries)
{
    const std::string mapping = R"(
mapping: shop/orders
version: 1
vars: {live: "state == 'A'"}
emit:
  - entity: order@1
    each: orders[?no != null]
    when: "live"
    key: {ns: account, from: no}
    fields:
      buyer: {ref: {ns: account, from: ^.member}}
      placed_at: at
    lists:
      lines:
        - each: items
          when: "price > 0"
          set: {line_no: n, title: {join: [^.no, what], sep: /}, net: {money: {amount: price, currency: {from: ^.^.currency}}}}
    also:
      - entity: entry@1
        key: {ns: crm.contact, from: no}
        fields: {membership: {ref: {ns: account, from: ^.member}}, at: at}
)";
    const Outcome outcome =
        apply_text(mapping, R"({"state":"A","member":"m1","currency":"KRW","orders":[
        {"no":"o1","at":"2025-01-01T00:00:00Z","items":[{"n":1,"what":"tea","price":100},{"n":2,"what":"bag","price":0}]},
        {"no":null},
        {"no":"o2","at":"2025-01-02T00:00:00Z","items":[]}]})");
    ASSERT_FALSE(outcome.rejection) << outcome.rejection->why;
    ASSERT_EQ(outcome.entities.size(), 4U);
    EXPECT_EQ(outcome.entities[0].key, "account:o1");
    EXPECT_EQ(outcome.entities[1].key, "crm.contact@kr-crm:o1");
    EXPECT_EQ(outcome.entities[2].key, "account:o2");
    EXPECT_EQ(json::write(*outcome.entities[0].data.find("lines")),
              R"([{"line_no":"1","net":{"amount":"100","currency":"KRW"},"title":"o1/tea"}])");
    EXPECT_TRUE(apply_text(mapping, R"({"state":"B","orders":[{"no":"o1"}]})").entities.empty());
}

TEST(Apply, EventsWithoutKeyAreNamedByWhatTheyAre)
{
    const std::string mapping =
        "- entity: entry@1\n  each: rows\n  fields: {membership: {ref: {ns: account, from: m}}, "
        "points: p}\n";
    const Outcome outcome =
        apply_text(mapping, R"({"rows":[{"m":"a","p":1},{"m":"a","p":1},{"m":"a","p":2}]})");
    ASSERT_EQ(outcome.entities.size(), 3U);
    EXPECT_EQ(outcome.entities[0].key.size(), 5U + 32U);
    EXPECT_TRUE(outcome.entities[0].key.starts_with("hash:"));
    EXPECT_NE(outcome.entities[0].key, outcome.entities[1].key);
    EXPECT_NE(outcome.entities[0].key, outcome.entities[2].key);
    const Outcome again =
        apply_text(mapping, R"({"rows":[{"m":"a","p":1},{"m":"a","p":1},{"m":"a","p":2}]})");
    EXPECT_EQ(again.entities.at(1).key, outcome.entities[1].key);
}

TEST(Apply, OneKeyTwiceCountsOnceOnlyWhereEqual)
{
    const std::string mapping =
        "- entity: person@1\n  each: rows\n  key: {ns: account, from: id}\n  fields: {note: "
        "note}\n";
    EXPECT_EQ(apply_text(mapping, R"({"rows":[{"id":"a","note":"x"},{"id":"a","note":"x"}]})")
                  .entities.size(),
              1U);
    EXPECT_EQ(
        data_of(apply_text(mapping, R"({"rows":[{"id":"a","note":"x"},{"id":"a","note":"y"}]})")),
        "mapping.key");
}

TEST(Apply, OnErrorDecidesWhatAFailureDoes)
{
    const std::string record = R"({"id":"a","country":"Atlantis"})";
    const Outcome dropped = apply_text(person("country: country"), record);
    EXPECT_EQ(data_of(dropped), "{}");
    EXPECT_EQ(issues_of(dropped), (std::vector<std::string>{"/country country.unknown"}));
    const Outcome rejected =
        apply_text(person("country: {from: country, on_error: reject}"), record);
    ASSERT_TRUE(rejected.rejection);
    EXPECT_EQ(rejected.rejection->code, "mapping.value");
    EXPECT_EQ(rejected.rejection->why, "the value of 'country' cannot be used: country.unknown");
    EXPECT_EQ(rejected.rejection->mark.line, 4);
    EXPECT_EQ(data_of(apply_text(person("country: {from: country, on_error: quarantine}"), record)),
              "mapping.quarantine");
}

TEST(Apply, FaultsOfExpressionsAreIssuesOfFieldsAndRejectConditions)
{
    const Outcome field =
        apply_text(person("score: {expr: \"a / b\"}"), R"({"id":"k1","a":1,"b":0})");
    EXPECT_EQ(issues_of(field), (std::vector<std::string>{"/score expr.divide"}));
    EXPECT_EQ(data_of(apply_text(person("score: {expr: \"a * 2\"}"), R"({"id":"k1","a":"1.5"})")),
              R"({"score":"3.0"})");
    const std::string when =
        "- entity: person@1\n  when: \"a > 1\"\n  key: {ns: account, from: id}\n";
    EXPECT_EQ(data_of(apply_text(when, R"({"id":"k1","a":"many"})")), "mapping.value");
    EXPECT_TRUE(apply_text(when, R"({"id":"k1"})").entities.empty());
}

TEST(Apply, IssuesPointToTheirPlace)
{
    const Outcome outcome =
        apply_text(R"(
- entity: person@1
  key: {ns: account, from: id}
  lists:
    contact_points:
      - each: mails
        set: {kind: {const: email}, email: .}
)",
                   R"({"id":"a","mails":["no mail","ada@example.com","noreply@example.com"]})");
    EXPECT_EQ(issues_of(outcome), (std::vector<std::string>{"/contact_points/-/email email.format",
                                                            "/contact_points/1/email email.role"}));
}

TEST(Apply, ListsOfSimpleValuesTakeAll)
{
    const std::string mapping = person("nicknames: names[*].n\n    tags: {from: \"names[*].n\"}");
    EXPECT_EQ(data_of(apply_text(mapping, R"({"id":"a","names":[{"n":"B"},{"n":""},{"n":"A"}]})")),
              R"({"nicknames":["B","A"],"tags":["a","b"]})");
}

TEST(Apply, ObjectsWithoutContentAreLeftOut)
{
    const std::string mapping =
        "- entity: entry@1\n  fields: {membership: {ref: {ns: account, from: m}}, rating.scale: "
        "{const: nps}, rating.value: v}\n";
    EXPECT_EQ(data_of(apply_text(mapping, R"({"m":"a","v":9})")),
              R"({"membership":"account:a","rating":{"scale":"nps","value":"9"}})");
    EXPECT_EQ(data_of(apply_text(mapping, R"({"m":"a"})")), R"({"membership":"account:a"})");
}

TEST(Apply, ExtensionsKeepWhatComes)
{
    const std::string mapping = person("ext.acme.vip: v");
    EXPECT_EQ(data_of(apply_text(mapping, R"({"id":"a","v":{"tier":"gold","none":null}})")),
              R"({"ext":{"acme":{"vip":{"tier":"gold"}}}})");
}

TEST(Apply, CapturesTakeATextApart)
{
    const std::string mapping = R"(
mapping: social/post
version: 1
captures: {home: {from: url, match: "^https?://(?P<server>[^/]+)/@(?P<user>.+)$"}}
emit:
  - entity: person@1
    key: {ns: account, join: [$cap.home.user, $cap.home.server], sep: "@"}
    fields: {note: {expr: "$cap.home.server == 'a.example' ? 'home' : null"}}
)";
    const Outcome outcome = apply_text(mapping, R"({"url":"https://a.example/@Ada"})");
    EXPECT_EQ(outcome.entities.at(0).key, "account:ada@a.example");
    EXPECT_EQ(data_of(outcome), R"({"note":"home"})");
    EXPECT_EQ(data_of(apply_text(mapping, R"({"url":"elsewhere"})")), "mapping.key");
}

TEST(Apply, RegionFromNamesTheCountryOfAPhone)
{
    const std::string mapping =
        "- entity: person@1\n  key: {ns: account, from: id}\n  lists:\n    contact_points:\n"
        "      - set: {kind: {const: phone}, phone: {from: tel, with: {region_from: country}}}\n";
    EXPECT_EQ(data_of(apply_text(mapping,
                                 R"({"id":"a","tel":"020 7946 0018","country":"United Kingdom"})")),
              R"({"contact_points":[{"kind":"phone","phone":"+442079460018"}]})");
}

TEST(Apply, SetLaysBindingsOverAllBlocksOfTheEntity)
{
    const std::string mapping = R"(
- entity: person@1
  key: {ns: account, from: id}
  fields: {name.full: name, note: note, country: country}
  lists:
    contact_points:
      - set: {kind: {const: email}, email: mail}
)";
    const std::string set =
        "{person.note: VIP__c, person.ext.acme.vip: VIP__c, person.country: ~, "
        "person.contact_points: [{set: {kind: {const: phone}, phone: tel}}]}";
    const Outcome outcome = apply_text(
        mapping,
        R"({"id":"a","note":"old","VIP__c":"gold","country":"KR","mail":"a@b.example","tel":"010-1234-5678"})",
        set);
    EXPECT_EQ(
        data_of(outcome),
        R"({"contact_points":[{"kind":"phone","phone":"+821012345678"}],"ext":{"acme":{"vip":"gold"}},"note":"gold"})");
    const std::unique_ptr<Mapping> compiled = compile_text(mapping, set);
    ASSERT_TRUE(compiled);
    EXPECT_NE(compiled->describe().find("person.note                  <-  VIP__c"),
              std::string::npos)
        << compiled->describe();
    EXPECT_NE(compiled->describe().find("p.yaml:1"), std::string::npos);
    EXPECT_NE(compiled->text(), compile_text(mapping)->text());
}

TEST(Apply, AMentionGivesWayToABlockThatSaysMore)
{
    const std::string mention =
        "- entity: person@1\n  mention: true\n  key: {ns: crm.contact, from: id}\n";
    for (const std::string& mapping :
         {mention + person("note: note"), person("note: note") + mention}) {
        const Outcome outcome = apply_text(mapping, R"({"id":"1","note":"n"})");
        ASSERT_EQ(outcome.entities.size(), 1U);
        EXPECT_EQ(data_of(outcome), R"({"note":"n"})");
        EXPECT_FALSE(outcome.entities[0].mention);
    }
    const Outcome alone = apply_text(mention, R"({"id":"1"})");
    ASSERT_EQ(alone.entities.size(), 1U);
    EXPECT_TRUE(alone.entities[0].mention);
}

TEST(Apply, ListsAndEntitiesAreBounded)
{
    json::Value record;
    record["id"] = "a";
    for (std::size_t i = 0; i <= limits::entities_per_record; ++i)
        record["rows"].push_back(json::Value(std::to_string(i + 1)));
    const Outcome many = apply_text(
        "- entity: person@1\n  each: rows\n  key: {ns: account, from: .}\n", json::write(record));
    EXPECT_EQ(data_of(many), "mapping.limit");
    const Outcome list = apply_text(person("nicknames: rows[*]"), json::write(record));
    EXPECT_EQ(list.entities.at(0).data.find("nicknames")->as_array().size(), limits::list_items);
    EXPECT_EQ(issues_of(list), (std::vector<std::string>{"/nicknames list.limit"}));
}

TEST(Apply, WorkIsBounded)
{
    json::Value record;
    record["id"] = "a";
    for (int i = 0; i < 5000; ++i) record["rows"].push_back(json::Value(i));
    const Outcome outcome = apply_text(
        "- entity: entry@1\n  each: rows\n  when: \"-1 in ^.rows[*]\"\n  fields: {membership: "
        "{ref: {ns: account, from: .}}}\n",
        json::write(record));
    ASSERT_TRUE(outcome.rejection);
    EXPECT_EQ(outcome.rejection->code, "mapping.limit");
}

}  // namespace
}  // namespace cx::mapping
