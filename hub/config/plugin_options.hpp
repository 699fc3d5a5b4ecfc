// Plugin options: text from YAML becomes typed JSON, as the plugin's own JSON Schema says.
//
// Understood are type, properties, items, required, default, enum, minimum, maximum,
// additionalProperties, and x-cx-secret, x-cx-path, x-cx-unit. A duration (x-cx-unit s or ms) may
// be written as one, "30s".
#pragma once

#include "config/reader.hpp"
#include "config/secrets.hpp"

#include <cx/json.hpp>

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cx::config {

struct Options {
    json::Value values = json::Object{};  // For the plugin, secrets in it.
    json::Value shown = json::Object{};   // For people and comparison, secrets by name.
};

class OptionReader {
public:
    // Relative paths count from `directory`. `owner` is for messages: "source 'file'".
    OptionReader(Reader& reader, Secrets& secrets, std::string directory, std::string owner)
        : reader_(reader),
          secrets_(secrets),
          directory_(std::move(directory)),
          owner_(std::move(owner))
    {
    }

    // Reports each option of `node` that none of the schemas knows.
    void check_names(const Node& node, std::span<const json::Value* const> schemas);

    // What `schema` knows, out of the layers: the last that has an option wins, then its default. A
    // required one that is missing is reported at `at`. Layers may be nullptr.
    Options read(std::span<const Node* const> layers, const json::Value& schema, const Mark& at);

private:
    struct Both {
        json::Value value;
        json::Value shown;
    };

    Both convert(const Node& node, const json::Value& schema, const std::string& name, bool secret);
    Both convert_scalar(const Node& node, const json::Value& schema, const std::string& name,
                        bool secret);
    Both convert_list(const Node& node, const json::Value& schema, const std::string& name,
                      bool secret);
    Both convert_map(const Node& node, const json::Value& schema, const std::string& name,
                     bool secret);
    std::optional<json::Value> typed(const Node& node, const std::string& text,
                                     const json::Value& schema);
    void hide_if_meant_secret(const Node::Member& member,
                              std::span<const json::Value* const> schemas);
    void wrong(const Node& node, const json::Value& schema, const std::string& name, bool secret);

    Reader& reader_;
    Secrets& secrets_;
    std::string directory_;
    std::string owner_;
};

}  // namespace cx::config
