#include "base/text.hpp"
#include "model/types/conversion.hpp"
#include "model/types/families.hpp"
#include "model/types/memo.hpp"
#include "model/types/unicode.hpp"

#include <unicode/regex.h>

#include <algorithm>
#include <array>
#include <memory>

namespace cx::model {
namespace {

constexpr std::size_t value_bytes = 1000;

// "crm.contact@kr-crm" -> "crm.contact"
std::string_view plain_namespace(std::string_view ns)
{
    return ns.substr(0, ns.find('@'));
}

struct Named {
    std::string ns;  // May be qualified with an instance.
    std::string value;
};

// "0", "000-000", "00000000-0000-0000-0000-000000000000", "N/A": what stands where an identifier is
// missing.
bool is_placeholder(std::string_view value)
{
    return value.find_first_not_of("0-:. ") == value.npos || is_placeholder_word(value);
}

bool matches(const std::string& pattern, const std::string& value)
{
    if (pattern.empty()) return true;
    using Pattern = std::shared_ptr<const icu::RegexPattern>;
    static Memo<Pattern> memo(64);
    const Pattern compiled = memo.get(pattern, [&]() -> Pattern {
        UErrorCode status = U_ZERO_ERROR;
        UParseError where;
        return Pattern(
            icu::RegexPattern::compile(icu::UnicodeString::fromUTF8(pattern), 0, where, status));
    });
    if (!compiled) return false;
    UErrorCode status = U_ZERO_ERROR;
    const icu::UnicodeString text = icu::UnicodeString::fromUTF8(value);
    const std::unique_ptr<icu::RegexMatcher> matcher(compiled->matcher(text, status));
    if (U_FAILURE(status)) return false;
    matcher->setTimeLimit(1000, status);  // About a millisecond of backtracking.
    const bool whole = matcher->matches(status);
    return U_SUCCESS(status) && whole;
}

bool is_token(std::string_view value)
{
    // "hmac256:<keyid>:<hex>"
    const std::vector<std::string_view> parts = split(value, ':');
    return parts.size() == 3 && parts[0] == "hmac256" && !parts[1].empty() &&
           parts[2].size() == 64 &&
           parts[2].find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

std::string in_case(const Namespace& ns, std::string value)
{
    if (ns.letter_case == Namespace::Case::lower) return lower(value);
    if (ns.letter_case == Namespace::Case::upper)
        std::transform(value.begin(), value.end(), value.begin(),
                       [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
    return value;
}

// The rules of the namespace; the code of what is wrong, or "".
std::string_view apply_namespace(Named& named, const ConvertContext& context)
{
    if (!context.namespaces) return {};
    const auto found = context.namespaces->find(plain_namespace(named.ns));
    if (found == context.namespaces->end()) return "identifier.ns";
    const Namespace& ns = found->second;
    if (ns.forbidden) return "identifier.forbidden";
    named.value = in_case(ns, std::move(named.value));
    if (ns.token && !is_token(named.value)) {
        if (!context.tokenize) return "identifier.token";
        named.value = (*context.tokenize)(ns.name, named.value);
    } else if (!ns.token && !matches(ns.pattern, named.value)) {
        return "identifier.format";
    }
    if (ns.instance_scoped && named.ns.find('@') == named.ns.npos && !context.instance.empty())
        named.ns += "@" + context.instance;
    return {};
}

// From the value and the namespace that the binding names, if it does: "ns:value" where the
// namespace is that one, the value alone otherwise.
Named split_named(std::string_view text, std::string_view ns)
{
    const std::size_t colon = text.find(':');
    if (ns.empty()) {
        if (colon == text.npos) return {"", std::string(text)};
        return {std::string(trim(text.substr(0, colon))),
                std::string(trim(text.substr(colon + 1)))};
    }
    if (colon != text.npos &&
        (text.substr(0, colon) == ns || plain_namespace(text.substr(0, colon)) == ns))
        return {std::string(text.substr(0, colon)), std::string(trim(text.substr(colon + 1)))};
    return {std::string(ns), std::string(text)};
}

struct Checked {
    Named named;
    std::optional<Converted> problem;
};

Checked check(const json::Value& input, const ConvertContext& context)
{
    Named named;
    const json::Value* value = input.is_object() ? input.find("value") : &input;
    const std::string own_ns = input.is_object() ? input.text_of("ns") : "";
    if (!value) return {{}, nothing()};
    const Input read = width_input(*value);
    if (read.problem) return {{}, read.problem};
    if (own_ns.empty())
        named = split_named(read.text, option(context, "ns"));
    else
        named = {std::string(trim(own_ns)), read.text};

    if (named.ns.empty()) return {{}, dropped("identifier.ns")};
    if (is_placeholder(named.value)) return {{}, dropped("identifier.placeholder")};
    if (named.value.size() > value_bytes) return {{}, dropped("identifier.format")};
    if (const std::string_view code = apply_namespace(named, context); !code.empty())
        return {{}, dropped(code)};
    return {std::move(named), std::nullopt};
}

}  // namespace

Converted convert_identifier(const json::Value& input, const ConvertContext& context)
{
    Checked checked = check(input, context);
    if (checked.problem) return *checked.problem;
    Converted result;
    json::Object& members = (result.value = json::Object{}).as_object();
    members["ns"] = std::move(checked.named.ns);
    members["value"] = std::move(checked.named.value);
    ConvertContext open;
    open.open = true;
    for (const auto& [name, type] : {std::pair("state", "enum"), std::pair("primary", "bool")}) {
        const json::Value* part = input.find(name);
        json::Value value = part ? convert_part(name, type, *part, open, result) : json::Value();
        if (!value.is_null()) members[name] = std::move(value);
    }
    return result;
}

Converted convert_ref(const json::Value& input, const ConvertContext& context)
{
    Checked checked = check(input, context);
    if (checked.problem) return *checked.problem;
    return kept(checked.named.ns + ":" + checked.named.value);
}

json::Value mask_identifier(const json::Value& canonical)
{
    if (!canonical.is_object()) return "***";
    json::Value masked;
    masked["ns"] = canonical.text_of("ns");
    masked["value"] = "***";
    return masked;
}

}  // namespace cx::model
