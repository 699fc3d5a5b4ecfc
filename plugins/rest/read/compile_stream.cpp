#include "rest/auth/authenticator.hpp"
#include "rest/manifest/components.hpp"
#include "rest/read/compile.hpp"

namespace rest {
namespace {

using cx::json::Value;

std::vector<std::vector<std::string>> primary_key(const Node* node)
{
    std::vector<std::vector<std::string>> keys;
    if (!node || !node->truthy()) return keys;
    if (!node->is_list()) return {{node->text}};
    for (const NodePtr& item : node->items) keys.push_back(path_of(*item));
    return keys;
}

std::optional<std::vector<std::string>> plain_path(const Node& extractor)
{
    const Node* list = extractor.find("field_path");
    if (!list || extractor.find("name_field")) return {};
    std::vector<std::string> path = path_of(*list);
    for (const std::string& step : path)
        if (step.find_first_of("*{") != std::string::npos) return {};
    return path;
}

// The parts that are told by their component alone; what is of no known type was found before.
void add_selector(const Node& node, StreamPlan& plan, const Maker& maker)
{
    plan.selector_parameters = Maker::parameters(node);
    plan.transform_first = maker.flag(node, "transform_before_filtering");
    if (const Node* extractor = Maker::part(node, "extractor");
        extractor && extractor->type() == "DpathExtractor") {
        cx::Result<Extractor> made = Extractor::make(extractor->json());
        plan.plain_path = plain_path(*extractor);
        if (made)
            plan.extractor = *std::move(made);
        else
            maker.wrong(*extractor, "DpathExtractor", made.error().message);
    }
    if (const Node* filter = Maker::part(node, "record_filter");
        filter && filter->type() == "RecordFilter")
        plan.filter = maker.maybe(*filter, "condition");
    plan.removed = maker.maybe(node, "removed_when");
    const std::string_view normalized = node.text_of("schema_normalization");
    if (!normalized.empty() && normalized != "None" && normalized != "Default")
        maker.wrong(node, "schema_normalization", "'" + std::string(normalized) + "' is none");
}

void add_transformations(const Node& stream, StreamPlan& plan, const Maker& maker)
{
    for (const Node* node : Maker::parts(stream, "transformations")) {
        auto made = make_transformation(node->json());
        if (made)
            plan.transformations.push_back(*std::move(made));
        else if (made.error().code != "rest.component")
            maker.wrong(*node, node->type(), made.error().message);
        else
            maker.findings().miss(std::string(node->type()));
    }
}

void add_simple(const Node& retriever, StreamPlan& plan, const Maker& maker)
{
    if (const Node* requester = Maker::part(retriever, "requester");
        requester && requester->type() == "HttpRequester") {
        plan.requester = make_requester(*requester, maker);
        plan.properties = make_properties(*requester, maker);
    }
    plan.decoder = make_decoder_of(Maker::part(retriever, "decoder"), retriever, maker);
    if (const Node* reset = Maker::part(retriever, "pagination_reset")) {
        plan.split_on_reset = reset->text_of("action") == "SPLIT_USING_CURSOR";
        if (const Node* limits = Maker::part(*reset, "limits"))
            plan.reset_records = Value(limits->text_of("number_of_records")).integer().value_or(0);
        if (plan.reset_records > 0 && !plan.split_on_reset)
            maker.wrong(*reset, "limits", "they want the action SPLIT_USING_CURSOR");
    }
    plan.slicer_on_first_page_only =
        maker.flag(retriever, "ignore_stream_slicer_parameters_on_paginated_requests");
}

void add_events(const Node& retriever, StreamPlan& plan, const Maker& maker)
{
    EventsPlan events;
    if (const Node* types = retriever.find("event_types"))
        for (const std::string& type : path_of(*types)) events.types.insert(type);
    if (const std::string_view field = retriever.text_of("text_field"); !field.empty())
        events.text_field = field;
    events.type_field = retriever.text_of("type_field");
    const std::int64_t silence = Value(retriever.text_of("silence")).integer().value_or(0);
    if (silence > 0) events.silence = std::chrono::seconds(silence);
    plan.paginator.token_option = maker.injection(Maker::part(retriever, "since_option"));
    plan.events = std::move(events);
}

void add_retriever(const Node& retriever, StreamPlan& plan, const Maker& maker)
{
    const bool is_job = retriever.type() == "AsyncRetriever";
    const bool is_events = retriever.type() == "ServerSentEventsRetriever";
    if (!is_job && !is_events && retriever.type() != "SimpleRetriever") return;
    const Node* selector = Maker::part(retriever, "record_selector");
    if (selector) add_selector(*selector, plan, maker);
    if (const Node* paginator = Maker::part(retriever, is_job ? "download_paginator" : "paginator");
        paginator && paginator->type() == "DefaultPaginator") {
        const Node* extractor = selector ? Maker::part(*selector, "extractor") : nullptr;
        plan.paginator = make_paginator(*paginator, extractor ? *extractor : retriever, maker);
    }
    for (const Node* router : Maker::parts(retriever, "partition_router"))
        plan.routers.push_back(make_router(*router, maker));
    if (!is_job) add_simple(retriever, plan, maker);
    if (is_events) add_events(retriever, plan, maker);
}

void add_schema(const Node& stream, StreamPlan& plan)
{
    const Node* retriever = stream.find("retriever");
    const Node* selector = retriever ? retriever->find("record_selector") : nullptr;
    if (!selector || selector->text_of("schema_normalization") != "Default") return;
    if (const Node* loader = stream.find("schema_loader"); loader && loader->is_map())
        if (const Node* schema = loader->find("schema"); schema && schema->is_map())
            plan.schema = schema->json();
}

std::shared_ptr<const StreamPlan> compile_delegating(const Node& node, Findings& findings)
{
    const Node* first = node.find("full_refresh_stream");
    const Node* later = node.find("incremental_stream");
    auto plan = std::make_shared<StreamPlan>();
    if (!first || !later) return plan;
    *plan = *compile_stream(*first, findings);
    plan->with_state = compile_stream(*later, findings);
    if (!node.text_of("name").empty()) plan->name = node.text_of("name");
    return plan;
}

}  // namespace

std::shared_ptr<const StreamPlan> compile_retriever(const Node& retriever, const Maker& maker)
{
    auto plan = std::make_shared<StreamPlan>();
    add_retriever(retriever, *plan, maker);
    return plan;
}

std::shared_ptr<const Decoder> make_decoder_of(const Node* node, const Node& at, const Maker& maker)
{
    auto made = make_decoder(node ? node->json() : Value());
    if (made) return *std::move(made);
    maker.wrong(node ? *node : at, "decoder", made.error().message);
    return nullptr;
}

std::shared_ptr<const StreamPlan> compile_stream(const Node& stream, Findings& findings)
{
    check_component(stream, findings);
    if (stream.type() == "StateDelegatingStream") return compile_delegating(stream, findings);
    const Maker maker(findings);
    auto plan = std::make_shared<StreamPlan>();
    plan->name = stream.text_of("name");
    plan->primary_key = primary_key(stream.find("primary_key"));
    const Node* retriever = Maker::part(stream, "retriever");
    if (retriever) add_retriever(*retriever, *plan, maker);
    if (const Node* cursor = Maker::part(stream, "incremental_sync");
        cursor && find_component(cursor->type())) {
        plan->cursor = make_cursor(*cursor, maker);
        if (plan->cursor->kind == CursorPlan::Kind::delta && !plan->paginator.token_is_address)
            maker.wrong(*cursor, "DeltaLinkCursor", "it wants a page_token_option of RequestPath");
    }
    if (retriever && retriever->type() == "AsyncRetriever") add_job(*retriever, *plan, maker);
    if (plan->events && plan->cursor)
        maker.wrong(*retriever, "ServerSentEventsRetriever", "it knows what is new by itself");
    add_transformations(stream, *plan, maker);
    add_schema(stream, *plan);
    return plan;
}

}  // namespace rest
