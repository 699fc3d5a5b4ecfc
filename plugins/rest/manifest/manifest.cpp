#include "rest/manifest/manifest.hpp"

#include "rest/manifest/dynamic.hpp"
#include "rest/manifest/edit.hpp"
#include "rest/manifest/yaml.hpp"
#include "rest/read/compile.hpp"

#include <algorithm>

namespace rest {
namespace {

using cx::Error;
using cx::Result;
using cx::json::Value;

// Resolves all but what may be large and is never looked at.
Result<NodePtr> resolved(References& references, const Node& root, std::string_view name)
{
    const NodePtr found = root.share(name);
    if (!found) return NodePtr();
    return references.resolve(found);
}

std::string_view name_of(const Node& stream)
{
    if (!stream.text_of("name").empty()) return stream.text_of("name");
    const Node* parameters = stream.find("$parameters");
    return parameters ? parameters->text_of("name") : std::string_view();
}

}  // namespace

Result<Manifest> Manifest::load(std::string_view text)
{
    // Schemas are most of it, and only a cast by schema wants them; or a reference into one.
    const bool casts = text.find("schema_normalization: ") != std::string_view::npos;
    if (!casts && text.size() <= manifest_bytes)
        if (Result<Manifest> manifest = load_whole(without_schemas(text))) return manifest;
    return load_whole(text);
}

Result<Manifest> Manifest::load_whole(std::string_view text)
{
    Result<NodePtr> root = read_yaml(text);
    if (!root) return root.error();
    Manifest manifest;
    manifest.root_ = *std::move(root);
    References references(manifest.root_);
    Result<NodePtr> streams = resolved(references, *manifest.root_, "streams");
    if (!streams) return streams.error();
    if (*streams && (*streams)->items.size() > streams_max)
        return Error{"rest.manifest", "manifest.yaml: there are too many streams"};
    if (*streams)
        for (const NodePtr& stream : (*streams)->items)
            if (stream->is_map())
                manifest.streams_.push_back({std::string(name_of(*stream)), stream});
    Result<NodePtr> dynamic = resolved(references, *manifest.root_, "dynamic_streams");
    if (!dynamic) return dynamic.error();
    if (*dynamic)
        if (Result<cx::Done> added = manifest.add_dynamic((*dynamic)->items); !added)
            return added.error();
    if (Result<cx::Done> added = manifest.add_normalization(references); !added)
        return added.error();
    if (manifest.streams_.empty() && !manifest.root_->find("dynamic_streams"))
        return Error{"rest.manifest", "manifest.yaml: it has no streams"};
    return manifest;
}

Result<cx::Done> Manifest::add_normalization(References& references)
{
    const NodePtr spec = root_->share("spec");
    if (!spec) return cx::Done{};
    Result<NodePtr> whole = references.resolve(spec);
    if (!whole) return whole.error();
    const NodePtr rules = (*whole)->share("config_normalization_rules");
    if (rules && rules->is_map())
        normalization_ =
            Normalization(*with_parameters(rules, "Spec", "config_normalization_rules"), rules_);
    return cx::Done{};
}

// Those whose values stand in the manifest become streams at once.
Result<cx::Done> Manifest::add_dynamic(std::vector<NodePtr> all)
{
    for (NodePtr& one : all)
        if (one->is_map()) dynamic_.push_back(with_type(one, "DynamicDeclarativeStream"));
    static const Value no_options = cx::json::Object{};
    for (const NodePtr& one : dynamic_)
        if (values_from(*one) == ValuesFrom::manifest)
            if (Result<cx::Done> added = add(*one, values_of(*one, no_options), no_options, 0);
                !added)
                return added;
    return cx::Done{};
}

Result<cx::Done> Manifest::add(const Node& dynamic, const std::vector<Value>& values,
                               const Value& config, std::int64_t now_us)
{
    Result<std::vector<NodePtr>> made = expand(dynamic, values, config, now_us);
    if (!made) return made.error();
    for (NodePtr& node : *made) {
        const std::string name(name_of(*node));
        const bool known = std::any_of(streams_.begin(), streams_.end(),
                                       [&](const Stream& one) { return one.name == name; });
        if (known || name.empty()) continue;
        if (streams_.size() == streams_max)
            return Error{"rest.manifest", "manifest.yaml: there are too many streams"};
        streams_.push_back({name, std::move(node), true});
    }
    return cx::Done{};
}

std::shared_ptr<const StreamPlan> Manifest::lister(const Node& dynamic, Findings& findings)
{
    const NodePtr resolver = dynamic.share("components_resolver");
    const NodePtr whole =
        resolver ? with_parameters(resolver, "DynamicDeclarativeStream", "components_resolver")
                 : nullptr;
    const Node* retriever = whole ? whole->find("retriever") : nullptr;
    if (!retriever || !retriever->is_map()) return nullptr;
    return compile_retriever(*retriever, Maker(findings));
}

std::vector<std::string> Manifest::names() const
{
    std::vector<std::string> all;
    for (const Stream& stream : streams_) all.push_back(stream.name);
    return all;
}

std::shared_ptr<const StreamPlan> Manifest::stream(std::string_view name, Findings& findings) const
{
    for (const std::string& what : rules_.missing) findings.miss(what);
    for (const std::string& what : rules_.warnings) findings.warn(what);
    for (const Stream& stream : streams_)
        if (stream.name == name)
            return compile_stream(
                stream.whole ? *stream.node
                             : *with_parameters(stream.node, "DeclarativeSource", "streams"),
                findings);
    return nullptr;
}

NodePtr Manifest::budget() const
{
    References references(root_);
    const Result<NodePtr> found = resolved(references, *root_, "api_budget");
    if (!found || !*found || !(*found)->is_map()) return nullptr;
    return with_parameters(*found, "DeclarativeSource", "api_budget");
}

Value Manifest::specification() const
{
    const NodePtr spec = root_->share("spec");
    if (!spec) return {};
    References references(root_);
    const Result<NodePtr> whole = references.resolve(spec);
    if (!whole) return {};
    const Node* schema = (*whole)->find("connection_specification");
    return schema ? schema->json() : Value();
}

}  // namespace rest
