#include <cx/http.hpp>

#include <cstdio>
#include <random>

namespace cx::http {
namespace {

// 16 hexadecimal digits that are not all zero, which would mean none.
std::string random_digits()
{
    std::random_device device;
    const std::uint64_t number = (std::uint64_t{device()} << 32U) | device() | 1U;
    char digits[17] = {};
    std::snprintf(digits, sizeof digits, "%016llx", static_cast<unsigned long long>(number));
    return digits;
}

}  // namespace

// version "-" trace id "-" span "-" flags; 01: this side keeps a record, its log.
std::string traceparent(const Host& host)
{
    std::string trace = host.trace_id();
    if (trace.empty()) trace = random_digits() + random_digits();
    return "00-" + trace + "-" + random_digits() + "-01";
}

}  // namespace cx::http
