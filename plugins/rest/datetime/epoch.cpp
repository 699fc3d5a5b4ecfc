// Times as numbers.
#include "rest/civil.hpp"
#include "rest/datetime/names.hpp"

#include <charconv>
#include <cmath>

namespace rest::datetime {

std::optional<Moment> epoch(std::string_view text, double unit_us)
{
    while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
    std::int64_t whole = 0;
    const char* const end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, whole);
    std::int64_t us = 0;
    if (read.ec == std::errc() && read.ptr == end) {
        if (__builtin_mul_overflow(whole, static_cast<std::int64_t>(unit_us), &us))
            return std::nullopt;
    } else {
        double real = 0;
        const auto again = std::from_chars(text.data(), end, real);
        if (again.ec != std::errc() || again.ptr != end || std::fabs(real * unit_us) > 9e17)
            return std::nullopt;
        us = static_cast<std::int64_t>(std::llround(real * unit_us));
    }
    if (us < year_one_us || us >= year_end_us) return std::nullopt;
    return Moment{us, 0};
}

}  // namespace rest::datetime
