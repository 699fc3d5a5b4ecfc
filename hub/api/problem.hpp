// Problem documents (RFC 7807): what went wrong, in words for people and a code for programs.
#pragma once

#include "api/exchange.hpp"

#include <cx/result.hpp>

#include <span>
#include <string>
#include <string_view>

namespace cx::api {

// One row of the table of the API's error codes.
struct ProblemType {
    std::string_view code;  // "api.no_profile"
    int status;
    std::string_view title;
    std::string_view remedy;
};
std::span<const ProblemType> problem_types();

// `code` is one of the table, else this is "api.internal". `detail` holds no personal data.
Answer problem(std::string_view code, std::string_view detail = "");
// Of an error that a port returned.
Answer problem(const Error& error);

}  // namespace cx::api
