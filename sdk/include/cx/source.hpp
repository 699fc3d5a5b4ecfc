// What an author of a source writes against. The classes here borrow; nothing outlives the call it
// came with.
#pragma once

#include <cx/abi.h>
#include <cx/result.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace cx {

inline std::string_view view(cx_text text)
{
    return text.size ? std::string_view(text.data, text.size) : std::string_view();
}
inline cx_text text(std::string_view view)
{
    return {view.data(), view.size()};
}

// How a call ended. Made by ok(), retry() and failed().
struct Status {
    cx_status code = CX_OK;
    std::string why;                   // One sentence, without a secret or a person's data.
    std::uint32_t retry_after_ms = 0;  // 0 leaves the pause to the hub.
};

inline Status ok()
{
    return {};
}
// It may work later without anybody's help.
inline Status retry(std::string why, std::uint32_t after_ms = 0)
{
    return {CX_RETRY, std::move(why), after_ms};
}
inline Status retry(const Error& error, std::uint32_t after_ms = 0)
{
    return retry(error.message, after_ms);
}
// It wants an administrator.
inline Status failed(std::string why)
{
    return {CX_FAILED, std::move(why), 0};
}
inline Status failed(const Error& error)
{
    return failed(error.message);
}

struct Poll {
    std::string_view stream;
    std::string_view cursor;  // As once written by this source; empty means the start.
    std::uint32_t record_limit = 0;
    std::uint32_t wait_ms = 0;
    std::uint64_t byte_limit = 0;
};

struct Record {
    enum class Op { upsert, remove };

    std::string_view key;
    std::string_view payload;   // One JSON object; empty for remove.
    std::string_view position;  // For people: "members.csv:17".
    Op op = Op::upsert;
};

class BatchWriter {
public:
    explicit BatchWriter(const cx_writer& writer) : writer_(writer) {}

    // False: taken, but the batch is full; write the cursor and return.
    bool record(const Record& record);
    // `code` is of the plugin's table; payload is what was there, as JSON.
    bool reject(const Record& record, std::string_view code, std::string_view why);
    void cursor(std::string_view next, bool more_now = false);
    // As cursor, and says that a snapshot generation was written whole.
    void snapshot_end(std::string_view next);
    void total(std::uint64_t records);

private:
    const cx_writer& writer_;
};

class Source {
public:
    virtual ~Source() = default;
    // Writes the records after poll.cursor, then the cursor to continue from. Returns within a
    // second of Host::stopping. An exception that leaves it becomes failed().
    virtual Status poll(const Poll& poll, BatchWriter& out) = 0;
    // All up to `cursor` is durable in the hub: release it upstream.
    virtual void committed(std::string_view stream, std::string_view cursor);
};

}  // namespace cx
