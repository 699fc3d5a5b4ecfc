#include "model/glossary.hpp"

#include "model/schema.hpp"

#include <gtest/gtest.h>

namespace cx::model {
namespace {

Term term(std::string name, Wording public_name, std::vector<TermAlias> aliases)
{
    Term made;
    made.name = std::move(name);
    made.public_name = std::move(public_name);
    made.aliases = std::move(aliases);
    return made;
}

TermAlias alias(std::string department, Wording name)
{
    return {std::move(department), std::move(name), "", "", {}};
}

Glossary glossary()
{
    Glossary made;
    made.departments = {
        {"finance", {"Finance", "재무"}}, {"it", {"IT", "정보기술"}}, {"sales", {}}};
    made.terms["customer.number"] =
        term("customer.number", {"customer number", "고객번호"},
             {alias("finance", {"debtor no", "채무자번호"}), alias("sales", {"account", "계정"})});
    made.terms["login.name"] =
        term("login.name", {"login name", "로그인 아이디"}, {alias("it", {"account", "계정"})});
    return made;
}

std::string found(std::string_view department, std::string_view said)
{
    const Glossary words = glossary();
    std::string text;
    for (const TermFound& one : look_up(words, department, said))
        text += (text.empty() ? "" : " ") + one.term->name + (one.alias ? "!" : "");
    return text;
}

TEST(Glossary, FoldsWhatPeopleType)
{
    for (const char* said :
         {"debtor no", "Debtor-No.", "DEBTOR_NO", " debtor\u3000no ", "ｄｅｂｔｏｒ ｎｏ"})
        EXPECT_EQ(fold_words(said), "debtorno") << said;
    EXPECT_EQ(fold_words("채무자 번호"), fold_words("채무자번호"));
    // The same syllables written as single letters, as files from a Mac have them.
    EXPECT_EQ(fold_words("\u1100\u1169\u1100\u1162\u11a8"), fold_words("고객"));
    EXPECT_EQ(fold_words(" -!"), "");
}

TEST(Glossary, FindsATermByWhatADepartmentSays)
{
    EXPECT_EQ(found("finance", "채무자번호"), "customer.number!");
    EXPECT_EQ(found("finance", "채무자 번호"), "customer.number!");
    EXPECT_EQ(found("finance", "Debtor No."), "customer.number!");
    EXPECT_EQ(found("", "debtor no"), "customer.number!");
}

TEST(Glossary, AWordMayMeanTwoThingsInTwoDepartments)
{
    EXPECT_EQ(found("it", "계정"), "login.name!");
    EXPECT_EQ(found("sales", "계정"), "customer.number!");
    EXPECT_EQ(found("", "계정"), "customer.number! login.name!");
}

TEST(Glossary, FindsATermByWhatEverybodySays)
{
    EXPECT_EQ(found("finance", "고객 번호"), "customer.number");
    EXPECT_EQ(found("", "customer.number"), "customer.number");
    EXPECT_EQ(found("it", "LOGIN NAME"), "login.name");
}

TEST(Glossary, FindsNothingWhereNobodySaysSo)
{
    EXPECT_EQ(found("finance", "계정"), "");
    EXPECT_EQ(found("it", "채무자번호"), "");
    EXPECT_EQ(found("", "채무"), "");
    EXPECT_EQ(found("", ""), "");
    EXPECT_EQ(found("", "..."), "");
}

TEST(Glossary, KnowsDepartmentsByBothNames)
{
    EXPECT_EQ(glossary().department("재무"), "finance");
    EXPECT_EQ(glossary().department("FINANCE"), "finance");
    EXPECT_EQ(glossary().department("정보 기술"), "it");
    EXPECT_EQ(glossary().department("회계"), "");
    EXPECT_EQ(glossary().department(""), "");
}

TEST(Glossary, TellsWhereTheSchemaKeepsATerm)
{
    Schema schema;
    EntityType person;
    Field points;
    points.name = "contact_points";
    points.type = "object";
    Field email;
    email.name = "email";
    email.term = "contact.email";
    points.fields = {email};
    person.fields = {points};
    schema.entities["person"] = person;
    EXPECT_EQ(paths_of(schema, "contact.email"),
              std::vector<std::string>{"person.contact_points.email"});
    EXPECT_TRUE(paths_of(schema, "contact").empty());
    const json::Value shown = term_json(glossary().terms.at("login.name"), schema);
    EXPECT_EQ(json::write(*shown.find("aliases")),
              R"([{"dept":"it","name":{"en":"account","ko":"계정"}}])");
}

}  // namespace
}  // namespace cx::model
