// Mistakes in what people wrote, collected so that one run tells all of them.
#pragma once

#include "base/node.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cx {

struct Diagnostic {
    enum class Severity { error, warning };

    Mark mark;
    std::string code;     // "config.unknown_key"; listed by `cxhub describe error`
    std::string message;  // "unknown option 'tokn' of source 'square', did you mean 'token'?"
    Severity severity = Severity::error;
};

class Diagnostics {
public:
    void error(const Mark& mark, std::string code, std::string message);
    void warning(const Mark& mark, std::string code, std::string message);

    bool has_errors() const { return errors_ > 0; }
    // Sorted by file, line, column.
    std::vector<Diagnostic> sorted() const;

private:
    std::vector<Diagnostic> all_;
    int errors_ = 0;
};

// ", did you mean 'token'?" where a candidate is near enough (Damerau-Levenshtein distance of at
// most a third of the length), else ", known are a, b, c" where they are few, else "".
std::string did_you_mean(std::string_view given, std::span<const std::string> candidates);

}  // namespace cx
