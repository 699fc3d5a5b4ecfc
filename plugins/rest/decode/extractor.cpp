// Where the records are.
#include "rest/decode/decoder.hpp"

#include <array>
#include <charconv>

namespace rest {
namespace {

using cx::json::Value;

constexpr std::array<std::string_view, 2> extractor_names = {"config", "parameters"};

std::optional<std::size_t> index_of(const std::string& text, std::size_t size)
{
    std::int64_t index = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), index);
    if (read.ec != std::errc() || read.ptr != text.data() + text.size()) return std::nullopt;
    if (index < 0) index += static_cast<std::int64_t>(size);
    if (index < 0 || static_cast<std::size_t>(index) >= size) return std::nullopt;
    return static_cast<std::size_t>(index);
}

template <typename V, typename Found>
void find(V& value, const std::vector<std::string>& path, std::size_t at, Found& found, int depth)
{
    if (at == path.size()) {
        found.push_back(&value);
        return;
    }
    if (depth > 2 * cx::json::max_depth) return;
    const std::string& part = path[at];
    const bool deep = part == "**";
    if (deep) find(value, path, at + 1, found, depth + 1);
    if (value.is_object()) {
        if (part == "*" || deep) {
            for (auto& [name, one] : value.as_object())
                find(one, path, deep ? at : at + 1, found, depth + 1);
        } else if (auto* one = value.find(part)) {
            find(*one, path, at + 1, found, depth + 1);
        }
    } else if (value.is_array()) {
        auto& all = value.as_array();
        if (part == "*" || deep) {
            for (auto& one : all) find(one, path, deep ? at : at + 1, found, depth + 1);
        } else if (const auto index = index_of(part, all.size())) {
            find(all[*index], path, at + 1, found, depth + 1);
        }
    }
}

// A list gives its elements.
cx::Result<cx::Done> take_elements(Value& list, std::vector<Value>& records)
{
    for (Value& record : list.as_array())
        if (record.is_object())
            records.push_back(std::move(record));
        else if (!record.is_null())
            return cx::Error{"rest.record", "an element of the list of records is no object"};
    return cx::Done{};
}

// An object gives its members, each with its name in `field`.
cx::Result<cx::Done> take_members(Value& object, const std::string& field,
                                  std::vector<Value>& records)
{
    for (auto& [name, record] : object.as_object()) {
        if (record.is_null()) continue;
        if (!record.is_object())
            return cx::Error{"rest.record", "a member of the object of records is no object"};
        record[field] = name;
        records.push_back(std::move(record));
    }
    return cx::Done{};
}

}  // namespace

std::vector<const Value*> find_all(const Value& document, const std::vector<std::string>& path)
{
    std::vector<const Value*> found;
    find(document, path, 0, found, 0);
    return found;
}

cx::Result<Extractor> Extractor::make(const Value& component)
{
    const std::string type = component.text_of("type");
    if (!component.is_null() && !type.empty() && type != "DpathExtractor")
        return cx::Error{"rest.component", "there is no extractor '" + type + "'"};
    Extractor extractor;
    extractor.name_field_ = component.text_of("name_field");
    const Value* path = component.find("field_path");
    if (!path) return extractor;
    if (!path->is_array()) return cx::Error{"rest.option", "'field_path' should be a list"};
    for (const Value& part : path->as_array()) {
        cx::Result<Template> compiled =
            Template::compile(part.text().value_or(""), extractor_names);
        if (!compiled) return compiled.error();
        extractor.path_.push_back(std::move(*compiled));
    }
    return extractor;
}

cx::Result<cx::Done> Extractor::extract(Value document, const Scope& scope,
                                        std::vector<Value>& records) const
{
    std::vector<std::string> path;
    for (const Template& part : path_) {
        cx::Result<std::string> text = part.text(scope);
        if (!text) return text.error();
        path.push_back(std::move(*text));
    }
    std::vector<Value*> found;
    find(document, path, 0, found, 0);
    // With a wildcard what is found are the records; without, a list holds them.
    for (Value* one : found) {
        if (one->empty()) continue;
        if (one->is_object() && name_field_.empty()) {
            records.push_back(std::move(*one));
        } else if (one->is_object() || one->is_array()) {
            const auto done = one->is_array() ? take_elements(*one, records)
                                              : take_members(*one, name_field_, records);
            if (!done) return done.error();
        } else {
            return cx::Error{"rest.record", "what stands at the path of the records is no object"};
        }
    }
    return cx::Done{};
}

}  // namespace rest
