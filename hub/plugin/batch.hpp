// Takes what a plugin writes, checks it and makes a PollResult of it.
//
// A record whose text breaks a bound or is not what it should be becomes a reject with one of these
// codes, so that it is counted and shown: plugin.key, plugin.payload.
#pragma once

#include "plugin/plugin.hpp"

#include <cx/abi.h>

#include <functional>

namespace cx::plugin {

class Batch {
public:
    enum class Check { payloads, nothing };  // nothing: somebody behind a socket will.

    // Takes out what came so far, so that somebody else goes on with it while the plugin writes.
    using Pass = std::function<void(PollResult& so_far)>;

    // `pass`, if given, is called whenever part_bytes have come, and outlives the batch.
    Batch(const PollRequest& request, Check check, const Pass& pass = {});

    const cx_writer* writer() const { return &writer_; }

    // As the writer's calls, for what came over a socket.
    cx_status add(const cx_record& record);
    cx_status add_reject(const cx_record& record, std::string_view code, std::string_view why);
    void set_cursor(std::string_view next, std::uint32_t flags);
    void set_total(std::uint64_t records) { result_.total_hint = records; }
    void set_error(std::string_view why, std::uint32_t retry_after_ms);

    // What became of it, given the poll's own answer. Records of a poll that did not end well are
    // dropped: they are behind the cursor that did not move.
    PollResult finish(cx_status status);
    // As finish, for what a request brought: there is no cursor.
    PollResult finish_request(cx_status status)
    {
        has_cursor_ = true;
        return finish(status);
    }

private:
    cx_status count(std::size_t bytes);
    cx_status refuse(const cx_record& record, const char* code, std::string why);

    const PollRequest& request_;
    Check check_;
    const Pass* pass_;
    std::uint64_t passed_bytes_ = 0;
    PollResult result_;
    cx_writer writer_{};
    std::uint64_t taken_ = 0;
    std::uint64_t bytes_ = 0;
    bool overflow_ = false;
    bool has_cursor_ = false;
    std::string violation_;  // Of the contract, by the plugin; fails the poll.
};

// At most `limit` bytes of `text`, cut at a character, and valid UTF-8 in any case.
std::string clean_text(std::string_view text, std::size_t limit);
PollResult::Status to_status(cx_status status);

}  // namespace cx::plugin
