#include "rest/read/build.hpp"

#include "rest/read/url.hpp"

#include <algorithm>

namespace rest {
namespace {

using cx::Done;
using cx::Error;
using cx::Result;
using cx::json::Value;

Error conflict(const std::string& where, std::string_view name)
{
    return {"rest.request", "two parts of the manifest set the " + where + " '" +
                                std::string(name) + "' to different values"};
}

// As Python prints a value into an address or a header.
std::string printed(const Value& value)
{
    if (value.is_bool()) return value.as_bool() ? "True" : "False";
    if (value.is_null()) return "None";
    if (value.is_array() || value.is_object()) return cx::json::write(value);
    return value.text().value_or("");
}

// The parts of a request as they come in, checked against each other.
class Assembly {
public:
    explicit Assembly(Request& request) : request_(request) {}

    Result<Done> put(const Injection& into, const Value& value, const Scope& scope)
    {
        std::vector<std::string> path;
        for (const Template& step : into.field) {
            Result<std::string> name = step.text(scope);
            if (!name) return name.error();
            path.push_back(*std::move(name));
        }
        if (path.empty()) return Done{};
        switch (into.into) {
            case Injection::Into::query:
                return query(path.front(), value);
            case Injection::Into::header:
                return header(path.front(), value);
            case Injection::Into::body_json:
                if (!request_.json) request_.json = cx::json::Object{};
                return json(*request_.json, path, value);
            case Injection::Into::body_data:
                return form(path.front(), value);
            case Injection::Into::path:
                break;
        }
        return Done{};
    }

    Result<Done> query_all(const Value& values)
    {
        return each(values, [&](const auto& name, const Value& v) { return query(name, v); });
    }
    Result<Done> headers_all(const Value& values)
    {
        return each(values, [&](const auto& name, const Value& v) { return header(name, v); });
    }
    Result<Done> form_all(const Value& values)
    {
        return each(values, [&](const auto& name, const Value& v) { return form(name, v); });
    }

private:
    template <typename Put>
    static Result<Done> each(const Value& values, Put put)
    {
        if (!values.is_object()) return Done{};
        for (const auto& [name, value] : values.as_object())
            if (Result<Done> done = put(name, value); !done) return done;
        return Done{};
    }

    Result<Done> query(const std::string& name, const Value& value)
    {
        if (has_query_key(request_.url, name)) return Done{};  // A next address has its own
        std::vector<std::string> texts;
        if (value.is_array())
            for (const Value& item : value.as_array()) texts.push_back(printed(item));
        else
            texts.push_back(printed(value));
        std::vector<std::string> before;
        for (const auto& [known, old] : request_.query)
            if (known == name) before.push_back(old);
        if (!before.empty())
            return before == texts ? Result<Done>(Done{}) : conflict("parameter", name);
        for (std::string& text : texts) request_.query.emplace_back(name, std::move(text));
        return Done{};
    }
    Result<Done> header(const std::string& name, const Value& value)
    {
        const std::string text = printed(value);
        if (text.find_first_of("\r\n") != std::string::npos)
            return Error{"rest.request", "header '" + name + "' would hold a line break"};
        for (const auto& [known, old] : request_.headers)
            if (known == name) return old == text ? Result<Done>(Done{}) : conflict("header", name);
        request_.headers.emplace_back(name, text);
        return Done{};
    }
    Result<Done> form(const std::string& name, const Value& value)
    {
        const std::string text = printed(value);
        for (const auto& [known, old] : request_.form)
            if (known == name)
                return old == text ? Result<Done>(Done{}) : conflict("body field", name);
        request_.form.emplace_back(name, text);
        return Done{};
    }
    static Result<Done> json(Value& body, const std::vector<std::string>& path, const Value& value)
    {
        Value* at = &body;
        for (const std::string& step : path) {
            if (!at->is_null() && !at->is_object()) return conflict("body field", step);
            at = &(*at)[step];
        }
        if (!at->is_null() && !(*at == value)) return conflict("body field", path.back());
        *at = value;
        return Done{};
    }

