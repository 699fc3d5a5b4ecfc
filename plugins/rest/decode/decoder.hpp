// Bodies of answers to JSON values: the decoder components of a manifest, and where the records are
// in what they give.
#pragma once

#include "rest/expression/template.hpp"

#include <cx/json.hpp>
#include <cx/result.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace rest {

// What a packed body may unpack to.
inline constexpr std::size_t unpacked_bytes_max = 256U << 20;
// What a body may hold: in memory a value takes a hundred bytes, in the body two.
inline constexpr std::size_t values_max = 5'000'000;

// JsonDecoder, JsonlDecoder, IterableDecoder, CsvDecoder, XmlDecoder, GzipDecoder, ZipfileDecoder,
// CompositeRawDecoder with its parsers.
class Decoder {
public:
    virtual ~Decoder() = default;
    // The documents of one body: one for JSON and XML, one a line for the others. An empty body has
    // none. Error codes: rest.body (not what it should be; tells where, never what stood there),
    // rest.body_size.
    virtual cx::Result<std::vector<cx::json::Value>> decode(std::string_view body) const = 0;
};

// null: JSON. Error code: rest.component, rest.option.
cx::Result<std::unique_ptr<Decoder>> make_decoder(const cx::json::Value& component);

// DpathExtractor: the records at a path, `*` being any member or element. A list there gives its
// elements, an object is one record, nothing (or null, or something empty) gives none. With
// `name_field` an object gives its members, and each gets its name into that field.
class Extractor {
public:
    // Variables: config, parameters. Error code: rest.component, rest.expression.
    static cx::Result<Extractor> make(const cx::json::Value& component);

    // Appends the records, moved out of `document`. What is neither list nor object counts as no
    // record and is an error (rest.record).
    cx::Result<cx::Done> extract(cx::json::Value document, const Scope& scope,
                                 std::vector<cx::json::Value>& records) const;

private:
    std::vector<Template> path_;
    std::string name_field_;
};

// The values at `path` in `document`, `*` and `**` being any; by pointer, document order.
std::vector<const cx::json::Value*> find_all(const cx::json::Value& document,
                                             const std::vector<std::string>& path);

}  // namespace rest
