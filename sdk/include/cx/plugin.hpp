// The line that makes a class a plugin.
//
//     CX_PLUGIN(Square, square_options, "square", "Customers and orders from Square.")
//
// Square is a cx::Source, cx::Receiver, cx::Sink or cx::Enricher whose constructor takes its
// options and, where it wants them, what else there is, in this order: (Options), (Options,
// cx::Host), (Options, cx::StreamOptions<S>), (Options, cx::StreamOptions<S>, cx::Host). It may
// throw: the sentence of the exception is the reason. These members of the class are looked at
// where they are there:
//
//     static constexpr const auto& stream_options = square_stream_options;  // a table as above
//     static constexpr std::span<const cx::RejectCode> reject_codes = square_rejects;
//     static constexpr bool looks_up = true;  // A receiver: Host::current and Host::page
//
// A library with several roles lists them:
//
//     CX_PLUGIN_ROLES("file", "Files of records.", cx::role<FileSource, source_options>(),
//                     cx::role<FileSink, sink_options>())
#pragma once

#include <cx/abi.h>
#include <cx/enricher.hpp>
#include <cx/host.hpp>
#include <cx/json.hpp>
#include <cx/options.hpp>
#include <cx/receiver.hpp>
#include <cx/sink.hpp>
#include <cx/source.hpp>

#include <exception>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

#ifndef CX_PLUGIN_VERSION
#define CX_PLUGIN_VERSION "0"
#endif

