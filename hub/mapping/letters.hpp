// Which letters the languages of paths and expressions are made of.
#pragma once

namespace cx::mapping {

inline bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

inline bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

// RFC 9535 "name-first": a letter, an underscore, or anything beyond ASCII.
inline bool begins_name(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           static_cast<unsigned char>(c) >= 0x80;
}

inline bool is_name(char c)
{
    return begins_name(c) || is_digit(c);
}

}  // namespace cx::mapping
