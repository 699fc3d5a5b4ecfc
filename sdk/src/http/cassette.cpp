#include "http/cassette.hpp"

#include <cx/json.hpp>

namespace cx::http {
namespace {

using json::Array;
using json::Object;

// What is no text cannot stand in JSON; it is left out.
json::Value as_text(const std::string& body)
{
    const Result<json::Value> checked = json::parse(json::write(body));
    return checked ? *checked : json::Value("");
}

std::string written(const Url& url, const Request& request)
{
    Object object{{"method", request.method}, {"url", url.text()}};
    if (!request.body.empty()) object["body"] = as_text(request.body);
    return json::write(std::move(object));
}

std::string written(const Response& response)
{
    Array headers;
    for (const auto& [name, value] : response.headers) headers.emplace_back(Array{name, value});
    return json::write(Object{{"status", response.status},
                              {"headers", std::move(headers)},
                              {"body", as_text(response.body)}});
}

Response read(const json::Value& answer)
{
    Response response;
    if (const json::Value* status = answer.find("status"))
        response.status = static_cast<int>(status->integer().value_or(0));
    const json::Value* headers = answer.find("headers");
    for (const json::Value& pair : headers && headers->is_array() ? headers->as_array() : Array{})
        if (pair.is_array() && pair.as_array().size() == 2)
            response.headers.emplace_back(pair.as_array()[0].text().value_or(""),
                                          pair.as_array()[1].text().value_or(""));
    response.body = answer.text_of("body");
    return response;
}

}  // namespace

Exchange exchange(Transport& transport, const Host& host, const Url& url, const Request& request,
                  Watch& watch, Take take)
{
    if (!host.has_cassette()) return transport.exchange(url, request, watch, take);
    const std::string asked = written(url, request);
    std::string kept;
    const cx_status played = host.play(asked, kept);
    if (played == CX_RETRY) {
        Exchange exchange = transport.exchange(url, request, watch, Take::whole);
        if (exchange.end == Exchange::End::answered) host.record(asked, written(exchange.response));
        return exchange;
    }
    const Result<json::Value> answer = json::parse(kept);
    if (played != CX_OK || !answer)
        return {.end = Exchange::End::refused, .why = "the cassette holds no answer to it"};
    return {.end = Exchange::End::answered, .sent = true, .response = read(*answer)};
}

}  // namespace cx::http
