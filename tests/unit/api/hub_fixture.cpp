#include "hub_fixture.hpp"

#include <stdlib.h>

#include <cstdio>

namespace cx::api {
namespace {

using model::Field;

// Fields that carry a canary each, besides `own`.
model::EntityType entity(const std::string& name, model::EntityKind kind, std::vector<Field> own)
{
    model::EntityType type;
    type.name = name;
    type.minor = 2;
    type.kind = kind;
    type.doc = "For tests.";
    type.fields = std::move(own);
    for (const std::string& label : guarding_labels()) {
        Field field;
        field.name = field_of(label);
        field.type = "text";
        field.labels = model::LabelSet({label});
        type.fields.push_back(std::move(field));
    }
    return type;
}

Field field(const std::string& name, const std::string& type, const std::string& label = "")
{
    Field made;
    made.name = name;
    made.type = type;
    if (!label.empty()) made.labels = model::LabelSet({label});
    return made;
}

}  // namespace

json::Object canaries()
{
    json::Object data;
    for (const std::string& label : guarding_labels()) data.emplace(field_of(label), canary(label));
    return data;
}

json::Value contact_points()
{
    return json::Array{json::Object{{"kind", "email"}, {"email", "canary-mail@example.com"}},
                       json::Object{{"kind", "phone"}, {"phone", "canary-phone"}}};
}

namespace {

std::string with_canaries(json::Object own)
{
    own.merge(canaries());
    return json::write(own);
}

json::Value person_data(const std::string& nickname)
{
    json::Object data = canaries();
    data.emplace("nickname", nickname);
    data.emplace("hobby", "canary-mapping");
    data.emplace("contact_points", contact_points());
    return data;
}

// Every record of these tests was mapped by "test/all@1", which says that `hobby` is about health.
const char* const mapping_labels =
    R"({"person":{"hobby":"sensitive.health"},"interaction":{"hobby":"sensitive.health"}})";

class Filler {
public:
    Filler(store::Store& store, Timestamp now)
        : store_(store), seq_(store.next_seq()), record_(store.next_record())
    {
        set.recorded_at = now;
        set.texts["labels:test/all@1"] = mapping_labels;
    }

    model::RecordId record(model::EntityKind kind, const model::RecordKey& key,
                           const std::string& owner, Timestamp time, const std::string& data)
    {
        model::RecordVersion version;
        version.seq = seq_++;
        version.record = record_++;
        version.key = key;
        version.kind = kind;
        version.version = 1;
        version.observed_at = set.recorded_at;
        version.origin = {key.source, "all", key.key};
        version.mapping = "test/all@1";
        version.owner = owner;
        version.time = time;
        version.data = data;
        version.hash = hash128(data);
        set.records.push_back({version, true});
        return version.record;
    }

    void person(const std::string& key, const std::string& profile, std::vector<store::KeyRow> keys)
    {
        const auto id = record(model::EntityKind::party, {"crm", "person", "crm:" + key}, "", {},
                               json::write(person_data(key)));
        keys.push_back({"crm", key, 7, false});
        set.keys.push_back({id, std::move(keys)});
        set.assignments.push_back({id, profile, id});
        set.lineage.push_back({seq_, set.recorded_at, id, "", profile, "record", "created"});
        last_person = id;
    }

    // A scored pair that waits for somebody.
    void pair(model::RecordId a, model::RecordId b, int weight)
    {
        set.edges_of.push_back(a);
        set.edges.push_back({.pair = {a, b},
                             .state = store::EdgeRow::State::review,
                             .weight = weight,
                             .levels = std::string("\1\2", 2),
                             .model = "model-1",
                             .veto = "birth_date"});
    }

    void profile(const std::string& id, int version, model::ProfileVersion::Kind kind,
                 const std::string& nick, const std::string& merged_into = "")
    {
        model::ProfileVersion profile;
        profile.seq = seq_++;
        profile.profile_id = id;
        profile.version = version;
        profile.kind = kind;
        profile.entity = "person";
        profile.config_id = "config-1";
        profile.merged_into = merged_into;
        if (merged_into.empty()) {
            profile.golden = person_data(nick);
            profile.provenance = {
                {"nickname", {"crm", "person", "crm:" + nick}, 1, "only", ""},
                {"hobby", {"crm", "person", "crm:" + nick}, 1, "only", "sensitive.health"}};
        }
        set.profiles.push_back(std::move(profile));
    }

    void commit() { store_.commit(set); }

