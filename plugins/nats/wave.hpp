// Changes that may be on their way at once: of one customer never two, so that a lost one is never
// overtaken by the next.
#pragma once

#include <cx/json.hpp>

#include <cstdint>
#include <set>
#include <string>

namespace nats_sink {

class Wave {
public:
    // Whether the change may go with those that were added before.
    bool takes(const cx::json::Value& change, std::size_t bytes) const;
    void add(const cx::json::Value& change, std::size_t bytes);

private:
    std::set<std::string> customers_;
    std::size_t count_ = 0;
    std::size_t bytes_ = 0;
};

}  // namespace nats_sink
