// Equality, order and containment, as Python has them.
#include "rest/expression/value.hpp"

#include <algorithm>
#include <cmath>

namespace rest::expr {
namespace {

// Lists may share parts, and so be far larger to walk through than they are.
constexpr int depth_max = 100;
constexpr int pairs_max = 1'000'000;

template <typename T>
int three_way(const T& left, const T& right)
{
    return left < right ? -1 : right < left ? 1 : 0;
}

std::optional<int> order_floats(double left, double right)
{
    if (std::isnan(left) || std::isnan(right)) return std::nullopt;
    return three_way(left, right);
}

bool is_whole(const Value& value)
{
    return value.is<Big>() || integer(value).has_value();
}

std::string digits(const Value& value)
{
    return value.is<Big>() ? value.as<Big>().digits : std::to_string(*integer(value));
}

int order_whole(const Value& left, const Value& right)
{
    const auto a = integer(left);
    const auto b = integer(right);
    if (a && b) return three_way(*a, *b);
    const std::string x = digits(left);
    const std::string y = digits(right);
    const bool negative = x.starts_with('-');
    if (negative != y.starts_with('-')) return negative ? -1 : 1;
    const int by_size = x.size() == y.size() ? three_way(x, y) : three_way(x.size(), y.size());
    return negative ? -by_size : by_size;
}

std::optional<int> order_numbers(const Value& left, const Value& right)
{
    if (is_whole(left) && is_whole(right)) return order_whole(left, right);
    return order_floats(*real(left), *real(right));
}

bool counts(const Value& value)
{
    return value.is_number() || value.is<Big>();
}

bool is_tuple(const Value& value)
{
    return value.is<std::shared_ptr<ListObject>>() &&
           value.as<std::shared_ptr<ListObject>>()->kind == ListKind::tuple;
}

class Comparison {
public:
    bool equal(const Value& left, const Value& right, int depth = 0)
    {
        if (depth > depth_max || --budget_ < 0) return false;
        if (counts(left) && counts(right)) return order_numbers(left, right) == 0;
        if (left.is<Text>() && right.is<Text>()) return left.text() == right.text();
        if (left.is_list() && right.is_list()) return equal_lists(left, right, depth);
        if (left.is_dict() && right.is_dict()) return equal_dicts(left, right, depth);
        if (left.is<None>() || left.is_missing())
            return left.data().index() == right.data().index();
        return order_times(left, right) == 0;
    }

    std::optional<int> order(const Value& left, const Value& right, int depth = 0)
    {
        if (depth > depth_max || --budget_ < 0) return std::nullopt;
        // Bytes of UTF-8 order as code points do.
        if (left.is<Text>() && right.is<Text>()) return three_way(left.text(), right.text());
        if (counts(left) && counts(right)) return order_numbers(left, right);
        if (left.is_list() && right.is_list() && is_tuple(left) == is_tuple(right))
            return order_lists(left, right, depth);
        if (left.is<Duration>() && right.is<Duration>() &&
            (left.as<Duration>().months || right.as<Duration>().months))
            return std::nullopt;
        return order_times(left, right);
    }

private:
    static std::optional<int> order_times(const Value& left, const Value& right)
    {
        if (left.is<Moment>() && right.is<Moment>()) {
            const Moment& a = left.as<Moment>();
            const Moment& b = right.as<Moment>();
            if (a.offset.has_value() != b.offset.has_value()) return std::nullopt;
            return three_way(a.us, b.us);
        }
        if (left.is<Date>() && right.is<Date>())
            return three_way(left.as<Date>().days, right.as<Date>().days);
        if (left.is<Duration>() && right.is<Duration>()) {
            const Duration& a = left.as<Duration>();
            const Duration& b = right.as<Duration>();
            return a.months == b.months ? three_way(a.us, b.us) : three_way(a.months, b.months);
        }
        return std::nullopt;
    }

    bool equal_lists(const Value& left, const Value& right, int depth)
    {
        if (is_tuple(left) != is_tuple(right) || length(left) != length(right)) return false;
        const List a = *elements(left);
        const List b = *elements(right);
        for (std::size_t i = 0; i < a.size(); ++i)
            if (!equal(a[i], b[i], depth + 1)) return false;
        return a.size() == b.size();
    }

    bool equal_dicts(const Value& left, const Value& right, int depth)
    {
        if (length(left) != length(right)) return false;
        for (const auto& [key, value] : pairs_of(left)) {
            const std::optional<Value> other = item(right, key);
            if (!other || !equal(value, *other, depth + 1)) return false;
        }
        return true;
    }

    std::optional<int> order_lists(const Value& left, const Value& right, int depth)
    {
        const List a = *elements(left);
        const List b = *elements(right);
        for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i)
            if (!equal(a[i], b[i], depth + 1)) return order(a[i], b[i], depth + 1);
        return three_way(a.size(), b.size());
    }

    int budget_ = pairs_max;
};

}  // namespace

bool hashable(const Value& value)
{
    if (!value.is_list()) return !value.is_dict();
    if (!is_tuple(value)) return false;
    const List& items = value.as<std::shared_ptr<ListObject>>()->items;
    return std::none_of(items.begin(), items.end(), [](const Value& one) {
        // A tuple within a tuple is looked into no further: nobody makes such keys.
        return one.is_dict() || (one.is_list() && !is_tuple(one));
    });
}

bool equal(const Value& left, const Value& right)
{
    return Comparison().equal(left, right);
}

std::optional<int> compare(const Value& left, const Value& right)
{
    return Comparison().order(left, right);
}

std::optional<bool> contains(const Value& container, const Value& wanted)
{
    if (container.is<Text>()) {
        if (!wanted.is<Text>()) return std::nullopt;
        return container.text().find(wanted.text()) != std::string_view::npos;
    }
    if (container.is_dict()) {
        if (!hashable(wanted)) return std::nullopt;
        return item(container, wanted).has_value();
    }
    if (container.is_missing()) return false;
    if (!container.is_list()) return std::nullopt;
    const List all = *elements(container);
    Comparison comparison;
    return std::any_of(all.begin(), all.end(),
                       [&](const Value& one) { return comparison.equal(one, wanted); });
}

}  // namespace rest::expr
