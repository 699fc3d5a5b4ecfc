#include "rest/transform/kinds.hpp"

namespace rest::transform {

using cx::json::Value;

std::optional<std::size_t> index_of(const std::string& text)
{
    if (text.empty() || text.size() > 4 ||
        text.find_first_not_of("0123456789") != std::string::npos)
        return std::nullopt;
    return std::stoul(text);
}

cx::Result<std::optional<Template>> condition_of(const Value& component)
{
    static constexpr std::array<std::string_view, 6> offered = {
        "config", "parameters", "record", "stream_slice", "value", "property"};
    const std::string text = component.text_of("condition");
    if (text.empty()) return std::optional<Template>();
    cx::Result<Template> compiled = Template::compile(text, offered);
    if (!compiled) return compiled.error();
    return std::optional<Template>(std::move(*compiled));
}

cx::Result<std::vector<Template>> path_of(const Value& component, std::string_view name,
                                          std::span<const std::string_view> offered)
{
    std::vector<Template> path;
    const Value* parts = component.find(name);
    if (!parts) return path;
    if (!parts->is_array())
        return cx::Error{"rest.option", "'" + std::string(name) + "' should be a list"};
    for (const Value& part : parts->as_array()) {
        cx::Result<Template> compiled = Template::compile(part.text().value_or(""), offered);
        if (!compiled) return compiled.error();
        path.push_back(std::move(*compiled));
    }
    return path;
}

cx::Result<std::vector<std::string>> texts_of(const std::vector<Template>& path, const Scope& scope)
{
    std::vector<std::string> texts;
    for (const Template& part : path) {
        cx::Result<std::string> text = part.text(scope);
        if (!text) return text.error();
        texts.push_back(std::move(*text));
    }
    return texts;
}

}  // namespace rest::transform
