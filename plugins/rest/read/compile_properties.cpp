#include "rest/read/compile.hpp"

namespace rest {
namespace {

std::vector<std::string> texts(const Node* list)
{
    return list ? path_of(*list) : std::vector<std::string>();
}

// Its own component, or one of the parameters.
const Node* find_properties(const Node& requester, std::string& parameter)
{
    if (const Node* own = Maker::part(requester, "query_properties")) return own;
    const Node* parameters = requester.find("request_parameters");
    if (!parameters) return nullptr;
    for (const auto& [name, value] : parameters->members)
        if (value->type() == "QueryProperties") {
            parameter = name;
            return value.get();
        }
    return nullptr;
}

void add_endpoint(const Node& node, PropertiesPlan& plan, const Maker& maker)
{
    plan.parameters = Maker::parameters(node);
    if (const Node* path = node.find("property_field_path"))
        for (const NodePtr& step : path->items)
            plan.endpoint_path.push_back(maker.of(*step, node, "property_field_path"));
    if (const Node* retriever = Maker::part(node, "retriever"))
        plan.endpoint = compile_retriever(*retriever, maker);
}

void add_chunking(const Node& node, PropertiesPlan& plan, const Maker& maker)
{
    plan.limit = cx::json::Value(node.text_of("property_limit")).integer().value_or(0);
    plan.limits_characters = node.text_of("property_limit_type") == "characters";
    const Node* merge = Maker::part(node, "record_merge_strategy");
    if (merge) plan.merge_key = texts(merge->find("key"));
    if (plan.merge_key.empty())
        maker.wrong(node, "PropertyChunking",
                    "it wants a 'record_merge_strategy', or a record would be several");
}

}  // namespace

std::optional<PropertiesPlan> make_properties(const Node& requester, const Maker& maker)
{
    PropertiesPlan plan;
    if (const Node* endpoint = Maker::part(requester, "fetch_properties_from_endpoint")) {
        add_endpoint(*endpoint, plan, maker);
        return plan;
    }
    const Node* node = find_properties(requester, plan.parameter);
    if (!node) return {};
    // Those among parameters were not looked at before.
    check_component(*node, maker.findings());
    const Node* list = node->find("property_list");
    if (list && list->is_map())
        add_endpoint(*list, plan, maker);
    else
        plan.list = texts(list);
    plan.always = texts(node->find("always_include_properties"));
    if (const Node* chunking = Maker::part(*node, "property_chunking"))
        add_chunking(*chunking, plan, maker);
    return plan;
}

}  // namespace rest
