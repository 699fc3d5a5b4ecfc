#include "rest/auth/authenticator.hpp"
#include "rest/read/compile.hpp"

#include <array>

namespace rest {
namespace {

using cx::json::Value;

struct ActionName {
    std::string_view name;
    Action action;
};

constexpr std::array<ActionName, 7> actions = {{{"SUCCESS", Action::success},
                                                {"RETRY", Action::retry},
                                                {"RATE_LIMITED", Action::rate_limited},
                                                {"FAIL", Action::fail},
                                                {"IGNORE", Action::ignore},
                                                {"REFRESH_TOKEN_THEN_RETRY", Action::refresh_token},
                                                {"RESET_PAGINATION", Action::reset_pagination}}};

std::optional<Action> action_of(const Node& node, const Maker& maker)
{
    const std::string_view name = node.text_of("action");
    if (name.empty()) return {};
    for (const ActionName& row : actions)
        if (row.name == name) return row.action;
    maker.wrong(node, "HttpResponseFilter.action", "'" + std::string(name) + "' is none");
    return {};
}

ResponseFilter filter_of(const Node& node, const Maker& maker)
{
    ResponseFilter filter;
    if (const Node* codes = node.find("http_codes"))
        for (const NodePtr& code : codes->items)
            filter.codes.insert(
                static_cast<int>(cx::json::Value(code->text).integer().value_or(0)));
    filter.predicate = maker.maybe(node, "predicate");
    filter.contains = node.text_of("error_message_contains");
    filter.action = action_of(node, maker);
    filter.message = maker.maybe(node, "error_message");
    filter.parameters = Maker::parameters(node);
    return filter;
}

std::optional<Backoff> backoff_of(const Node& node, const Maker& maker)
{
    Backoff backoff;
    backoff.parameters = Maker::parameters(node);
    const std::string_view type = node.type();
    if (type == "ConstantBackoffStrategy") {
        backoff.amount = maker.text(node, "backoff_time_in_seconds");
    } else if (type == "ExponentialBackoffStrategy") {
        backoff.kind = Backoff::Kind::exponential;
        backoff.amount = maker.text(node, "factor", "5");
    } else if (type == "WaitTimeFromHeader" || type == "WaitUntilTimeFromHeader") {
        const bool until = type == "WaitUntilTimeFromHeader";
        backoff.kind = until ? Backoff::Kind::header_until : Backoff::Kind::header_seconds;
        backoff.amount = maker.text(node, "header");
        backoff.regex = maker.maybe(node, "regex");
        backoff.min_wait = maker.maybe(node, "min_wait");
        backoff.max_wait = maker.maybe(node, "max_waiting_time_in_seconds");
    } else {
        return {};
    }
    return backoff;
}

// The newer form of a body: one component instead of one field for each kind.
void add_typed_body(const Node& body, RequesterPlan& plan, const Maker& maker)
{
    const std::string_view type = body.type();
    if (type == "RequestBodyJsonObject" || type == "RequestBodyGraphQL")
        plan.body_json = maker.tree(body, "value");
    else if (type == "RequestBodyUrlEncodedForm")
        plan.body_data = maker.tree(body, "value");
    else if (type == "RequestBodyPlainText")
        plan.body_text = maker.maybe(body, "value");
}

// All but the one that stands for the fields to ask for.
TemplateTree parameters_of(const Node& node, const Maker& maker)
{
    const Node* found = node.find("request_parameters");
    if (!found || !found->is_map()) return maker.tree(node, "request_parameters");
    cx::json::Object plain;
    for (const auto& [name, value] : found->members)
        if (value->type() != "QueryProperties") plain[name] = value->json();
    return maker.tree_of(std::move(plain), node, "request_parameters");
}

void check_authenticator_of(const Node& node, const Maker& maker)
{
    const cx::Result<cx::Done> checked = check_authenticator(node.json());
    if (checked) return;
    if (checked.error().code == "rest.component")
        maker.findings().miss(std::string(node.type()));
    else
        maker.wrong(node, node.type(), checked.error().message);
}

}  // namespace

std::vector<ErrorHandler> make_error_handlers(const Node* node, const Maker& maker)
{
    std::vector<ErrorHandler> all;
    if (!node) return all;
    if (node->type() == "CompositeErrorHandler") {
        for (const Node* inner : Maker::parts(*node, "error_handlers"))
            for (ErrorHandler& handler : make_error_handlers(inner, maker))
                all.push_back(std::move(handler));
        return all;
    }
    ErrorHandler handler;
    for (const Node* filter : Maker::parts(*node, "response_filters"))
        handler.filters.push_back(filter_of(*filter, maker));
    for (const Node* strategy : Maker::parts(*node, "backoff_strategies"))
        if (auto backoff = backoff_of(*strategy, maker))
            handler.backoffs.push_back(*std::move(backoff));
    all.push_back(std::move(handler));
    return all;
}

RequesterPlan make_requester(const Node& node, const Maker& maker)
{
    RequesterPlan plan;
    plan.component_parameters = Maker::parameters(node);
    plan.url_base = node.find("url_base") ? maker.text(node, "url_base") : maker.text(node, "url");
    plan.path = maker.text(node, "path");
    plan.method = maker.text(node, "http_method", "GET");
    plan.parameters = parameters_of(node, maker);
    plan.headers = maker.tree(node, "request_headers");
    plan.body_json = maker.tree(node, "request_body_json");
    // A body that is one text is sent as it is, a mapping as a form.
    if (const Node* data = node.find("request_body_data"); data && data->is_text())
        plan.body_text = maker.maybe(node, "request_body_data");
    else
        plan.body_data = maker.tree(node, "request_body_data");
    if (const Node* body = Maker::part(node, "request_body")) add_typed_body(*body, plan, maker);
    if (const Node* authenticator = Maker::part(node, "authenticator")) {
        check_authenticator_of(*authenticator, maker);
        plan.authenticator = authenticator->json();
    }
    plan.error_handlers = make_error_handlers(Maker::part(node, "error_handler"), maker);
    return plan;
}

}  // namespace rest
