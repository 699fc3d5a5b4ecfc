#include "plugin/batch.hpp"

#include "base/limits.hpp"
#include "base/text.hpp"
#include "plugin/wire.hpp"

#include <cx/json_check.hpp>
#include <cx/sink.hpp>

#include <fmt/format.h>

namespace cx::plugin {
namespace {

static_assert(CX_KEY_BYTES == limits::key_bytes);
static_assert(CX_PAYLOAD_BYTES == limits::payload_bytes);
static_assert(CX_CURSOR_BYTES == limits::cursor_bytes);
static_assert(CX_OPTIONS_BYTES == limits::options_bytes);

Batch& batch(void* self)
{
    return *static_cast<Batch*>(self);
}

cx_status write_record(void* self, const cx_record* record)
{
    return record ? batch(self).add(*record) : CX_FAILED;
}

cx_status write_reject(void* self, const cx_record* record, cx_text code, cx_text why)
{
    return record ? batch(self).add_reject(*record, view(code), view(why)) : CX_FAILED;
}

void write_cursor(void* self, cx_text next, std::uint32_t flags)
{
    batch(self).set_cursor(view(next), flags);
}

void write_total(void* self, std::uint64_t records)
{
    batch(self).set_total(records);
}

void write_error(void* self, cx_text why, std::uint32_t retry_after_ms)
{
    batch(self).set_error(view(why), retry_after_ms);
}

// Why this payload is none, or "".
std::string payload_problem(const cx_record& record)
{
    if (record.op == CX_REMOVE) return record.payload.size ? "a removal carries no payload" : "";
    if (record.payload.size > limits::payload_bytes)
        return fmt::format("the record holds {} bytes, at most {} are taken", record.payload.size,
                           limits::payload_bytes);
    static thread_local json::Checked checked;
    const Result<Done> sound = checked.read(view(record.payload));
    return sound ? "" : sound.error().message;
}

}  // namespace

std::string clean_text(std::string_view text, std::size_t limit)
{
    if (text.size() > limit) {
        // Back to the start of the character that would be cut.
        std::size_t end = limit;
        while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0U) == 0x80U) --end;
        text = text.substr(0, end);
    }
    std::string clean(text);
    if (json::is_utf8(clean)) return clean;
    for (char& c : clean)
        if (static_cast<unsigned char>(c) >= 0x80U) c = '?';
    return clean;
}

PollResult::Status to_status(cx_status status)
{
    if (status == CX_OK || status == CX_FULL) return PollResult::Status::ok;
    return status == CX_RETRY ? PollResult::Status::retry : PollResult::Status::failed;
}

Batch::Batch(const PollRequest& request, Check check, const Pass& pass)
    : request_(request), check_(check), pass_(pass ? &pass : nullptr), writer_{this,
                                                                               &write_record,
                                                                               &write_reject,
                                                                               &write_cursor,
                                                                               &write_total,
                                                                               &write_error}
{
}

cx_status Batch::count(std::size_t bytes)
{
    ++taken_;
    bytes_ += bytes;
    if (pass_ && bytes_ - passed_bytes_ >= part_bytes) {
        passed_bytes_ = bytes_;
        (*pass_)(result_);
    }
    return taken_ >= request_.record_limit || bytes_ >= request_.byte_limit ? CX_FULL : CX_OK;
}

cx_status Batch::refuse(const cx_record& record, const char* code, std::string why)
{
    const bool keep = record.payload.size <= limits::payload_bytes;
    std::string shown;
    if (keep) json::write_text(clean_text(view(record.payload), limits::payload_bytes / 2), shown);
    result_.rejects.push_back({clean_text(view(record.key), limits::key_bytes), std::move(shown),
                               code, std::move(why),
                               clean_text(view(record.position), CX_POSITION_BYTES)});
    return count(record.key.size + record.payload.size);
}

cx_status Batch::add(const cx_record& record)
{
    if (taken_ >= request_.record_limit || bytes_ >= request_.byte_limit) {
        overflow_ = true;
        return CX_FAILED;
    }
    if (check_ == Check::payloads) {
        if (record.key.size > limits::key_bytes || !json::is_utf8(view(record.key)))
            return refuse(
                record, "plugin.key",
                fmt::format("the key should be UTF-8 of at most {} bytes", limits::key_bytes));
        std::string problem = payload_problem(record);
        if (!problem.empty()) return refuse(record, "plugin.payload", std::move(problem));
    }
    SourceRecord& taken = result_.records.emplace_back();
    taken.key = view(record.key);
    taken.payload = view(record.payload);
    taken.op = record.op == CX_REMOVE ? SourceRecord::Op::remove : SourceRecord::Op::upsert;
    taken.position = clean_text(view(record.position), CX_POSITION_BYTES);
    return count(record.key.size + record.payload.size);
}

cx_status Batch::add_reject(const cx_record& record, std::string_view code, std::string_view why)
{
    if (taken_ >= request_.record_limit || bytes_ >= request_.byte_limit) {
        overflow_ = true;
        return CX_FAILED;
    }
    std::string payload(view(record.payload));
    // What was there may be anything, even text that is no JSON at all.
    const bool sound = payload.size() <= limits::payload_bytes && json::parse(payload);
    if (!payload.empty() && !sound) {
        std::string quoted;
        json::write_text(clean_text(payload, limits::payload_bytes / 2), quoted);
        payload = std::move(quoted);
    }
    result_.rejects.push_back({clean_text(view(record.key), limits::key_bytes), std::move(payload),
                               clean_text(code, CX_CODE_BYTES), clean_text(why, CX_MESSAGE_BYTES),
                               clean_text(view(record.position), CX_POSITION_BYTES)});
    return count(record.key.size + record.payload.size);
}

void Batch::set_cursor(std::string_view next, std::uint32_t flags)
{
    if (next.size() > limits::cursor_bytes || !json::is_utf8(next)) {
        violation_ =
            fmt::format("the plugin wrote a cursor of {} bytes; it should be UTF-8 of at most {}",
                        next.size(), limits::cursor_bytes);
        return;
    }
    has_cursor_ = true;
    result_.next_cursor = next;
    result_.more_now = (flags & CX_MORE_NOW) != 0;
    result_.snapshot_end = (flags & CX_SNAPSHOT_END) != 0;
}

void Batch::set_error(std::string_view why, std::uint32_t retry_after_ms)
{
    result_.error = clean_text(why, CX_MESSAGE_BYTES);
    result_.retry_after_ms = retry_after_ms;
}

PollResult Batch::finish(cx_status status)
{
    result_.status = to_status(status);
    if (overflow_) violation_ = "the plugin went on writing after the batch was full";
    if (result_.status == PollResult::Status::ok && !has_cursor_ && taken_ > 0)
        violation_ = "the plugin wrote records but no cursor";
    if (!violation_.empty()) {
        result_.status = PollResult::Status::failed;
        result_.error = violation_;
    }
    if (result_.status == PollResult::Status::ok) {
        if (!has_cursor_) result_.next_cursor = request_.cursor;
        result_.error.clear();
        return std::move(result_);
    }
    if (result_.error.empty()) result_.error = "the plugin gave no reason";
    PollResult empty;
    empty.status = result_.status;
    empty.error = std::move(result_.error);
    empty.retry_after_ms = result_.retry_after_ms;
    return empty;
}

}  // namespace cx::plugin
