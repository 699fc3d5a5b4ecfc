#include "rest/auth/parts.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <array>

namespace rest::auth {
namespace {

using cx::json::Value;

constexpr std::array<std::string_view, 3> names = {"config", "parameters", "session_token"};

}  // namespace

Fields::Fields(const Value& component, const AuthContext&) : component_(component) {}

void Fields::fail(const std::string& why)
{
    if (!error_) error_ = cx::Error{"rest.option", component_.text_of("type") + ": " + why};
}

Template Fields::compile(const std::string& text)
{
    cx::Result<Template> compiled = Template::compile(text, names);
    if (compiled) return std::move(*compiled);
    if (!error_) error_ = compiled.error();
    return {};
}

Template Fields::text(std::string_view name, std::string_view otherwise)
{
    const Value* value = component_.find(name);
    if (!value || value->is_null()) return compile(std::string(otherwise));
    return compile(value->text().value_or(""));
}

Template Fields::required(std::string_view name)
{
    if (!has(name)) fail("'" + std::string(name) + "' is missing");
    return text(name);
}

std::vector<Template> Fields::list(std::string_view name)
{
    std::vector<Template> all;
    const Value* value = component_.find(name);
    if (value && value->is_array())
        for (const Value& one : value->as_array()) all.push_back(compile(one.text().value_or("")));
    return all;
}

std::vector<std::pair<Template, Template>> Fields::members(std::string_view name)
{
    std::vector<std::pair<Template, Template>> all;
    const Value* value = component_.find(name);
    if (!value || !value->is_object()) return all;
    for (const auto& [key, one] : value->as_object()) {
        const std::optional<std::string> text = one.text();
        all.emplace_back(compile(key), compile(text ? *text : cx::json::write(one)));
    }
    return all;
}

TemplateTree Fields::tree(std::string_view name)
{
    const Value* value = component_.find(name);
    if (!value) return {};
    cx::Result<TemplateTree> compiled = TemplateTree::compile(*value, names);
    if (compiled) return std::move(*compiled);
    if (!error_) error_ = compiled.error();
    return {};
}

bool Fields::has(std::string_view name) const
{
    const Value* value = component_.find(name);
    return value && !value->empty();
}

bool Fields::flag(std::string_view name) const
{
    const Value* value = component_.find(name);
    return value && value->is_bool() && value->as_bool();
}

AuthScope::AuthScope(const Value& component, const AuthContext& context) : context_(context)
{
    const Value* parameters = component.find("$parameters");
    parameters_ = parameters ? *parameters : cx::json::Object();
}

Scope AuthScope::scope() const
{
    Scope scope(context_.host.now_us());
    scope.set("config", &context_.config).set("parameters", &parameters_);
    return scope;
}

Scope AuthScope::with_token(const Value& token) const
{
    Scope all = scope();
    all.set("session_token", &token);
    return all;
}

Place place_of(const Value& option, Fields& fields)
{
    static constexpr std::pair<std::string_view, Place::Kind> kinds[] = {
        {"header", Place::Kind::header},
        {"request_parameter", Place::Kind::query},
        {"body_data", Place::Kind::form},
        {"body_json", Place::Kind::json}};
    Place place;
    const std::string into = option.text_of("inject_into");
    const auto* kind = std::find_if(std::begin(kinds), std::end(kinds),
                                    [&](const auto& one) { return one.first == into; });
    if (kind == std::end(kinds)) {
        fields.fail("'inject_into' is header, request_parameter, body_data or body_json");
        return place;
    }
    place.kind = kind->second;
    const auto compiled = [&](const std::string& text) -> Template {
        cx::Result<Template> made = Template::compile(text, names);
        if (made) return std::move(*made);
        fields.fail(made.error().message);
        return {};
    };
    place.name = compiled(option.text_of("field_name"));
    if (const Value* path = option.find("field_path"); path && path->is_array())
        for (const Value& part : path->as_array())
            place.path.push_back(compiled(part.text().value_or("")));
    if (option.text_of("field_name").empty() && place.path.empty())
        fields.fail("'field_name' is missing");
    return place;
}

cx::Status Place::put(Request& request, std::string value, const Scope& scope) const
{
    const cx::Result<std::string> field = name.text(scope);
    if (!field) return cx::failed(field.error());
    if (kind != Kind::json) {
        if (kind == Kind::header)
            request.set_header(*field, std::move(value));
        else if (kind == Kind::query)
            request.set_query(*field, std::move(value));
        else
            request.set_form(*field, std::move(value));
        return cx::ok();
    }
    if (!request.json || !request.json->is_object()) request.json = cx::json::Object();
    Value* spot = &*request.json;
    for (const Template& part : path) {
        const cx::Result<std::string> text = part.text(scope);
        if (!text) return cx::failed(text.error());
        if (!spot->is_object()) *spot = cx::json::Object();
        spot = &(*spot)[*text];
    }
    if (path.empty()) spot = &(*spot)[*field];
    *spot = std::move(value);
    return cx::ok();
}

const Value* find_deep(const Value& value, std::string_view name, int depth)
{
    if (const Value* found = value.find(name)) return found;
    if (depth == 0) return nullptr;
    if (value.is_object())
        for (const auto& [key, one] : value.as_object())
            if (const Value* found = find_deep(one, name, depth - 1)) return found;
    if (value.is_array())
        for (const Value& one : value.as_array())
            if (const Value* found = find_deep(one, name, depth - 1)) return found;
    return nullptr;
}

std::string base64(std::string_view bytes, bool for_url)
{
    std::string out(4 * ((bytes.size() + 2) / 3) + 1, '\0');
    const int size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                                     reinterpret_cast<const unsigned char*>(bytes.data()),
                                     static_cast<int>(bytes.size()));
    out.resize(static_cast<std::size_t>(size));
    if (!for_url) return out;
    std::replace(out.begin(), out.end(), '+', '-');
    std::replace(out.begin(), out.end(), '/', '_');
    while (out.ends_with('=')) out.pop_back();
    return out;
}

std::string fingerprint(std::string_view text)
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    EVP_Digest(text.data(), text.size(), digest, &size, EVP_sha256(), nullptr);
    std::string out;
    for (unsigned i = 0; i < size; ++i) {
        out += "0123456789abcdef"[digest[i] >> 4];
        out += "0123456789abcdef"[digest[i] & 15];
    }
    return out;
}

}  // namespace rest::auth
