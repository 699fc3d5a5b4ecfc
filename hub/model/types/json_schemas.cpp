#include "model/types/json_schemas.hpp"

#include <initializer_list>
#include <string_view>
#include <utility>

namespace cx::model {
namespace {

json::Value typed(std::string_view type)
{
    json::Value schema;
    schema["type"] = type;
    return schema;
}

json::Value pattern(std::string_view expression)
{
    json::Value schema = typed("string");
    schema["pattern"] = expression;
    return schema;
}

using Part = std::pair<std::string_view, json::Value>;

json::Value object(bool strict, std::initializer_list<Part> parts,
                   std::initializer_list<std::string_view> required)
{
    json::Value schema = typed("object");
    for (const auto& [name, part] : parts) schema["properties"][name] = part;
    for (const std::string_view name : required) schema["required"].push_back(name);
    if (strict) schema["additionalProperties"] = false;
    return schema;
}

json::Value one_of(std::initializer_list<std::string_view> words)
{
    json::Value schema;
    for (const std::string_view word : words) schema["enum"].push_back(word);
    return schema;
}

}  // namespace

json::Value schema_text(bool)
{
    json::Value schema = typed("string");
    schema["minLength"] = 1;
    return schema;
}

json::Value schema_email(bool)
{
    return pattern("^[^@\\s]+@[a-z0-9.-]+\\.[a-z0-9-]{2,}$");
}

json::Value schema_phone(bool)
{
    return pattern("^\\+[1-9][0-9]{4,14}(;ext=[0-9]{1,7})?$");
}

json::Value schema_person_name(bool strict)
{
    const json::Value text = schema_text(strict);
    return object(strict,
                  {{"full", text},
                   {"family", text},
                   {"given", text},
                   {"middle", text},
                   {"prefix", text},
                   {"suffix", text},
                   {"display", text},
                   {"romanized", text},
                   {"script", pattern("^[A-Z][a-z]{3}$")},
                   {"order", one_of({"family_first", "given_first"})},
                   {"split", one_of({"source", "inferred"})}},
                  {"full"});
}

json::Value schema_postal_address(bool strict)
{
    const json::Value text = schema_text(strict);
    json::Value lines = typed("array");
    lines["items"] = text;
    return object(strict,
                  {{"lines", lines},
                   {"dependent_locality", text},
                   {"locality", text},
                   {"region", text},
                   {"postal_code", text},
                   {"country", schema_country(strict)},
                   {"kind", one_of({"road", "lot"})},
                   {"formatted", text}},
                  {});
}

json::Value schema_country(bool)
{
    return pattern("^[A-Z]{2}$");
}

json::Value schema_region(bool)
{
    return pattern("^[A-Z]{2}-[A-Z0-9]{1,3}$");
}

json::Value schema_currency(bool)
{
    return pattern("^[A-Z]{3}$");
}

json::Value schema_date(bool)
{
    json::Value schema = pattern("^[0-9]{4}-[0-9]{2}-[0-9]{2}$");
    schema["format"] = "date";
    return schema;
}

json::Value schema_partial_date(bool)
{
    return pattern("^([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?|--[0-9]{2}-[0-9]{2})$");
}

json::Value schema_timestamp(bool)
{
    json::Value schema =
        pattern("^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{3}Z$");
    schema["format"] = "date-time";
    return schema;
}

json::Value schema_identifier(bool strict)
{
    const json::Value text = schema_text(strict);
    return object(strict,
                  {{"ns", text}, {"value", text}, {"state", text}, {"primary", typed("boolean")}},
                  {"ns", "value"});
}

json::Value schema_ref(bool)
{
    return pattern("^[^:]+:.+$");
}

json::Value schema_decimal(bool)
{
    return pattern("^-?[0-9]+(\\.[0-9]+)?$");
}

json::Value schema_money(bool strict)
{
    return object(strict,
                  {{"amount", schema_decimal(strict)}, {"currency", schema_currency(strict)}},
                  {"amount", "currency"});
}

json::Value schema_quantity(bool strict)
{
    return object(strict, {{"value", schema_decimal(strict)}, {"unit", schema_text(strict)}},
                  {"value", "unit"});
}

json::Value schema_geo(bool strict)
{
    const json::Value number = schema_decimal(strict);
    return object(strict, {{"lat", number}, {"lon", number}, {"accuracy_m", number}},
                  {"lat", "lon"});
}

json::Value schema_ratio(bool)
{
    json::Value schema = typed("number");
    schema["minimum"] = 0;
    schema["maximum"] = 1;
    return schema;
}

json::Value schema_integer(bool)
{
    return typed("integer");
}

json::Value schema_bool(bool)
{
    return typed("boolean");
}

json::Value schema_tags(bool strict)
{
    json::Value schema = typed("array");
    schema["items"] = schema_text(strict);
    schema["uniqueItems"] = true;
    schema["maxItems"] = 100;
    return schema;
}

json::Value schema_url(bool)
{
    json::Value schema = pattern("^[a-z][a-z0-9+.-]*://");
    schema["format"] = "uri";
    return schema;
}

json::Value schema_json(bool)
{
    return json::Object{};
}

}  // namespace cx::model
