#include "config/values.hpp"
#include "fixture.hpp"
#include "unify/score.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>

namespace cx::config {
namespace {

using test::TestInstallation;
using ::testing::HasSubstr;

constexpr const char* hub_yaml = R"(store: { path: data/hub.db, reserve: 1GiB }
api: { listen: "127.0.0.1:9080" }
monitoring: { listen: none }
limits: { batch_records: 100, raw_days: 0 }
changes: { retain: 12h, retain_size: 3GiB }
log: { level: warn }
secrets:
  values: { crm_token: "${env:CX_CASE_TOKEN}" }
sinks:
  warehouse:
    plugin: file
    options: { path: out/changes.jsonl }
    start: beginning
    entities: [profile, order]
    accepts: [pii.direct, sensitive.*]
)";

constexpr const char* crm_yaml = R"(plugin: crm
isolation: process
defaults: { region: KR, timezone: Asia/Seoul }
options: { token: "Bearer ${secret:crm_token}", pause: 2m }
streams:
  contacts:
    schedule: every 5m
    mode: snapshot
    max_missing: 10%
    options: { table: "${env:CX_CASE_TABLE:-NO}", fields: [a, "010"], folder: ../in, ratio: 0.50 }
    map:
      - entity: person@1
        key: { ns: crm.contact, from: Id }
        fields: { name.full: Name }
    tests:
      - name: a number stays one, a code does not become one
        record: { Id: 010, Amount: 12.50, Country: NO, Phone: "10", Gone: ~ }
        expect: [{ entity: person, data: { name: { full: Ada } } }]
  manual:
    schedule: manual
    options: { table: t }
    map: { use: survey/response@1 }
)";

TEST(Load, MakesStructsOfAWholeConfiguration)
{
    const TestInstallation installation;
    installation.write("hub.yaml", hub_yaml);
    installation.write("pipelines/kr-crm.yaml", crm_yaml);
    const LoadResult result = installation.load_written();
    ASSERT_EQ(render_text(result.diagnostics, result.sources), "");
    ASSERT_TRUE(result.config);
    const Config& config = *result.config;
    EXPECT_EQ(config.store_path, config.directory + "/data/hub.db");
    EXPECT_EQ(config.store_reserve_bytes, 1U << 30);
    EXPECT_EQ(config.api.port, 9080);
    EXPECT_FALSE(config.monitoring.enabled);
    EXPECT_EQ(config.limits.batch_records, 100U);
    EXPECT_EQ(config.limits.raw_days, 0);
    EXPECT_EQ(config.changes_retain_seconds, 12 * 3600);
    EXPECT_EQ(config.changes_retain_bytes, 3ULL << 30U);
    EXPECT_EQ(config.log_level, "warn");
    ASSERT_EQ(config.sinks.size(), 1U);
    EXPECT_TRUE(config.sinks[0].from_beginning);
    EXPECT_EQ(config.sinks[0].options.text_of("path"), config.directory + "/out/changes.jsonl");
    EXPECT_EQ(config.id.size(), 32U);
}

TEST(Load, TellsASinkTheSchemaOfWhatItGets)
{
    const TestInstallation installation;
    installation.write("pipelines/kr-crm.yaml", crm_yaml);
    const std::string hub =
        "store: { path: data/hub.db }\nsecrets: { values: { crm_token: "
        "\"${env:CX_CASE_TOKEN}\" } }\nsinks: { out: { plugin: tables";
    installation.write("hub.yaml", hub + ", entities: [profile, order] } }\n");
    const LoadResult some = installation.load_written();
    ASSERT_TRUE(some.config) << render_text(some.diagnostics, some.sources);
    const json::Value& entities = *some.config->sinks.at(0).options.find("entities");
    EXPECT_EQ(entities.find("person")->text_of("x-cx-kind"), "party");
    EXPECT_NE(entities.find("order")->find("properties")->find("placed_at"), nullptr);
    EXPECT_EQ(entities.find("interaction"), nullptr);

    installation.write("hub.yaml", hub + " } }\n");
    const LoadResult all = installation.load_written();
    ASSERT_TRUE(all.config);
    EXPECT_EQ(all.config->sinks.at(0).options.find("entities")->as_object().size(),
              all.config->schema.entities.size());

    installation.write("hub.yaml", hub + ", options: { entities: {} } } }\n");
    EXPECT_THAT(installation.messages(), HasSubstr("unknown option 'entities'"));
}