    Request& request_;
};

Result<Done> add_requester(const RequesterPlan& plan, Request& request, const Scope& scope)
{
    Assembly assembly(request);
    Result<Value> parameters = plan.parameters.mapped(scope);
    if (!parameters) return parameters.error();
    if (Result<Done> done = assembly.query_all(*parameters); !done) return done;
    Result<Value> headers = plan.headers.mapped(scope);
    if (!headers) return headers.error();
    if (Result<Done> done = assembly.headers_all(*headers); !done) return done;
    Result<Value> json = plan.body_json.mapped(scope);
    if (!json) return json.error();
    if (!json->empty()) request.json = *std::move(json);
    Result<Value> form = plan.body_data.mapped(scope);
    if (!form) return form.error();
    if (Result<Done> done = assembly.form_all(*form); !done) return done;
    if (!plan.body_text) return Done{};
    Result<std::string> text = plan.body_text->text(scope);
    if (!text) return text.error();
    request.text = *std::move(text);
    return Done{};
}

Result<Done> add_paginator(const PaginatorPlan& plan, const Value& token, Request& request,
                           const Scope& scope)
{
    Assembly assembly(request);
    if (plan.token_option && !token.is_null())
        if (Result<Done> done = assembly.put(*plan.token_option, token, scope); !done) return done;
    if (!plan.size_option) return Done{};
    const Result<std::int64_t> size = page_size(plan, scope);
    if (!size) return size.error();
    return *size == 0 ? Result<Done>(Done{}) : assembly.put(*plan.size_option, *size, scope);
}

Result<Done> add_router(const RouterPlan& router, const Slice& slice, Request& request,
                        const Scope& scope)
{
    Assembly assembly(request);
    const auto put = [&](const std::optional<Injection>& option,
                         const Template& field) -> Result<Done> {
        if (!option) return Done{};
        const Result<std::string> name = field.text(scope);
        if (!name) return name.error();
        const Value* value = slice.partition.values.find(*name);
        return value ? assembly.put(*option, *value, scope) : Result<Done>(Done{});
    };
    if (router.kind == RouterPlan::Kind::list) return put(router.option, router.field);
    for (const ParentPlan& parent : router.parents)
        if (Result<Done> done = put(parent.option, parent.field); !done) return done;
    return Done{};
}

// As one parameter with commas between; the rest of the request may name them by itself.
Result<Done> add_properties(const StreamPlan& plan, const Slice& slice, Request& request)
{
    const auto chosen = slice.more.find("query_properties");
    if (!plan.properties || plan.properties->parameter.empty() || chosen == slice.more.end())
        return Done{};
    std::string names;
    for (const Value& name : chosen->second.as_array())
        names += (names.empty() ? "" : ",") + name.as_string();
    return Assembly(request).query_all(cx::json::Object{{plan.properties->parameter, names}});
}

Result<Done> add_slicer(const StreamPlan& plan, const Slice& slice, Request& request,
                        const Scope& scope)
{
    for (const RouterPlan& router : plan.routers)
        if (Result<Done> done = add_router(router, slice, request, scope); !done) return done;
    if (!plan.cursor) return Done{};
    Assembly assembly(request);
    if (plan.cursor->start_option && !slice.start.empty())
        if (auto done = assembly.put(*plan.cursor->start_option, slice.start, scope); !done)
            return done;
    if (plan.cursor->end_option && !slice.end.empty())
        return assembly.put(*plan.cursor->end_option, slice.end, scope);
    return Done{};
}

Result<Done> set_address(const StreamPlan& plan, const Value& token, BuiltRequest& built,
                         const Scope& scope)
{
    Result<std::string> base = plan.requester.url_base.text(scope);
    if (!base) return base.error();
    if (plan.paginator.token_is_address && !token.is_null()) {
        built.request.url = joined(*base, token.text().value_or(""));
        // "/v1/items?page=2" counts from the host where the base has a path already.
        if (token.is_string() && token.as_string().starts_with('/') &&
            token.as_string().starts_with(behind_origin(*base)))
            built.request.url =
                base->substr(0, base->size() - behind_origin(*base).size()) + token.as_string();
    } else {
        const Result<std::string> path = plan.requester.path.text(scope);
        if (!path) return path.error();
        built.request.url = joined(*base, *path);
    }
    Result<std::string> home = plan.requester.home ? plan.requester.home->text(scope) : base;
    if (!home) return home.error();
    built.home = *std::move(home);
    return Done{};
}

}  // namespace

Result<std::int64_t> page_size(const PaginatorPlan& plan, const Scope& scope)
{
    if (!plan.page_size) return std::int64_t{0};
    const Result<Value> value = plan.page_size->value(scope);
    if (!value) return value.error();
    return value->integer().value_or(0);
}

Result<BuiltRequest> build_request(const StreamPlan& plan, const Slice& slice, const Value& token,
                                   const Scope& outer)
{
    BuiltRequest built;
    Scope scope = outer;
    scope.set("parameters", &plan.requester.component_parameters);
    const Result<std::string> method = plan.requester.method.text(scope);
    if (!method) return method.error();
    built.request.method = *method;
    if (Result<Done> done = set_address(plan, token, built, scope); !done) return done.error();
    if (Result<Done> done = add_requester(plan.requester, built.request, scope); !done)
        return done.error();
    if (Result<Done> done = add_properties(plan, slice, built.request); !done) return done.error();
    if (!plan.slicer_elsewhere && (token.is_null() || !plan.slicer_on_first_page_only))
        if (Result<Done> done = add_slicer(plan, slice, built.request, scope); !done)
            return done.error();
    scope.set("parameters", &plan.paginator.parameters);
    if (Result<Done> done = add_paginator(plan.paginator, token, built.request, scope); !done)
        return done.error();
    return built;
}

}  // namespace rest
