# Writes FILES into OUTPUT as rows of a table: name and text.
set(rows "")
foreach(file IN LISTS FILES)
    get_filename_component(name ${file} NAME)
    file(READ ${file} text)
    string(FIND "${text}" ")cx_page\"" ends)
    if(NOT ends EQUAL -1)
        message(FATAL_ERROR "${file} holds what ends it here")
    endif()
    string(APPEND rows "    {\"${name}\", R\"cx_page(${text})cx_page\"},\n")
endforeach()
file(WRITE ${OUTPUT} "// Written by Embed.cmake.
#include \"console/page.hpp\"

#include <array>

namespace cx::console {
namespace {

constexpr std::array table{std::to_array<Text>({
${rows}})};

}  // namespace

std::span<const Text> page()
{
    return table;
}

}  // namespace cx::console
")
