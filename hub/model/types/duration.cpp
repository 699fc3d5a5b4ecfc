#include "base/text.hpp"
#include "model/types/conversion.hpp"
#include "model/types/families.hpp"
#include "model/types/numbers.hpp"

#include <charconv>
#include <optional>

namespace cx::model {
namespace {

// Seconds of "PT1H30M", "P2DT3S"; months and years have no fixed length.
std::optional<std::string> iso_duration(std::string_view text)
{
    if (text.size() < 3 || text[0] != 'P') return std::nullopt;
    text.remove_prefix(1);
    bool time = false;
    std::int64_t seconds = 0;
    std::string fraction;
    while (!text.empty()) {
        if (text[0] == 'T' && !time) {
            time = true;
            text.remove_prefix(1);
            continue;
        }
        std::int64_t amount = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), amount);
        if (error != std::errc() || amount < 0 || amount > 1'000'000'000) return std::nullopt;
        text.remove_prefix(static_cast<std::size_t>(end - text.data()));
        if (!text.empty() && text[0] == '.') {
            const std::size_t stop = std::min(text.find_first_not_of("0123456789", 1), text.size());
            fraction = text.substr(0, stop);
            text.remove_prefix(stop);
        }
        if (text.empty()) return std::nullopt;
        const char unit = text[0];
        text.remove_prefix(1);
        if (!fraction.empty() && (unit != 'S' || fraction.size() < 2)) return std::nullopt;
        if (!time && unit == 'W')
            seconds += amount * 604800;
        else if (!time && unit == 'D')
            seconds += amount * 86400;
        else if (time && unit == 'H')
            seconds += amount * 3600;
        else if (time && unit == 'M')
            seconds += amount * 60;
        else if (time && unit == 'S')
            seconds += amount;
        else
            return std::nullopt;
    }
    return std::to_string(seconds) + fraction;
}

// Seconds of "1:02:03" or "02:03" (minutes and seconds).
std::optional<std::string> clock_duration(std::string_view text)
{
    const std::vector<std::string_view> parts = split(text, ':');
    if (parts.size() < 2 || parts.size() > 3) return std::nullopt;
    std::int64_t seconds = 0;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const std::optional<std::int64_t> value = json::Value(parts[i]).integer();
        if (!value || *value < 0 || *value > 1'000'000 ||
            (i > 0 && (*value > 59 || parts[i].size() != 2)))
            return std::nullopt;
        seconds = seconds * 60 + *value;
    }
    return std::to_string(seconds);
}

}  // namespace

Converted convert_duration(const json::Value& input, const ConvertContext& context)
{
    const Input read = width_input(input);
    if (read.problem) return *read.problem;
    if (auto seconds = iso_duration(read.text)) return kept(std::move(*seconds));
    if (auto seconds = clock_duration(read.text)) return kept(std::move(*seconds));
    Decimal decimal = read_decimal(read.text, context);
    if (!decimal.code.empty()) return dropped("duration.format");
    if (decimal.text[0] == '-') return dropped("duration.range");
    return kept(std::move(decimal.text));
}

}  // namespace cx::model
