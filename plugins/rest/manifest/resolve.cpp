#include "rest/manifest/resolve.hpp"

#include "rest/manifest/yaml.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace rest {
namespace {

struct Implied {
    std::string_view component;
    std::string_view field;
    std::string_view type;
};

constexpr auto implied_types = std::to_array<Implied>({
    {"AddFields", "fields", "AddedFieldDefinition"},
    {"AsyncRetriever", "abort_requester", "HttpRequester"},
    {"AsyncRetriever", "creation_requester", "HttpRequester"},
    {"AsyncRetriever", "delete_requester", "HttpRequester"},
    {"AsyncRetriever", "download_requester", "HttpRequester"},
    {"AsyncRetriever", "download_target_extractor", "DpathExtractor"},
    {"AsyncRetriever", "download_target_requester", "HttpRequester"},
    {"AsyncRetriever", "polling_requester", "HttpRequester"},
    {"AsyncRetriever", "record_selector", "RecordSelector"},
    {"AsyncRetriever", "status_extractor", "DpathExtractor"},
    {"AsyncRetriever", "url_requester", "HttpRequester"},
    {"AsyncRetriever", "urls_extractor", "DpathExtractor"},
    {"CompositeErrorHandler", "error_handlers", "DefaultErrorHandler"},
    {"ConfigAddFields", "fields", "AddedFieldDefinition"},
    {"ConfigNormalizationRules", "config_migrations", "ConfigMigration"},
    {"CursorPagination", "decoder", "JsonDecoder"},
    {"CustomPartitionRouter", "parent_stream_configs", "ParentStreamConfig"},
    {"DatetimeBasedCursor", "end_datetime", "MinMaxDatetime"},
    {"DatetimeBasedCursor", "end_time_option", "RequestOption"},
    {"DatetimeBasedCursor", "start_datetime", "MinMaxDatetime"},
    {"DatetimeBasedCursor", "start_time_option", "RequestOption"},
    {"DeclarativeSource", "check", "CheckStream"},
    {"DeclarativeSource", "spec", "Spec"},
    {"DeclarativeSource", "streams", "DeclarativeStream"},
    {"DeclarativeStream", "retriever", "SimpleRetriever"},
    {"DeclarativeStream", "schema_loader", "JsonFileSchemaLoader"},
    {"DefaultErrorHandler", "response_filters", "HttpResponseFilter"},
    {"DefaultPaginator", "decoder", "JsonDecoder"},
    {"DefaultPaginator", "page_size_option", "RequestOption"},
    {"DefaultPaginator", "page_token_option", "RequestOption"},
    {"DpathExtractor", "decoder", "JsonDecoder"},
    {"HTTPAPIBudget", "policies", "MovingWindowCallRatePolicy"},
    {"ConfigComponentsResolver", "components_mapping", "ComponentMappingDefinition"},
    {"ConfigComponentsResolver", "stream_config", "StreamConfig"},
    {"DynamicDeclarativeStream", "stream_template", "DeclarativeStream"},
    {"HttpComponentsResolver", "components_mapping", "ComponentMappingDefinition"},
    {"HttpComponentsResolver", "retriever", "SimpleRetriever"},
    {"ParametrizedComponentsResolver", "components_mapping", "ComponentMappingDefinition"},
    {"ParametrizedComponentsResolver", "stream_parameters", "StreamParametersDefinition"},
    {"FixedWindowCallRatePolicy", "matchers", "HttpRequestRegexMatcher"},
    {"HttpRequester", "error_handler", "DefaultErrorHandler"},
    {"IncrementingCountCursor", "start_value_option", "RequestOption"},
    {"ListPartitionRouter", "request_option", "RequestOption"},
    {"MovingWindowCallRatePolicy", "matchers", "HttpRequestRegexMatcher"},
    {"MovingWindowCallRatePolicy", "rates", "Rate"},
    {"ParentStreamConfig", "request_option", "RequestOption"},
    {"ParentStreamConfig", "stream", "DeclarativeStream"},
    {"HttpRequester", "fetch_properties_from_endpoint", "PropertiesFromEndpoint"},
    {"HttpRequester", "query_properties", "QueryProperties"},
    {"PropertiesFromEndpoint", "retriever", "SimpleRetriever"},
    {"PropertyChunking", "record_merge_strategy", "GroupByKeyMergeStrategy"},
    {"QueryProperties", "property_chunking", "PropertyChunking"},
    {"QueryProperties", "property_list", "PropertiesFromEndpoint"},
    {"RecordSelector", "extractor", "DpathExtractor"},
    {"RecordSelector", "record_filter", "RecordFilter"},
    {"SessionTokenAuthenticator", "login_requester", "HttpRequester"},
    {"PaginationReset", "limits", "PaginationResetLimits"},
    {"ServerSentEventsRetriever", "record_selector", "RecordSelector"},
    {"ServerSentEventsRetriever", "requester", "HttpRequester"},
    {"ServerSentEventsRetriever", "since_option", "RequestOption"},
    {"SimpleRetriever", "decoder", "JsonDecoder"},
    {"SimpleRetriever", "paginator", "NoPagination"},
    {"SimpleRetriever", "pagination_reset", "PaginationReset"},
    {"SimpleRetriever", "record_selector", "RecordSelector"},
    {"SimpleRetriever", "requester", "HttpRequester"},
    {"Spec", "config_normalization_rules", "ConfigNormalizationRules"},
    {"StateDelegatingStream", "full_refresh_stream", "DeclarativeStream"},
    {"StateDelegatingStream", "incremental_stream", "DeclarativeStream"},
    {"SubstreamPartitionRouter", "parent_stream_configs", "ParentStreamConfig"},
    {"UnlimitedCallRatePolicy", "matchers", "HttpRequestRegexMatcher"},
});

struct Refused {
    cx::Error error;
};

[[noreturn]] void refuse(const Node& at, const std::string& what)
{
    throw Refused{{"rest.manifest", "manifest.yaml:" + std::to_string(at.line) + ": " + what}};
}

bool is_reference(const Node& node)
{
    return node.is_text() && node.text.starts_with("#/");
}

// Where a schema may stand: it has references of its own kind, and nothing of it is needed here.
bool holds_schema(std::string_view field)
{
    return field == "schema_loader" || field == "schema" || field == "connection_specification" ||
           field == "base_schema";
}

bool is_json_schema(const Node& node)
{
    const Node* type = node.find("type");
    if (!type) return false;
    if (type->is_text()) return type->text == "object";
    return type->is_list();
}

std::string_view type_of(const Node& node, std::string_view component, std::string_view field)
{
    if (node.find("type")) return node.type();
    if (node.find("class_name")) return "Custom";
    return implied_type(component, field);
}

using Members = std::vector<std::pair<std::string, NodePtr>>;

void set(Members& members, const std::string& name, const NodePtr& value)
{
    for (auto& [known, old] : members)
        if (known == name) {
            old = value;
            return;
        }
    members.emplace_back(name, value);
}

// Bounds what anchors and references may multiply.
class Propagation {
public:
    NodePtr visit(const NodePtr& node, std::string_view component, std::string_view field,
                  const Members& from_parent)
    {
        if (++visited_ > manifest_nodes) refuse(*node, "references multiply without end");
        const std::string_view type = type_of(*node, component, field);
        if (type.empty() || is_json_schema(*node)) return node;

        auto out = std::make_shared<Node>(*node);
        Members parameters = from_parent;
        if (const Node* own = node->find("$parameters"))
            for (const auto& [name, value] : own->members) set(parameters, name, value);
        std::erase_if(out->members, [](const auto& each) { return each.first == "$parameters"; });
        if (!out->find("type")) out->members.emplace_back("type", text(type, *node));
        for (const auto& [name, value] : parameters) {
            const Node* own = out->find(name);
            if (!own || !own->truthy()) set(out->members, name, value);
        }
        for (auto& [name, value] : out->members) value = visit_field(name, value, type, parameters);
        if (!parameters.empty()) {
            auto map = std::make_shared<Node>();
            map->kind = Node::Kind::map;
            map->line = node->line;
            map->members = std::move(parameters);
            out->members.emplace_back("$parameters", std::move(map));
        }
        return out;
    }

private:
    NodePtr visit_field(const std::string& name, const NodePtr& value, std::string_view type,
                        const Members& parameters)
    {
        if (holds_schema(name) || (!value->is_map() && !value->is_list())) return value;
        // A parameter of the field's name would go round for ever.
        Members passed = parameters;
        std::erase_if(passed, [&](const auto& each) { return each.first == name; });
        if (value->is_map() && name == "request_parameters")
            return visit_parameters(value, type, passed);
        if (value->is_map()) return visit(value, type, name, passed);
        auto list = std::make_shared<Node>(*value);
        for (NodePtr& item : list->items)
            if (item->is_map()) item = visit(item, type, name, passed);
        return list;
    }
    // Values, but for the component that stands for fields to ask for.
    NodePtr visit_parameters(const NodePtr& node, std::string_view type, const Members& passed)
    {
        const bool plain = std::none_of(
            node->members.begin(), node->members.end(),
            [](const auto& member) { return member.second->type() == "QueryProperties"; });
        if (plain) return node;
        auto map = std::make_shared<Node>(*node);
        for (auto& [name, value] : map->members)
            if (value->type() == "QueryProperties") value = visit(value, type, name, passed);
        return map;
    }
    static NodePtr text(std::string_view text, const Node& at)
    {
        auto node = std::make_shared<Node>();
        node->kind = Node::Kind::text;
        node->line = at.line;
        node->text = text;
        return node;
    }

