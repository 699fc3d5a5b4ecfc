// `${env:NAME}`, `${env:NAME:-default}` and `${secret:NAME}` inside a scalar.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace cx::config {

struct Replaced {
    std::string text;  // `${secret:...}` left as it is.
    std::string code;  // With a message, why not.
    std::string message;
};

// Puts environment variables in.
Replaced replace_environment(std::string_view text);

// A part of a text: plain, or the name of a secret.
struct TextPart {
    std::string text;
    bool secret = false;
};

// Takes apart a text whose environment variables are replaced.
std::vector<TextPart> secret_parts(std::string_view text);
bool mentions_secret(std::string_view text);

// Whether the text is one `${env:NAME}` and nothing else, without a default of its own.
bool is_environment_reference(std::string_view text);

}  // namespace cx::config