TEST(Load, GivesPluginsTypedOptionsAndKeepsSecretsOutOfTheText)
{
    const TestInstallation installation;
    installation.write("hub.yaml", hub_yaml);
    installation.write("pipelines/kr-crm.yaml", crm_yaml);
    const LoadResult result = installation.load_written();
    ASSERT_TRUE(result.config) << render_text(result.diagnostics, result.sources);
    ASSERT_EQ(result.config->pipelines.size(), 1U);
    const Pipeline& pipeline = result.config->pipelines[0];
    EXPECT_EQ(pipeline.name, "kr-crm");
    EXPECT_EQ(pipeline.instance, "kr-crm");
    EXPECT_EQ(pipeline.isolation, plugin::Isolation::process);
    const std::string folder =
        std::filesystem::path(result.config->directory).parent_path().string() + "/in";
    EXPECT_EQ(
        json::write(pipeline.options),
        R"({"pause":120,"retries":3,"streams":{"contacts":{"fields":["a","010"],"folder":")" +
            folder +
            R"(","kind":"full","ratio":0.50,"table":"NO"},"manual":{"kind":"full","table":"t"}},)"
            R"("token":"Bearer hunter2-from-environment"})");
    EXPECT_THAT(pipeline.text, HasSubstr("Bearer ${secret:crm_token}"));
    EXPECT_THAT(pipeline.text, ::testing::Not(HasSubstr("hunter2")));

    ASSERT_EQ(pipeline.streams.size(), 2U);
    const Stream& contacts = pipeline.streams[0];
    EXPECT_EQ(contacts.schedule.every_ms, 300'000);
    EXPECT_EQ(contacts.mode, StreamMode::snapshot);
    EXPECT_DOUBLE_EQ(contacts.max_missing, 0.1);
    ASSERT_TRUE(contacts.mapping);
    ASSERT_EQ(contacts.tests.size(), 1U);
    EXPECT_EQ(json::write(contacts.tests[0].record),
              R"({"Amount":12.50,"Country":"NO","Gone":null,"Id":"010","Phone":"10"})");
    EXPECT_EQ(pipeline.streams[1].schedule.kind, Schedule::Kind::manual);
    EXPECT_EQ(pipeline.streams[1].mapping->name(), "survey/response@1");
}

TEST(Load, SharesOptionsWithStreamsUnlessTheyHaveTheirOwn)
{
    const TestInstallation installation;
    installation.write("hub.yaml", "store: { path: hub.db }\n");
    installation.write("pipelines/files.yaml", R"(plugin: file
options: { encoding: cp949 }
streams:
  a: { mode: snapshot, options: { path: a.csv }, map: { use: survey/response@1 } }
  b: { options: { path: b.csv, encoding: utf-8 }, map: { use: survey/response@1 } }
)");
    const LoadResult result = installation.load_written();
    ASSERT_TRUE(result.config) << render_text(result.diagnostics, result.sources);
    const Pipeline& pipeline = result.config->pipelines[0];
    EXPECT_EQ(pipeline.streams[0].options.text_of("encoding"), "cp949");
    EXPECT_EQ(pipeline.streams[0].options.text_of("mode"), "snapshot");
    EXPECT_EQ(pipeline.streams[1].options.text_of("encoding"), "utf-8");
    EXPECT_EQ(pipeline.streams[1].mode, StreamMode::whole);
}

TEST(Load, NamesTheWordsThatDecideIdentity)
{
    const TestInstallation installation;
    installation.write("hub.yaml", "store: { path: hub.db }\n");
    installation.write("pipelines/crm.yaml", crm_yaml);
    installation.write("hub.yaml", hub_yaml);
    const LoadResult before = installation.load_written();
    installation.write("hub.yaml", std::string(hub_yaml) + "# A comment decides nothing.\n");
    const LoadResult same = installation.load_written();
    installation.write("identity.yaml",
                       "namespaces: { phone: { cap: 7 } }\nignore: { emails: [no@one.example] }\n");
    const LoadResult changed = installation.load_written();
    ASSERT_TRUE(before.config && same.config && changed.config);
    EXPECT_EQ(before.config->id, same.config->id);
    EXPECT_EQ(before.config->pipelines[0].text, same.config->pipelines[0].text);
    EXPECT_NE(before.config->id, changed.config->id);
    EXPECT_EQ(changed.config->identity.find("phone")->cap, 7);
    EXPECT_EQ(changed.config->identity.find("phone")->links,
              before.config->identity.find("phone")->links);
    EXPECT_EQ(changed.config->identity.ignored_emails.size(),
              before.config->identity.ignored_emails.size() + 1);
}

