// KeysToLower, KeysToSnakeCase, KeysReplace: the names of members, at every depth.
#include "rest/expression/unicode.hpp"
#include "rest/transform/kinds.hpp"

#include <cctype>

namespace rest::transform {
namespace {

using cx::json::Value;

// Where two names become one, the later in their order stays.
template <typename Rename>
void rename_all(Value& value, const Rename& rename)
{
    if (value.is_array())
        for (Value& one : value.as_array()) rename_all(one, rename);
    if (!value.is_object()) return;
    cx::json::Object renamed;
    for (auto& [name, one] : value.as_object()) {
        rename_all(one, rename);
        renamed.insert_or_assign(rename(name), std::move(one));
    }
    value.as_object() = std::move(renamed);
}

enum class Letter { lower, upper, digit, other };

Letter kind_of(char c)
{
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x80 || std::islower(byte)) return Letter::lower;
    if (std::isupper(byte)) return Letter::upper;
    return std::isdigit(byte) ? Letter::digit : Letter::other;
}

// HTTPServer2Name is http_server_2_name, "First Name" first_name.
std::string snake_case(const std::string& name)
{
    std::string out;
    for (std::size_t i = 0; i < name.size(); ++i) {
        const Letter kind = kind_of(name[i]);
        if (kind == Letter::other) {
            if (!out.empty() && out.back() != '_') out += '_';
            continue;
        }
        const Letter before = i ? kind_of(name[i - 1]) : Letter::other;
        const Letter after = i + 1 < name.size() ? kind_of(name[i + 1]) : Letter::other;
        const bool begins_word =
            (kind == Letter::upper && before != Letter::upper) ||
            (kind == Letter::upper && before == Letter::upper && after == Letter::lower) ||
            (kind == Letter::digit) != (before == Letter::digit);
        if (begins_word && !out.empty() && out.back() != '_') out += '_';
        out += static_cast<char>(kind == Letter::upper ? std::tolower(name[i]) : name[i]);
    }
    while (out.ends_with('_')) out.pop_back();
    if (!out.empty() && kind_of(out[0]) == Letter::digit) out.insert(0, "_");
    return out.empty() ? name : out;
}

template <typename Rename>
class Keys final : public Transformation {
public:
    explicit Keys(Rename rename) : rename_(std::move(rename)) {}

    cx::Result<cx::Done> apply(Value& record, const Scope&) const override
    {
        rename_all(record, rename_);
        return cx::Done{};
    }

private:
    Rename rename_;
};

template <typename Rename>
Made keys(Rename rename)
{
    return std::unique_ptr<Transformation>(std::make_unique<Keys<Rename>>(std::move(rename)));
}

class KeysReplace final : public Transformation {
public:
    KeysReplace(Template old, Template now) : old_(std::move(old)), now_(std::move(now)) {}

    cx::Result<cx::Done> apply(Value& record, const Scope& scope) const override
    {
        Scope inner = scope;
        inner.set("record", &record);
        const cx::Result<std::string> old = old_.text(inner);
        const cx::Result<std::string> now = now_.text(inner);
        if (!old || !now) return old ? now.error() : old.error();
        if (old->empty()) return cx::Done{};
        rename_all(record, [&](const std::string& name) {
            std::string out = name;
            for (std::size_t at = 0; (at = out.find(*old, at)) != std::string::npos;
                 at += now->size())
                out.replace(at, old->size(), *now);
            return out;
        });
        return cx::Done{};
    }

private:
    Template old_;
    Template now_;
};

}  // namespace

Made make_keys_to_lower(const Value&)
{
    return keys([](const std::string& name) { return unicode::lower(name); });
}

Made make_keys_to_snake_case(const Value&)
{
    return keys(&snake_case);
}

Made make_keys_replace(const Value& component)
{
    cx::Result<Template> old = Template::compile(component.text_of("old"), names);
    cx::Result<Template> now = Template::compile(component.text_of("new"), names);
    if (!old) return old.error();
    if (!now) return now.error();
    return std::unique_ptr<Transformation>(
        std::make_unique<KeysReplace>(std::move(*old), std::move(*now)));
}

}  // namespace rest::transform