    store::ChangeSet set;
    model::RecordId last_person = 0;

private:
    store::Store& store_;
    model::Seq seq_;
    model::RecordId record_;
};

}  // namespace

std::string pid(int n)
{
    char text[64];
    std::snprintf(text, sizeof text, "0199a1b2-0000-7000-8000-%012x", static_cast<unsigned>(n));
    return text;
}

const std::vector<std::string>& guarding_labels()
{
    static const std::vector<std::string> all{
        "pii.direct",         "pii.indirect",     "identity.key",
        "pseudonymous",       "sensitive.health", "sensitive.content",
        "contract.no_export", "confidential",     "restricted"};
    return all;
}

std::string field_of(const std::string& label)
{
    std::string name = "f_" + label;
    for (char& c : name)
        if (c == '.') c = '_';
    return name;
}

std::string canary(const std::string& label)
{
    return "canary-" + label;
}

model::Schema test_schema()
{
    model::Schema schema;
    const auto person = model::EntityKind::party;
    Field reach = field("contact_points", "object");
    reach.list = true;
    reach.fields = {field("kind", "text"), field("email", "text", "pii.direct"),
                    field("phone", "text", "pii.direct")};
    schema.entities["person"] =
        entity("person", person, {field("nickname", "text"), field("hobby", "text"), reach});
    schema.entities["order"] = entity("order", model::EntityKind::state,
                                      {field("status", "text"), field("title", "text")});
    schema.entities["interaction"] = entity("interaction", model::EntityKind::event,
                                            {field("type", "text"), field("hobby", "text")});
    schema.entities["consent"] =
        entity("consent", model::EntityKind::state, {field("purpose", "text")});
    schema.entities["loyalty_membership"] =
        entity("loyalty_membership", model::EntityKind::state, {field("program", "text")});
    schema.entities["loyalty_entry"] = entity(
        "loyalty_entry", model::EntityKind::event,
        {field("membership", "ref", "identity.key"), field("points", "decimal", "pii.indirect")});
    for (const char* label : {"pii.direct", "pii.indirect", "identity.key", "pseudonymous"})
        schema.taxonomy.groups[label] = "personal";
    for (const char* label : {"sensitive.health", "sensitive.content"})
        schema.taxonomy.groups[label] = "sensitive";
    for (const char* label : {"public", "internal", "confidential", "restricted"})
        schema.taxonomy.groups[label] = "classification";
    schema.taxonomy.groups["contract.no_export"] = "contract";
    schema.taxonomy.groups["secret.credential"] = "secret";
    schema.glossary.departments["finance"] = {"Finance", "재무"};
    model::Term& number = schema.glossary.terms["customer.number"];
    number.name = "customer.number";
    number.definition.en = "Identifier by which a system knows a customer.";
    number.aliases.push_back({.department = "finance",
                              .name = {"debtor no", "채무자번호"},
                              .source = "sap/A_BusinessPartner.Customer",
                              .ns = "sap.customer",
                              .mark = {}});
    schema.glossary.terms["login.name"].name = "login.name";
    return schema;
}

HubTest::HubTest()
{
    // In memory where the system offers that: these tests are not about the disk.
    const std::filesystem::path memory = "/dev/shm";
    const auto parent =
        std::filesystem::is_directory(memory) ? memory : std::filesystem::temp_directory_path();
    std::string pattern = (parent / "cxhub-api-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
    telemetry_ = telemetry::make_telemetry({.to_stderr = false}, clock_);
    auto opened = store::open_sqlite(
        {.path = (folder_ / "hub.db").string(), .committed = [this] { commits_.committed(); }},
        clock_);
    EXPECT_TRUE(opened) << opened.error().message;
    store_ = std::move(*opened);
    gate_ = std::make_unique<ConsentGate>(*store_, policy_, clock_);
    fill();
    clock_.advance_ms(1000);
    reader_ =
        token({"profiles:read", "changes:read", "rejects:read", "schemas:read", "pipelines:read"},
              guarding_labels());
    start({});
}

HubTest::~HubTest()
{
    server_.reset();
    store_.reset();
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
}

store::Seq HubTest::change_profile(int n, int version, const std::string& nickname)
{
    Filler filler(*store_, clock_.now());
    filler.profile(pid(n), version, model::ProfileVersion::Kind::updated, nickname);
    const store::Seq seq = filler.set.profiles.back().seq;
    filler.commit();
    return seq;
}

ServerParts HubTest::parts()
{
    return {*store_, steward_, rights_,  explain_,    admin_,  *telemetry_,
            clock_,  schema_,  commits_, gate_.get(), &ingest_};
}

void HubTest::start(ServerOptions options)
{
    server_.reset();
    auto started = start_server(options, parts());
    ASSERT_TRUE(started) << started.error().message;
    server_ = std::move(*started);
}

// Bob is record 1, Ada record 2. They may be one person: review 1-2.
// Ada (profile 1) has an order, two interactions, a consent and a loyalty card; Bob is profile 2;
// profile 3 was merged into 1.
void HubTest::fill()
{
    Filler filler(*store_, clock_.now());
    const Timestamp noon{1'789'000'000'000'000};
    const std::vector<store::KeyRow> shared{{"email", "family@example.com", 7, false}};
    filler.person("bob", pid(2), shared);
    filler.profile(pid(2), 1, model::ProfileVersion::Kind::created, "bob");
    filler.person(
        "ada", pid(1),
        {{"email", "ada@example.com", 7, true}, {"phone", "+821012345678", 7, false}, shared[0]});
    filler.set.aliases.push_back({pid(3), filler.last_person});
    filler.profile(pid(3), 1, model::ProfileVersion::Kind::created, "ada");
    filler.profile(pid(1), 1, model::ProfileVersion::Kind::created, "countess");
    filler.profile(pid(3), 2, model::ProfileVersion::Kind::removed, "", pid(1));
    filler.profile(pid(1), 2, model::ProfileVersion::Kind::merged, "ada");
    filler.pair(1, 2, 3000);

    const auto state = model::EntityKind::state;
    const auto event = model::EntityKind::event;
    const auto after = [&](int minutes) {
        return Timestamp{noon.micros + minutes * 60 * micros_per_second};
    };
    filler.record(state, {"shop", "order", "shop:A1"}, "crm:ada", after(1),
                  with_canaries({{"status", "open"}, {"title", "lamp"}}));
    filler.record(state, {"shop", "order", "shop:A0"}, "crm:ada", after(0),
                  with_canaries({{"status", "delivered"}}));
    filler.record(event, {"web", "interaction", "web:1"}, "crm:ada", after(2),
                  with_canaries({{"type", "product.view"}, {"hobby", "canary-mapping"}}));
    filler.record(event, {"web", "interaction", "web:2"}, "email:ada@example.com", after(2),
                  with_canaries({{"type", "cart.add"}}));
    filler.record(state, {"crm", "consent", "crm:ada:news"}, "crm:ada", after(3),
                  with_canaries({{"purpose", "news"}}));
    filler.record(state, {"club", "loyalty_membership", "loyalty.member:M1"}, "crm:ada", after(4),
                  with_canaries({{"program", "club"}}));
    const auto points = [&](const char* key, const char* n) {
        filler.record(event, {"club", "loyalty_entry", key}, "loyalty.member:M1", after(5),
                      with_canaries({{"membership", "loyalty.member:M1"}, {"points", n}}));
    };
    points("txn:1", "100.5");
    points("txn:2", "-0.75");
    filler.set.rejects.push_back({.id = pid(70),
                                  .pipeline = "erp",
                                  .stream = "customers",
                                  .key = "canary-source-key",
                                  .position = "a.csv:3",
                                  .code = "csv.quote",
                                  .config_line = "erp.yaml:3",
                                  .why = "a quote is open",
                                  .remedy = "close it",
                                  .payload = "canary-payload",
                                  .recorded_at = clock_.now(),
                                  .state = "open"});
    filler.commit();
}

std::string HubTest::token(const std::vector<std::string>& scopes,
                           const std::vector<std::string>& accepts, Timestamp expires_at)
{
    const NewToken made = make_token("test", scopes, accepts, clock_.now(), expires_at);
    store_->save_token(made.row);
    return made.secret;
}

HttpAnswer HubTest::get(const std::string& target, const std::string& token)
{
    return http(server_->api_port(), "GET", target,
                {{"Authorization", "Bearer " + token}, {"CX-Actor", "agent-7"}});
}

HttpAnswer HubTest::post(const std::string& target, const std::string& token,
                         const std::string& body)
{
    return http(server_->api_port(), "POST", target,
                {{"Authorization", "Bearer " + token},
                 {"Content-Type", "application/json"},
                 {"CX-Actor", "agent-7"}},
                body);
}

std::vector<store::AccessRow> HubTest::accesses()
{
    return store_->view()->accesses({.limit = 1000});
}

}  // namespace cx::api
