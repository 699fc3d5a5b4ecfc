#include "rest/read/compile.hpp"

namespace rest {
namespace {

TimeBound bound_of(const Node& cursor, std::string_view field, const std::string& format,
                   const Maker& maker)
{
    TimeBound bound;
    bound.format = format;
    const Node* node = cursor.find(field);
    if (!node) return bound;
    if (!node->is_map()) {
        bound.parameters = Maker::parameters(cursor);
        const Node& place = cursor;
        bound.datetime = maker.of(*node, place, "step");  // Sees what a step sees
        return bound;
    }
    bound.parameters = Maker::parameters(*node);
    bound.datetime = maker.text(*node, "datetime");
    bound.min = maker.maybe(*node, "min_datetime");
    bound.max = maker.maybe(*node, "max_datetime");
    if (!node->text_of("datetime_format").empty()) bound.format = node->text_of("datetime_format");
    return bound;
}

ParentPlan parent_of(const Node& node, const Maker& maker)
{
    ParentPlan plan;
    plan.parameters = Maker::parameters(node);
    if (const Node* stream = Maker::part(node, "stream"))
        plan.stream = compile_stream(*stream, maker.findings());
    if (const Node* key = node.find("parent_key")) {
        if (key->is_list())
            for (const NodePtr& step : key->items)
                plan.key.push_back(maker.of(*step, node, "parent_key"));
        else
            plan.key.push_back(maker.of(*key, node, "parent_key"));
    }
    plan.field = maker.text(node, "partition_field");
    plan.option = maker.injection(Maker::part(node, "request_option"));
    if (const Node* extra = node.find("extra_fields"))
        for (const NodePtr& path : extra->items) plan.extra.push_back(path_of(*path));
    plan.incremental = maker.flag(node, "incremental_dependency");
    if (const Node* pointer = node.find("lazy_read_pointer"); pointer && pointer->truthy())
        maker.findings().miss("lazy_read_pointer of ParentStreamConfig");
    return plan;
}

void add_datetime(const Node& node, CursorPlan& plan, const Maker& maker)
{
    plan.format = node.text_of("datetime_format");
    if (const Node* formats = node.find("cursor_datetime_formats"))
        for (const NodePtr& format : formats->items) plan.formats.push_back(format->text);
    if (plan.formats.empty()) plan.formats.push_back(plan.format);
    plan.start = bound_of(node, "start_datetime", plan.format, maker);
    if (node.find("end_datetime")) plan.end = bound_of(node, "end_datetime", plan.format, maker);
    plan.step = maker.maybe(node, "step");
    plan.granularity = maker.maybe(node, "cursor_granularity");
    plan.lookback = maker.maybe(node, "lookback_window");
    plan.start_option = maker.injection(Maker::part(node, "start_time_option"));
    plan.end_option = maker.injection(Maker::part(node, "end_time_option"));
    const auto name = [&](std::string_view field, std::string& to) {
        if (!node.text_of(field).empty()) to = node.text_of(field);
    };
    name("partition_field_start", plan.start_name);
    name("partition_field_end", plan.end_name);
    plan.client_side = maker.flag(node, "is_client_side_incremental");
    plan.feed = maker.flag(node, "is_data_feed");
    plan.global_for_partitions = maker.flag(node, "global_substream_cursor");
    plan.strict = maker.flag(node, "is_compare_strictly");
}

}  // namespace

CursorPlan make_cursor(const Node& node, const Maker& maker)
{
    CursorPlan plan;
    plan.parameters = Maker::parameters(node);
    if (node.type() == "DeltaLinkCursor") {
        plan.kind = CursorPlan::Kind::delta;
        plan.link = maker.text(node, "link");
        return plan;
    }
    plan.field = maker.text(node, "cursor_field");
    if (node.type() == "DatetimeBasedCursor") {
        add_datetime(node, plan, maker);
        return plan;
    }
    plan.kind = CursorPlan::Kind::count;
    plan.start.datetime = maker.text(node, "start_value", "0");
    plan.start.parameters = plan.parameters;
    plan.start_option = maker.injection(Maker::part(node, "start_value_option"));
    plan.start_name = "start_value";
    return plan;
}

RouterPlan make_router(const Node& node, const Maker& maker)
{
    RouterPlan plan;
    plan.parameters = Maker::parameters(node);
    if (node.type() == "ListPartitionRouter") {
        plan.field = maker.text(node, "cursor_field");
        plan.option = maker.injection(Maker::part(node, "request_option"));
        if (const Node* values = node.find("values"); values && values->is_list())
            plan.values = values->json();
        else
            plan.computed = maker.maybe(node, "values");
        return plan;
    }
    plan.kind = RouterPlan::Kind::parents;
    for (const Node* parent : Maker::parts(node, "parent_stream_configs"))
        plan.parents.push_back(parent_of(*parent, maker));
    return plan;
}

}  // namespace rest
