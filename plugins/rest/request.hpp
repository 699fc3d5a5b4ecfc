// One request as the parts of a manifest put it together: requester, paginator, slicer and
// authenticator each add their share.
#pragma once

#include <cx/http.hpp>
#include <cx/json.hpp>

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace rest {

struct Request {
    std::string method = "GET";
    std::string url;  // Absolute, without what stands in `query`
    cx::http::Headers headers = {};
    std::vector<std::pair<std::string, std::string>> query = {};
    // At most one of these three is the body.
    std::optional<cx::json::Value> json = {};
    std::vector<std::pair<std::string, std::string>> form = {};
    std::string text = {};

    // Replaces a header, whatever its case.
    void set_header(std::string_view name, std::string value);
    // Replaces a query key.
    void set_query(std::string_view name, std::string value);
    void set_form(std::string_view name, std::string value);
};

// The request as the client takes it: query and form encoded, the body written.
cx::http::Request wire(const Request& request);
// "a=1&b=x%20y"
std::string form_encoded(const std::vector<std::pair<std::string, std::string>>& fields);

// Sends one request to an absolute address. Whoever gives it sees to connections, limits and
// budget.
using Send = std::function<cx::http::Answer(const cx::http::Request&)>;

}  // namespace rest
