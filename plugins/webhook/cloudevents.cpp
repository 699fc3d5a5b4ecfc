#include "webhook/cloudevents.hpp"

#include <cx/json_check.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>

namespace webhook {
namespace {

using cx::json::Value;

constexpr std::string_view header_prefix = "ce-";

bool is_attribute_name(std::string_view name)
{
    return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    });
}

int hex_digit(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

// A header's value: quotes around it are left out, %xx stands for a byte.
std::string decoded(std::string_view value)
{
    if (value.size() >= 2 && value.front() == '"' && value.back() == '"')
        value = value.substr(1, value.size() - 2);
    std::string text;
    for (std::size_t i = 0; i < value.size(); ++i) {
        const bool escaped = value[i] == '%' && i + 2 < value.size() &&
                             hex_digit(value[i + 1]) >= 0 && hex_digit(value[i + 2]) >= 0;
        text += escaped ? static_cast<char>(hex_digit(value[i + 1]) * 16 + hex_digit(value[i + 2]))
                        : value[i];
        if (escaped) i += 2;
    }
    return text;
}

std::string base64(std::string_view bytes)
{
    constexpr std::string_view alphabet =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text;
    std::uint32_t bits = 0;
    int count = 0;
    for (const char c : bytes) {
        bits = (bits << 8U) | static_cast<unsigned char>(c);
        for (count += 8; count >= 6; count -= 6) text += alphabet[(bits >> (count - 6)) & 63U];
    }
    if (count > 0) text += alphabet[(bits << (6 - count)) & 63U];
    while (text.size() % 4 != 0) text += '=';
    return text;
}

// "2018-04-05T17:31:00Z" and its kin (RFC 3339): the form alone; the mapping reads it.
bool is_time(std::string_view text)
{
    constexpr std::string_view form = "dddd-dd-ddTdd:dd:dd";
    if (text.size() <= form.size()) return false;
    for (std::size_t i = 0; i < form.size(); ++i) {
        const bool digit = text[i] >= '0' && text[i] <= '9';
        const bool fits =
            form[i] == 'd' ? digit : text[i] == form[i] || (i == 10 && text[i] == 't');
        if (!fits) return false;
    }
    return true;
}

}  // namespace

std::string bare_media_type(std::string_view content_type)
{
    std::string bare(content_type.substr(0, content_type.find(';')));
    while (!bare.empty() && (bare.back() == ' ' || bare.back() == '\t')) bare.pop_back();
    std::transform(bare.begin(), bare.end(), bare.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return bare;
}

bool is_json(std::string_view type)
{
    return type == "application/json" || type == "text/json" || type.ends_with("+json");
}

ContentMode content_mode(const cx::Request& request)
{
    const std::string type = bare_media_type(request.header("content-type"));
    if (type == "application/cloudevents-batch+json") return ContentMode::batched;
    if (type == "application/cloudevents+json") return ContentMode::structured;
    if (!request.header("ce-specversion").empty()) return ContentMode::binary;
    return ContentMode::none;
}

Value binary_event(const cx::Request& request)
{
    Value event = cx::json::Object{};
    for (const cx_pair& header : request.headers) {
        const std::string_view name = cx::view(header.name);
        if (name.starts_with(header_prefix))
            event[name.substr(header_prefix.size())] = decoded(cx::view(header.value));
    }
    const std::string_view content_type = request.header("content-type");
    if (!content_type.empty()) event["datacontenttype"] = content_type;
    if (request.body.empty()) return event;
    const std::string type = bare_media_type(content_type);
    const cx::Result<Value> data = cx::json::parse(request.body);
    const bool text = type.starts_with("text/") && cx::json::is_utf8(request.body);
    if (data && (is_json(type) || type.empty()))
        event["data"] = *data;
    else if (text && !is_json(type))
        event["data"] = request.body;
    else
        event["data_base64"] = base64(request.body);
    return event;
}

std::string event_problem(const Value& event)
{
    if (!event.is_object()) return "the event is no JSON object";
    for (const char* const name : {"specversion", "id", "source", "type"}) {
        const Value* const value = event.find(name);
        if (!value || !value->is_string() || value->as_string().empty())
            return std::string("the event has no ") + name;
    }
    if (event.text_of("specversion") != "1.0") return "the event is not of version 1.0";
    for (const auto& [name, value] : event.as_object())
        if (!is_attribute_name(name) && name != "data_base64")
            return "an attribute's name has more than lower-case letters and digits";
    if (const Value* const time = event.find("time"); time && !is_time(event.text_of("time")))
        return "the event's time is none of RFC 3339";
    if (event.find("data") && event.find("data_base64")) return "the event has its data twice";
    const Value* const packed = event.find("data_base64");
    if (packed && is_json(bare_media_type(event.text_of("datacontenttype"))))
        return "the event's data is not the JSON that it says it is";
    return {};
}

std::string event_key(const Value& event)
{
    return event.text_of("source") + "|" + event.text_of("id");
}

}  // namespace webhook
