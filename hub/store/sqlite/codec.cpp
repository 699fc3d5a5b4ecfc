#include "store/sqlite/codec.hpp"

#include "store/store.hpp"

#include <cx/json.hpp>

#include <zstd.h>

#include <map>

namespace cx::store::sqlite {
namespace {

constexpr std::size_t compress_from_bytes = 1024;
constexpr std::size_t decompressed_bytes_max =
    256U << 20;  // Far above any text that limits.hpp lets in.
constexpr int compression_level = 1;

constexpr std::string_view hex_digits = "0123456789abcdef";

int hex_value(char c)
{
    const std::size_t at = hex_digits.find(c);
    return at == std::string_view::npos ? -1 : static_cast<int>(at);
}

bool is_dash_position(std::size_t position)
{
    return position == 8 || position == 13 || position == 18 || position == 23;
}

// Base-128, low groups first, high bit set on all but the last byte.
void write_number(std::uint64_t value, std::string& out)
{
    while (value >= 0x80) {
        out += static_cast<char>((value & 0x7fU) | 0x80U);
        value >>= 7U;
    }
    out += static_cast<char>(value);
}

class Reader {
public:
    explicit Reader(std::string_view bytes) : rest_(bytes) {}

    std::uint64_t number()
    {
        std::uint64_t value = 0;
        for (unsigned shift = 0; shift < 64; shift += 7) {
            const auto byte = static_cast<std::uint8_t>(bytes(1).front());
            value |= std::uint64_t{byte & 0x7fU} << shift;
            if ((byte & 0x80U) == 0) return value;
        }
        throw StoreError("a packed number in the store is damaged");
    }
    std::string_view bytes(std::uint64_t count)
    {
        if (count > rest_.size()) throw StoreError("a packed value in the store is cut short");
        const std::string_view result = rest_.substr(0, count);
        rest_.remove_prefix(count);
        return result;
    }
    bool at_end() const { return rest_.empty(); }

private:
    std::string_view rest_;
};

json::Value parse_stored(std::string_view text)
{
    auto value = json::parse(text);
    if (!value || !value->is_array()) throw StoreError("a list in the store is damaged");
    return std::move(*value);
}

}  // namespace

std::string uuid_to_bytes(std::string_view text)
{
    if (text.size() != 36) return "";
    std::string bytes;
    bytes.reserve(16);
    int high = -1;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (is_dash_position(i)) {
            if (text[i] != '-') return "";
            continue;
        }
        const int value = hex_value(text[i]);
        if (value < 0) return "";
        if (high < 0) {
            high = value;
        } else {
            bytes += static_cast<char>(high * 16 + value);
            high = -1;
        }
    }
    return bytes;
}

std::string uuid_from_bytes(std::string_view bytes)
{
    if (bytes.size() != 16) throw StoreError("an id in the store has not 16 bytes");
    std::string text;
    text.reserve(36);
    for (const char c : bytes) {
        if (is_dash_position(text.size())) text += '-';
        const auto byte = static_cast<std::uint8_t>(c);
        text += hex_digits[byte >> 4U];
        text += hex_digits[byte & 0xfU];
    }
    return text;
}

std::string hash_to_bytes(Hash128 hash)
{
    std::string bytes;
    bytes.reserve(16);
    for (const std::uint64_t half : {hash.high, hash.low})
        for (int shift = 56; shift >= 0; shift -= 8)
            bytes += static_cast<char>((half >> shift) & 0xffU);
    return bytes;
}

Hash128 hash_from_bytes(std::string_view bytes)
{
    if (bytes.size() != 16) throw StoreError("a hash in the store has not 16 bytes");
    Hash128 hash;
    for (std::size_t i = 0; i < 8; ++i) {
        hash.high = hash.high << 8U | static_cast<std::uint8_t>(bytes[i]);
        hash.low = hash.low << 8U | static_cast<std::uint8_t>(bytes[i + 8]);
    }
    return hash;
}

