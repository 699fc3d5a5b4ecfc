#include "config/values.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

namespace cx::config {
namespace {

struct Unit {
    std::string_view name;
    std::uint64_t factor;
};

constexpr std::array duration_units = {Unit{"ms", 1}, Unit{"s", 1000}, Unit{"m", 60'000},
                                       Unit{"h", 3'600'000}, Unit{"d", 86'400'000}};
constexpr std::array size_units = {
    Unit{"B", 1},
    Unit{"KB", 1000},
    Unit{"MB", 1'000'000},
    Unit{"GB", 1'000'000'000},
    Unit{"TB", 1'000'000'000'000},
    Unit{"KiB", 1ULL << 10},
    Unit{"MiB", 1ULL << 20},
    Unit{"GiB", 1ULL << 30},
    Unit{"TiB", 1ULL << 40},
};

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

bool all_digits(std::string_view text)
{
    return !text.empty() && std::all_of(text.begin(), text.end(), is_digit);
}

template <typename Units>
std::optional<std::uint64_t> with_unit(std::string_view text, const Units& units)
{
    const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
    if (digits == 0 || digits > 18) return std::nullopt;
    std::uint64_t number = 0;
    std::from_chars(text.data(), text.data() + digits, number);
    const auto same = [&](const Unit& unit) { return unit.name == text.substr(digits); };
    const auto unit = std::find_if(units.begin(), units.end(), same);
    constexpr auto most = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    if (unit == units.end() || number > most / unit->factor) return std::nullopt;
    return number * unit->factor;
}

bool is_host_character(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '-';
}

bool is_host(std::string_view host, bool bracketed)
{
    return !host.empty() && std::all_of(host.begin(), host.end(), [&](char c) {
        return is_host_character(c) || (bracketed && c == ':');
    });
}

json::Value scalar_json(const Node& node)
{
    if (node.quoted) return node.text;
    if (node.text == "true" || node.text == "false") return node.text == "true";
    if (is_json_number(node.text)) return json::Number{node.text};
    return node.text;
}

}  // namespace

std::optional<std::int64_t> parse_duration_ms(std::string_view text)
{
    const std::optional<std::uint64_t> ms = with_unit(text, duration_units);
    if (!ms) return std::nullopt;
    return static_cast<std::int64_t>(*ms);
}

std::optional<std::uint64_t> parse_size(std::string_view text)
{
    return with_unit(text, size_units);
}

std::optional<double> parse_share(std::string_view text)
{
    const bool percent = text.ends_with('%');
    if (percent) text.remove_suffix(1);
    if (text.empty() || !is_digit(text.front())) return std::nullopt;
    double number = 0;
    const auto [end, error] =
        std::from_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    if (percent) number /= 100;
    if (number > 1) return std::nullopt;
    return number;
}

std::optional<bool> parse_boolean(std::string_view text)
{
    if (text == "true") return true;
    if (text == "false") return false;
    return std::nullopt;
}

std::optional<std::int64_t> parse_integer(std::string_view text)
{
    const std::string_view digits = text.starts_with('-') ? text.substr(1) : text;
    if (!all_digits(digits) || digits.size() > 18) return std::nullopt;
    std::int64_t number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

std::optional<model::Schedule> parse_schedule(std::string_view text)
{
    constexpr std::string_view every = "every ";
    constexpr std::string_view calendar = "cron ";
    constexpr std::int64_t year_ms = 366LL * 86'400'000;
    model::Schedule schedule;
    if (text == "manual") {
        schedule.kind = model::Schedule::Kind::manual;
        return schedule;
    }
    if (text.starts_with(calendar)) {
        const Result<model::Cron> cron = model::parse_cron(text.substr(calendar.size()));
        if (!cron) return std::nullopt;
        schedule.kind = model::Schedule::Kind::calendar;
        schedule.cron = *cron;
        return schedule;
    }
    if (!text.starts_with(every) || text.ends_with('d')) return std::nullopt;
    const std::optional<std::int64_t> ms = parse_duration_ms(text.substr(every.size()));
    if (!ms || *ms <= 0 || *ms > year_ms) return std::nullopt;
    schedule.every_ms = *ms;
    return schedule;
}

// RFC 8259, section 6.
bool is_json_number(std::string_view text)
{
    const auto digits = [&] {
        std::size_t count = 0;
        while (count < text.size() && is_digit(text[count])) ++count;
        text.remove_prefix(count);
        return count;
    };
    if (text.starts_with('-')) text.remove_prefix(1);
    const bool zero = text.starts_with('0');
    const std::size_t whole = digits();
    if (whole == 0 || (zero && whole > 1)) return false;
    if (text.starts_with('.')) {
        text.remove_prefix(1);
        if (digits() == 0) return false;
    }
    if (text.starts_with('e') || text.starts_with('E')) {
        text.remove_prefix(1);
        if (text.starts_with('+') || text.starts_with('-')) text.remove_prefix(1);
        if (digits() == 0) return false;
    }
    return text.empty();
}

std::optional<Address> parse_address(std::string_view text)
{
    const std::size_t colon = text.rfind(':');
    if (colon == text.npos) return std::nullopt;
    std::string_view host = text.substr(0, colon);
    const std::string_view port = text.substr(colon + 1);
    const bool bracketed = host.starts_with('[') && host.ends_with(']');
    if (bracketed) host = host.substr(1, host.size() - 2);
    if (!is_host(host, bracketed) || !all_digits(port) || port.size() > 5) return std::nullopt;
    const std::optional<std::int64_t> number = parse_integer(port);
    if (!number || *number > 65535) return std::nullopt;
    return Address{std::string(host), static_cast<int>(*number)};
}

json::Value to_json(const Node& node)
{
    switch (node.kind) {
        case Node::Kind::null:
            return nullptr;
        case Node::Kind::scalar:
            return scalar_json(node);
        case Node::Kind::list: {
            json::Array items;
            for (const Node& item : node.items) items.push_back(to_json(item));
            return items;
        }
        case Node::Kind::map:
            break;
    }
    json::Object members;
    for (const Node::Member& member : node.members) members[member.name] = to_json(member.value);
    return members;
}

}  // namespace cx::config
