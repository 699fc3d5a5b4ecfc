// Bodies that are taken as they come, bit by bit: framing and packing undone without ever having
// the whole.
#pragma once

#include "http/body.hpp"

#include <cx/result.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace cx::http {

// Takes what came on the connection and gives what is of the body.
class Unframer {
public:
    Unframer(Framing framing, std::size_t length);

    // Appends to `body`. Error code: http.framing.
    Result<Done> take(std::string_view raw, std::string& body);
    // Whether the body has come to its end; one that lasts until the connection does never knows.
    bool done() const { return place_ == Place::done; }
    // Whether the end of the connection is that of the body.
    bool may_end() const { return done() || framing_ == Framing::until_closed; }

private:
    enum class Place { head, data, behind, trailer, done };

    Result<Done> take_line(std::string_view& raw);

    Framing framing_;
    Place place_;
    std::size_t left_;  // Of the body, or of the chunk at hand
    std::string line_;
};

// Undoes a Content-Encoding, as unpack() does for a whole body.
class Unpacker {
public:
    explicit Unpacker(std::string_view encoding);
    ~Unpacker();
    Unpacker(const Unpacker&) = delete;
    Unpacker& operator=(const Unpacker&) = delete;

    // Appends to `out`. Error code: http.encoding.
    Result<Done> take(std::string_view packed, std::string& out);
    // Whether what came so far may be all.
    bool may_end() const;

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;  // None: nothing is packed
    bool known_ = true;
};

}  // namespace cx::http
