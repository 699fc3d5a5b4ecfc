// A plain HTTP/1.1 client over one loopback connection, so that the tests see what is on the wire.
#pragma once

#include <cx/json.hpp>

#include <map>
#include <string>

namespace cx::api {

struct HttpAnswer {
    int status = 0;                              // 0: the connection ended without an answer
    std::map<std::string, std::string> headers;  // Names in lower case
    std::string body;

    std::string header(const std::string& name) const;
    json::Value json() const;  // Null where the body is not JSON
    std::string code() const { return json().text_of("code"); }
};

class HttpConnection {
public:
    explicit HttpConnection(int port);
    ~HttpConnection();
    HttpConnection(const HttpConnection&) = delete;
    HttpConnection& operator=(const HttpConnection&) = delete;

    bool send(const std::string& bytes);
    // Reads one answer; the connection may go on after it.
    HttpAnswer receive();

    // Reads on in a body that has no end; answers what came up to and with `text`, or all where the
    // connection ends before.
    std::string read_until(const std::string& text);
    // Whether the other side has ended the connection. Waits for it.
    bool ends();

private:
    bool more();

    int fd_ = -1;
    std::string rest_;
};

// One request on a connection of its own.
HttpAnswer http(int port, const std::string& method, const std::string& target,
                const std::map<std::string, std::string>& headers = {},
                const std::string& body = "");

}  // namespace cx::api
