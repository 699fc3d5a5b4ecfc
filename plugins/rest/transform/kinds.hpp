// The transformations, one maker each, and what they share.
#pragma once

#include "rest/transform/transform.hpp"

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rest::transform {

// What expressions of a transformation may look at.
inline constexpr std::array<std::string_view, 4> names = {"config", "parameters", "record",
                                                          "stream_slice"};

using Made = cx::Result<std::unique_ptr<Transformation>>;

Made make_add_fields(const cx::json::Value& component);
Made make_remove_fields(const cx::json::Value& component);
Made make_keys_to_lower(const cx::json::Value& component);
Made make_keys_to_snake_case(const cx::json::Value& component);
Made make_flatten_fields(const cx::json::Value& component);
Made make_dpath_flatten(const cx::json::Value& component);
Made make_keys_replace(const cx::json::Value& component);

// The number of an element, where the text is one of at most four digits.
std::optional<std::size_t> index_of(const std::string& text);
// A condition, absent where it is not given or empty: then it holds.
cx::Result<std::optional<Template>> condition_of(const cx::json::Value& component);
// The templates of a path. Error code: rest.option where `name` is no list.
cx::Result<std::vector<Template>> path_of(const cx::json::Value& component, std::string_view name,
                                          std::span<const std::string_view> offered);
cx::Result<std::vector<std::string>> texts_of(const std::vector<Template>& path,
                                              const Scope& scope);

}  // namespace rest::transform
