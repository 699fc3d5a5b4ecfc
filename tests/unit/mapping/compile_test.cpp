#include "fixture.hpp"

namespace cx::mapping {
namespace {

TEST(Compile, NamesAMappingByItsFileElseByItsStream)
{
    EXPECT_EQ(compile_text(person("note: n"))->name(), "crm/contacts");
    EXPECT_EQ(
        compile_text(
            "mapping: a/b\nversion: 7\nemit: [{entity: person@1, key: {ns: account, from: id}}]")
            ->name(),
        "a/b@7");
}

TEST(Compile, TellsUnknownNamesWithWhatWasMeant)
{
    EXPECT_EQ(only_error("- entity: persn@1\n  key: {ns: account, from: id}\n"),
              "1:11 mapping.unknown_entity: unknown entity 'persn', did you mean 'person'?");
    EXPECT_EQ(only_error("- entity: person@2\n  key: {ns: account, from: id}\n"),
              "1:11 mapping.unknown_entity: unknown version '2' of person, known is person@1");
    EXPECT_EQ(
        only_error(person("birthdate: b")),
        "4:5 mapping.unknown_field: person has no field 'birthdate', did you mean 'birth_date'?");
    EXPECT_EQ(only_error(person("name.famly: b")),
              "4:5 mapping.unknown_field: name has no field 'famly', did you mean 'family'?");
    EXPECT_EQ(
        only_error(person("ext.vip: b")),
        "4:5 mapping.unknown_field: a field of an extension is written ext.<namespace>.<field>");
    EXPECT_EQ(
        only_error("- entity: person@1\n  key: {ns: acount, from: id}\n"),
        "2:13 mapping.unknown_namespace: unknown namespace 'acount', did you mean 'account'?");
    EXPECT_EQ(
        only_error("- entity: person@1\n  key: {ns: account@x, from: id}\n"),
        "2:13 mapping.unknown_namespace: 'account' has no instances; write the namespace alone");
    EXPECT_EQ(
        only_error(person("note: {from: n, with: {inputs: html}}")),
        "4:28 mapping.unknown_option: unknown option 'inputs' of type text, did you mean 'input'?");
    EXPECT_EQ(only_error(person("note: {form: n}")).substr(0, 21), "4:11 mapping.missing:");
    EXPECT_EQ(only_error("- entity: person@1\n  key: {ns: account, from: id}\n  felds: {}\n"),
              "3:3 mapping.unknown_key: unknown key 'felds' in a block, did you mean 'fields'?");
    EXPECT_EQ(only_error(person("note: {from: n, labels: [sensitive.helth]}")),
              "4:30 mapping.unknown_label: unknown label 'sensitive.helth', did you mean "
              "'sensitive.health'?");
}

TEST(Compile, TellsWhatIsMissing)
{
    EXPECT_EQ(only_error("- key: {ns: account, from: id}\n"),
              "1:3 mapping.missing: a block needs `entity`, as in `entity: person@1`");
    EXPECT_EQ(
        only_error("- entity: person@1\n"),
        "1:3 mapping.missing: person needs a `key`, as in `key: {ns: crm.contact, from: id}`");
    EXPECT_EQ(only_error("- entity: person@1\n  key: {from: id}\n"),
              "2:8 mapping.missing: `ns`, the namespace of the identifier, is missing here");
    EXPECT_EQ(only_error(
                  "- entity: order@1\n  key: {ns: account, from: id}\n  fields: {placed_at: at}\n"),
              "1:3 mapping.missing: order requires 'buyer', which no binding fills");
    EXPECT_EQ(only_error("- entity: person@1\n  key: {ns: account, from: id}\n  lists:\n    "
                         "contact_points:\n      - set: {email: e}\n"),
              "5:14 mapping.missing: an entry of 'contact_points' requires 'kind', which no "
              "binding fills");
    EXPECT_EQ(only_error("mapping: a/b\nemit: []\n"),
              "1:10 mapping.missing: a mapping with a name needs `version: 1` or higher\n"
              "2:7 mapping.missing: there is no block, so nothing would be made of a record");
    EXPECT_EQ(only_error("mapping: a/b\nversion: 1\n"),
              "1:1 mapping.missing: a mapping needs `emit`, a list of blocks");
    EXPECT_EQ(only_error("text"),
              "1:1 mapping.kind: a mapping is a map with `emit`, or a list of blocks");
}

TEST(Compile, TellsBindingsThatDoNotFit)
{
    EXPECT_EQ(only_error(person("note: {money: {amount: a, currency: b}}")),
              "4:11 mapping.binding: a money binding does not fit 'note', which is of type text");
    EXPECT_EQ(only_error(person("note: {ref: {ns: account, from: a}}")),
              "4:11 mapping.binding: a ref binding does not fit 'note', which is of type text");
    EXPECT_EQ(only_error(person("contact_points: c")),
              "4:5 mapping.binding: 'contact_points' is a list; bind its entries under `lists`");
    EXPECT_EQ(
        only_error(person("contact_points.email: c")),
        "4:5 mapping.unknown_field: 'contact_points' is a list; bind its entries under `lists`");
    EXPECT_EQ(only_error(person("identifiers: c")),
              "4:5 mapping.binding: 'identifiers' is a list; bind its entries under `lists`");
    EXPECT_EQ(only_error("- entity: person@1\n  key: {ns: account, from: id}\n  lists: {note: "
                         "[{set: {a: b}}]}\n"),
              "3:11 mapping.binding: 'note' is no list of objects; bind it under `fields`");
    EXPECT_EQ(only_error(person("note: a\n    name.full: b\n    name: c")),
              "6:5 mapping.duplicate: 'name' is already filled by 'name.full' in line 5");
    EXPECT_EQ(only_error(person("note: {from: a, expr: b}")),
              "4:21 mapping.duplicate: a binding has one source, here are 'from' and 'expr'");
    EXPECT_EQ(only_error(person("note: {from: a, otherwise: b}")),
              "4:21 mapping.unknown_key: `otherwise` belongs to `map`");
    EXPECT_EQ(
        only_error(person("note: {join: [{from: a, labels: [pii.direct]}]}")),
        "4:29 mapping.unknown_key: `labels` belongs to the whole binding, not to a part of it");
    EXPECT_EQ(
        only_error("- entity: person@1\n  key: {ns: account, from: id, on_error: drop_field}\n"),
        "2:8 mapping.kind: a key cannot be dropped; on_error is quarantine or reject");
}

TEST(Compile, ChecksLiteralsAgainstTheirType)
{
    EXPECT_EQ(only_error(person("gender: {const: femal}")),
              "4:21 mapping.literal: 'femal' is no enum: enum.unknown, did you mean 'female'?");
    EXPECT_EQ(only_error(person("gender: {from: sex, map: {F: female, M: mal}}")),
              "4:45 mapping.literal: 'mal' is no enum: enum.unknown, did you mean 'male'?");
    EXPECT_EQ(only_error(person("country: {from: c, default: Atlantis}")),
              "4:33 mapping.literal: 'Atlantis' is no country: country.unknown");
    EXPECT_EQ(only_error(person("country: {const: NO}")), "");
}

TEST(Compile, PointsIntoExpressions)
{
    EXPECT_EQ(only_error(person("score: {expr: \"points + 'a'\"}")),
              "4:29 mapping.type: '+' calculates with numbers, this is a text; texts are put "
              "together with `join`");
    EXPECT_EQ(only_error(person("score: {expr: points == }")),
              "4:28 mapping.expression: the expression ends where a value is expected");
    EXPECT_EQ(
        only_error(person("score: {expr: \"type == 'EARN'\"}")),
        "4:19 mapping.type: 'score' is of type decimal, and the expression gives a condition");
    EXPECT_EQ(only_error(person("deleted: {expr: \"1 + n\"}")),
              "4:21 mapping.type: 'deleted' is of type bool, and the expression gives a number");
    EXPECT_EQ(only_error(person("score: {expr: \"lower(n)\"}")),
              "4:19 mapping.type: 'score' is of type decimal, and the expression gives a text");
    EXPECT_EQ(only_error(person("note: given-name")).substr(0, 22), "4:16 mapping.path: '.'");
    EXPECT_EQ(
        only_error("- entity: person@1\n  when: \"이름 > true\"\n  key: {ns: account, from: id}\n"),
        "2:15 mapping.type: '>' cannot compare a condition");
    EXPECT_EQ(only_error("- entity: person@1\n  when: \"1 + 1\"\n  key: {ns: account, from: id}\n"),
              "2:9 mapping.type: `when` is a condition, this is a number");
}

TEST(Compile, KnowsTheKindsOfVariables)
{
    const std::string head =
        "mapping: a/b\nversion: 1\nvars: {n: \"a + 1\", m: \"n == 2\"}\nemit:\n  - entity: "
        "person@1\n    key: {ns: account, from: id}\n";
    EXPECT_EQ(only_error(head + "    when: \"m\"\n"), "");
    EXPECT_EQ(only_error(head + "    when: \"n == 'x'\"\n"),
              "7:17 mapping.type: '==' compares a number with a text");
    EXPECT_EQ(only_error(head + "    when: \"n\"\n"),
              "7:11 mapping.type: `when` is a condition, this is a number");
}

TEST(Compile, TellsAllMistakesInOrder)
{
    const std::vector<Diagnostic> all = compile_errors(
        "- entity: person@1\n  key: {ns: acount, from: id}\n  fields:\n    nme: x\n    note: a b\n "
        "   gender: {const: q}\n- entity: order@9\n  key: {ns: account, from: id}\n");
    ASSERT_EQ(all.size(), 7U);
    EXPECT_EQ(all[0].mark.line, 2);
    EXPECT_EQ(all[1].code, "mapping.unknown_field");
    EXPECT_EQ(all[2].code, "mapping.path");
    EXPECT_EQ(all[3].code, "mapping.literal");
    EXPECT_EQ(all[4].mark.line, 7);
}

TEST(Compile, ChecksWhatIsLaidOver)
{
    EXPECT_EQ(only_error(person("note: n"), "{person.nte: x}"),
              "1:2 mapping.unknown_field: person has no field 'nte', did you mean 'note'?");
    EXPECT_EQ(only_error(person("note: n"), "{persn.note: x}"),
              "1:2 mapping.unknown_entity: unknown entity 'persn', did you mean 'person'?");
    EXPECT_EQ(
        only_error(person("note: n"), "{order.total: x}"),
        "1:2 mapping.unknown_entity: no block of this mapping makes the entity of 'order.total'");
    EXPECT_EQ(only_error(person("note: n"), "{person: x}"),
              "1:2 mapping.unknown_field: 'person' names no field; write entity.field");
}

TEST(Compile, EveryCodeIsInATable)
{
    std::vector<std::string_view> known;
    for (const Code& code : diagnostic_codes()) known.push_back(code.code);
    for (const Diagnostic& diagnostic :
         compile_errors("- entity: persn@1\n- entity: person@1\n  key: {ns: account, from: a b}\n  "
                        "fields: {x: y, note: {const: ~}}\n"))
        EXPECT_NE(std::find(known.begin(), known.end(), diagnostic.code), known.end())
            << diagnostic.code;
    for (const auto& table : {reject_codes(), issue_codes(), diagnostic_codes()})
        for (const Code& code : table)
            EXPECT_FALSE(code.summary.empty() || code.remedy.empty()) << code.code;
}

}  // namespace
}  // namespace cx::mapping