TEST(Load, ReadsCandidateKeysAndHowSureScoresMustBe)
{
    const TestInstallation installation;
    installation.write("pipelines/crm.yaml", crm_yaml);
    installation.write("hub.yaml", hub_yaml);
    const LoadResult before = installation.load_written();
    installation.write("identity.yaml",
                       "candidates: [{ name: born_here, parts: [birth, postcode] }]\n"
                       "scores: { merge_above: 99.5% }\nlimits: { candidate_records: 40 }\n");
    const LoadResult changed = installation.load_written();
    ASSERT_TRUE(before.config && changed.config);
    EXPECT_NE(before.config->id, changed.config->id);
    const unify::IdentityModel& model = changed.config->identity;
    ASSERT_EQ(model.candidates.size(), 1U) << "the shipped keys are replaced";
    EXPECT_EQ(model.candidates[0].name, "born_here");
    EXPECT_EQ(model.candidates[0].parts,
              (std::vector{unify::KeyPart::birth, unify::KeyPart::postcode}));
    EXPECT_EQ(model.candidate_records, 40U);
    ASSERT_TRUE(model.scorer);
    EXPECT_DOUBLE_EQ(model.scorer->model().merge_above, 0.995);
    EXPECT_DOUBLE_EQ(model.scorer->model().review_above, 0.5) << "as shipped";
    const json::Value text = json::parse(model.text).value();
    EXPECT_EQ(json::write(*text.find("candidates")),
              R"([{"name":"born_here","parts":["birth","postcode"]}])");
    EXPECT_EQ(json::write(*text.find("scores")), R"({"merge_above":0.995,"review_above":0.5})");
    EXPECT_EQ(json::write(*text.find("candidate_records")), "40");
}

TEST(Load, TakesSecretsFromFiles)
{
    const TestInstallation installation;
    installation.write("hub.yaml", "store: { path: hub.db }\nsecrets: { directory: secrets }\n");
    installation.write("secrets/crm_token", "s3cret\n");
    installation.write("pipelines/crm.yaml", crm_yaml);
    ::chmod((installation.folder() + "/DIR/secrets/crm_token").c_str(), 0600);
    const LoadResult result = installation.load_written();
    ASSERT_EQ(render_text(result.diagnostics, result.sources), "");
    EXPECT_EQ(result.config->pipelines[0].options.text_of("token"), "Bearer s3cret");
    ::chmod((installation.folder() + "/DIR/secrets/crm_token").c_str(), 0644);
    EXPECT_EQ(installation.messages(),
              "DIR/hub.yaml:2:23: warning: everybody may read or write the file of secret "
              "'crm_token'; take it away "
              "with chmod o-rw\nsecrets: { directory: secrets }\n                      ^\n");
}

TEST(Load, ExtendsTheSchema)
{
    const TestInstallation installation;
    installation.write("hub.yaml", hub_yaml);
    installation.write("pipelines/crm.yaml", crm_yaml);
    installation.write("schema/ext/acme/person.yaml",
                       "entity: person\nfields: [{ name: vip, type: bool, labels: [internal] }]\n");
    const LoadResult result = installation.load_written();
    ASSERT_TRUE(result.config) << render_text(result.diagnostics, result.sources);
    EXPECT_NE(result.config->schema.find("person")->find("ext.acme.vip"), nullptr);
}

TEST(Load, TellsWhatIsNoConfiguration)
{
    const TestInstallation installation;
    const auto text = [&](const std::string& directory) {
        const LoadResult result = installation.load(directory);
        EXPECT_FALSE(result.config);
        return render_text(result.diagnostics, result.sources);
    };
    EXPECT_EQ(text("/nowhere/at/all"), "/nowhere/at/all: there is no such folder\n");
    EXPECT_EQ(text("/etc/passwd"),
              "/etc/passwd: this is a file; give the folder that holds hub.yaml\n");
    std::filesystem::create_directory(installation.folder() + "/DIR");
    EXPECT_EQ(installation.messages(),
              "DIR/hub.yaml: there is no such file\n"
              "DIR/pipelines: there is no such folder; it holds a file for each connection to a "
              "system\n");
}

TEST(Load, ReportsAPluginThatDoesNotLoad)
{
    const TestInstallation installation;
    std::ofstream(installation.folder() + "/plugins/broken.so") << "no library";
    installation.write("hub.yaml", "store: { path: hub.db }\n");
    installation.write("pipelines/a.yaml",
                       "plugin: broken\nstreams: { s: { map: { use: survey/response@1 } } }\n");
    const std::string messages = installation.messages();
    EXPECT_THAT(messages, HasSubstr("DIR/pipelines/a.yaml:1:9: plugin 'broken' cannot be used: "));
}

