// Questions about canonical telephone numbers ("+821012345678", "+8225551234;ext=12").
#pragma once

#include <string_view>

namespace cx::model {

// landline holds Internet numbers too (KR 070); service holds free, shared-cost and company numbers
// (1588-xxxx), which serve everybody and so say nothing about a person.
enum class PhoneType { mobile, landline, service, other };

// Memoised, thread-safe. A text that is no number is `other`.
PhoneType phone_type(std::string_view e164);

// Numbers that people type to get past a form: one digit repeated (010-0000-0000), and
// 010-1234-5678.
bool is_placeholder_phone(std::string_view e164);

}  // namespace cx::model
