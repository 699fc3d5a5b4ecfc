// The options of a manifest, made ready by its `config_normalization_rules`.
#include "reading.hpp"
#include "rest/manifest/adheres.hpp"
#include "rest/manifest/describe.hpp"

namespace rest::testing {
namespace {

using cx::json::Value;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

Value value(const std::string& text)
{
    const cx::Result<Value> read = cx::json::parse(text);
    EXPECT_TRUE(read) << text;
    return read ? *read : Value();
}

std::string added(const std::string& path, const std::string& text, const std::string& condition)
{
    return "        - type: ConfigAddFields\n          fields: [{path: [" + path + "], value: \"" +
           text + "\"}]\n" +
           (condition.empty() ? "" : "          condition: \"{{ " + condition + " }}\"\n");
}

class NormalizationTest : public ReadingTest {
protected:
    NormalizationTest()
    {
        answer_ = [](const Received&) { return reply(200, items(1, 1)); };
    }
    // What a stream whose address shows its options asks for; or why it is refused.
    std::string asked(const std::string& rules, const std::string& config)
    {
        manifest_ = one_stream(
                        "    retriever:\n"
                        "      requester:\n"
                        "        url_base: https://api.example.com/v1\n"
                        "        path: items\n"
                        "        request_parameters:\n"
                        "          host: \"{{ config.get('host') or '' }}\"\n"
                        "          kind: \"{{ config.get('login', {}).get('kind') or '' }}\"\n"
                        "          old: \"{{ config.get('old') or '' }}\"\n"
                        "      record_selector: {extractor: {field_path: [data]}}\n") +
                    "spec:\n"
                    "  connection_specification:\n"
                    "    type: object\n"
                    "    properties:\n"
                    "      host: {type: string, default: plain}\n"
                    "      login: {type: object}\n"
                    "  config_normalization_rules:\n" +
                    rules;
        config_ = value(config);
        cursor_.clear();
        try {
            restart();
        } catch (const cx::BadOptions& refused) {
            return refused.what();
        }
        run();
        EXPECT_EQ(status_.code, CX_OK) << status_.why;
        const std::string target = targets().back();
        return target.substr(target.find('?') + 1);
    }
};

TEST_F(NormalizationTest, MigratesBeforeTheDefaultsAndTransformsBehindThem)
{
    const std::string rules =
        "    config_migrations:\n"
        "      - description: It was called old.\n"
        "        transformations:\n" +
        added("host", "{{ config['old'] }}", "'old' in config") +
        "        - type: ConfigRemoveFields\n"
        "          field_pointers: [[old], [older]]\n"
        "          condition: \"{{ 'old' in config }}\"\n"
        "    transformations:\n" +
        added("login, kind", "{{ config['host'] }}-key", "");
    EXPECT_EQ(asked(rules, R"({"old":"h","older":1})"), "host=h&kind=h-key");
    EXPECT_EQ(asked(rules, "{}"), "host=plain&kind=plain-key");
}

TEST_F(NormalizationTest, ARemapChangesTheValuesOfItsMapOnly)
{
    const std::string rules =
        "    transformations:\n"
        "        - type: ConfigRemapField\n"
        "          field_path: [login, kind]\n"
        "          map: {basic: \"{{ config['host'] }}\", '7': seven}\n";
    EXPECT_EQ(asked(rules, R"({"login":{"kind":"basic"}})"), "host=plain&kind=plain");
    EXPECT_EQ(asked(rules, R"({"login":{"kind":"other"}})"), "host=plain&kind=other");
    EXPECT_EQ(asked(rules, R"({"login":{"kind":7}})"), "host=plain&kind=7");
    EXPECT_EQ(asked(rules, R"({"login":"basic"})"), "host=plain");
}

TEST_F(NormalizationTest, RefusesOptionsThatAValidationIsAgainst)
{
    const std::string rules =
        "    validations:\n"
        "      - type: DpathValidator\n"
        "        field_path: [login]\n"
        "        validation_strategy:\n"
        "          type: ValidateAdheresToSchema\n"
        "          base_schema:\n"
        "            type: object\n"
        "            required: [kind]\n"
        "            properties: {kind: {type: string, enum: [basic, key]}}\n"
        "      - type: PredicateValidator\n"
        "        value: \"{{ config['host'] | length }}\"\n"
        "        validation_strategy:\n"
        "          type: ValidateAdheresToSchema\n"
        "          base_schema: '{\"type\": \"integer\", \"maximum\": 5}'\n";
    EXPECT_EQ(asked(rules, "{}"), "host=plain");
    EXPECT_EQ(asked(rules, R"({"login":{"kind":"key"}})"), "host=plain&kind=key");
    const std::string refused = "config_normalization_rules: ";
    EXPECT_EQ(asked(rules, R"({"login":{}})"), refused + "'login' lacks 'kind'");
    EXPECT_EQ(asked(rules, R"({"login":{"kind":"secret"}})"),
              refused + "'login/kind' is none of the values it may be");
    EXPECT_EQ(asked(rules, R"({"login":"{"})"), refused + "'login' is not valid JSON");
    EXPECT_EQ(asked(rules, R"({"login":"{\"kind\":\"key\"}"})"), "host=plain");
    EXPECT_EQ(asked(rules, R"({"host":"longer"})"), refused + "'value' is too small or too large");
}

TEST_F(NormalizationTest, RulesThatDoNotRunKeepEachStreamFromRunning)
{
    EXPECT_THAT(
        asked("    transformations: [{type: CustomConfigTransformation, class_name: a.B}]\n", "{}"),
        HasSubstr("it does not run: CustomConfigTransformation a.B"));
    EXPECT_THAT(asked("    transformations:\n" + added("a", "{{ recrod.x }}", ""), "{}"),
                HasSubstr("unknown variable 'recrod'"));
    EXPECT_THAT(asked("    transformations: [{type: KeysToLower}]\n", "{}"),
                HasSubstr("there is no transformation 'KeysToLower' of options"));
    EXPECT_THAT(asked("    validations:\n"
                      "      - type: DpathValidator\n"
                      "        field_path: [login]\n"
                      "        validation_strategy:\n"
                      "          type: ValidateAdheresToSchema\n"
                      "          base_schema: {properties: {a: {dependentRequired: {}}}}\n",
                      "{}"),
                HasSubstr("the keyword 'dependentRequired' is not looked at"));
    const cx::Result<Value> described = describe(manifest_);
    ASSERT_TRUE(described);
    EXPECT_EQ(cx::json::write(*described->find("streams")->as_array().at(0).find("runs")), "false");
}

struct Judged {
    const char* schema;
    const char* good;
    const char* bad;
};

TEST(Adheres, JudgesByEachKeyword)
{
    const Judged all[] = {
        {R"({"type":"integer"})", "5", "5.5"},
        {R"({"type":["string","null"]})", "null", "1"},
        {R"({"type":"number","minimum":0,"maximum":9.5})", "9.5", "9.6"},
        {R"({"type":"boolean"})", "true", R"("true")"},
        {R"({"const":"a"})", R"("a")", R"("b")"},
        {R"({"minLength":2,"maxLength":3})", R"("한글")", R"("a")"},
        {R"({"pattern":"^[a-z]+$"})", R"("abc")", R"("aBc")"},
        {R"({"items":{"type":"string"},"minItems":1,"maxItems":2})", R"(["a"])", "[]"},
        {R"({"items":{"type":"string"}})", R"(["a"])", R"(["a",1])"},
        {R"({"properties":{"a":{}},"additionalProperties":false})", R"({"a":1})", R"({"b":1})"},
        {R"({"additionalProperties":{"type":"string"}})", R"({"a":"1"})", R"({"a":1})"},
        {R"({"anyOf":[{"type":"string"},{"minimum":3}]})", "4", "2"},
        {R"({"oneOf":[{"minimum":1},{"minimum":3}]})", "2", "4"},
        {R"({"allOf":[{"minimum":1},{"maximum":3}]})", "2", "4"},
    };
    for (const Judged& one : all) {
        EXPECT_EQ(foreign_keyword(value(one.schema)), "") << one.schema;
        EXPECT_EQ(violation(value(one.good), value(one.schema), "x"), "") << one.schema;
        EXPECT_THAT(violation(value(one.bad), value(one.schema), "x"), HasSubstr("'x"))
            << one.schema;
    }
    EXPECT_EQ(foreign_keyword(value(R"({"items":{"anyOf":[{"multipleOf":2}]}})")), "multipleOf");
}

}  // namespace
}  // namespace rest::testing
