#include "unify/keys.hpp"

#include "base/text.hpp"
#include "model/email.hpp"
#include "model/phone.hpp"

#include <algorithm>
#include <array>

namespace cx::unify {
namespace {

bool holds(const std::vector<std::string>& list, std::string_view value)
{
    return std::find(list.begin(), list.end(), value) != list.end();
}

void add_email(std::string_view address, bool verified, const IdentityModel& model,
               std::vector<MatchKey>& out)
{
    const std::string key = model::email_match_key(address);
    const std::size_t at = key.find('@');
    if (at == key.npos || at == 0) return;
    if (model::is_placeholder_email(key) || model::is_role_mailbox(key)) return;
    const std::string mailbox = model::email_mailbox_key(key);
    if (holds(model.ignored_emails, key) || holds(model.ignored_emails, mailbox)) return;
    if (holds(model.role_mailboxes, key.substr(0, at))) return;
    out.push_back({.ns = "email", .value = key, .verified = verified});
    if (mailbox != key) out.push_back({.ns = "email", .value = mailbox, .verified = verified});
}

void add_phone(std::string_view number, bool verified, const IdentityModel& model,
               std::vector<MatchKey>& out)
{
    if (number.empty() || holds(model.ignored_phones, number)) return;
    const std::string_view bare = number.substr(0, number.find(';'));
    if (model::is_placeholder_phone(bare) || holds(model.ignored_phones, bare)) return;
    const model::PhoneType type = model::phone_type(bare);
    if (type == model::PhoneType::service) return;
    const bool landline = type != model::PhoneType::mobile;
    out.push_back(
        {.ns = "phone", .value = std::string(number), .verified = verified, .landline = landline});
}

bool is_true(const json::Value* value)
{
    return value != nullptr && value->is_bool() && value->as_bool();
}

void add_contact_points(const json::Value& points, const IdentityModel& model,
                        std::vector<MatchKey>& out)
{
    if (!points.is_array()) return;
    for (const json::Value& point : points.as_array()) {
        const bool verified =
            is_true(point.find("verified")) || !point.text_of("verified_at").empty();
        if (const std::string email = point.text_of("email"); !email.empty())
            add_email(email, verified, model, out);
        if (const std::string phone = point.text_of("phone"); !phone.empty())
            add_phone(phone, verified, model, out);
    }
}

void add_identifier(const json::Value& identifier, const IdentityModel& model,
                    std::vector<MatchKey>& out)
{
    const std::string ns = identifier.text_of("ns");
    const std::string value = identifier.text_of("value");
    if (ns.empty() || is_placeholder_id(value)) return;
    const bool verified = is_true(identifier.find("verified"));
    if (ns == "email") return add_email(value, verified, model, out);
    if (ns == "phone") return add_phone(value, verified, model, out);
    out.push_back({.ns = ns, .value = value, .verified = verified});
}

void sort_unique(std::vector<MatchKey>& keys)
{
    std::sort(keys.begin(), keys.end());
    std::vector<MatchKey> out;
    for (MatchKey& key : keys) {
        if (!out.empty() && out.back().ns == key.ns && out.back().value == key.value) {
            out.back().verified = out.back().verified || key.verified;
            continue;
        }
        out.push_back(std::move(key));
    }
    keys = std::move(out);
}

}  // namespace

bool is_placeholder_id(std::string_view value)
{
    constexpr std::array<std::string_view, 11> words = {
        "none", "null", "n/a", "na", "nil", "unknown", "-", "없음", "미상", "test", "undefined"};
    const std::string lower = ascii_lower(trim(value));
    if (lower.empty() || std::find(words.begin(), words.end(), lower) != words.end()) return true;
    // 0, 0000, 9999999, xxxxx
    const bool one_letter = lower.find_first_not_of(lower.front()) == lower.npos;
    return one_letter && (lower.front() == '0' || lower.size() >= 4);
}

MatchKey own_key(const model::RecordKey& record)
{
    const std::size_t colon = record.key.find(':');
    if (colon == record.key.npos) return {.ns = record.entity, .value = record.key};
    return {.ns = record.key.substr(0, colon), .value = record.key.substr(colon + 1)};
}

std::vector<MatchKey> match_keys(const model::RecordKey& record, const json::Value& data,
                                 const IdentityModel& model)
{
    std::vector<MatchKey> keys{own_key(record)};
    if (const json::Value* points = data.find("contact_points"))
        add_contact_points(*points, model, keys);
    for (const std::string_view name : {"identifiers", "tax_id"}) {
        const json::Value* field = data.find(name);
        if (field == nullptr) continue;
        if (field->is_object()) add_identifier(*field, model, keys);
        if (!field->is_array()) continue;
        for (const json::Value& identifier : field->as_array())
            add_identifier(identifier, model, keys);
    }
    sort_unique(keys);
    return keys;
}

bool is_ignored_email(std::string_view canonical, const IdentityModel& model)
{
    if (model.ignored_emails.empty() && model.role_mailboxes.empty()) return false;
    const std::string key = model::email_match_key(canonical);
    return holds(model.ignored_emails, key) ||
           holds(model.ignored_emails, model::email_mailbox_key(key)) ||
           holds(model.role_mailboxes, key.substr(0, key.find('@')));
}

std::string_view bare_namespace(std::string_view ns)
{
    return ns.substr(0, ns.find('@'));
}

const NamespaceRule& rule_of(std::string_view ns, const IdentityModel& model)
{
    static const NamespaceRule unknown;
    const NamespaceRule* found = model.find(ns);
    if (found == nullptr) found = model.find(bare_namespace(ns));
    return found == nullptr ? unknown : *found;
}

bool same_number(std::string_view a, std::string_view b)
{
    if (a == b) return true;
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
    const auto next = [](std::string_view text, std::size_t from) {
        return std::min(text.find_first_not_of(" -./", from), text.size());
    };
    std::size_t i = next(a, 0);
    std::size_t j = next(b, 0);
    while (i < a.size() && j < b.size() && lower(a[i]) == lower(b[j])) {
        i = next(a, i + 1);
        j = next(b, j + 1);
    }
    return i == a.size() && j == b.size();
}

bool is_identifier(std::string_view ns, const IdentityModel& model)
{
    return ns != "email" && ns != "phone" &&
           rule_of(ns, model).links == NamespaceRule::Links::with_name;
}

}  // namespace cx::unify
