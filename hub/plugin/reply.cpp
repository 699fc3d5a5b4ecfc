#include "plugin/reply.hpp"

#include "base/text.hpp"

#include <cx/source.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace cx::plugin {
namespace {

constexpr std::array<std::string_view, 14> own_headers{
    "connection",
    "content-length",
    "content-security-policy",
    "content-type",
    "date",
    "keep-alive",
    "proxy-authenticate",
    "referrer-policy",
    "set-cookie",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "www-authenticate",
    "x-content-type-options",
};

// A token of RFC 9110.
bool is_header_name(std::string_view name)
{
    constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
    return !name.empty() && std::all_of(name.begin(), name.end(), [&](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               marks.find(c) != marks.npos;
    });
}

bool is_visible(std::string_view value)
{
    return std::all_of(value.begin(), value.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

Reply& reply(void* self)
{
    return *static_cast<Reply*>(self);
}

}  // namespace

Reply::Reply()
    : response_{this, [](void* self, std::int32_t code) { reply(self).set_status(code); },
                [](void* self, cx_text name, cx_text value) {
                    reply(self).add_header(view(name), view(value));
                },
                [](void* self, cx_text media_type, cx_text part) {
                    reply(self).add_body(view(media_type), view(part));
                }}
{
}

void Reply::set_status(std::int64_t code)
{
    if (code < 200 || code > 599)
        violation_ = fmt::format("the plugin answered with the status {}", code);
    else
        result_.code = static_cast<int>(code);
}

void Reply::add_header(std::string_view name, std::string_view value)
{
    const std::string lower = ascii_lower(name.substr(0, CX_RESPONSE_HEADER_BYTES));
    const bool own = std::find(own_headers.begin(), own_headers.end(), lower) != own_headers.end();
    if (own || !is_header_name(name) || !is_visible(value) ||
        name.size() + value.size() > CX_RESPONSE_HEADER_BYTES ||
        result_.headers.size() == CX_RESPONSE_HEADERS)
        violation_ = "the plugin wrote a header that an answer cannot have";
    else
        result_.headers.emplace_back(name, value);
}

void Reply::add_body(std::string_view media_type, std::string_view part)
{
    if (media_type.empty() || media_type.size() > 200 || !is_visible(media_type))
        violation_ = "the plugin wrote a body without a media type";
    else if (result_.body.size() + part.size() > CX_RESPONSE_BODY_BYTES)
        violation_ =
            fmt::format("the plugin's answer is longer than {} bytes", CX_RESPONSE_BODY_BYTES);
    else {
        result_.media_type = media_type;
        result_.body += part;
    }
}

ReceiveResult Reply::finish(PollResult brought)
{
    if (brought.status == PollResult::Status::ok && !violation_.empty()) {
        brought = {};
        brought.status = PollResult::Status::failed;
        brought.error = violation_;
    }
    if (brought.status != PollResult::Status::ok) result_ = {};
    result_.status = brought.status;
    result_.error = std::move(brought.error);
    result_.retry_after_ms = brought.retry_after_ms;
    result_.records = std::move(brought.records);
    result_.rejects = std::move(brought.rejects);
    return std::move(result_);
}

}  // namespace cx::plugin
