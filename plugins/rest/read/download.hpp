// An answer of many records that is read in parts as it comes.
#pragma once

#include "rest/decode/row_flow.hpp"
#include "rest/read/asker.hpp"

#include <cx/http.hpp>
#include <cx/json.hpp>
#include <cx/source.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace rest {

// A part always has so many records unless it is the last, so that a restart finds the same parts.
inline constexpr std::size_t part_records = 1000;
// How long an answer may be silent in its middle.
inline constexpr std::chrono::seconds download_silence{30};

class Download {
public:
    // Whether the answer to this token is open and stands behind so many records.
    bool is_at(const cx::json::Value& token, std::uint64_t behind) const;
    // `behind` records are passed over. `decoder` is one that make_row_flow() knows.
    void begin(Heard heard, const cx::json::Value& decoder, const cx::json::Value& token,
               std::uint64_t behind);
    // The next part. `waits`: it is not whole yet. After any status but ok the answer has to be
    // asked for again.
    cx::Status read(std::vector<cx::json::Value>& records, bool& end, bool& waits);
    const cx::json::Value& headers() const { return headers_; }

private:
    cx::Status fill(bool& nothing);
    cx::Status hear(bool& nothing);
    void pass_over();

    cx::http::Body body_;
    std::unique_ptr<RowFlow> rows_;
    cx::json::Value headers_;
    cx::json::Value token_;
    std::uint64_t behind_ = 0;
    std::uint64_t to_pass_ = 0;
    std::vector<cx::json::Value> ready_;
    std::string heard_;
    std::size_t taken_ = 0;  // Of it
    bool ended_ = false;
    bool complete_ = false;
    std::chrono::steady_clock::time_point heard_at_;
};

}  // namespace rest
