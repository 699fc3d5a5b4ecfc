#include "base/ids.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace cx {

// RFC 9562, section 6.2, method 1: the twelve bits after the version count up inside a millisecond;
// when they run over, the time of the id runs ahead of the clock by one.
std::string Uuid7Generator::next()
{
    const std::lock_guard lock(mutex_);
    const std::int64_t now_ms = clock_.now().micros / 1000;
    if (now_ms > last_ms_) {
        last_ms_ = now_ms;
        sequence_ = static_cast<std::uint16_t>(random_() & 0x3ff);
    } else if (++sequence_ > 0xfff) {
        ++last_ms_;
        sequence_ = 0;
    }
    const std::uint64_t tail = (random_() & 0x3fffffffffffffffULL) | 0x8000000000000000ULL;
    return fmt::format("{:08x}-{:04x}-7{:03x}-{:04x}-{:012x}",
                       static_cast<std::uint64_t>(last_ms_) >> 16U,
                       static_cast<std::uint64_t>(last_ms_) & 0xffffU, sequence_, tail >> 48U,
                       tail & 0xffffffffffffULL);
}

bool is_uuid7(std::string_view text)
{
    if (text.size() != 36) return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        const char c = text[i];
        const bool hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
        if (dash ? c != '-' : !hex) return false;
    }
    return text[14] == '7';
}

std::string new_trace_id(IdGenerator& ids)
{
    std::string id = ids.next();
    std::erase(id, '-');
    return id;
}

std::uint64_t random_seed()
{
    std::random_device device;
    return (static_cast<std::uint64_t>(device()) << 32U) | device();
}

}  // namespace cx
