// Exchanges of HTTP between a connector and its system, kept as JSON lines without personal data,
// and given again without the system.
//
//     {"request": {"method": "GET", "url": "..."}, "answer": {"status": 200, "headers": [...],
//     "body": {...}}}
//
// Credentials are never in it: of a request only method, address and body are kept, scrubbed as the
// answers are. Answers are given again in their order, to the same method and path.
#pragma once

#include "app/scrub.hpp"
#include "plugin/plugin.hpp"

#include <cx/result.hpp>

#include <optional>
#include <string>
#include <vector>

namespace cx::app {

class Cassette {
public:
    // An empty one, to record on.
    explicit Cassette(Scrubber scrubber) : scrubber_(std::move(scrubber)) {}
    // One to play. Error code: cassette.read.
    static Result<Cassette> load(const std::string& path);

    // Error code: cassette.write.
    Result<Done> save(const std::string& path) const;
    std::size_t exchanges() const { return exchanges_.size(); }
    std::size_t left_out() const { return left_out_; }

    // Puts it into what an instance may use; the cassette outlives the instance.
    void offer_to(plugin::Host& host);

private:
    struct Exchange {
        std::string method;
        std::string path;
        json::Value line;
        bool played = false;
    };

    Cassette() = default;
    static Cassette& of(void* self) { return *static_cast<Cassette*>(self); }
    std::int32_t play(std::string_view request, std::string& answer);
    void record(std::string_view request, std::string_view answer);
    json::Value scrubbed_body(const std::string& body);

    std::optional<Scrubber> scrubber_;  // Of one that records
    std::vector<Exchange> exchanges_;
    std::size_t bytes_ = 0;
    std::size_t left_out_ = 0;  // Too much, or bodies that are no JSON
};

}  // namespace cx::app
