// Filters of lists and dicts as a whole.
#include "rest/expression/library.hpp"
#include "rest/expression/unicode.hpp"

namespace rest::expr {
namespace {

Value length_of(Call& call)
{
    const std::optional<std::size_t> size = length(call.self);
    if (!size) return call.machine.unfit(call.self, "has no length");
    return static_cast<std::int64_t>(*size);
}

// Of nothing given: the value where it is there.
Value otherwise(Call& call)
{
    const bool replaces = call.self.is_missing() || (flag_at(call, 1) && !truth(call.self));
    if (!replaces) return call.self;
    return call.has(0) ? call.at(0) : text("");
}

Value first(Call& call)
{
    const auto all = items_of(call, call.self);
    return all && !all->empty() ? all->front() : Value();
}

Value last(Call& call)
{
    const auto all = items_of(call, call.self);
    return all && !all->empty() ? all->back() : Value();
}

Value to_list(Call& call)
{
    auto all = items_of(call, call.self);
    return all ? list(std::move(*all)) : Value();
}

Value attribute_of(Call& call, const Value& value, std::size_t index)
{
    if (!call.has(index) || call.at(index).is<None>()) return value;
    if (integer(call.at(index))) return call.machine.item_of(value, call.at(index));
    return call.machine.path(value, call.at(index).text());
}

Value join(Call& call)
{
    const auto all = items_of(call, call.self);
    if (!all) return {};
    const std::string between = call.has(0) ? shown(call.at(0)) : "";
    std::string out;
    for (std::size_t i = 0; i < all->size(); ++i) {
        if (i) out += between;
        show(attribute_of(call, (*all)[i], 1), out);
        if (!call.machine.may_make(out.size())) return {};
    }
    return text(std::move(out));
}

Value reverse(Call& call)
{
    if (!elements(call.self)) return call.machine.value_error("what is no list cannot be reversed");
    auto all = items_of(call, call.self);
    if (!all) return {};
    std::reverse(all->begin(), all->end());
    if (!call.self.is<Text>()) return list(std::move(*all), ListKind::generator);
    std::string out;
    for (const Value& one : *all) out += one.text();
    return text(std::move(out));
}

Value folded(const Value& value, bool case_sensitive)
{
    if (case_sensitive || !value.is<Text>()) return value;
    return text(unicode::lower(value.text()));
}

// By `key`, which tells the value to sort by.
template <typename Key>
bool sort_by(Call& call, List& all, bool backwards, Key key)
{
    if (!call.machine.spend(all.size() * 4)) return false;
    std::vector<std::pair<Value, Value>> keyed;
    for (Value& one : all) {
        Value by = key(one);
        if (!keyed.empty() && !compare(keyed.front().first, by) &&
            !equal(keyed.front().first, by)) {
            const Value& first = keyed.front().first;
            call.machine.unfit(first.is_missing() ? first : by, "cannot be compared");
            return false;
        }
        keyed.emplace_back(std::move(by), std::move(one));
    }
    std::stable_sort(keyed.begin(), keyed.end(), [&](const auto& a, const auto& b) {
        return compare(backwards ? b.first : a.first, backwards ? a.first : b.first).value_or(0) <
               0;
    });
    for (std::size_t i = 0; i < all.size(); ++i) all[i] = std::move(keyed[i].second);
    return true;
}

Value sort(Call& call)
{
    auto all = items_of(call, call.self);
    if (!all) return {};
    const bool sorted = sort_by(call, *all, flag_at(call, 0), [&](const Value& one) {
        return folded(attribute_of(call, one, 2), flag_at(call, 1));
    });
    return sorted ? list(std::move(*all)) : Value();
}

Value dictsort(Call& call)
{
    if (!call.self.is_dict()) return call.machine.unfit(call.self, "is no dict");
    List all;
    for (auto& [key, value] : pairs_of(call.self))
        all.push_back(list({key, value}, ListKind::tuple));
    const std::int64_t by = call.has(1) && call.at(1).text() == "value" ? 1 : 0;
    const bool sorted = sort_by(call, all, flag_at(call, 2), [&](const Value& one) {
        return folded(*item(one, by), flag_at(call, 0));
    });
    return sorted ? list(std::move(all)) : Value();
}

Value unique(Call& call)
{
    const auto all = items_of(call, call.self);
    if (!all) return {};
    List seen;
    List out;
    for (const Value& one : *all) {
        const Value key = folded(attribute_of(call, one, 1), flag_at(call, 0));
        if (!hashable(key)) return call.machine.unfit(key, "cannot be a key");
        if (!call.machine.spend(seen.size() / 8 + 1)) return {};
        const bool known = std::any_of(seen.begin(), seen.end(),
                                       [&](const Value& old) { return equal(old, key); });
        if (known) continue;
        seen.push_back(key);
        out.push_back(one);
    }
    return list(std::move(out), ListKind::generator);
}

Value extreme(Call& call, int wanted)
{
    const auto all = items_of(call, call.self);
    if (!all || all->empty()) return {};
    const Value* best = nullptr;
    Value best_key;
    for (const Value& one : *all) {
        Value key = folded(attribute_of(call, one, 1), flag_at(call, 0));
        const std::optional<int> order = best ? compare(key, best_key) : wanted;
        if (!order)
            return call.machine.unfit(best_key.is_missing() ? best_key : key, "cannot be compared");
        if (*order * wanted <= 0) continue;
        best = &one;
        best_key = std::move(key);
    }
    return *best;
}

Value largest(Call& call)
{
    return extreme(call, 1);
}
Value smallest(Call& call)
{
    return extreme(call, -1);
}

Value sum(Call& call)
{
    const auto all = items_of(call, call.self);
    if (!all) return {};
    Value total = call.has(1) ? call.at(1) : Value(std::int64_t{0});
    for (const Value& one : *all)
        total = calculate(call.machine, "+", total, attribute_of(call, one, 0));
    return total;
}

Value items(Call& call)
{
    if (call.self.is_missing()) return list({}, ListKind::generator);
    if (!call.self.is_dict()) return call.machine.unfit(call.self, "is no dict");
    List all;
    for (auto& [key, value] : pairs_of(call.self))
        all.push_back(list({key, value}, ListKind::tuple));
    return call.machine.spend(all.size()) ? list(std::move(all), ListKind::generator) : Value();
}

Value attribute(Call& call)
{
    const auto name = text_at(call, 0);
    if (!name) return {};
    if (call.self.is_missing()) return call.machine.undefined_error(call.self);
    return Missing{};  // Members are items; an attribute of that name there is none.
}

Value batch(Call& call)
{
    const auto all = items_of(call, call.self);
    const auto size = integer_at(call, 0);
    if (!all || !size) return {};
    if (*size < 1) return call.machine.value_error("a batch has at least one element");
    List out;
    for (std::size_t at = 0; at < all->size(); at += static_cast<std::size_t>(*size)) {
        const std::size_t end = std::min(
            all->size(), at + static_cast<std::size_t>(std::min<std::int64_t>(*size, 1'000'000)));
        List part(all->begin() + static_cast<std::ptrdiff_t>(at),
                  all->begin() + static_cast<std::ptrdiff_t>(end));
        while (call.has(1) && part.size() < static_cast<std::size_t>(*size) &&
               call.machine.spend(1))
            part.push_back(call.at(1));
        out.push_back(list(std::move(part)));
    }
    return list(std::move(out), ListKind::generator);
}

constexpr Builtin rows[] = {
    {"length", "", &length_of},
    {"count", "", &length_of},
    {"default", "default_value? boolean?", &otherwise},
    {"d", "default_value? boolean?", &otherwise},
    {"first", "", &first},
    {"last", "", &last},
    {"list", "", &to_list},
    {"join", "d? attribute?", &join},
    {"reverse", "", &reverse},
    {"sort", "reverse? case_sensitive? attribute?", &sort},
    {"dictsort", "case_sensitive? by? reverse?", &dictsort},
    {"unique", "case_sensitive? attribute?", &unique},
    {"max", "case_sensitive? attribute?", &largest},
    {"min", "case_sensitive? attribute?", &smallest},
    {"sum", "attribute? start?", &sum},
    {"items", "", &items},
    {"attr", "name", &attribute},
    {"batch", "linecount fill_with?", &batch},
};

}  // namespace

std::span<const Builtin> list_filters()
{
    return rows;
}

}  // namespace rest::expr