TEST(Load, FindsNoMistakeInWhatShips)
{
    Sources sources;
    Diagnostics diagnostics;
    const std::string source = CX_SOURCE_DIR;
    model::Schema schema = load_schema(source + "/configs/schema", sources, diagnostics);
    unify::IdentityModel identity = unify::default_model();
    load_identity(source + "/configs/identity.yaml", identity, schema, sources, diagnostics);
    EXPECT_EQ(render_text(diagnostics, sources), "");
    EXPECT_NE(schema.find("person"), nullptr);
    EXPECT_NE(identity.find("email"), nullptr);
    // The program's own model and the file that ships say the same.
    const unify::IdentityModel& own = unify::default_model();
    ASSERT_EQ(identity.candidates.size(), own.candidates.size());
    for (std::size_t i = 0; i < own.candidates.size(); ++i) {
        EXPECT_EQ(identity.candidates[i].name, own.candidates[i].name);
        EXPECT_EQ(identity.candidates[i].parts, own.candidates[i].parts) << own.candidates[i].name;
    }
    EXPECT_EQ(identity.candidate_records, own.candidate_records);
    EXPECT_EQ(identity.key_read_records, own.key_read_records);
    EXPECT_EQ(identity.component_records, own.component_records);
    EXPECT_EQ(identity.scorer->merge_from(), own.scorer->merge_from());
    EXPECT_EQ(identity.scorer->review_from(), own.scorer->review_from());
}

// The configurations of the project itself: the quickstart and those over outside sets.
TEST(Load, FindsNoMistakeInTheProjectsConfigurations)
{
    const TestInstallation installation;
    ::setenv("CX_DATA", "/data", 1);
    ::setenv("CX_STORE", "/store", 1);
    const std::filesystem::path source = CX_SOURCE_DIR;
    int loaded = 0;
    for (const std::filesystem::path& folder : {source / "examples", source / "tests/er"})
        for (const auto& entry : std::filesystem::directory_iterator(folder)) {
            if (!std::filesystem::exists(entry.path() / "hub.yaml")) continue;
            const LoadResult result = installation.load(entry.path().string());
            EXPECT_EQ(render_text(result.diagnostics, result.sources), "");
            ++loaded;
        }
    EXPECT_GT(loaded, 0);
}

TEST(Values, ReadNumbersWithUnits)
{
    EXPECT_EQ(parse_duration_ms("500ms"), 500);
    EXPECT_EQ(parse_duration_ms("7d"), 7 * 86'400'000LL);
    EXPECT_EQ(parse_duration_ms("5"), std::nullopt);
    EXPECT_EQ(parse_duration_ms("5 m"), std::nullopt);
    EXPECT_EQ(parse_duration_ms("-5m"), std::nullopt);
    EXPECT_EQ(parse_duration_ms("999999999999999999d"), std::nullopt);
    EXPECT_EQ(parse_size("256MiB"), 256U << 20);
    EXPECT_EQ(parse_size("1GB"), 1'000'000'000U);
    EXPECT_EQ(parse_size("1.5GiB"), std::nullopt);
    EXPECT_EQ(parse_share("5%"), 0.05);
    EXPECT_EQ(parse_share("1"), 1.0);
    EXPECT_EQ(parse_share("101%"), std::nullopt);
    EXPECT_EQ(parse_schedule("every 250ms")->every_ms, 250);
    EXPECT_EQ(parse_schedule("manual")->kind, Schedule::Kind::manual);
    EXPECT_EQ(parse_schedule("cron 0 3 * * *")->kind, Schedule::Kind::calendar);
    for (const char* text : {"every 1d", "cron 0 25 * * *", "cron", "daily", "every"})
        EXPECT_FALSE(parse_schedule(text)) << text;
    EXPECT_EQ(parse_address("[::1]:80")->host, "::1");
    EXPECT_FALSE(parse_address("localhost").has_value());
    EXPECT_FALSE(parse_address("host:70000").has_value());
    EXPECT_TRUE(is_json_number("-1.5e3"));
    EXPECT_FALSE(is_json_number("010"));
    EXPECT_FALSE(is_json_number("1."));
}

TEST(Describe, HasPagesAndSchemasOfTheTables)
{
    for (const char* page : {"hub", "pipeline", "identity", "types", "errors", "mapping-language"})
        EXPECT_THAT(describe_markdown(page), HasSubstr("| --- |")) << page;
    EXPECT_THAT(describe_markdown("hub"), HasSubstr("| `store.path` | path | required |"));
    for (const char* what : {"hub", "pipeline", "identity", "mapping"})
        EXPECT_EQ(describe_json_schema(what).text_of("$schema"),
                  "https://json-schema.org/draft/2020-12/schema");
    EXPECT_TRUE(describe_json_schema("other").is_null());
    EXPECT_EQ(describe_markdown("other"), "");
}

}  // namespace
}  // namespace cx::config
