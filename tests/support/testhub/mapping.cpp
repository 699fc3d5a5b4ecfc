#include "testhub/mapping.hpp"

namespace cx::pipeline::testing {
namespace {

model::Field field(std::string name, std::string type)
{
    model::Field made;
    made.name = std::move(name);
    made.type = std::move(type);
    return made;
}

model::Field list(std::string name, std::vector<model::Field> parts)
{
    model::Field made = field(std::move(name), "object");
    made.list = true;
    made.fields = std::move(parts);
    return made;
}

model::EntityType entity(std::string name, model::EntityKind kind, std::vector<model::Field> fields)
{
    model::EntityType type;
    type.name = std::move(name);
    type.kind = kind;
    type.fields = std::move(fields);
    return type;
}

model::Schema make_schema()
{
    model::EntityType person =
        entity("person", model::EntityKind::party,
               {field("name", "person_name"), field("birth_date", "date.partial"),
                field("nickname", "text"),
                list("contact_points", {field("kind", "enum"), field("email", "email"),
                                        field("phone", "phone"), field("verified", "bool")}),
                list("identifiers", {field("ns", "text"), field("value", "text")})});
    model::EntityType order =
        entity("order", model::EntityKind::state, {field("buyer", "ref"), field("item", "text")});
    order.owner_field = "buyer";
    model::EntityType visit = entity("visit", model::EntityKind::event, {field("visitor", "ref")});
    visit.owner_field = "visitor";
    model::Schema schema;
    for (model::EntityType& type : std::vector{person, order, visit})
        schema.entities.emplace(type.name, type);
    return schema;
}

}  // namespace

const model::Schema& schema()
{
    static const model::Schema made = make_schema();
    return made;
}

std::string contact(const std::string& id)
{
    return "crm.contact@test:" + id;
}

Emit person(const std::string& id, const std::string& data)
{
    return {"person", contact(id), "", data};
}

Emit mentioned(const std::string& id)
{
    return {"person", contact(id), "", "{}", true};
}

Emit order(const std::string& id, const std::string& buyer, const std::string& item)
{
    return {"order", "erp.order@test:" + id, contact(buyer),
            R"({"buyer":")" + contact(buyer) + R"(","item":")" + item + R"("})"};
}

Emit visit(const std::string& id, const std::string& visitor)
{
    return {"visit", "web.visit@test:" + id, contact(visitor),
            R"({"visitor":")" + contact(visitor) + R"("})"};
}

std::string named(const std::string& name, const std::string& email, const std::string& phone,
                  const std::string& ci, const std::string& nickname)
{
    json::Value data{json::Object{}};
    if (!name.empty()) data["name"] = json::Object{{"full", name}};
    json::Array points;
    if (!email.empty()) points.push_back(json::Object{{"kind", "email"}, {"email", email}});
    if (!phone.empty()) points.push_back(json::Object{{"kind", "phone"}, {"phone", phone}});
    if (!points.empty()) data["contact_points"] = std::move(points);
    if (!ci.empty())
        data["identifiers"] = json::Array{json::Object{{"ns", "kr.ci"}, {"value", ci}}};
    if (!nickname.empty()) data["nickname"] = nickname;
    return json::write(data);
}

plugin::SourceRecord says(const std::string& key, int second, const std::vector<Emit>& emits)
{
    json::Array list;
    for (const Emit& emit : emits)
        list.push_back(json::Object{{"entity", emit.entity},
                                    {"key", emit.key},
                                    {"owner", emit.owner},
                                    {"mention", emit.mention},
                                    {"data", json::parse(emit.data).value()}});
    const json::Value payload{json::Object{{"second", second}, {"emit", std::move(list)}}};
    return {.key = key, .payload = json::write(payload), .position = "test:" + key};
}

plugin::SourceRecord gone(const std::string& key)
{
    return {.key = key, .op = plugin::SourceRecord::Op::remove};
}

plugin::SourceRecord bad(const std::string& key)
{
    return {.key = key, .payload = R"({"bad":true})", .position = "test:" + key};
}

plugin::SourceReject unreadable(const std::string& key)
{
    return {.key = key, .payload = "\"?\"", .code = "test.unreadable", .why = "it is unreadable"};
}

Timestamp at_second(int second)
{
    return {second == 0 ? 0 : 1'780'000'000'000'000 + second * micros_per_second};
}

mapping::Outcome SelfMapping::apply(const json::Value& record, const mapping::SourceFacts&) const
{
    mapping::Outcome outcome;
    if (record.find("bad")) {
        outcome.rejection =
            mapping::Rejection{.code = "mapping.required", .why = "a field is missing", .mark = {}};
        return outcome;
    }
    if (const auto second = record.find("second")->integer(); second.value_or(0) != 0)
        outcome.occurred_at = at_second(static_cast<int>(*second));
    for (const json::Value& emit : record.find("emit")->as_array()) {
        model::Entity entity;
        entity.type = schema().find(emit.text_of("entity"));
        entity.key = emit.text_of("key");
        entity.owner = emit.text_of("owner");
        entity.data = *emit.find("data");
        entity.mention = emit.find("mention")->as_bool();
        if (entity.type->kind != model::EntityKind::party)
            entity.time = outcome.occurred_at.value_or(Timestamp{});
        outcome.entities.push_back(std::move(entity));
    }
    return outcome;
}

}  // namespace cx::pipeline::testing
