#include "square/client.hpp"

#include <algorithm>
#include <ctime>

namespace square {
namespace {

using cx::json::Value;

std::string address_of(const SquareOptions& options)
{
    if (!options.url.empty()) return options.url;
    return options.environment == "sandbox" ? "https://connect.squareupsandbox.com"
                                            : "https://connect.squareup.com";
}

cx::http::Credentials credentials_of(const SquareOptions& options)
{
    cx::http::Credentials credentials = options;
    if (credentials.token_url.empty())
        credentials.token_url = address_of(options) + "/oauth2/token";
    return credentials;
}

// Square's codes are words of capitals; nothing else of an answer is repeated, for `detail` may
// quote a customer.
std::string word(const Value& error, std::string_view member)
{
    std::string text = error.text_of(member);
    const bool clean = text.size() <= 64 && std::all_of(text.begin(), text.end(), [](char c) {
                           return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
                       });
    return clean ? text : "";
}

// The first of the answer's errors, or null.
Value first_error(const cx::http::Response& response)
{
    const cx::Result<Value> body = cx::json::parse(response.body);
    const Value* errors = body ? body->find("errors") : nullptr;
    return errors && errors->is_array() && !errors->empty() ? errors->as_array().front() : Value();
}

std::string explain(const cx::http::Response& response)
{
    const Value error = first_error(response);
    if (error.is_null()) return {};
    return word(error, "category") + " " + word(error, "code");
}

bool forgot_page(const cx::http::Response& response, const Search& search)
{
    if (response.status != 400 || search.page.empty()) return false;
    const Value error = first_error(response);
    return error.text_of("code") == "INVALID_CURSOR" || error.text_of("field") == "cursor";
}

// "Tue, 14 Nov 2023 22:14:50 GMT"
std::int64_t served_at_us(std::string_view date)
{
    std::tm time{};
    const std::string text(date);
    const char* const end = ::strptime(text.c_str(), "%a, %d %b %Y %H:%M:%S GMT", &time);
    return end && *end == '\0' ? static_cast<std::int64_t>(::timegm(&time)) * 1'000'000 : 0;
}

// Errors beside a status of 200, as Square's description of the answer has them.
cx::Status judge_errors(const Value& errors, const std::string& where)
{
    const Value& first = errors.as_array().front();
    const std::string category = word(first, "category");
    const std::string why =
        where + "200 with an error (" + category + " " + word(first, "code") + ")";
    const bool passes = category == "RATE_LIMIT_ERROR" || category == "API_ERROR";
    return passes ? cx::retry(why) : cx::failed(why);
}

void read_page(const Value& body, const Search& search, const std::string& where, Page& page)
{
    const Value* errors = body.find("errors");
    if (errors && errors->is_array() && !errors->empty()) {
        page.status = judge_errors(*errors, where);
        return;
    }
    page.next = body.text_of("cursor");
    if (!page.next.empty() && page.next == search.page) {
        page.status = cx::failed(where + "the page after this one is this one again");
        return;
    }
    const Value* items = body.find(search.object);
    if (!items || !items->is_array()) return;  // An empty result has no such member.
    for (const Value& item : items->as_array())
        page.items.push_back(
            {item.text_of("id"), item.text_of("updated_at"), cx::json::write(item)});
}

}  // namespace

std::string search_body(const Search& search)
{
    Value body = cx::json::Object{{"limit", static_cast<std::int64_t>(search.page_size)}};
    if (!search.page.empty()) body["cursor"] = search.page;
    Value since;
    if (!search.since.empty()) since["updated_at"] = cx::json::Object{{"start_at", search.since}};
    if (search.object == "customers") {
        // By the day they came: a customer who changes meanwhile stays where it is.
        body["query"]["sort"] = cx::json::Object{{"field", "CREATED_AT"}, {"order", "ASC"}};
        if (!since.is_null()) body["query"]["filter"] = since;
        return cx::json::write(body);
    }
    for (const std::string& id : search.location_ids) body["location_ids"].push_back(id);
    // Square wants the order to be that of the filter.
    body["query"]["sort"] = cx::json::Object{
        {"sort_field", since.is_null() ? "CREATED_AT" : "UPDATED_AT"}, {"sort_order", "ASC"}};
    if (!since.is_null()) body["query"]["filter"]["date_time_filter"] = since;
    return cx::json::write(body);
}

SquareClient::SquareClient(const SquareOptions& options, cx::Host host)
    : http_({.url = address_of(options),
             .connection = options,
             .credentials = credentials_of(options),
             .headers = options.api_version.empty()
                            ? cx::http::Headers{{"Accept", "application/json"}}
                            : cx::http::Headers{{"Accept", "application/json"},
                                                {"Square-Version", options.api_version}},
             .explain = &explain},
            host)
{
}

Page SquareClient::search(const Search& search)
{
    Page page;
    const std::string path = "/v2/" + search.object + "/search";
    // A search changes nothing at Square.
    const cx::http::Answer answer = http_.send(
        {.method = "POST", .url = path, .body = search_body(search), .repeatable = true});
    page.status = answer.status;
    page.page_lost = forgot_page(answer.response, search);
    page.served_at_us = served_at_us(answer.response.header("Date"));
    if (page.status.code != CX_OK) return page;
    const std::string where = "POST " + path + ": ";
    const cx::Result<Value> body = cx::json::parse(answer.response.body);
    if (body && body->is_object())
        read_page(*body, search, where, page);
    else
        page.status = cx::retry(where + "the answer is no JSON object");
    return page;
}

}  // namespace square
