#include "http/upgrade.hpp"

#include <Poco/Base64Encoder.h>
#include <Poco/Buffer.h>
#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/SHA1Engine.h>
#include <Poco/StringTokenizer.h>

#include <random>
#include <sstream>
#include <string_view>

namespace cx::http {
namespace {

std::string base64(std::string_view bytes)
{
    std::ostringstream out;
    Poco::Base64Encoder encoder(out);
    encoder.rdbuf()->setLineLength(0);
    encoder << bytes;
    encoder.close();
    return out.str();
}

// What a server makes of our key, to show that it speaks the protocol.
std::string accept_of(const std::string& key)
{
    Poco::SHA1Engine sha1;
    sha1.update(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11");
    const Poco::DigestEngine::Digest& digest = sha1.digest();
    return base64({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

std::string make_key()
{
    std::random_device random;
    std::string nonce;
    for (int i = 0; i < 4; ++i) {
        const std::uint32_t four = random();
        nonce.append(reinterpret_cast<const char*>(&four), sizeof four);
    }
    return base64(nonce);
}

Poco::Net::HTTPRequest make_request(const Url& url, const Headers& headers, const std::string& key)
{
    Poco::Net::HTTPRequest request("GET", url.path.empty() ? "/" : url.path,
                                   Poco::Net::HTTPMessage::HTTP_1_1);
    request.set("Host", url.authority());
    request.set("User-Agent", "cxhub");
    request.set("Connection", "Upgrade");
    request.set("Upgrade", "websocket");
    request.set("Sec-WebSocket-Version", "13");
    request.set("Sec-WebSocket-Key", key);
    request.set("Sec-WebSocket-Extensions", "permessage-deflate; client_no_context_takeover");
    for (const auto& [name, value] : headers) request.set(name, value);
    return request;
}

Status refused(const Url& url, const Poco::Net::HTTPResponse& response, std::int64_t now_us)
{
    const int status = response.getStatus();
    const std::string why = "GET " + websocket_name(url) + ": " + std::to_string(status) + " " +
                            Poco::Net::HTTPResponse::getReasonForStatus(response.getStatus());
    if (judge(status) == CX_RETRY) {
        const auto pause = retry_after(response.get("Retry-After", ""), now_us);
        return retry(why, pause ? static_cast<std::uint32_t>(pause->count()) : 0);
    }
    if (status == 401 || status == 403)
        return failed(why + "; the credential is refused: check it in the configuration");
    return failed(why + "; there is no WebSocket: check the address");
}

}  // namespace

std::optional<Compression> compression_of(std::string_view extensions)
{
    if (extensions.empty()) return Compression{};
    const Poco::StringTokenizer words(std::string(extensions), ";",
                                      Poco::StringTokenizer::TOK_TRIM);
    if (words[0] != "permessage-deflate") return std::nullopt;
    Compression compression{.agreed = true};
    for (std::size_t i = 1; i < words.count(); ++i) {
        if (words[i] == "server_no_context_takeover")
            compression.each_alone = true;
        else if (words[i] != "client_no_context_takeover" &&
                 !words[i].starts_with("server_max_window_bits="))
            return std::nullopt;
    }
    return compression;
}

std::string websocket_name(const Url& url)
{
    return (url.secure ? "wss://" : "ws://") + shown(url.text()).substr(url.secure ? 8 : 7);
}

Upgrade ask_for_upgrade(Poco::Net::StreamSocket& socket, const Url& url, const Headers& headers,
                        std::chrono::milliseconds patience, std::int64_t now_us)
{
    const std::string key = make_key();
    Poco::Net::HTTPRequest request = make_request(url, headers, key);
    Poco::Net::HTTPClientSession session(socket);
    session.setTimeout({0, static_cast<Poco::Timespan::TimeDiff>(patience.count()) * 1000});
    session.sendRequest(request);
    Poco::Net::HTTPResponse response;
    session.receiveResponse(response);
    if (response.getStatus() != Poco::Net::HTTPResponse::HTTP_SWITCHING_PROTOCOLS)
        return {refused(url, response, now_us), {}};
    if (response.get("Sec-WebSocket-Accept", "") != accept_of(key))
        return {failed("GET " + websocket_name(url) + ": it does not answer as a WebSocket does"),
                {}};
    const std::optional<Compression> compression =
        compression_of(response.get("Sec-WebSocket-Extensions", ""));
    if (!compression)
        return {failed("GET " + websocket_name(url) +
                       ": it wants an extension that it was not offered"),
                {}};
    Poco::Buffer<char> early(0);
    session.drainBuffer(early);
    socket = session.detachSocket();
    return {ok(), {early.begin(), early.size()}, *compression};
}

}  // namespace cx::http
