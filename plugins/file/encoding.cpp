#include "file/encoding.hpp"

#include <cx/json_check.hpp>

#include <iconv.h>

#include <cerrno>
#include <stdexcept>

namespace file {
namespace {

const char* iconv_name(Encoding encoding)
{
    switch (encoding) {
        case Encoding::utf16le:
            return "UTF-16LE";
        case Encoding::utf16be:
            return "UTF-16BE";
        case Encoding::cp949:
            return "CP949";
        case Encoding::utf8:
            break;
    }
    return "UTF-8";
}

bool is_ascii(std::string_view text)
{
    for (const char c : text)
        if (static_cast<unsigned char>(c) >= 0x80U) return false;
    return true;
}

// Text of one byte units has no zero bytes; ASCII in UTF-16 has one in each pair.
bool looks_like_utf16(std::string_view sample, std::size_t zero_at)
{
    const std::size_t pairs = std::min<std::size_t>(sample.size(), 512) / 2;
    std::size_t zeros = 0;
    for (std::size_t i = 0; i < pairs; ++i) zeros += sample[2 * i + zero_at] == '\0';
    return pairs >= 2 && zeros * 2 > pairs;
}

// By lines, so that one damaged line does not turn the whole file around.
bool looks_like_cp949(std::string_view sample)
{
    Converter converter(Encoding::cp949);
    std::string ignored;
    int utf8_lines = 0;
    int cp949_lines = 0;
    std::size_t end = 0;
    for (std::size_t begin = 0; begin < sample.size(); begin = end + 1) {
        end = std::min(sample.find('\n', begin), sample.size());
        const bool cut = end == sample.size() && begin > 0;
        const std::string_view line = sample.substr(begin, end - begin);
        if (cut || is_ascii(line)) continue;
        if (cx::json::is_utf8(line))
            ++utf8_lines;
        else if (converter.convert(line, ignored))
            ++cp949_lines;
    }
    return cp949_lines > utf8_lines;
}

}  // namespace

Detected detect_encoding(std::string_view wanted, std::string_view sample)
{
    const bool any = wanted == "auto";
    if ((any || wanted == "utf-8") && sample.starts_with("\xef\xbb\xbf"))
        return {Encoding::utf8, 3};
    if ((any || wanted == "utf-16le") && sample.starts_with("\xff\xfe"))
        return {Encoding::utf16le, 2};
    if ((any || wanted == "utf-16be") && sample.starts_with("\xfe\xff"))
        return {Encoding::utf16be, 2};
    if (wanted == "utf-16le") return {Encoding::utf16le, 0};
    if (wanted == "utf-16be") return {Encoding::utf16be, 0};
    if (wanted == "cp949") return {Encoding::cp949, 0};
    if (!any) return {};
    if (looks_like_utf16(sample, 1)) return {Encoding::utf16le, 0};
    if (looks_like_utf16(sample, 0)) return {Encoding::utf16be, 0};
    return {looks_like_cp949(sample) ? Encoding::cp949 : Encoding::utf8, 0};
}

std::string_view name_of(Encoding encoding)
{
    switch (encoding) {
        case Encoding::utf16le:
            return "utf-16le";
        case Encoding::utf16be:
            return "utf-16be";
        case Encoding::cp949:
            return "cp949";
        case Encoding::utf8:
            break;
    }
    return "utf-8";
}

Converter::Converter(Encoding from) : handle_(::iconv_open("UTF-8", iconv_name(from)))
{
    // The tables come with the C library; Debian splits none of them off.
    if (handle_ == reinterpret_cast<void*>(-1))
        throw std::runtime_error("this system cannot convert " + std::string(name_of(from)));
}

Converter::~Converter()
{
    ::iconv_close(handle_);
}

bool Converter::convert(std::string_view bytes, std::string& out)
{
    out.resize(bytes.size() * 3);
    ::iconv(handle_, nullptr, nullptr, nullptr, nullptr);
    char* in = const_cast<char*>(bytes.data());
    std::size_t in_left = bytes.size();
    char* to = out.data();
    std::size_t room = out.size();
    const bool sound = ::iconv(handle_, &in, &in_left, &to, &room) != static_cast<std::size_t>(-1);
    out.resize(static_cast<std::size_t>(to - out.data()));
    return sound && in_left == 0;
}

std::size_t Converter::convert_some(std::string_view bytes, std::string& out)
{
    std::size_t used = 0;
    while (used < bytes.size()) {
        const std::size_t old = out.size();
        out.resize(old + (bytes.size() - used) * 3 + 8);
        char* in = const_cast<char*>(bytes.data() + used);
        std::size_t in_left = bytes.size() - used;
        char* to = out.data() + old;
        std::size_t room = out.size() - old;
        const std::size_t result = ::iconv(handle_, &in, &in_left, &to, &room);
        const int reason = errno;
        out.resize(static_cast<std::size_t>(to - out.data()));
        used = bytes.size() - in_left;
        if (result != static_cast<std::size_t>(-1)) break;
        if (reason != EILSEQ || bytes.size() - used < 2) break;
        out += '\xff';
        used += 2;
    }
    return used;
}

}  // namespace file
