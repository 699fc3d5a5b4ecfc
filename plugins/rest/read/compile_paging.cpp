#include "rest/read/compile.hpp"

#include <array>
#include <cctype>

namespace rest {
namespace {

// Whether an expression names what the records are taken from, and so may look at them.
bool looks_at_records(const PaginatorPlan& plan, const Node& extractor)
{
    const Node* path = extractor.find("field_path");
    if (!path || path->items.empty()) return true;
    const std::string& first = path->items.front()->text;
    if (first.find_first_of("*{") != std::string::npos) return true;
    const auto names = [&](const Template& text) {
        return text.source().find(first) != std::string::npos;
    };
    return names(plan.cursor_value) || (plan.stop_condition && names(*plan.stop_condition));
}

// What would else be written out as a CursorPagination.
void follow_links(const Node& strategy, PaginatorPlan& plan)
{
    static constexpr std::array<std::string_view, 1> names = {"headers"};
    const std::string_view named = strategy.text_of("rel");
    std::string rel;
    for (const char c : named.empty() ? std::string_view("next") : named)
        if (std::isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '.') rel += c;
    plan.kind = PaginatorPlan::Kind::cursor;
    plan.token_is_address = true;
    plan.cursor_value = *Template::compile("{{ headers['link']['" + rel + "']['url'] }}", names);
    plan.stop_condition = *Template::compile("{{ '" + rel + "' not in headers['link'] }}", names);
}

void add_strategy(const Node& strategy, PaginatorPlan& plan, const Maker& maker)
{
    const std::string_view type = strategy.type();
    plan.page_size = maker.maybe(strategy, "page_size");
    plan.inject_on_first = maker.flag(strategy, "inject_on_first_request");
    if (type == "PageIncrement") {
        plan.kind = PaginatorPlan::Kind::page;
        plan.start_from =
            cx::json::Value(strategy.text_of("start_from_page")).integer().value_or(0);
    } else if (type == "OffsetIncrement") {
        plan.kind = PaginatorPlan::Kind::offset;
    } else if (type == "CursorPagination") {
        plan.kind = PaginatorPlan::Kind::cursor;
        plan.cursor_value = maker.text(strategy, "cursor_value");
        plan.stop_condition = maker.maybe(strategy, "stop_condition");
    } else if (type == "LinkHeaderPagination") {
        follow_links(strategy, plan);
    }
}

}  // namespace

PaginatorPlan make_paginator(const Node& node, const Node& extractor, const Maker& maker)
{
    PaginatorPlan plan;
    plan.parameters = Maker::parameters(node);
    if (const Node* strategy = Maker::part(node, "pagination_strategy"))
        add_strategy(*strategy, plan, maker);
    plan.size_option = maker.injection(Maker::part(node, "page_size_option"));
    if (const Node* token = Maker::part(node, "page_token_option")) {
        plan.token_is_address = token->type() == "RequestPath";
        if (!plan.token_is_address) plan.token_option = maker.injection(token);
    }
    if (plan.kind == PaginatorPlan::Kind::cursor)
        plan.looks_at_records = looks_at_records(plan, extractor);
    return plan;
}

}  // namespace rest
