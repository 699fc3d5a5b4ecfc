// Connectors written as data: the library that runs them says what a manifest offers.
#include "plugin/library.hpp"
#include "plugin/plugin.hpp"

#include <fmt/format.h>

#include <string>

namespace cx::plugin {
namespace {

// What the hub gives the library itself, so that nobody is asked for it.
constexpr std::string_view given[] = {"manifest", "config"};

struct Told {
    std::string payload;
    std::string why;
};

// Keeps the one record, or the reason.
cx_writer keep_in(Told& told)
{
    cx_writer writer{};
    writer.self = &told;
    writer.record = [](void* self, const cx_record* record) -> cx_status {
        static_cast<Told*>(self)->payload.assign(record->payload.data, record->payload.size);
        return CX_OK;
    };
    writer.reject = [](void*, const cx_record*, cx_text, cx_text) -> cx_status { return CX_OK; };
    writer.cursor = [](void*, cx_text, std::uint32_t) {};
    writer.total = [](void*, std::uint64_t) {};
    writer.error = [](void* self, cx_text why, std::uint32_t) {
        static_cast<Told*>(self)->why.assign(why.data, why.size);
    };
    return writer;
}

Result<json::Value> ask(const Library& library, std::string_view manifest)
{
    const cx_role* role = library.role(CX_MANIFEST);
    if (!role) return Error{"plugin.manifest", "the library runs no manifests"};
    Told told;
    const cx_writer out = keep_in(told);
    const auto* calls = static_cast<const cx_manifest*>(role->calls);
    if (calls->describe({manifest.data(), manifest.size()}, &out) != CX_OK)
        return Error{"plugin.manifest", told.why.empty() ? "it is no manifest" : told.why};
    Result<json::Value> description = json::parse(told.payload);
    if (!description || !description->is_object())
        return Error{"plugin.manifest", "the library does not say what the manifest offers"};
    return description;
}

// The library's options with the manifest's on top.
json::Value joined(const json::Value& library, const json::Value* own)
{
    json::Value all = library;
    for (const std::string_view name : given) {
        if (json::Value* properties = all.find("properties"); properties->is_object())
            properties->as_object().erase(std::string(name));
        if (json::Value* required = all.find("required"))
            std::erase(required->as_array(), json::Value(name));
    }
    if (!own || !own->is_object()) return all;
    if (const json::Value* properties = own->find("properties"); properties->is_object())
        for (const auto& [name, rule] : properties->as_object()) all["properties"][name] = rule;
    if (const json::Value* required = own->find("required"); required && required->is_array())
        for (const json::Value& name : required->as_array()) all["required"].push_back(name);
    return all;
}

}  // namespace

Result<Description> describe(const std::string& library, std::string_view manifest)
{
    const auto loaded = load(library);
    if (!loaded) return loaded.error();
    if (manifest.empty()) return (*loaded)->description;
    Result<json::Value> told = ask(**loaded, manifest);
    if (!told) return told.error();
    Description description = (*loaded)->description;
    description.id = told->text_of("name");
    description.version = told->text_of("version");
    description.summary = told->text_of("summary");
    description.options = joined(description.options, told->find("options"));
    description.manifest = *std::move(told);
    return description;
}

Result<json::Value> describe_format(const std::string& library)
{
    const auto loaded = load(library);
    if (!loaded) return loaded.error();
    return ask(**loaded, {});
}

json::Value with_manifest(const Description& description, std::string_view manifest,
                          const json::Value& options)
{
    const json::Value* own = description.manifest.find("options");
    const json::Value* names = own ? own->find("properties") : nullptr;
    json::Object all{{"manifest", manifest}};
    json::Object config;
    for (const auto& [name, value] : options.as_object())
        (names && names->find(name) ? config : all)[name] = value;
    all["config"] = std::move(config);
    return all;
}

}  // namespace cx::plugin
