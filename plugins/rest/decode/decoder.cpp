// The decoder components, and what they hand each other.
#include "rest/decode/decoder.hpp"

#include "rest/decode/formats.hpp"

#include <algorithm>

namespace rest {
namespace {

using cx::json::Value;
using Documents = std::vector<Value>;
using Made = cx::Result<std::unique_ptr<Decoder>>;

constexpr int decoders_deep_max = 8;

// By what stands before or between values in JSON, XML, CSV and lines.
bool holds_too_many_values(std::string_view body)
{
    if (body.size() <= values_max) return false;
    const auto values = std::count_if(body.begin(), body.end(), [](char c) {
        return c == ',' || c == '{' || c == '[' || c == '<' || c == '\n' || c == ';' || c == '\t';
    });
    return static_cast<std::size_t>(values) > values_max;
}

template <typename Read>
class Plain final : public Decoder {
public:
    explicit Plain(Read read) : read_(std::move(read)) {}

    cx::Result<Documents> decode(std::string_view body) const override
    {
        if (decode::is_blank(body)) return Documents();
        if (holds_too_many_values(body))
            return cx::Error{"rest.body_size",
                             "the body holds more values than are taken at once; let the manifest "
                             "ask for smaller pages"};
        return read_(body);
    }

private:
    Read read_;
};

template <typename Read>
std::unique_ptr<Decoder> plain(Read read)
{
    return std::make_unique<Plain<Read>>(std::move(read));
}

// Unpacks, then lets another decode. A body that is not packed is decoded as it is: many servers
// say gzip and have the transport unpack it.
class Packed final : public Decoder {
public:
    using Unpack = cx::Result<std::string> (*)(std::string_view body, std::size_t bytes_max);

    Packed(Unpack unpack, bool (*is_packed)(std::string_view), std::unique_ptr<Decoder> inner)
        : unpack_(unpack), is_packed_(is_packed), inner_(std::move(inner))
    {
    }

    cx::Result<Documents> decode(std::string_view body) const override
    {
        if (!is_packed_(body)) return inner_->decode(body);
        const cx::Result<std::string> unpacked = unpack_(body, unpacked_bytes_max);
        if (!unpacked) return unpacked.error();
        return inner_->decode(*unpacked);
    }

private:
    Unpack unpack_;
    bool (*is_packed_)(std::string_view);
    std::unique_ptr<Decoder> inner_;
};

Made make(const Value& component, int depth);

Made make_inner(const Value& component, std::string_view name, int depth)
{
    const Value* inner = component.find(name);
    return make(inner ? *inner : Value(), depth + 1);
}

Made make(const Value& component, int depth)
{
    if (depth > decoders_deep_max)
        return cx::Error{"rest.option", "decoders are nested too deeply"};
    const std::string type = component.is_null() ? "JsonDecoder" : component.text_of("type");
    if (type == "JsonDecoder" || type == "JsonParser") return plain(&decode::read_json);
    if (type == "JsonlDecoder" || type == "JsonLineParser") return plain(&decode::read_json_lines);
    if (type == "IterableDecoder") return plain(&decode::read_lines);
    if (type == "XmlDecoder") return plain(&decode::read_xml);
    if (type == "CsvDecoder" || type == "CsvParser") {
        cx::Result<decode::CsvFormat> format = decode::csv_format(component);
        if (!format) return format.error();
        return plain([format = std::move(*format)](std::string_view body) {
            return decode::read_csv(body, format);
        });
    }
    if (type == "CompositeRawDecoder") return make_inner(component, "parser", depth);
    const bool is_zip = type == "ZipfileDecoder";
    if (!is_zip && type != "GzipDecoder" && type != "GzipParser")
        return cx::Error{"rest.component", "there is no decoder '" + type + "'"};
    const std::string_view name = type == "GzipParser"        ? "inner_parser"
                                  : component.find("decoder") ? "decoder"
                                                              : "parser";
    Made inner = make_inner(component, name, depth);
    if (!inner) return inner;
    return std::unique_ptr<Decoder>(
        std::make_unique<Packed>(is_zip ? &decode::unzip : &decode::gunzip,
                                 is_zip ? &decode::is_zip : &decode::is_gzip, std::move(*inner)));
}

}  // namespace

cx::Result<std::unique_ptr<Decoder>> make_decoder(const cx::json::Value& component)
{
    return make(component, 0);
}

}  // namespace rest
