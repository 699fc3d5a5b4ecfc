// What an author of a receiver writes against: requests that come in over the hub's HTTP listener.
// The classes here borrow; nothing outlives the call it came with.
#pragma once

#include <cx/abi.h>
#include <cx/json.hpp>
#include <cx/source.hpp>

#include <cstdint>
#include <span>
#include <string_view>

namespace cx {

// The hub has made sure who sends before a receiver sees a request.
class Request {
public:
    explicit Request(const cx_request& request)
        : stream(view(request.stream)),
          method(view(request.method)),
          path(view(request.path)),
          body(view(request.body)),
          remote(view(request.remote)),
          record_limit(request.record_limit),
          query(request.query, static_cast<std::size_t>(request.query_count)),
          headers(request.headers, static_cast<std::size_t>(request.header_count))
    {
    }

    std::string_view stream;
    std::string_view method;  // "POST"
    std::string_view path;    // Behind the pipeline's own, decoded: "v1/batch"
    std::string_view body;    // Any bytes; Content-Encoding is undone.
    std::string_view remote;  // Address of the client
    std::uint32_t record_limit;
    std::span<const cx_pair> query;
    std::span<const cx_pair> headers;  // Names in lower case

    // Empty where there is none.
    std::string_view header(std::string_view name) const { return value_of(headers, name); }
    std::string_view parameter(std::string_view name) const { return value_of(query, name); }

private:
    static std::string_view value_of(std::span<const cx_pair> pairs, std::string_view name)
    {
        for (const cx_pair& pair : pairs)
            if (view(pair.name) == name) return view(pair.value);
        return {};
    }
};

class Response {
public:
    explicit Response(const cx_response& response) : response_(response) {}

    void status(int code) { response_.status(response_.self, code); }  // 200 unless told
    void header(std::string_view name, std::string_view value)
    {
        response_.header(response_.self, text(name), text(value));
    }
    void body(std::string_view media_type, std::string_view part)
    {
        response_.body(response_.self, text(media_type), text(part));
    }
    void json(const json::Value& value) { body("application/json", json::write(value)); }

private:
    const cx_response& response_;
};

class Receiver {
public:
    virtual ~Receiver() = default;
    // Writes what the request brings, and the answer, which leaves once all of it is durable. With
    // retry() or failed() nothing counts and the client hears 503. A client sends again where it
    // got no answer, so the same request should give the same keys; the cursor of `out` means
    // nothing. An exception that leaves it becomes failed().
    virtual Status handle(const Request& request, BatchWriter& out, Response& response) = 0;
};

}  // namespace cx