namespace cx {

// A row of the plugin's table of reasons why a record may be rejected.
struct RejectCode {
    const char* code;     // "csv.quote"
    const char* summary;  // What happened.
    const char* remedy;   // What to do about it.
};

// Options by stream: the shared ones of the plugin with the stream's own on top.
template <typename T>
using StreamOptions = std::map<std::string, T, std::less<>>;

// Options that are wrong in their combination, thrown by a constructor.
class BadOptions : public std::exception {
public:
    explicit BadOptions(std::string why) : why_(std::move(why)) {}
    const char* what() const noexcept override { return why_.c_str(); }

private:
    std::string why_;
};

namespace detail {

// What lies behind cx_plugin: the C++ object, seen as the role it plays.
struct Instance {
    std::unique_ptr<Source> source;
    std::unique_ptr<Receiver> receiver;
    std::unique_ptr<Sink> sink;
    std::unique_ptr<Enricher> enricher;
};

extern const cx_source source_calls;
extern const cx_receiver receiver_calls;
extern const cx_sink sink_calls;
extern const cx_enricher enricher_calls;

// What a role needs to describe itself and to start; texts are made once, when the library is first
// asked.
struct RoleTable {
    const char* id = nullptr;
    const void* calls = nullptr;
    std::string options_json;
    std::string stream_options_json;  // Empty: its streams take no options.
    std::span<const RejectCode> rejects;
    cx_plugin* (*create)(const cx_host*, cx_text, const cx_writer*) = nullptr;
};

// Keeps the texts that a cx_entry points to.
class Entry {
public:
    Entry(const char* id, const char* version, const char* summary, std::vector<RoleTable> roles);
    const cx_entry* get() const { return &entry_; }

private:
    std::vector<RoleTable> tables_;
    std::vector<cx_role> roles_;
    std::string rejects_json_;
    cx_entry entry_{};
};

// Runs `make` and turns what it throws or returns into the answer of cx_role.create.
cx_plugin* create_instance(const cx_writer* errors, cx_text options,
                           Instance (*make)(const json::Value& options, const cx_host* host),
                           const cx_host* host) noexcept;
// Runs `describe` and writes what it answers.
cx_status describe_manifest(Result<json::Value> (*describe)(std::string_view), cx_text manifest,
                            const cx_writer* out) noexcept;
// The stream's object with the shared members that `known` names and it does not set itself.
json::Value merged_options(const json::Value& shared, const json::Value& stream,
                           const std::vector<std::string_view>& known);
void throw_bad_options(const std::string& where, const Error& error);

template <typename Class>
concept HasStreams = requires
{
    Class::stream_options;
};
template <typename Class>
concept HasRejects = requires
{
    Class::reject_codes;
};

template <typename Class, const auto& table>
auto read_streams(const json::Value& shared, const json::Value& streams)
{
    using Values = typename std::remove_cvref_t<decltype(table)>::Values;
    StreamOptions<Values> all;
    if (streams.is_null()) return all;
    if (!streams.is_object()) throw BadOptions("option 'streams' should be an object");
    for (const auto& [name, own] : streams.as_object()) {
        auto values = table.read(merged_options(shared, own, table.names()));
        if (!values) throw_bad_options("stream '" + name + "': ", values.error());
        all.emplace(name, *std::move(values));
    }
    return all;
}

template <typename Class, const auto& table>
std::unique_ptr<Class> construct(const json::Value& options, const cx_host* c_host)
{
    json::Value shared = options;
    json::Value streams;
    if (const json::Value* found = options.find("streams")) {
        streams = *found;
        shared.as_object().erase("streams");
    }
    auto values = table.read(shared);
    if (!values) throw_bad_options("", values.error());
    const Host host(c_host);
    using Values = typename std::remove_cvref_t<decltype(table)>::Values;
    if constexpr (HasStreams<Class>) {
        auto by_stream = read_streams<Class, Class::stream_options>(shared, streams);
        using Streams = decltype(by_stream);
        if constexpr (std::is_constructible_v<Class, Values, Streams, Host>)
            return std::make_unique<Class>(*std::move(values), std::move(by_stream), host);
        else
            return std::make_unique<Class>(*std::move(values), std::move(by_stream));
    } else {
        for (const auto& [name, own] : streams.is_object() ? streams.as_object() : json::Object{})
            if (!own.empty()) throw BadOptions("stream '" + name + "': a stream takes no options");
        if constexpr (std::is_constructible_v<Class, Values, Host>)
            return std::make_unique<Class>(*std::move(values), host);
        else
            return std::make_unique<Class>(*std::move(values));
    }
}

template <typename Class, const auto& table>
Instance make_instance(const json::Value& options, const cx_host* host)
{
    std::unique_ptr<Class> object = construct<Class, table>(options, host);
    Instance instance;
    if constexpr (std::is_base_of_v<Source, Class>)
        instance.source = std::move(object);
    else if constexpr (std::is_base_of_v<Receiver, Class>)
        instance.receiver = std::move(object);
    else if constexpr (std::is_base_of_v<Enricher, Class>)
        instance.enricher = std::move(object);
    else
        instance.sink = std::move(object);
    return instance;
}

template <typename Class, const auto& table>
cx_plugin* create(const cx_host* host, cx_text options, const cx_writer* errors)
{
    return create_instance(errors, options, &make_instance<Class, table>, host);
}

}  // namespace detail

// A row of CX_PLUGIN_ROLES; `table` is a variable with static storage.
template <typename Class, const auto& table>
detail::RoleTable role()
{
    constexpr bool is_source = std::is_base_of_v<Source, Class>;
    constexpr bool is_receiver = std::is_base_of_v<Receiver, Class>;
    constexpr bool is_sink = std::is_base_of_v<Sink, Class>;
    constexpr bool is_enricher = std::is_base_of_v<Enricher, Class>;
    static_assert(is_source + is_receiver + is_sink + is_enricher == 1,
                  "a plugin is a cx::Source, a cx::Receiver, a cx::Sink or a cx::Enricher");
    detail::RoleTable row;
    row.id = is_source ? CX_SOURCE : is_receiver ? CX_RECEIVER : is_sink ? CX_SINK : CX_ENRICHER;
    row.calls = is_source     ? static_cast<const void*>(&detail::source_calls)
                : is_receiver ? static_cast<const void*>(&detail::receiver_calls)
                : is_sink     ? static_cast<const void*>(&detail::sink_calls)
                              : &detail::enricher_calls;
    json::Value options = table.schema();
    if constexpr (requires { Class::looks_up; }) options["x-cx-lookup"] = Class::looks_up;
    if constexpr (is_enricher) {
        for (const char* name : Class::reads) options["x-cx-reads"].push_back(name);
        for (const char* name : Class::writes) options["x-cx-writes"].push_back(name);
        if constexpr (requires { Class::counts; })
            for (const char* name : Class::counts) options["x-cx-counts"].push_back(name);
    }
    row.options_json = json::write(options);
    if constexpr (detail::HasStreams<Class>)
        row.stream_options_json = json::write(Class::stream_options.schema());
    if constexpr (detail::HasRejects<Class>) row.rejects = Class::reject_codes;
    row.create = &detail::create<Class, table>;
    return row;
}

// A row of CX_PLUGIN_ROLES for a library that runs connectors written as data: `describe` takes the
// text of a manifest and answers what docs/specs/plugin-abi.md says of it. Called from any thread.
template <Result<json::Value> (*describe)(std::string_view manifest)>
detail::RoleTable manifest_role()
{
    static constexpr cx_manifest calls = {[](cx_text manifest, const cx_writer* out) noexcept {
        return detail::describe_manifest(describe, manifest, out);
    }};
    detail::RoleTable row;
    row.id = CX_MANIFEST;
    row.calls = &calls;
    return row;
}

}  // namespace cx

#define CX_PLUGIN_ROLES(id, summary, ...)                                                      \
    extern "C" CX_EXPORT const cx_entry* cx_plugin_entry(void)                                 \
    {                                                                                          \
        static const ::cx::detail::Entry entry(id, CX_PLUGIN_VERSION, summary, {__VA_ARGS__}); \
        return entry.get();                                                                    \
    }

#define CX_PLUGIN(Class, options, id, summary) \
    CX_PLUGIN_ROLES(id, summary, ::cx::role<Class, options>())