std::string compress(const std::string& text)
{
    if (text.size() < compress_from_bytes) return "";
    std::string frame(ZSTD_compressBound(text.size()), '\0');
    const std::size_t size =
        ZSTD_compress(frame.data(), frame.size(), text.data(), text.size(), compression_level);
    if (ZSTD_isError(size) || size > text.size() - text.size() / 10) return "";
    frame.resize(size);
    return frame;
}

std::string decompress(std::string_view frame)
{
    const unsigned long long size = ZSTD_getFrameContentSize(frame.data(), frame.size());
    if (size > decompressed_bytes_max)
        throw StoreError("a compressed text in the store is damaged");
    std::string text(size, '\0');
    const std::size_t done = ZSTD_decompress(text.data(), text.size(), frame.data(), frame.size());
    if (ZSTD_isError(done) || done != text.size())
        throw StoreError("a compressed text in the store is damaged");
    return text;
}

std::string pack(const std::vector<model::Provenance>& provenance)
{
    std::map<std::string_view, std::uint64_t> numbers;
    std::string texts;
    std::string rows;
    const auto refer = [&](std::string_view text) {
        const auto [entry, is_new] = numbers.try_emplace(text, numbers.size());
        if (is_new) {
            write_number(text.size(), texts);
            texts += text;
        }
        write_number(entry->second, rows);
    };
    for (const model::Provenance& reason : provenance) {
        refer(reason.field);
        refer(reason.record.source);
        refer(reason.record.entity);
        refer(reason.record.key);
        write_number(static_cast<std::uint64_t>(reason.version), rows);
        refer(reason.rule);
        refer(reason.labels);
    }
    std::string bytes;
    write_number(numbers.size(), bytes);
    bytes += texts;
    return bytes + rows;
}

std::vector<model::Provenance> unpack(std::string_view bytes)
{
    std::vector<model::Provenance> provenance;
    if (bytes.empty()) return provenance;
    Reader reader(bytes);
    std::vector<std::string_view> texts;
    for (std::uint64_t left = reader.number(); left > 0; --left)
        texts.push_back(reader.bytes(reader.number()));
    const auto text = [&] {
        const std::uint64_t number = reader.number();
        if (number >= texts.size())
            throw StoreError("the reasons of a profile version are damaged");
        return std::string(texts[number]);
    };
    while (!reader.at_end()) {
        model::Provenance& reason = provenance.emplace_back();
        reason.field = text();
        reason.record.source = text();
        reason.record.entity = text();
        reason.record.key = text();
        reason.version = static_cast<int>(reader.number());
        reason.rule = text();
        reason.labels = text();
    }
    return provenance;
}

std::string issues_to_text(const std::vector<model::Issue>& issues)
{
    if (issues.empty()) return "";
    json::Array list;
    for (const model::Issue& issue : issues)
        list.push_back(json::Array{issue.path, issue.code, static_cast<int>(issue.severity)});
    return json::write(list);
}

std::vector<model::Issue> issues_from_text(std::string_view text)
{
    std::vector<model::Issue> issues;
    if (text.empty()) return issues;
    const json::Value stored = parse_stored(text);
    for (const json::Value& row : stored.as_array()) {
        if (!row.is_array() || row.as_array().size() != 3)
            throw StoreError("an issue in the store is damaged");
        const json::Array& parts = row.as_array();
        issues.push_back(
            {.path = parts[0].text().value_or(""),
             .code = parts[1].text().value_or(""),
             .severity = static_cast<model::Issue::Severity>(parts[2].integer().value_or(0))});
    }
    return issues;
}

std::string list_to_text(const std::vector<std::string>& list)
{
    return json::write(json::Array(list.begin(), list.end()));
}

std::vector<std::string> list_from_text(std::string_view text)
{
    std::vector<std::string> list;
    const json::Value stored = parse_stored(text);
    for (const json::Value& element : stored.as_array())
        list.push_back(element.text().value_or(""));
    return list;
}

}  // namespace cx::store::sqlite
