// RemoveFields.
#include "rest/transform/kinds.hpp"

#include <algorithm>
#include <iterator>

namespace rest::transform {
namespace {

using cx::json::Value;

// `*` and `?` within a name.
bool matches(std::string_view pattern, std::string_view name)
{
    std::size_t p = 0;
    std::size_t n = 0;
    std::size_t star = std::string_view::npos;
    std::size_t behind = 0;
    while (n < name.size()) {
        if (p < pattern.size() && pattern[p] == '*') {
            star = p++;
            behind = n;
        } else if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == name[n])) {
            ++p;
            ++n;
        } else if (star != std::string_view::npos) {
            p = star + 1;
            n = ++behind;
        } else {
            return false;
        }
    }
    while (p < pattern.size() && pattern[p] == '*') ++p;
    return p == pattern.size();
}

class RemoveFields final : public Transformation {
public:
    RemoveFields(std::vector<std::vector<std::string>> paths, std::optional<Template> condition)
        : paths_(std::move(paths)), condition_(std::move(condition))
    {
    }

    cx::Result<cx::Done> apply(Value& record, const Scope& scope) const override
    {
        Scope inner = scope;
        inner.set("record", &record);
        for (const auto& path : paths_) {
            const cx::Result<cx::Done> removed = remove(record, path, 0, inner);
            if (!removed) return removed;
        }
        return cx::Done{};
    }

private:
    // The condition is about the value that would go.
    cx::Result<bool> goes(const Value& value, const Scope& scope) const
    {
        if (!condition_) return true;
        Scope inner = scope;
        inner.set("property", &value);
        return condition_->judge(inner);
    }

    cx::Result<cx::Done> remove(Value& value, const std::vector<std::string>& path, std::size_t at,
                                const Scope& scope) const
    {
        const std::string& part = path[at];
        if (part == "**") {
            if (at + 1 < path.size()) {
                const auto here = remove(value, path, at + 1, scope);
                if (!here) return here;
            }
            return inside(value, path, at, scope);
        }
        if (value.is_array()) return remove_elements(value.as_array(), path, at, scope);
        if (!value.is_object()) return cx::Done{};
        cx::json::Object& object = value.as_object();
        for (auto one = object.begin(); one != object.end();) {
            if (!matches(part, one->first)) {
                ++one;
                continue;
            }
            if (at + 1 < path.size()) {
                const auto done = remove(one->second, path, at + 1, scope);
                if (!done) return done;
                ++one;
                continue;
            }
            const cx::Result<bool> gone = goes(one->second, scope);
            if (!gone) return gone.error();
            one = *gone ? object.erase(one) : std::next(one);
        }
        return cx::Done{};
    }

    cx::Result<cx::Done> inside(Value& value, const std::vector<std::string>& path, std::size_t at,
                                const Scope& scope) const
    {
        const auto each = [&](Value& one) { return remove(one, path, at, scope); };
        if (value.is_object())
            for (auto& [name, one] : value.as_object())
                if (auto done = each(one); !done) return done;
        if (value.is_array())
            for (Value& one : value.as_array())
                if (auto done = each(one); !done) return done;
        return cx::Done{};
    }

    // An element by its number, or each of them for `*`.
    cx::Result<cx::Done> remove_elements(cx::json::Array& list,
                                         const std::vector<std::string>& path, std::size_t at,
                                         const Scope& scope) const
    {
        const std::optional<std::size_t> index = index_of(path[at]);
        for (std::size_t i = list.size(); i-- > 0;) {
            if (path[at] != "*" && index != i) continue;
            if (at + 1 < path.size()) {
                const auto done = remove(list[i], path, at + 1, scope);
                if (!done) return done;
                continue;
            }
            const cx::Result<bool> gone = goes(list[i], scope);
            if (!gone) return gone.error();
            if (*gone) list.erase(list.begin() + static_cast<std::ptrdiff_t>(i));
        }
        return cx::Done{};
    }

    std::vector<std::vector<std::string>> paths_;
    std::optional<Template> condition_;
};

}  // namespace

Made make_remove_fields(const Value& component)
{
    const Value* pointers = component.find("field_pointers");
    if (!pointers || !pointers->is_array())
        return cx::Error{"rest.option", "RemoveFields needs 'field_pointers'"};
    std::vector<std::vector<std::string>> paths;
    for (const Value& one : pointers->as_array()) {
        if (!one.is_array() || one.empty())
            return cx::Error{"rest.option", "each of 'field_pointers' is a list of names"};
        std::vector<std::string> path;
        for (const Value& part : one.as_array()) path.push_back(part.text().value_or(""));
        paths.push_back(std::move(path));
    }
    cx::Result<std::optional<Template>> condition = condition_of(component);
    if (!condition) return condition.error();
    return std::unique_ptr<Transformation>(
        std::make_unique<RemoveFields>(std::move(paths), std::move(*condition)));
}

}  // namespace rest::transform
