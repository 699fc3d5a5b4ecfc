#include "sql/record.hpp"

#include "sql/times.hpp"

#include <cx/abi.h>
#include <cx/json.hpp>
#include <cx/json_check.hpp>
#include <cx/plugin.hpp>

namespace sql {

Renderer::Renderer(const StreamOptions& options)
    : key_(options.key), all_encoded_(options.encoding != "utf-8"), decoder_(options.encoding)
{
    if (!options.zone.empty()) {
        zone_ = Zone::find(options.zone);
        if (!zone_)
            throw cx::BadOptions(
                "option 'zone' should be UTC, an offset such as +09:00, or a name "
                "such as Asia/Seoul that this system's time zone database has");
    }
    if (options.encodings.is_null()) return;
    if (!options.encodings.is_object())
        throw cx::BadOptions(
            "option 'encodings' should name an encoding by column, as in "
            "{ name: cp949 }");
    for (const auto& [column, encoding] : options.encodings.as_object())
        decoders_.emplace(column, Decoder(encoding.text().value_or("")));
}

std::vector<std::string> Renderer::encoded() const
{
    std::vector<std::string> names;
    for (const auto& [name, decoder] : decoders_) names.push_back(name);
    return names;
}

std::optional<std::string> Renderer::decode(std::string_view column, const Value& value)
{
    const auto own = decoders_.find(column);
    if (own != decoders_.end()) return own->second.decode(value.text);
    return value.kind == Kind::bytes ? to_base64(value.text) : decoder_.decode(value.text);
}

std::optional<cx::json::Value> Renderer::member(std::string_view column, const Value& value)
{
    switch (value.kind) {
        case Kind::null:
            return cx::json::Value();
        case Kind::boolean:
            return value.text == "true";
        case Kind::integer:
        case Kind::number:
            return cx::json::Number{value.text};
        case Kind::instant:
        case Kind::local_time:
            return to_rfc3339(value, zone_);
        case Kind::json:
            if (auto nested = cx::json::parse(value.text)) return *std::move(nested);
            break;
        case Kind::text:
        case Kind::bytes:
            break;
    }
    auto text = decode(column, value);
    if (!text) return std::nullopt;
    return *std::move(text);
}

std::optional<std::string> Renderer::key_text(std::span<const Value> key)
{
    cx::json::Array parts;
    for (std::size_t i = 0; i < key.size(); ++i) {
        if (key[i].kind == Kind::null) return std::nullopt;
        auto text = decode(key_[i], key[i]);
        if (!text) return std::nullopt;
        if (key.size() == 1) return text;
        parts.emplace_back(*std::move(text));
    }
    return cx::json::write(parts);
}

Rendered Renderer::render(std::span<const Column> columns, std::span<const Value> values,
                          std::span<const Value> key)
{
    Rendered row;
    cx::json::Object members;
    for (std::size_t i = 0; i < values.size(); ++i) {
        auto json = member(columns[i].name, values[i]);
        if (json) {
            members.insert_or_assign(columns[i].name, *std::move(json));
            continue;
        }
        row.problem = "sql.encoding";
        row.why = "column '" + columns[i].name + "' is not in its encoding";
    }
    cx::json::write_to(cx::json::Value(std::move(members)), row.payload);
    if (row.payload.size() > CX_PAYLOAD_BYTES) {
        row.problem = "sql.too_long";
        row.why = "the row has more than a megabyte";
        row.payload = "{}";
    }
    const std::optional<std::string> text = key_text(key);
    if (text && !text->empty() && text->size() <= CX_KEY_BYTES) {
        row.key = *text;
    } else {
        row.problem = "sql.key";
        row.why = "the key is null, empty, too long, or not in its encoding";
    }
    return row;
}

}  // namespace sql
