#include "plugin/library.hpp"

#include <dlfcn.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>

#define BOOST_DLL_USE_STD_FS
#include <boost/dll/shared_library.hpp>
#include <fmt/format.h>

namespace cx::plugin {
namespace {

constexpr std::uint32_t roles_max = 16;

struct Loaded {
    boost::dll::shared_library handle;
    Library library;
};

bool is_name(const char* text)
{
    const std::string_view name = text ? text : "";
    return !name.empty() && name.size() <= 64 && std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    });
}

Error bad_description(const std::string& path, const std::string& what)
{
    return {"plugin.description", fmt::format("{}: {}", path, what)};
}

Result<json::Value> schema(const std::string& path, const char* text, const char* what)
{
    Result<json::Value> value = json::parse(text ? text : "");
    if (!value || !value->is_object())
        return bad_description(path, fmt::format("{} is not a JSON object", what));
    return value;
}

Result<Done> add_role(const std::string& path, const cx_role& role, Description& out)
{
    const std::string_view id = role.id ? role.id : "";
    if (id == CX_MANIFEST && role.calls) {
        out.roles.emplace_back(id);
        return Done{};
    }
    if (id.empty() || !role.create || !role.destroy || !role.calls)
        return bad_description(path, "a role lacks its id, create, destroy or calls");
    Result<json::Value> options = schema(path, role.options_json, "the schema of the options");
    if (!options) return options.error();
    if (id == CX_ENRICHER) {  // Neither a pipeline's nor a sink's; its options are its own.
        out.enricher_options = *std::move(options);
        out.roles.emplace_back(id);
        return Done{};
    }
    const bool is_sink = id == CX_SINK;
    if (is_sink) out.sink_options = *options;
    // A pipeline's role describes itself before a sink, and a source before a receiver.
    const bool first =
        out.options.is_null() || id == CX_SOURCE || (id == CX_RECEIVER && !out.has_role(CX_SOURCE));
    if (first) out.options = *std::move(options);
    if (role.stream_options_json && !is_sink && first) {
        auto streams = schema(path, role.stream_options_json, "the schema of a stream's options");
        if (!streams) return streams.error();
        out.stream_options = *std::move(streams);
    }
    out.roles.emplace_back(id);
    return Done{};
}

Result<Description> read_description(const std::string& path, const cx_entry& entry)
{
    if (!is_name(entry.id))
        return bad_description(path, "its id should be lower-case letters, digits, '_' and '-'");
    if (!entry.version || !entry.summary)
        return bad_description(path, "it tells no version or no summary");
    if (!entry.roles || entry.role_count == 0 || entry.role_count > roles_max)
        return bad_description(path, "it has no role, or too many");
    Description description;
    description.id = entry.id;
    description.version = entry.version;
    description.summary = entry.summary;
    auto rejects =
        schema(path, entry.rejects_json ? entry.rejects_json : "{}", "the table of rejects");
    if (!rejects) return rejects.error();
    description.reject_codes = *std::move(rejects);
    for (std::uint32_t i = 0; i < entry.role_count; ++i)
        if (const auto done = add_role(path, entry.roles[i], description); !done)
            return done.error();
    return description;
}

Result<std::unique_ptr<Loaded>> open(const std::string& path)
{
    auto loaded = std::make_unique<Loaded>();
    std::error_code error;
    if (!std::filesystem::is_regular_file(path, error))
        return Error{"plugin.load", fmt::format("{}: there is no such file", path)};
    boost::dll::fs::error_code code;
    try {
        loaded->handle.load(std::filesystem::absolute(path),
                            boost::dll::load_mode::rtld_now | boost::dll::load_mode::rtld_local,
                            code);
    } catch (const std::exception& thrown) {
        return Error{"plugin.load", fmt::format("{}: {}", path, thrown.what())};
    }
    if (code) {
        const char* reason = ::dlerror();
        return Error{"plugin.load", fmt::format("{}: it is no shared library that loads here{}{}",
                                                path, reason ? ": " : "", reason ? reason : "")};
    }
    if (!loaded->handle.has("cx_plugin_entry"))
        return Error{"plugin.entry", fmt::format("{}: it exports no cx_plugin_entry", path)};
    const cx_entry* entry = loaded->handle.get<const cx_entry*()>("cx_plugin_entry")();
    if (!entry)
        return Error{"plugin.entry", fmt::format("{}: cx_plugin_entry gives nothing", path)};
    if (entry->abi != CX_ABI)
        return Error{"plugin.abi", fmt::format("{}: it is built for ABI {}, this hub speaks {}",
                                               path, entry->abi, CX_ABI)};
    auto description = read_description(path, *entry);
    if (!description) return description.error();
    loaded->library = {entry, *std::move(description)};
    return loaded;
}

}  // namespace

const cx_role* Library::role(std::string_view id) const
{
    for (std::uint32_t i = 0; i < entry->role_count; ++i)
        if (id == entry->roles[i].id) return &entry->roles[i];
    return nullptr;
}

std::string_view Library::default_role(const json::Value& options) const
{
    const bool wants_pipeline = options.find("streams") != nullptr || !role(CX_SINK);
    if (!wants_pipeline) return CX_SINK;
    return role(CX_SOURCE) || !role(CX_RECEIVER) ? CX_SOURCE : CX_RECEIVER;
}

Result<const Library*> load(const std::string& path)
{
    static std::mutex mutex;
    // Never destroyed, for its libraries are never unloaded.
    static auto& all = *new std::map<std::string, std::unique_ptr<Loaded>>;
    const std::lock_guard lock(mutex);
    std::error_code error;
    const std::string name = std::filesystem::weakly_canonical(path, error).string();
    const auto found = all.find(name);
    if (found != all.end()) return &found->second->library;
    auto loaded = open(path);
    if (!loaded) return loaded.error();
    return &(all[name] = *std::move(loaded))->library;
}

}  // namespace cx::plugin
