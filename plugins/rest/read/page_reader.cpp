#include "rest/read/page_reader.hpp"

#include "rest/read/build.hpp"
#include "rest/read/paging.hpp"
#include "rest/read/verdict.hpp"

#include <xxhash.h>

#include <algorithm>
#include <iterator>

namespace rest {
namespace {

using cx::Status;
using cx::json::Object;
using cx::json::Value;

constexpr std::chrono::milliseconds short_wait{300};

std::uint32_t as_ms(std::chrono::milliseconds wait)
{
    return static_cast<std::uint32_t>(std::max<std::int64_t>(wait.count(), 1));
}

// As the extractor does for a plain path, but the rest of the document stays whole. False where
// what is there needs a second look.
bool take_out(Value& document, const std::vector<std::string>& path, std::vector<Value>& records)
{
    Value* at = &document;
    for (const std::string& step : path) {
        at = at->find(step);
        if (!at) return true;
    }
    if (at->is_array()) {
        for (const Value& item : at->as_array())
            if (!item.is_object()) return false;
        cx::json::Array taken = std::move(at->as_array());
        at->as_array().clear();
        if (records.empty())
            records = std::move(taken);
        else
            std::move(taken.begin(), taken.end(), std::back_inserter(records));
        return true;
    }
    return at->empty();
}

bool looks_into_answers(const std::vector<ErrorHandler>& handlers)
{
    for (const ErrorHandler& handler : handlers)
        for (const ResponseFilter& filter : handler.filters)
            if (filter.predicate) return true;
    return false;
}

Value decoded(const Decoder& decoder, std::string_view body)
{
    cx::Result<std::vector<Value>> documents = decoder.decode(body);
    if (!documents || documents->empty()) return Object{};
    return std::move(documents->front());
}

}  // namespace

Status PageReader::read(const Slice& slice, const Value& token, std::int64_t now_us, Page& page)
{
    page = {};
    const Value next_page_token = token.is_null() ? Value() : Object{{"next_page_token", token}};
    Scope scope(now_us);
    scope.set("config", &around_.config).set("stream_slice", &slice.view);
    if (!token.is_null()) scope.set("next_page_token", &next_page_token);

    cx::http::Answer answer;
    last_status_ = 0;
    if (Status status = ask(slice, token, scope, answer); status.code != CX_OK) return status;
    last_status_ = answer.response.status;
    Value headers = headers_value(answer.response);
    Value response;
    scope.set("headers", &headers);
    // Handlers may look into it, whatever its status.
    if (answer.response.status >= 400 || looks_into_answers(plan_->requester.error_handlers)) {
        response = decoded(*plan_->decoder, answer.response.body);
        scope.set("response", &response);
    }
    if (Status status = judged(answer, scope, page); status.code != CX_OK) return status;
    if (page.ignored || page.reset) return cx::ok();
    return taken(answer.response, token, scope, page);
}

Status PageReader::ask(const Slice& slice, const Value& token, const Scope& scope,
                       cx::http::Answer& answer)
{
    cx::Result<BuiltRequest> built = build_request(*plan_, slice, token, scope);
    if (!built) return cx::failed(built.error());
    cx::Result<Authenticator*> authenticator =
        around_.authenticators.of(plan_->requester.authenticator);
    if (!authenticator) return cx::failed(authenticator.error());
    const bool open = plan_->requester.authenticator.is_null();
    if (!open && !around_.network.same_place(built->request.url, built->home))
        return cx::failed("the next page is said to be at " +
                          cx::http::shown(built->request.url.substr(0, 200)) +
                          ", which is another host; it is not asked with these credentials");
    if (!open && around_.network.is_open_way(built->request.url))
        return cx::failed(
            "credentials would travel readable to another machine over http://; use https://, or "
            "set 'plain_credentials' inside a network that you trust");
    for (int attempt = 0;; ++attempt) {
        Request request = built->request;
        if (Status status = within_budget(request); status.code != CX_OK) return status;
        if (Status status = (*authenticator)->apply(request); status.code != CX_OK) return status;
        cx::http::Request out = wire(request);
        out.repeatable = true;  // Reading twice does no harm
        answer = around_.network.send(out);
        if (answer.response.status == 0 && answer.status.code != CX_OK) return answer.status;
        around_.budget.learn(request, answer.response, around_.host.now_us());
        if (answer.response.status != 401 || attempt == 1 || !(*authenticator)->refused())
            return cx::ok();
    }
}

// Waits for leave where that is short; the hub waits for what is longer.
Status PageReader::within_budget(const Request& request)
{
    while (true) {
        const auto wait = around_.budget.take(request, around_.host.now_us());
        if (wait.count() == 0) return cx::ok();
        if (wait > short_wait)
            return cx::retry("the manifest's budget of requests is used up for now", as_ms(wait));
        if (!around_.host.sleep_ms(as_ms(wait))) return cx::retry("the hub stops");
    }
}

Status PageReader::judged(const cx::http::Answer& answer, const Scope& scope, Page& page)
{
    const Verdict verdict = judge(plan_->requester.error_handlers, answer.response, scope);
    std::string why = answer.status.why;
    if (why.empty()) why = "the manifest takes the answer for an error";
    if (!verdict.message.empty()) why += ": " + verdict.message.substr(0, 300);
    switch (verdict.action) {
        case Action::success:
            failures_ = 0;
            return cx::ok();
        case Action::ignore:
            failures_ = 0;
            page.ignored = true;
            return cx::ok();
        case Action::reset_pagination:
            page.reset = true;
            return cx::ok();
        case Action::fail:
            return cx::failed(why);
        case Action::refresh_token:
        case Action::retry:
        case Action::rate_limited:
            break;
    }
    ++failures_;
    const auto wait = backoff(plan_->requester.error_handlers, answer.response, failures_, scope);
    return cx::retry(why, wait ? as_ms(*wait) : answer.status.retry_after_ms);
}

cx::Result<Value> PageReader::extract(std::vector<Value> documents, const Scope& scope,
                                      std::vector<Value>& records) const
{
    const bool pages_by_answer = plan_->paginator.kind == PaginatorPlan::Kind::cursor;
    Value rest = Object{};
    if (documents.empty()) return rest;
    if (pages_by_answer && (plan_->paginator.looks_at_records || !plan_->plain_path))
        rest = documents.front();
    for (Value& document : documents) {
        if (plan_->plain_path && take_out(document, *plan_->plain_path, records)) continue;
        auto done = plan_->extractor->extract(std::move(document), scope, records);
        if (!done) return done.error();
    }
    if (pages_by_answer && rest.empty()) rest = std::move(documents.front());
    return rest;
}

Status PageReader::taken(cx::http::Response& response, const Value& token, Scope scope, Page& page)
{
    cx::Result<std::vector<Value>> documents = plan_->decoder->decode(response.body);
    if (!documents) return cx::retry("an answer cannot be read: " + documents.error().message);
    page.fingerprint = XXH3_64bits(response.body.data(), response.body.size());
    response.body = {};
    scope.set("parameters", &plan_->selector_parameters);
    cx::Result<Value> rest = extract(*std::move(documents), scope, page.records);
    if (!rest)
        return cx::failed("the records are not where the manifest looks for them: " +
                          rest.error().message);
    // Pages are counted by what came, not by what a filter left of it.
    const auto came = static_cast<std::int64_t>(page.records.size());
    Value last;
    if (plan_->paginator.kind == PaginatorPlan::Kind::cursor && came > 0)
        last = page.records.back();
    const cx::Result<cx::Done> refined = refine(page.records, scope);
    if (!refined) return cx::failed(refined.error());
    const Value count = came;
    scope.set("response", &*rest).set("last_page_size", &count);
    if (came > 0) scope.set("last_record", &last);
    const cx::Result<cx::Done> ahead = look_ahead(token, came, scope, page);
    return ahead ? cx::ok() : cx::failed(ahead.error());
}

// Where it goes on: with the next page, or in the next run.
cx::Result<cx::Done> PageReader::look_ahead(const Value& token, std::int64_t came,
                                            const Scope& scope, Page& page) const
{
    cx::Result<Value> next = next_token(plan_->paginator, {.records = came, .token = token}, scope);
    if (!next) return next.error();
    page.next = *std::move(next);
    if (!page.next.is_null() || !plan_->cursor || plan_->cursor->kind != CursorPlan::Kind::delta)
        return cx::Done{};
    Scope inner = scope;
    inner.set("parameters", &plan_->cursor->parameters);
    cx::Result<std::string> delta = plan_->cursor->link.text(inner);
    if (!delta) return delta.error();
    page.delta = *std::move(delta);
    return cx::Done{};
}

// Filters and transforms, in the order that the manifest wants.
cx::Result<cx::Done> PageReader::refine(std::vector<Value>& records, Scope scope) const
{
    const auto transform = [&]() -> cx::Result<cx::Done> {
        for (const auto& step : plan_->transformations)
            for (Value& record : records)
                if (cx::Result<cx::Done> done = step->apply(record, scope); !done) return done;
        return cx::Done{};
    };
    if (plan_->transform_first)
        if (cx::Result<cx::Done> done = transform(); !done) return done;
    if (plan_->filter) {
        Scope inner = scope;
        std::erase_if(records, [&](const Value& record) {
            inner.set("record", &record);
            return !plan_->filter->truth(inner);
        });
    }
    if (!plan_->transform_first)
        if (cx::Result<cx::Done> done = transform(); !done) return done;
    if (!plan_->schema.is_null())
        for (Value& record : records) normalise(record, plan_->schema);
    return cx::Done{};
}

}  // namespace rest
