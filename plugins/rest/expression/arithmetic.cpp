// + - * / // % ** of numbers, texts, lists and times, as Python has them.
#include "rest/civil.hpp"
#include "rest/expression/machine.hpp"

#include <cmath>
#include <limits>

namespace rest::expr {
namespace {

constexpr std::string_view too_large = "the number is too large";

bool is_tuple(const Value& value)
{
    return value.is<std::shared_ptr<ListObject>>() &&
           value.as<std::shared_ptr<ListObject>>()->kind == ListKind::tuple;
}

Value unfit_pair(Machine& machine, std::string_view sign, const Value& left, const Value& right)
{
    if (left.is_missing() || right.is_missing())
        return machine.undefined_error(left.is_missing() ? left : right);
    return machine.type_error("'" + std::string(sign) + "' does not go with '" +
                              std::string(type_name(left)) + "' and '" +
                              std::string(type_name(right)) + "'");
}

Value power(Machine& machine, std::int64_t base, std::int64_t exponent)
{
    if (exponent < 0) {
        if (base == 0) return machine.value_error("division by zero");
        return std::pow(static_cast<double>(base), static_cast<double>(exponent));
    }
    if (base == 0 || base == 1) return exponent == 0 ? std::int64_t{1} : base;
    if (base == -1) return exponent % 2 ? std::int64_t{-1} : std::int64_t{1};
    std::int64_t result = 1;
    for (std::int64_t i = 0; i < exponent; ++i)
        if (__builtin_mul_overflow(result, base, &result))
            return machine.value_error(std::string(too_large));
    return result;
}

// The quotient towards minus infinity, the remainder with the sign of the divisor.
Value integers(Machine& machine, std::string_view sign, std::int64_t left, std::int64_t right)
{
    std::int64_t result = 0;
    bool over = false;
    if (sign == "+") {
        over = __builtin_add_overflow(left, right, &result);
    } else if (sign == "-") {
        over = __builtin_sub_overflow(left, right, &result);
    } else if (sign == "*") {
        over = __builtin_mul_overflow(left, right, &result);
    } else if (sign == "**") {
        return power(machine, left, right);
    } else if (right == 0) {
        return machine.value_error("division by zero");
    } else if (sign == "/") {
        return static_cast<double>(left) / static_cast<double>(right);
    } else if (right == -1) {
        if (sign == "%") return std::int64_t{0};
        over = __builtin_sub_overflow(std::int64_t{0}, left, &result);
    } else if (sign == "//") {
        result = datetime::floor_div(left, right);
    } else {
        result = left - datetime::floor_div(left, right) * right;
    }
    return over ? machine.value_error(std::string(too_large)) : Value(result);
}

Value reals(Machine& machine, std::string_view sign, double left, double right)
{
    if (sign == "+") return left + right;
    if (sign == "-") return left - right;
    if (sign == "*") return left * right;
    if (sign == "**") {
        if (left == 0 && right < 0) return machine.value_error("division by zero");
        const double result = std::pow(left, right);
        if (std::isfinite(left) && std::isfinite(right) && !std::isfinite(result))
            return machine.value_error(std::string(too_large));
        return result;
    }
    if (right == 0) return machine.value_error("division by zero");
    if (sign == "/") return left / right;
    double rest = std::fmod(left, right);
    if (sign == "%") {
        if (rest != 0 && (rest < 0) != (right < 0)) rest += right;
        return rest == 0 ? std::copysign(0.0, right) : rest;
    }
    double quotient = (left - rest) / right;
    if (rest != 0 && (rest < 0) != (right < 0)) quotient -= 1;
    // Zero keeps its sign.
    return quotient == 0 ? std::copysign(0.0, left / right) : std::floor(quotient + 0.5);
}

Value repeated(Machine& machine, const Value& value, std::int64_t times)
{
    const auto count = static_cast<std::size_t>(std::max<std::int64_t>(times, 0));
    if (value.is<Text>()) {
        const std::string_view one = value.text();
        if (!one.empty() && count > template_output_max / one.size())
            return machine.value_error("the text becomes too long");
        std::string out;
        for (std::size_t i = 0; !one.empty() && i < count; ++i) out += one;
        return machine.may_make(out.size()) ? text(std::move(out)) : Value();
    }
    const List items = *elements(value);
    if (!items.empty() && count > template_steps_max / items.size())
        return machine.value_error("the list becomes too long");
    if (!machine.spend(items.size() * count)) return {};
    List all;
    for (std::size_t i = 0; !items.empty() && i < count; ++i)
        all.insert(all.end(), items.begin(), items.end());
    return list(std::move(all), is_tuple(value) ? ListKind::tuple : ListKind::list);
}

Value joined(Machine& machine, const Value& left, const Value& right)
{
    if (left.is<Text>()) {
        std::string out(left.text());
        if (!machine.may_make(out.size() + right.text().size())) return {};
        out += right.text();
        return text(std::move(out));
    }
    List all = *elements(left);
    const List more = *elements(right);
    if (!machine.spend(all.size() + more.size())) return {};
    all.insert(all.end(), more.begin(), more.end());
    return list(std::move(all), is_tuple(left) ? ListKind::tuple : ListKind::list);
}

Value moved(Machine& machine, const Value& time, const Duration& duration, int times)
{
    if (time.is<Date>()) {
        const std::int64_t us =
            datetime::add(time.as<Date>().days * datetime::day_us, {duration.months, 0}, times);
        const std::int64_t days = datetime::floor_div(us, datetime::day_us) +
                                  times * datetime::floor_div(duration.us, datetime::day_us);
        if (days * datetime::day_us < datetime::year_one_us ||
            days * datetime::day_us >= datetime::year_end_us)
            return machine.value_error("the time is out of bounds");
        return Date{days};
    }
    const Moment& moment = time.as<Moment>();
    const std::int64_t shift = moment.offset.value_or(0) * datetime::second_us;
    const std::int64_t us = datetime::add(moment.us + shift, duration, times);
    return Moment{us - shift, moment.offset};
}

Value sum(Machine& machine, std::string_view sign, const Duration& left, const Duration& right)
{
    Duration out;
    const bool over = sign == "+"
                          ? __builtin_add_overflow(left.us, right.us, &out.us) ||
                                __builtin_add_overflow(left.months, right.months, &out.months)
                          : __builtin_sub_overflow(left.us, right.us, &out.us) ||
                                __builtin_sub_overflow(left.months, right.months, &out.months);
    return over ? machine.value_error(std::string(too_large)) : Value(out);
}

Value times(Machine& machine, std::string_view sign, const Value& left, const Value& right)
{
    const bool is_time = left.is<Moment>() || left.is<Date>();
    if (is_time && right.is<Duration>() && (sign == "+" || sign == "-"))
        return moved(machine, left, right.as<Duration>(), sign == "+" ? 1 : -1);
    if (left.is<Duration>() && (right.is<Moment>() || right.is<Date>()) && sign == "+")
        return moved(machine, right, left.as<Duration>(), 1);
    if (left.is<Moment>() && right.is<Moment>() && sign == "-")
        return Duration{0, left.as<Moment>().us - right.as<Moment>().us};
    if (left.is<Date>() && right.is<Date>() && sign == "-")
        return Duration{0, (left.as<Date>().days - right.as<Date>().days) * datetime::day_us};
    if (left.is<Duration>() && right.is<Duration>() && (sign == "+" || sign == "-"))
        return sum(machine, sign, left.as<Duration>(), right.as<Duration>());
    if (sign == "*" && left.is<Duration>() && integer(right)) {
        Duration product;
        const Duration& one = left.as<Duration>();
        if (__builtin_mul_overflow(one.us, *integer(right), &product.us) ||
            __builtin_mul_overflow(one.months, *integer(right), &product.months))
            return machine.value_error(std::string(too_large));
        return product;
    }
    if (sign == "*" && right.is<Duration>() && integer(left))
        return times(machine, sign, right, left);
    return unfit_pair(machine, sign, left, right);
}

}  // namespace

Value calculate(Machine& machine, std::string_view sign, const Value& left, const Value& right)
{
    if (sign == "%" && left.is<Text>()) return percent_format(machine, left.text(), right);
    const auto a = integer(left);
    const auto b = integer(right);
    if (a && b) return integers(machine, sign, *a, *b);
    if ((left.is<Big>() || left.is_number()) && (right.is<Big>() || right.is_number())) {
        if (left.is<double>() || right.is<double>())
            return reals(machine, sign, *real(left), *real(right));
        return machine.value_error(std::string(too_large));
    }
    if (sign == "+" && left.is<Text>() && right.is<Text>()) return joined(machine, left, right);
    if (sign == "+" && left.is_list() && right.is_list() && is_tuple(left) == is_tuple(right))
        return joined(machine, left, right);
    if (sign == "*" && (left.is<Text>() || left.is_list()) && b) return repeated(machine, left, *b);
    if (sign == "*" && (right.is<Text>() || right.is_list()) && a)
        return repeated(machine, right, *a);
    return times(machine, sign, left, right);
}

Value negative(Machine& machine, const Value& value)
{
    if (value.is<double>()) return -value.as<double>();
    if (value.is<Duration>()) return sum(machine, "-", Duration{}, value.as<Duration>());
    if (value.is<Big>()) {
        const std::string& all = value.as<Big>().digits;
        return all.starts_with('-') ? Big{all.substr(1)} : Big{"-" + all};
    }
    if (const auto whole = integer(value)) return integers(machine, "-", 0, *whole);
    return machine.unfit(value, "cannot be negated");
}

Value positive(Machine& machine, const Value& value)
{
    if (value.is<bool>()) return *integer(value);
    if (value.is_number() || value.is<Big>() || value.is<Duration>()) return value;
    return machine.unfit(value, "is no number");
}

}  // namespace rest::expr
