#include "rest/decode/row_flow.hpp"

#include "rest/decode/csv.hpp"
#include "rest/decode/decoder.hpp"

#include <zlib.h>

#include <array>
#include <string>

namespace rest {
namespace {

using cx::Done;
using cx::Error;
using cx::Result;
using cx::json::Value;

constexpr int gzip_window = 15 + 32;  // Also a zlib header

class LineFlow final : public RowFlow {
public:
    using Read = Result<decode::Documents> (*)(std::string_view);

    explicit LineFlow(Read read) : read_(read) {}

    Result<Done> take(std::string_view more, bool last, std::vector<Value>& records) override
    {
        text_.append(more);
        // A mark of the byte order is of the first line, which is then read whole.
        const std::size_t end = last ? text_.size() : text_.rfind('\n') + 1;
        if (end > 0) {
            Result<decode::Documents> read = read_(std::string_view(text_).substr(0, end));
            if (!read) return read.error();
            for (Value& record : *read) records.push_back(std::move(record));
            text_.erase(0, end);
        }
        if (text_.size() > row_bytes_max)
            return Error{"rest.body_size", "a line is longer than is allowed"};
        return Done{};
    }

private:
    Read read_;
    std::string text_;
};

// Undoes gzip; what is not packed goes through as it is.
class PackedFlow final : public RowFlow {
public:
    explicit PackedFlow(std::unique_ptr<RowFlow> inner) : inner_(std::move(inner))
    {
        ready_ = ::inflateInit2(&stream_, gzip_window) == Z_OK;
    }
    PackedFlow(const PackedFlow&) = delete;
    PackedFlow& operator=(const PackedFlow&) = delete;
    ~PackedFlow() override { ::inflateEnd(&stream_); }

    Result<Done> take(std::string_view more, bool last, std::vector<Value>& records) override
    {
        head_.append(more);
        if (!known_ && head_.size() < 2 && !last) return Done{};
        if (!known_) packed_ = decode::is_gzip(head_);
        known_ = true;
        const std::string bytes = std::move(head_);
        head_.clear();
        if (!packed_) return inner_->take(bytes, last, records);
        if (Result<Done> done = unpack(bytes, records); !done) return done;
        if (!last) return Done{};
        if (!at_end_) return broken();
        return inner_->take({}, true, records);
    }

private:
    static Error broken() { return {"rest.body", "the packed body is broken"}; }

    Result<Done> unpack(std::string_view packed, std::vector<Value>& records)
    {
        if (!ready_) return broken();
        std::array<char, 1U << 16> block{};
        stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
        stream_.avail_in = static_cast<uInt>(packed.size());
        for (bool full = false; stream_.avail_in > 0 || full;) {
            // Several members may follow each other.
            if (at_end_ && ::inflateReset(&stream_) != Z_OK) return broken();
            at_end_ = false;
            stream_.next_out = reinterpret_cast<Bytef*>(block.data());
            stream_.avail_out = static_cast<uInt>(block.size());
            const int outcome = ::inflate(&stream_, Z_NO_FLUSH);
            if (outcome == Z_BUF_ERROR) break;
            if (outcome != Z_OK && outcome != Z_STREAM_END) return broken();
            at_end_ = outcome == Z_STREAM_END;
            full = stream_.avail_out == 0 && !at_end_;
            const std::size_t got = block.size() - stream_.avail_out;
            if (auto done = inner_->take({block.data(), got}, false, records); !done) return done;
        }
        return Done{};
    }

    std::unique_ptr<RowFlow> inner_;
    z_stream stream_{};
    std::string head_;
    bool ready_ = false;
    bool known_ = false;
    bool packed_ = false;
    bool at_end_ = false;
};

const Value& member(const Value& component, std::string_view name)
{
    static const Value none;
    const Value* found = component.find(name);
    return found ? *found : none;
}

}  // namespace

std::unique_ptr<RowFlow> make_row_flow(const Value& component)
{
    const std::string type = component.text_of("type");
    if (type == "JsonlDecoder" || type == "JsonLineParser")
        return std::make_unique<LineFlow>(&decode::read_json_lines);
    if (type == "IterableDecoder") return std::make_unique<LineFlow>(&decode::read_lines);
    if (type == "CsvDecoder" || type == "CsvParser") {
        cx::Result<decode::CsvFormat> format = decode::csv_format(component);
        if (!format) return nullptr;
        return std::make_unique<decode::CsvFlow>(*std::move(format));
    }
    if (type == "CompositeRawDecoder") return make_row_flow(member(component, "parser"));
    if (type != "GzipDecoder" && type != "GzipParser") return nullptr;
    const std::string_view name = type == "GzipParser"        ? "inner_parser"
                                  : component.find("decoder") ? "decoder"
                                                              : "parser";
    std::unique_ptr<RowFlow> inner = make_row_flow(member(component, name));
    return inner ? std::make_unique<PackedFlow>(std::move(inner)) : nullptr;
}

}  // namespace rest
