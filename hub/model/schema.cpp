#include "model/schema.hpp"

#include <algorithm>

namespace cx::model {
namespace {

using Parts = std::map<std::string, std::string, std::less<>>;

const Field* find_in(const std::vector<Field>& fields, std::string_view name)
{
    const auto at = std::find_if(fields.begin(), fields.end(),
                                 [&](const Field& field) { return field.name == name; });
    return at == fields.end() ? nullptr : &*at;
}

}  // namespace

const Field* Field::find(std::string_view wanted) const
{
    return find_in(fields, wanted);
}

const Field* EntityType::find(std::string_view path) const
{
    std::size_t dot = path.find('.');
    const Field* field = find_in(fields, path.substr(0, dot));
    while (field && dot != path.npos) {
        path.remove_prefix(dot + 1);
        if (field->type == "json") return path.empty() ? nullptr : field;
        dot = path.find('.');
        if (field->type != "object") {
            const Parts& parts = parts_of(field->type);
            return dot == path.npos && parts.find(path) != parts.end() ? field : nullptr;
        }
        field = field->find(path.substr(0, dot));
    }
    return field;
}

const Parts& parts_of(std::string_view semantic_type)
{
    static const std::map<std::string, Parts, std::less<>> composites{
        {"person_name",
         {{"full", "text"},
          {"family", "text"},
          {"given", "text"},
          {"middle", "text"},
          {"prefix", "text"},
          {"suffix", "text"},
          {"display", "text"},
          {"romanized", "text"},
          {"script", "text"},
          {"order", "text"},
          {"split", "text"}}},
        {"postal_address",
         {{"lines", "text"},
          {"line1", "text"},
          {"line2", "text"},
          {"line3", "text"},
          {"dependent_locality", "text"},
          {"locality", "text"},
          {"region", "text"},
          {"postal_code", "text"},
          {"country", "country"},
          {"kind", "text"},
          {"formatted", "text"}}},
        {"money", {{"amount", "decimal"}, {"currency", "currency"}}},
        {"money.unit", {{"amount", "decimal"}, {"currency", "currency"}}},
        {"quantity", {{"value", "decimal"}, {"unit", "text"}}},
        {"geo", {{"lat", "decimal"}, {"lon", "decimal"}, {"accuracy_m", "decimal"}}},
        {"identifier", {{"ns", "text"}, {"value", "text"}, {"state", "enum"}, {"primary", "bool"}}},
    };
    static const Parts none;
    const auto found = composites.find(semantic_type);
    return found == composites.end() ? none : found->second;
}

const EntityType* Schema::find(std::string_view entity) const
{
    const auto found = entities.find(entity);
    return found == entities.end() ? nullptr : &found->second;
}

}  // namespace cx::model
