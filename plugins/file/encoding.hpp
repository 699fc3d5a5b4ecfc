// Encodings of text files. Splitting into records happens on the bytes as they are: in UTF-8 and
// CP949 no byte of a longer character looks like a quote, a line end, a bracket or a common
// delimiter. UTF-16 becomes UTF-8 beforehand.
#pragma once

#include <cx/result.hpp>

#include <memory>
#include <string>
#include <string_view>

namespace file {

enum class Encoding { utf8, utf16le, utf16be, cp949 };

struct Detected {
    Encoding encoding = Encoding::utf8;
    std::size_t mark_bytes = 0;  // Size of the byte order mark.
};

// `wanted` is the option: auto, utf-8, ...; `sample` the beginning of the file.
Detected detect_encoding(std::string_view wanted, std::string_view sample);
std::string_view name_of(Encoding encoding);

// An iconv converter to UTF-8. Not for two threads at once.
class Converter {
public:
    explicit Converter(Encoding from);
    Converter(const Converter&) = delete;
    Converter& operator=(const Converter&) = delete;
    ~Converter();

    // The whole of `bytes`; false where they are not valid.
    bool convert(std::string_view bytes, std::string& out);
    // Appends what `bytes` begin with and returns how many were used; an unfinished character at
    // the end is left. A unit that is not valid becomes the byte 0xff, which UTF-8 has not, so that
    // its record alone is refused later.
    std::size_t convert_some(std::string_view bytes, std::string& out);

private:
    void* handle_;
};

}  // namespace file
