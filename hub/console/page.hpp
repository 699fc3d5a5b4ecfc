// The texts of the page as they were compiled in; console.hpp is what others use.
#pragma once

#include <span>
#include <string_view>

namespace cx::console {

struct Text {
    std::string_view name;
    std::string_view text;
};

std::span<const Text> page();

}  // namespace cx::console
