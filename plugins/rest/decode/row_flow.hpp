// Records of a body that comes in pieces: what a download larger than memory is read by.
#pragma once

#include <cx/json.hpp>
#include <cx/result.hpp>

#include <cstddef>
#include <memory>
#include <string_view>
#include <vector>

namespace rest {

inline constexpr std::size_t row_bytes_max = 4U << 20;

class RowFlow {
public:
    virtual ~RowFlow() = default;
    // Appends the records that are whole. `last`: nothing follows. Error codes: rest.body,
    // rest.body_size for a record that has no end.
    virtual cx::Result<cx::Done> take(std::string_view more, bool last,
                                      std::vector<cx::json::Value>& records) = 0;
};

// For CSV, JSON lines and lines, packed by gzip or not. nullptr: what `component` describes has to
// be read whole.
std::unique_ptr<RowFlow> make_row_flow(const cx::json::Value& component);

}  // namespace rest
