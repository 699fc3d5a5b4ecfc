// What the issue codes of the semantic types mean, and what to do about them.
#pragma once

#include <span>
#include <string_view>

namespace cx::model {

struct IssueCode {
    std::string_view code;  // "email.format", as in SemanticType::issue_codes
    std::string_view summary;
    std::string_view remedy;
};

std::span<const IssueCode> issue_codes();

}  // namespace cx::model
