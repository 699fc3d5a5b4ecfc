// The semantic types. Each takes each input: converting its output again changes nothing, what it
// drops it gives a reason for, and no forbidden number comes through.
#include "model/types.hpp"

#include "fuzz.hpp"
#include "model/forbidden.hpp"
#include "model/types/conversion.hpp"
#include "model/types/unicode.hpp"

#include <cx/json_check.hpp>

#include <algorithm>
#include <array>

namespace cx::fuzz {
namespace {

using model::ConvertContext;
using model::Converted;
using model::SemanticType;

const std::array<std::string, 4> words{"male", "female", "single", "other"};

const auto& namespaces()
{
    static const std::map<std::string, model::Namespace, std::less<>> known{
        {"account", {.name = "account", .letter_case = model::Namespace::Case::lower}},
        {"crm", {.name = "crm", .instance_scoped = true}},
        {"kr.rrn", {.name = "kr.rrn", .forbidden = true}}};
    return known;
}

// A few of the many contexts, told by the bits of one byte.
ConvertContext context_of(unsigned bits)
{
    static const std::array<std::string, 4> regions{"", "KR", "US", "DE"};
    static const std::array<std::string, 2> zones{"", "Asia/Seoul"};
    ConvertContext context;
    context.now = *parse_rfc3339("2026-06-15T12:00:00Z");
    context.region = regions[bits & 3U];
    context.timezone = zones[(bits >> 2U) & 1U];
    context.instance = "kr-crm";
    context.open = (bits & 8U) != 0;
    context.values = words;
    context.namespaces = &namespaces();
    if (bits & 16U) context.options["currency"] = "KRW";
    if (bits & 64U) context.options["max"] = "24";
    if (bits & 32U) context.options["ns"] = bits & 8U ? "crm" : "account";
    return context;
}

void check_issues(const SemanticType& type, const Converted& converted)
{
    for (const model::Issue& issue : converted.issues) {
        const auto& known = type.issue_codes;
        promise(std::find(known.begin(), known.end(), issue.code) != known.end(),
                "only declared codes are raised:", issue.code);
        promise(issue.path.empty() || issue.path.front() == '/', "an issue's path is a pointer");
    }
}

// A text with a letter or a digit in it that is more than another word for nothing.
bool says_something(const json::Value& input)
{
    if (!input.is_string() || !json::is_utf8(input.as_string())) return false;
    const std::string text = model::clean_width(input.as_string());
    if (model::is_placeholder_word(text)) return false;
    const std::u32string points = model::to_points(text);
    return std::any_of(points.begin(), points.end(),
                       [](char32_t c) { return model::is_letter(c) || model::is_digit(c); });
}

void try_type(const SemanticType& type, const json::Value& input, const ConvertContext& context)
{
    const Converted once = type.convert(input, context);
    check_issues(type, once);
    const std::string written = json::write(once.value);
    promise(json::is_utf8(written), "a canonical value is UTF-8");
    const Converted twice = type.convert(once.value, context);
    promise_equal(json::write(twice.value), written, type.id.data());
    (void)type.mask(once.value);
    if (once.dropped() && says_something(input))
        promise(!once.issues.empty(), "what is dropped has a reason:", type.id);
    if (type.id == "text" && once.value.is_string())
        promise(model::redact_forbidden(once.value.as_string()).codes.empty(),
                "free text holds no forbidden number");
}

}  // namespace

void try_input(std::string_view input)
{
    const ConvertContext context = context_of(take_byte(input));
    const Result<json::Value> parsed = json::parse(input);
    const json::Value value = parsed ? *parsed : json::Value(input);
    for (const SemanticType& type : model::semantic_types()) try_type(type, value, context);
}

}  // namespace cx::fuzz
