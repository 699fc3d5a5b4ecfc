// A row as a record: its columns as members of a JSON object, and its key as text.
#pragma once

#include "sql/encoding.hpp"
#include "sql/options.hpp"
#include "sql/value.hpp"
#include "sql/zone.hpp"

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sql {

struct Rendered {
    std::string key;
    std::string payload;
    const char* problem = nullptr;  // A reject code
    std::string why;
};

// Knows the encodings and the zone of a stream.
class Renderer {
public:
    // Throws cx::BadOptions.
    explicit Renderer(const StreamOptions& options);

    // `values` are those of the record's columns, `key` those of the key.
    Rendered render(std::span<const Column> columns, std::span<const Value> values,
                    std::span<const Value> key);
    const std::optional<Zone>& zone() const { return zone_; }
    // Columns that were given an encoding.
    std::vector<std::string> encoded() const;
    bool all_encoded() const { return all_encoded_; }

private:
    // Each nothing where bytes are not in their encoding.
    std::optional<std::string> decode(std::string_view column, const Value& value);
    std::optional<cx::json::Value> member(std::string_view column, const Value& value);
    std::optional<std::string> key_text(std::span<const Value> key);

    std::vector<std::string> key_;
    std::optional<Zone> zone_;
    bool all_encoded_;
    Decoder decoder_;
    std::map<std::string, Decoder, std::less<>> decoders_;
};

}  // namespace sql