    std::size_t visited_ = 0;
};

}  // namespace

std::string_view implied_type(std::string_view component, std::string_view field)
{
    for (const Implied& row : implied_types)
        if (row.component == component && row.field == field) return row.type;
    return {};
}

cx::Result<NodePtr> References::resolve(const NodePtr& node)
{
    try {
        return visit(node);
    } catch (const Refused& refused) {
        open_.clear();
        return refused.error;
    }
}

NodePtr References::target(const Node& from, const std::string& pointer)
{
    // The whole path may be one key; else it goes step by step, numbers counting in lists.
    const std::string path = pointer.substr(2);
    NodePtr at = root_->share(path);
    if (at) return at;
    at = root_;
    for (std::size_t begin = 0; at && begin <= path.size();) {
        const std::size_t end = std::min(path.find('/', begin), path.size());
        const std::string step = path.substr(begin, end - begin);
        begin = end + 1;
        // A step may itself stand behind a reference.
        at = at->is_map() && at->find("$ref") && !at->find(step) ? visit(at) : at;
        if (is_reference(*at)) at = visit(at);
        if (at->is_list()) {
            std::size_t index = 0;
            const auto [last, error] =
                std::from_chars(step.data(), step.data() + step.size(), index);
            const bool good = error == std::errc() && last == step.data() + step.size();
            at = good && index < at->items.size() ? at->items[index] : nullptr;
        } else {
            at = at->share(step);
        }
    }
    if (!at) refuse(from, "there is no '" + pointer + "'");
    return at;
}

