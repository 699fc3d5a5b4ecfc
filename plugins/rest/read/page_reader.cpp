#include "rest/read/page_reader.hpp"

#include "rest/read/build.hpp"
#include "rest/read/paging.hpp"

#include <xxhash.h>

#include <iterator>
#include <utility>

namespace rest {
namespace {

using cx::Status;
using cx::json::Object;
using cx::json::Value;

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

std::uint64_t fingerprint_of(std::string_view text)
{
    return XXH3_64bits(text.data(), text.size());
}

}  // namespace

Status PageReader::read(const Slice& slice, const Value& token, std::int64_t now_us,
                        std::uint64_t behind, Page& page)
{
    page = {};
    const Value next_page_token = token.is_null() ? Value() : Object{{"next_page_token", token}};
    Scope scope(now_us);
    scope.set("config", &around_.config).set("stream_slice", &slice.view);
    if (!token.is_null()) scope.set("next_page_token", &next_page_token);
    for (const auto& [name, value] : slice.more) scope.set(name, &value);
    if (events_) return read_events(slice, token, scope, page);
    if (!plan_->parts_decoder.is_null()) return read_part(slice, token, scope, behind, page);
    Heard heard;
    Value rest;
    Status status = properties_ ? read_chunks(slice, token, scope, page, heard, rest)
                                : read_once(slice, token, scope, page, heard, rest);
    if (status.code != CX_OK || page.ignored || page.reset) return status;
    scope.set("headers", &heard.headers);
    return settle(token, rest, scope, page);
}

Status PageReader::read_once(const Slice& slice, const Value& token, Scope scope, Page& page,
                             Heard& heard, Value& rest)
{
    cx::Result<BuiltRequest> built = build_request(*plan_, slice, token, scope);
    if (!built) return cx::failed(built.error());
    Status status =
        asker_.ask(plan_->requester, *plan_->decoder, *built, scope, Asker::Kind::reading, heard);
    if (status.code != CX_OK) return status;
    page.ignored = heard.action == Action::ignore;
    page.reset = heard.action == Action::reset_pagination;
    if (page.ignored || page.reset) return cx::ok();
    cx::Result<std::vector<Value>> documents = plan_->decoder->decode(heard.response.body);
    if (!documents) return unreadable(*built, documents.error());
    page.fingerprint = page.fingerprint * 31 + fingerprint_of(heard.response.body);
    heard.response.body = {};
    scope.set("parameters", &plan_->selector_parameters);
    cx::Result<Value> left = extract(*std::move(documents), scope, page.records);
    if (!left)
        return cx::failed("the records are not where the manifest looks for them: " +
                          left.error().message);
    rest = *std::move(left);
    return cx::ok();
}

// The same page once for each chunk of the fields; what came of one record becomes one.
Status PageReader::read_chunks(const Slice& slice, const Value& token, const Scope& outer,
                               Page& page, Heard& heard, Value& rest)
{
    const std::vector<Value>* chunks = nullptr;
    if (Status status = properties_->chunks(outer.now_us, chunks); status.code != CX_OK)
        return status;
    Slice with = slice;
    Merge merge(plan_->properties->merge_key);
    for (const Value& chunk : *chunks) {
        with.more["query_properties"] = chunk;
        with.view["extra_fields"]["query_properties"] = chunk;
        Scope scope = outer;
        scope.set("query_properties", &chunk).set("stream_slice", &with.view);
        Status status = read_once(with, token, scope, page, heard, rest);
        if (status.code != CX_OK || page.ignored || page.reset) return status;
        merge.take(std::exchange(page.records, {}));
    }
    page.records = merge.records();
    return cx::ok();
}

Status PageReader::read_events(const Slice& slice, const Value& token, Scope scope, Page& page)
{
    page.endless = true;
    page.next = token;
    std::vector<EventData> events;
    Status status = events_->read(slice, page.next, scope, events);
    if (status.code != CX_OK) return status;
    scope.set("parameters", &plan_->selector_parameters);
    for (EventData& event : events) take_event(std::move(event), scope, page);
    if (page.records.empty()) page.wait = std::chrono::milliseconds(1);
    return cx::ok();
}

// Events are gone from the connection once they were read, so what is wrong with one must not
// fail the page: it would take those beside it along.
void PageReader::take_event(EventData event, const Scope& scope, Page& page) const
{
    std::vector<Value> records;
    if (event.problem.empty()) {
        const cx::Result<Value> rest = extract({event.value}, scope, records);
        if (!rest)
            event.problem =
                "its records are not where the manifest looks for them: " + rest.error().message;
        else if (const cx::Result<cx::Done> refined = refine(records, scope); !refined)
            event.problem = refined.error().message;
    }
    if (event.problem.empty()) {
        std::move(records.begin(), records.end(), std::back_inserter(page.records));
        return;
    }
    page.refused[page.records.size()] = std::move(event.problem);
    page.records.push_back(std::move(event.value));
}

// Opens the answer, or goes on with the one that is open.
Status PageReader::read_part(const Slice& slice, const Value& token, Scope scope,
                             std::uint64_t behind, Page& page)
{
    if (!download_.is_at(token, behind)) {
        cx::Result<BuiltRequest> built = build_request(*plan_, slice, token, scope);
        if (!built) return cx::failed(built.error());
        Heard heard;
        Status status = asker_.ask(plan_->requester, *plan_->decoder, *built, scope,
                                   Asker::Kind::opening, heard);
        if (status.code != CX_OK) return status;
        page.ignored = heard.action == Action::ignore;
        page.reset = heard.action == Action::reset_pagination;
        if (page.ignored || page.reset) return cx::ok();
        download_.begin(std::move(heard), plan_->parts_decoder, token, behind);
    }
    bool end = false;
    bool waits = false;
    Status status = download_.read(page.records, end, waits);
    if (status.code != CX_OK) return status;
    if (waits) {
        page.wait = std::chrono::milliseconds(1);
        return cx::ok();
    }
    page.part = page.records.size();
    page.more_parts = !end;
    page.came = page.part;
    scope.set("parameters", &plan_->selector_parameters).set("headers", &download_.headers());
    const auto came = static_cast<std::int64_t>(behind + page.part);
    if (!page.records.empty())
        page.fingerprint = fingerprint_of(cx::json::write(page.records.back()));
    const Value last = page.records.empty() ? Value() : page.records.back();
    const cx::Result<cx::Done> refined = refine(page.records, scope);
    if (!refined) return cx::failed(refined.error());
    if (page.more_parts) return cx::ok();
    const Value count = came;
    const Value response = Object{};
    scope.set("response", &response).set("last_page_size", &count);
    if (!last.is_null()) scope.set("last_record", &last);
    const cx::Result<cx::Done> ahead = look_ahead(token, came, scope, page);
    return ahead ? cx::ok() : cx::failed(ahead.error());
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

Status PageReader::settle(const Value& token, const Value& rest, Scope scope, Page& page) const
{
    scope.set("parameters", &plan_->selector_parameters);
    // Pages are counted by what came, not by what a filter left of it.
    const auto came = static_cast<std::int64_t>(page.records.size());
    page.came = page.records.size();
    Value last;
    if (plan_->paginator.kind == PaginatorPlan::Kind::cursor && came > 0)
        last = page.records.back();
    const cx::Result<cx::Done> refined = refine(page.records, scope);
    if (!refined) return cx::failed(refined.error());
    const Value count = came;
    scope.set("response", &rest).set("last_page_size", &count);
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
