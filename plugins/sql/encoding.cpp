#include "sql/encoding.hpp"

#include <cx/json_check.hpp>
#include <cx/plugin.hpp>

#include <iconv.h>

#include <utility>

namespace sql {
namespace {

// The option's words and those of iconv. Korean Windows writes more than EUC-KR has, and calls it
// that all the same.
constexpr std::pair<std::string_view, const char*> encodings[] = {
    {"cp949", "CP949"},     {"euc-kr", "CP949"}, {"shift-jis", "CP932"},
    {"gb18030", "GB18030"}, {"big5", "CP950"},   {"windows-1252", "CP1252"}};

}  // namespace

void Decoder::Close::operator()(void* handle) const
{
    ::iconv_close(handle);
}

Decoder::Decoder(std::string_view name)
{
    if (name == "utf-8") return;
    for (const auto& [word, iconv_name] : encodings) {
        if (word != name) continue;
        void* const handle = ::iconv_open("UTF-8", iconv_name);
        if (handle == reinterpret_cast<void*>(-1))
            throw cx::BadOptions("this system cannot convert " + std::string(name));
        handle_.reset(handle);
        return;
    }
    throw cx::BadOptions("option 'encodings' names an encoding that is not known");
}

std::optional<std::string> Decoder::decode(std::string_view bytes)
{
    if (!handle_) {
        if (!cx::json::is_utf8(bytes)) return std::nullopt;
        return std::string(bytes);
    }
    std::string out(bytes.size() * 3, '\0');  // No character of two bytes becomes more than three.
    ::iconv(handle_.get(), nullptr, nullptr, nullptr, nullptr);
    char* in = const_cast<char*>(bytes.data());
    std::size_t in_left = bytes.size();
    char* to = out.data();
    std::size_t room = out.size();
    if (::iconv(handle_.get(), &in, &in_left, &to, &room) == static_cast<std::size_t>(-1))
        return std::nullopt;
    out.resize(static_cast<std::size_t>(to - out.data()));
    return out;
}

}  // namespace sql
