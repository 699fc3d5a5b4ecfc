// From a resolved stream of a manifest to its plan. What does not fit is found, all of it, and told
// with its place; a stream with findings in `missing` does not run.
#pragma once

#include "rest/manifest/check.hpp"
#include "rest/manifest/node.hpp"
#include "rest/read/plan.hpp"

#include <memory>
#include <string_view>

namespace rest {

// Always gives a plan; it is whole only if nothing is missing.
std::shared_ptr<const StreamPlan> compile_stream(const Node& stream, Findings& findings);

// ---- For the parts of the compiler

class Maker {
public:
    // `more`: variables that are offered besides those of the table.
    explicit Maker(Findings& findings, std::vector<std::string_view> more = {})
        : findings_(findings), more_(std::move(more))
    {
    }

    // The template in `field`, or of `otherwise` where there is none.
    Template text(const Node& component, std::string_view field,
                  std::string_view otherwise = {}) const;
    std::optional<Template> maybe(const Node& component, std::string_view field) const;
    // Of a value that stands for the field, such as an element of its list.
    Template of(const Node& value, const Node& component, std::string_view field) const;
    TemplateTree tree(const Node& component, std::string_view field) const;
    // As tree, of a value that stands for the field.
    TemplateTree tree_of(const cx::json::Value& value, const Node& component,
                         std::string_view field) const;
    bool flag(const Node& component, std::string_view field) const;
    std::optional<Injection> injection(const Node* option) const;

    // The component in `field`, or nullptr.
    static const Node* part(const Node& component, std::string_view field);
    // The components there: none, one or a list.
    static std::vector<const Node*> parts(const Node& component, std::string_view field);
    static cx::json::Value parameters(const Node& component);

    void wrong(const Node& at, std::string_view field, const std::string& what) const;
    Findings& findings() const { return findings_; }

private:
    std::vector<std::string_view> variables(const Node& component, std::string_view field) const;

    Findings& findings_;
    std::vector<std::string_view> more_;
};

RequesterPlan make_requester(const Node& node, const Maker& maker);
std::vector<ErrorHandler> make_error_handlers(const Node* node, const Maker& maker);
PaginatorPlan make_paginator(const Node& node, const Node& extractor, const Maker& maker);
CursorPlan make_cursor(const Node& node, const Maker& maker);
RouterPlan make_router(const Node& node, const Maker& maker);
// Of an AsyncRetriever, whose stream has its cursor and its routers already.
void add_job(const Node& retriever, StreamPlan& plan, const Maker& maker);
// The QueryProperties of a requester, or nothing.
std::optional<PropertiesPlan> make_properties(const Node& requester, const Maker& maker);
// A stream of nothing but a retriever.
std::shared_ptr<const StreamPlan> compile_retriever(const Node& retriever, const Maker& maker);
std::shared_ptr<const Decoder> make_decoder_of(const Node* node, const Node& at,
                                               const Maker& maker);
std::vector<std::string> path_of(const Node& list);

}  // namespace rest
