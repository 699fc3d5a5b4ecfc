// JSON that is looked at without building a value: is it sound, and what stands at a path. Several
// times faster than json::parse, for the texts that only pass through.
#pragma once

#include <cx/result.hpp>

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace cx::json {

// UTF-8 of RFC 3629: no surrogates, no overlong forms.
bool is_utf8(std::string_view bytes);

// Appends `text` (UTF-8) as a JSON string with its quotes.
void write_text(std::string_view text, std::string& out);

// A text that was checked. Keeps its buffers, so use one object again and again. Not for two
// threads at once.
class Checked {
public:
    Checked();
    ~Checked();
    Checked(Checked&&) noexcept;
    Checked& operator=(Checked&&) noexcept;

    // Accepts exactly what json::parse accepts, where that is an object. Error codes: as
    // json::parse, and json.object for another kind of value.
    Result<Done> read(std::string_view text);

    // The text of the string, number or word at `path` of the text last read; nothing where there
    // is none, it is null, an object or a list.
    std::optional<std::string> text_at(std::span<const std::string> path) const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace cx::json
