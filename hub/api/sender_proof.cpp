#include "api/sender_proof.hpp"

#include "api/auth.hpp"
#include "base/text.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <optional>
#include <vector>

namespace cx::api {
namespace {

using model::Sender;

std::string_view header(const Request& request, const std::string& name)
{
    const auto found = request.headers.find(name);
    return found == request.headers.end() ? std::string_view() : std::string_view(found->second);
}

bool proves_basic(const Sender& sender, const Request& request)
{
    const std::string_view given = request.authorization;
    const std::size_t space = given.find(' ');
    if (space == given.npos || ascii_lower(given.substr(0, space)) != "basic") return false;
    const auto decoded = from_base64(trim(given.substr(space)));
    if (!decoded || sender.user.empty()) return false;
    // One comparison of the whole, so that nobody learns which half was wrong.
    return equal_in_constant_time(sha256_hex(*decoded),
                                  sha256_hex(sender.user + ":" + sender.password));
}

const EVP_MD* function_of(Sender::Algorithm algorithm)
{
    switch (algorithm) {
        case Sender::Algorithm::sha1:
            return EVP_sha1();
        case Sender::Algorithm::sha512:
            return EVP_sha512();
        case Sender::Algorithm::sha256:
            break;
    }
    return EVP_sha256();
}

std::string sign(const Sender& sender, std::string_view text)
{
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int length = 0;
    HMAC(function_of(sender.algorithm), sender.secret.data(),
         static_cast<int>(sender.secret.size()),
         reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data(), &length);
    return {reinterpret_cast<const char*>(digest.data()), length};
}

// What stands behind `prefix` in a header: the whole of it, and each of its parts between commas or
// spaces, since senders that rotate secrets sign twice, and some put the time beside.
std::vector<std::string_view> parts_behind(std::string_view value, std::string_view prefix)
{
    constexpr std::size_t parts_max = 16;
    std::vector<std::string_view> found;
    const auto add = [&](std::string_view part) {
        part = trim(part);
        if (part.starts_with(prefix) && found.size() < parts_max)
            found.push_back(part.substr(prefix.size()));
    };
    add(value);
    for (const char separator : {' ', ','})
        if (value.find(separator) != value.npos)
            for (const std::string_view part : split(value, separator)) add(part);
    return found;
}

// The time of signing, where it is near enough to now.
std::optional<std::string> timestamp(const Sender& sender, const Request& request, Timestamp now)
{
    for (const std::string_view text :
         parts_behind(header(request, sender.timestamp_header), sender.timestamp_prefix)) {
        if (text.empty() || text.size() > 12 || text.find_first_not_of("0123456789") != text.npos)
            continue;
        const std::int64_t apart = now.micros / micros_per_second - std::stoll(std::string(text));
        if (apart > sender.tolerance_seconds || -apart > sender.tolerance_seconds) continue;
        return std::string(text);
    }
    return std::nullopt;
}

std::string signed_text(const Sender& sender, const Request& request, const std::string& time)
{
    std::string text;
    std::string_view rest = sender.signed_text;
    while (!rest.empty()) {
        const std::size_t open = rest.find('{');
        text += rest.substr(0, open);
        if (open == rest.npos) break;
        const std::size_t close = rest.find('}', open);
        if (close == rest.npos) break;
        const std::string_view name = rest.substr(open + 1, close - open - 1);
        if (name == "body") text += request.body;
        if (name == "timestamp") text += time;
        if (name.starts_with("header:"))
            text += header(request, ascii_lower(name.substr(std::string_view("header:").size())));
        rest.remove_prefix(close + 1);
    }
    return text;
}

// The question by which a sender makes sure of an address before it signs anything.
bool proves_question(const Sender& sender, const Request& request)
{
    const auto token = request.query.find("hub.verify_token");
    return request.method == "GET" && !sender.verify_token.empty() &&
           token != request.query.end() &&
           equal_in_constant_time(sha256_hex(token->second), sha256_hex(sender.verify_token));
}

bool proves_signature(const Sender& sender, const Request& request, Timestamp now)
{
    if (sender.secret.empty()) return false;
    if (proves_question(sender, request)) return true;
    std::string time;
    if (!sender.timestamp_header.empty()) {
        const auto given = timestamp(sender, request, now);
        if (!given) return false;
        time = *given;
    }
    const std::string right = sign(sender, signed_text(sender, request, time));
    bool proven = false;
    for (const std::string_view part :
         parts_behind(header(request, sender.signature_header), sender.signature_prefix)) {
        const auto given =
            sender.encoding == Sender::Encoding::hex ? from_hex(part) : from_base64(part);
        proven |= given && equal_in_constant_time(*given, right);
    }
    return proven;
}

}  // namespace

bool proves_sender(const Sender& sender, const Request& request, Timestamp now)
{
    if (sender.kind == Sender::Kind::basic) return proves_basic(sender, request);
    if (sender.kind == Sender::Kind::hmac) return proves_signature(sender, request, now);
    return false;
}

}  // namespace cx::api
