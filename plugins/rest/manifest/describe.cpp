#include "rest/manifest/describe.hpp"

#include "rest/manifest/dynamic.hpp"
#include "rest/manifest/manifest.hpp"
#include "rest/manifest/reference.hpp"
#include "rest/manifest/specification.hpp"

namespace rest {
namespace {

using cx::json::Array;
using cx::json::Object;
using cx::json::Value;

Value texts(const std::vector<std::string>& list)
{
    return Array(list.begin(), list.end());
}

Value stream_value(const Manifest& manifest, const std::string& name, Findings& warnings)
{
    Findings findings;
    const std::shared_ptr<const StreamPlan> plan = manifest.stream(name, findings);
    for (const std::string& warning : findings.warnings) warnings.warn(warning);
    Array key;
    for (const auto& path : plan->primary_key) key.push_back(texts(path));
    Value out = Object{{"name", name}, {"runs", findings.missing.empty()}};
    out["missing"] = texts(findings.missing);
    out["key"] = std::move(key);
    const StreamPlan& later = plan->with_state ? *plan->with_state : *plan;
    out["cursor"] = later.cursor ? Value(later.cursor->field.source()) : Value();
    if (later.cursor && later.cursor->kind == CursorPlan::Kind::delta) out["cursor"] = "delta_link";
    out["modes"] =
        later.cursor ? Array{"incremental", "whole", "snapshot"} : Array{"whole", "snapshot"};
    return out;
}

// Templates whose streams only the configuration or the system can name.
Value dynamic_value(const Manifest& manifest, Findings& warnings)
{
    Array all;
    for (const NodePtr& node : manifest.dynamic()) {
        if (values_from(*node) == ValuesFrom::manifest) continue;
        Findings findings;
        check_dynamic(*node, findings);
        for (const std::string& warning : findings.warnings) warnings.warn(warning);
        const bool configured = values_from(*node) == ValuesFrom::configuration;
        all.emplace_back(Object{{"name", node->text_of("name")},
                                {"from", configured ? "configuration" : "system"},
                                {"runs", findings.missing.empty()},
                                {"missing", texts(findings.missing)}});
    }
    return all;
}

std::string title(const Value& specification)
{
    std::string text = specification.text_of("title");
    constexpr std::string_view tail = " Spec";
    if (text.ends_with(tail)) text.resize(text.size() - tail.size());
    return text;
}

}  // namespace

cx::Result<Value> describe(std::string_view manifest_text)
{
    if (manifest_text.empty()) return reference();
    const cx::Result<Manifest> manifest = Manifest::load(manifest_text);
    if (!manifest) return manifest.error();
    const Value specification = manifest->specification();
    Findings warnings;
    Array streams;
    for (const std::string& name : manifest->names())
        streams.push_back(stream_value(*manifest, name, warnings));
    Value dynamic = dynamic_value(*manifest, warnings);
    Value out =
        Object{{"name", title(specification)}, {"version", manifest->root().text_of("version")}};
    out["options"] = options_schema(specification);
    out["streams"] = std::move(streams);
    if (!dynamic.empty()) out["dynamic_streams"] = std::move(dynamic);
    out["warnings"] = texts(warnings.warnings);
    return out;
}

}  // namespace rest
