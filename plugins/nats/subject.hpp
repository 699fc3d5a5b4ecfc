// Subjects out of a template.
#pragma once

#include <cx/json.hpp>
#include <cx/result.hpp>

#include <string>
#include <vector>

namespace nats_sink {

class SubjectTemplate {
public:
    // Error code plugin.options: an unknown name in braces, or no subject.
    static cx::Result<SubjectTemplate> parse(const std::string& text);

    // A value's dots, blanks and wildcards become "_", a missing one "none".
    std::string of(const cx::json::Value& change) const;
    // The subject that matches all of them: "cx.*.*".
    std::string pattern() const;

private:
    struct Part {
        std::string text;
        bool is_member = false;
    };
    std::vector<Part> parts_;
};

}  // namespace nats_sink
