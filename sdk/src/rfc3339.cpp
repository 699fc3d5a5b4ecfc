#include <cx/rfc3339.hpp>

#include <array>
#include <chrono>
#include <cstdio>

namespace cx::rfc3339 {
namespace {

using std::chrono::day;
using std::chrono::days;
using std::chrono::month;
using std::chrono::sys_days;
using std::chrono::year;
using std::chrono::year_month_day;

constexpr std::int64_t second_us = 1'000'000;
constexpr std::int64_t day_s = 86'400;
constexpr std::int64_t year_0_s = -62'167'219'200;
constexpr std::int64_t year_10000_s = 253'402'300'800;
constexpr int decimals_max = 6;

std::int64_t floor_divided(std::int64_t number, std::int64_t by)
{
    return number / by - (number % by < 0 ? 1 : 0);
}

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

// Takes a text apart from its front; once something does not fit, nothing does.
class Scanner {
public:
    explicit Scanner(std::string_view text) : rest_(text) {}

    std::int64_t digits(std::size_t count)
    {
        std::int64_t number = 0;
        for (std::size_t i = 0; i < count; ++i) {
            good_ = good_ && i < rest_.size() && is_digit(rest_[i]);
            if (good_) number = number * 10 + (rest_[i] - '0');
        }
        if (good_) rest_.remove_prefix(count);
        return number;
    }
    bool take(std::string_view any_of)
    {
        if (!good_ || rest_.empty() || any_of.find(rest_.front()) == std::string_view::npos)
            return false;
        rest_.remove_prefix(1);
        return true;
    }
    void want(std::string_view any_of) { good_ = take(any_of) && good_; }
    std::int64_t fraction_us()
    {
        std::int64_t us = 0;
        std::int64_t unit = second_us / 10;
        good_ = good_ && !rest_.empty() && is_digit(rest_.front());
        for (; good_ && !rest_.empty() && is_digit(rest_.front()); unit /= 10)
            us += digits(1) * unit;
        return us;
    }
    bool at_end() const { return good_ && rest_.empty(); }

private:
    std::string_view rest_;
    bool good_ = true;
};

}  // namespace

std::optional<std::string> write(std::int64_t us, int decimals)
{
    const std::int64_t seconds = floor_divided(us, second_us);
    if (seconds < year_0_s || seconds >= year_10000_s) return {};
    const std::int64_t date = floor_divided(seconds, day_s);
    const year_month_day ymd{sys_days{days{date}}};
    const auto time = static_cast<int>(seconds - date * day_s);
    std::array<char, 40> text{};
    std::snprintf(text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02d",
                  static_cast<int>(ymd.year()), static_cast<unsigned>(ymd.month()),
                  static_cast<unsigned>(ymd.day()), time / 3600, time / 60 % 60, time % 60);
    std::string out = text.data();
    if (decimals > 0) {
        std::snprintf(text.data(), text.size(), ".%06d",
                      static_cast<int>(us - seconds * second_us));
        out += std::string_view(text.data())
                   .substr(0, 1 + static_cast<std::size_t>(decimals < decimals_max ? decimals
                                                                                   : decimals_max));
    }
    return out + "Z";
}

std::optional<std::int64_t> read(std::string_view text)
{
    Scanner scan(text);
    const year_month_day date = [&] {
        const auto y = static_cast<int>(scan.digits(4));
        scan.want("-");
        const auto m = static_cast<unsigned>(scan.digits(2));
        scan.want("-");
        return year_month_day{year{y}, month{m}, day{static_cast<unsigned>(scan.digits(2))}};
    }();
    scan.want("Tt ");
    const std::int64_t hour = scan.digits(2);
    scan.want(":");
    const std::int64_t minute = scan.digits(2);
    scan.want(":");
    const std::int64_t second = scan.digits(2);
    const std::int64_t fraction = scan.take(".,") ? scan.fraction_us() : 0;
    std::int64_t offset = 0;
    if (!scan.take("Zz")) {
        const std::int64_t sign = scan.take("-") ? -1 : 1;
        if (sign > 0) scan.want("+");
        offset = scan.digits(2) * 3600;
        scan.want(":");
        const std::int64_t minutes = scan.digits(2);
        if (offset >= day_s || minutes > 59) return {};
        offset = sign * (offset + minutes * 60);
    }
    if (!scan.at_end() || !date.ok() || hour > 23 || minute > 59 || second > 60) return {};
    const std::int64_t days_s = std::int64_t{sys_days{date}.time_since_epoch().count()} * day_s;
    return (days_s + hour * 3600 + minute * 60 + second - offset) * second_us + fraction;
}

}  // namespace cx::rfc3339
