#include <cx/json.hpp>

#include <simdjson.h>

#include <cassert>
#include <charconv>
#include <cmath>

namespace cx::json {
namespace {

using simdjson::error_code;
namespace ondemand = simdjson::ondemand;

std::string_view trimmed(std::string_view token)
{
    const std::size_t last = token.find_last_not_of(" \t\r\n");
    return last == std::string_view::npos ? std::string_view{} : token.substr(0, last + 1);
}

// Of simdjson's two readers only the one of json_check.cpp takes exponents beyond all bounds where
// the number is nothing, "0e99999999999999999999"; what a record may hold must not depend on who
// reads it.
bool other_reader_takes(std::string_view token)
{
    simdjson::dom::parser parser;
    return !parser.parse(token.data(), token.size()).error();
}

// Reads one value at the parser's position; a value may be looked at only once and in order.
template <typename Element>
error_code read(Element&& element, Value& out, int depth);

error_code read_object(ondemand::object object, Value& out, int depth)
{
    Object members;
    for (auto field : object) {
        if (field.error()) return field.error();
        std::string_view name;
        if (const error_code error = field.unescaped_key().get(name)) return error;
        std::string key(name);
        Value member;
        if (const error_code error = read(field.value(), member, depth)) return error;
        members.insert_or_assign(std::move(key), std::move(member));
    }
    out = Value(std::move(members));
    return simdjson::SUCCESS;
}

error_code read_array(ondemand::array array, Value& out, int depth)
{
    Array elements;
    for (auto item : array) {
        if (item.error()) return item.error();
        if (const error_code error = read(item.value(), elements.emplace_back(), depth))
            return error;
    }
    out = Value(std::move(elements));
    return simdjson::SUCCESS;
}

template <typename Element>
error_code read_scalar(Element& element, ondemand::json_type type, Value& out)
{
    if (type == ondemand::json_type::string) {
        std::string_view text;
        const error_code error = element.get_string().get(text);
        if (!error) out = Value(text);
        return error;
    }
    if (type == ondemand::json_type::number) {
        const std::string_view token = trimmed(std::string_view(element.raw_json_token()));
        double checked = 0;
        const error_code error = element.get_double().get(checked);
        if (error && !other_reader_takes(token)) return error;
        out = Value(Number{std::string(token)});
        return simdjson::SUCCESS;
    }
    if (type == ondemand::json_type::boolean) {
        bool value = false;
        const error_code error = element.get_bool().get(value);
        if (!error) out = Value(value);
        return error;
    }
    out = Value();
    bool null = false;
    const error_code error = element.is_null().get(null);
    return error || null ? error : simdjson::N_ATOM_ERROR;
}

template <typename Element>
error_code read(Element&& element, Value& out, int depth)
{
    if (depth >= max_depth) return simdjson::DEPTH_ERROR;
    ondemand::json_type type{};
    if (const error_code error = element.type().get(type)) return error;
    if (type == ondemand::json_type::object) {
        ondemand::object object;
        if (const error_code error = element.get_object().get(object)) return error;
        return read_object(object, out, depth + 1);
    }
    if (type == ondemand::json_type::array) {
        ondemand::array array;
        if (const error_code error = element.get_array().get(array)) return error;
        return read_array(array, out, depth + 1);
    }
    return read_scalar(element, type, out);
}

Error to_error(error_code code)
{
    if (code == simdjson::DEPTH_ERROR) return {"json.depth", "the JSON is nested too deeply"};
    if (code == simdjson::UTF8_ERROR) return {"json.encoding", "the JSON is not valid UTF-8"};
    if (code == simdjson::EMPTY) return {"json.syntax", "there is no JSON, the text is empty"};
    return {"json.syntax", std::string("not valid JSON: ") + simdjson::error_message(code)};
}

void write_string(std::string_view text, std::string& out)
{
    constexpr const char* hex = "0123456789abcdef";
    out += '"';
    for (const char c : text) {
        switch (c) {
            case '"':
                out += "\\\"";
                break;
            case '\\':
                out += "\\\\";
                break;
            case '\n':
                out += "\\n";
                break;
            case '\r':
                out += "\\r";
                break;
            case '\t':
                out += "\\t";
                break;
            default:
                if (static_cast<unsigned char>(c) < 0x20) {
                    out += "\\u00";
                    out += hex[static_cast<unsigned char>(c) >> 4U];
                    out += hex[static_cast<unsigned char>(c) & 0xfU];
                } else {
                    out += c;
                }
        }
    }
    out += '"';
}

// Line breaks and indentation where `indent` is not negative.
void new_line(std::string& out, int indent)
{
    if (indent < 0) return;
    out += '\n';
    out.append(static_cast<std::size_t>(indent) * 2, ' ');
}

void write_value(const Value& value, std::string& out, int indent)
{
    const int inner = indent < 0 ? indent : indent + 1;
    const char* separator = "";
    if (value.is_object()) {
        out += '{';
        for (const auto& [name, member] : value.as_object()) {
            out += separator;
            new_line(out, inner);
            write_string(name, out);
            out += indent < 0 ? ":" : ": ";
            write_value(member, out, inner);
            separator = ",";
        }
        if (*separator) new_line(out, indent);
        out += '}';
    } else if (value.is_array()) {
        out += '[';
        for (const Value& element : value.as_array()) {
            out += separator;
            new_line(out, inner);
            write_value(element, out, inner);
            separator = ",";
        }
        if (*separator) new_line(out, indent);
        out += ']';
    } else if (value.is_string()) {
        write_string(value.as_string(), out);
    } else {
        out += value.text().value_or("null");
    }
}

}  // namespace

Value::Value(double value)
{
    if (!std::isfinite(value)) return;
    char buffer[32];
    const auto [end, error] = std::to_chars(buffer, buffer + sizeof buffer, value);
    assert(error == std::errc());
    data_ = Number{std::string(buffer, end)};
}

std::optional<std::string> Value::text() const
{
    if (is_string()) return as_string();
    if (is_number()) return as_number();
    if (is_bool()) return as_bool() ? "true" : "false";
    return std::nullopt;
}

std::optional<std::int64_t> Value::integer() const
{
    if (!is_number() && !is_string()) return std::nullopt;
    const std::string& digits = is_number() ? as_number() : as_string();
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
    return value;
}

const Value* Value::find(std::string_view name) const
{
    if (!is_object()) return nullptr;
    const auto found = as_object().find(name);
    return found == as_object().end() ? nullptr : &found->second;
}

Value* Value::find(std::string_view name)
{
    return const_cast<Value*>(std::as_const(*this).find(name));
}

std::string Value::text_of(std::string_view name) const
{
    const Value* member = find(name);
    return member ? member->text().value_or("") : "";
}

Value& Value::operator[](std::string_view name)
{
    if (is_null()) data_ = Object{};
    Object& members = as_object();
    const auto found = members.find(name);
    return found != members.end() ? found->second : members[std::string(name)];
}

void Value::push_back(Value element)
{
    if (is_null()) data_ = Array{};
    as_array().push_back(std::move(element));
}

bool Value::empty() const
{
    if (is_string()) return as_string().empty();
    if (is_array()) return as_array().empty();
    if (is_object()) return as_object().empty();
    return is_null();
}

Result<Value> parse(std::string_view text)
{
    // The parser keeps its buffers between calls; simdjson wants one per thread.
    static thread_local ondemand::parser parser;
    static thread_local std::string padded;
    // Without white space behind it, for simdjson 3.0 does not take "null " at the root.
    padded.assign(trimmed(text));
    padded.reserve(padded.size() + simdjson::SIMDJSON_PADDING);

    ondemand::document document;
    if (const error_code error = parser.iterate(padded, padded.capacity()).get(document))
        return to_error(error);
    Value value;
    if (const error_code error = read(document, value, 0)) return to_error(error);
    // Past the last token there is no location to tell.
    if (document.current_location().error() != simdjson::OUT_OF_BOUNDS)
        return Error{"json.syntax", "not valid JSON: text after the end"};
    return value;
}

std::string write(const Value& value)
{
    std::string out;
    write_to(value, out);
    return out;
}

void write_to(const Value& value, std::string& out)
{
    write_value(value, out, -1);
}

std::string write_pretty(const Value& value)
{
    std::string out;
    write_value(value, out, 0);
    out += '\n';
    return out;
}

}  // namespace cx::json
