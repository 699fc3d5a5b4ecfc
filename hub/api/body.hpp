// JSON bodies of requests, checked member by member.
#pragma once

#include "api/exchange.hpp"

#include <cx/json.hpp>

#include <initializer_list>
#include <string>
#include <string_view>
#include <variant>

namespace cx::api {

// The object in the request's body, which has no members but `known`; else the problem to answer.
std::variant<json::Value, Answer> read_body(const Request& request,
                                            std::initializer_list<std::string_view> known);

// A text of 1 to `bytes` bytes at `name`.
bool has_text(const json::Value& body, std::string_view name, std::size_t bytes);

}  // namespace cx::api
