// Positions on the globe, WGS 84.
#include "base/text.hpp"
#include "model/types/conversion.hpp"
#include "model/types/families.hpp"
#include "model/types/numbers.hpp"

#include <algorithm>
#include <charconv>

namespace cx::model {
namespace {

// Six decimals of a degree are a tenth of a metre.
constexpr std::size_t decimals_most = 6;

struct Parts {
    json::Value lat;
    json::Value lon;
    json::Value accuracy;
};

json::Value member(const json::Value& object, std::string_view name)
{
    const json::Value* found = object.find(name);
    return found ? *found : json::Value();
}

// Cuts what is finer than `decimals`, so that a second time changes nothing.
std::string cut(std::string number, std::size_t decimals)
{
    const std::size_t point = number.find('.');
    if (point == number.npos) return number;
    number.resize(std::min(number.size(), decimals == 0 ? point : point + 1 + decimals));
    number = with_decimals(number, 0, 0);
    return number.find_first_of("123456789") == number.npos ? "0" : number;
}

// A degree or metre as decimal text; empty where it is none. Always with a point: "37,5" is what
// parts latitude and longitude.
std::string number_of(const json::Value& part, std::size_t decimals)
{
    const Input read = width_input(part);
    if (read.problem || part.is_bool()) return "";
    const Decimal decimal = read_decimal(read.text, {});
    return decimal.code.empty() ? cut(decimal.text, decimals) : "";
}

bool within(const std::string& decimal, double most)
{
    double value = 0;
    std::from_chars(decimal.data(), decimal.data() + decimal.size(), value);
    return value >= -most && value <= most;
}

}  // namespace

Converted convert_geo(const json::Value& input, const ConvertContext& context)
{
    Parts parts;
    if (input.is_object()) {
        parts = {member(input, "lat"), member(input, "lon"), member(input, "accuracy_m")};
        if (parts.lat.empty() && parts.lon.empty()) return nothing();
    } else {
        const Input read = width_input(input);
        if (read.problem) return *read.problem;
        const std::size_t comma = read.text.find(',');
        if (comma == read.text.npos) return dropped("geo.format");
        parts.lat = json::Value(read.text.substr(0, comma));
        parts.lon = json::Value(read.text.substr(comma + 1));
    }
    const std::optional<std::int64_t> coarse = json::Value(option(context, "decimals")).integer();
    const std::size_t decimals =
        coarse && *coarse >= 0 ? std::min<std::size_t>(*coarse, decimals_most) : decimals_most;
    const std::string lat = number_of(parts.lat, decimals);
    const std::string lon = number_of(parts.lon, decimals);
    if (lat.empty() || lon.empty()) return dropped("geo.format");
    if (!within(lat, 90) || !within(lon, 180)) return dropped("geo.range");
    if (lat == "0" && lon == "0") return dropped("geo.null_island");
    Converted result;
    result.value["lat"] = lat;
    result.value["lon"] = lon;
    if (const std::string accuracy = number_of(parts.accuracy, 0);
        !accuracy.empty() && accuracy[0] != '-')
        result.value["accuracy_m"] = accuracy;
    return result;
}

}  // namespace cx::model
