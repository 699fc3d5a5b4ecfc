#include "api/unpack.hpp"

#include "api/problem.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"

#include <Poco/InflatingStream.h>
#include <Poco/MemoryStream.h>

#include <array>

namespace cx::api {
namespace {

// Nothing: the text is not whole or no gzip. Longer than the bound: there is more of it.
std::optional<std::string> gunzip(const std::string& packed)
{
    try {
        Poco::MemoryInputStream in(packed.data(), static_cast<std::streamsize>(packed.size()));
        Poco::InflatingInputStream inflater(in, Poco::InflatingStreamBuf::STREAM_GZIP);
        inflater.exceptions(std::ios::badbit);
        std::string out;
        std::array<char, 16384> buffer{};
        while (out.size() <= limits::unpacked_bytes) {
            inflater.read(buffer.data(), buffer.size());
            if (inflater.gcount() == 0) break;
            out.append(buffer.data(), static_cast<std::size_t>(inflater.gcount()));
        }
        return out;
    } catch (const std::exception&) {
        return std::nullopt;
    }
}

}  // namespace

std::optional<Answer> unpack(Request& request)
{
    const auto header = request.headers.find("content-encoding");
    const std::string encoding =
        header == request.headers.end() ? "" : ascii_lower(trim(header->second));
    if (encoding.empty() || encoding == "identity") return std::nullopt;
    if (encoding != "gzip" && encoding != "x-gzip") return problem("ingest.encoding");
    auto body = gunzip(request.body);
    if (!body) return problem("ingest.bad_encoding");
    if (body->size() > limits::unpacked_bytes) return problem("ingest.too_large");
    request.body = *std::move(body);
    return std::nullopt;
}

}  // namespace cx::api