NodePtr References::visit(const NodePtr& node)
{
    if (!node->is_list() && !node->is_map() && !is_reference(*node)) return node;
    if (const auto known = done_.find(node.get()); known != done_.end()) return known->second;
    if (open_.size() == 4 * manifest_depth) refuse(*node, "references are nested too deep");
    if (std::find(open_.begin(), open_.end(), node.get()) != open_.end())
        refuse(*node, "a reference leads back to itself");
    open_.push_back(node.get());
    NodePtr result = node;
    if (is_reference(*node)) {
        result = visit(target(*node, node->text));
    } else if (node->is_map()) {
        result = visit_map(node);
    } else {
        auto list = std::make_shared<Node>(*node);
        for (NodePtr& item : list->items) item = visit(item);
        result = std::move(list);
    }
    open_.pop_back();
    done_.emplace(node.get(), result);
    return result;
}

NodePtr References::visit_map(const NodePtr& node)
{
    auto map = std::make_shared<Node>(*node);
    NodePtr base;
    std::erase_if(map->members, [&](const auto& member) {
        if (member.first != "$ref") return false;
        base = member.second;
        return true;
    });
    for (auto& [name, value] : map->members)
        if (!holds_schema(name)) value = visit(value);
    if (!base) return map;
    if (!is_reference(*base)) refuse(*base, "'$ref' should begin with '#/'");
    const NodePtr found = visit(target(*base, base->text));
    if (!found->is_map()) return found;
    for (const auto& [name, value] : found->members)
        if (!map->find(name)) map->members.emplace_back(name, value);
    return map;
}

NodePtr with_parameters(const NodePtr& node, std::string_view component, std::string_view field)
{
    Propagation propagation;
    return propagation.visit(node, component, field, {});
}

}  // namespace rest
