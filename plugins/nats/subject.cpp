#include "nats/subject.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace nats_sink {
namespace {

constexpr std::array<std::string_view, 5> members{"kind", "entity", "op", "source", "profile_id"};

bool is_plain(char c)
{
    return static_cast<unsigned char>(c) > 0x20 && c != '.' && c != '*' && c != '>' && c != 0x7f;
}

cx::Error wrong(const std::string& why)
{
    return {"plugin.options", "option 'subject': " + why};
}

}  // namespace

cx::Result<SubjectTemplate> SubjectTemplate::parse(const std::string& text)
{
    SubjectTemplate made;
    std::size_t at = 0;
    while (at < text.size()) {
        const std::size_t open = text.find('{', at);
        const std::string plain = text.substr(at, open - at);
        const bool fits =
            std::all_of(plain.begin(), plain.end(), [](char c) { return c == '.' || is_plain(c); });
        if (!fits || plain.find('}') != std::string::npos)
            return wrong("a subject has no blanks, wildcards or single braces");
        if (!plain.empty()) made.parts_.push_back({plain, false});
        if (open == std::string::npos) break;
        const std::size_t close = text.find('}', open);
        if (close == std::string::npos) return wrong("a brace is not closed");
        const std::string name = text.substr(open + 1, close - open - 1);
        if (std::find(members.begin(), members.end(), name) == members.end())
            return wrong("in braces may stand kind, entity, op, source and profile_id");
        made.parts_.push_back({name, true});
        at = close + 1;
    }
    const std::string whole = "." + made.pattern() + ".";
    if (whole.find("..") != std::string::npos) return wrong("a part of the subject is empty");
    return made;
}

std::string SubjectTemplate::of(const cx::json::Value& change) const
{
    std::string subject;
    for (const Part& part : parts_) {
        std::string text = part.is_member ? change.text_of(part.text) : part.text;
        if (part.is_member) {
            if (text.empty()) text = "none";
            std::replace_if(
                text.begin(), text.end(), [](char c) { return !is_plain(c); }, '_');
        }
        subject += text;
    }
    return subject;
}

std::string SubjectTemplate::pattern() const
{
    std::string filled;
    for (const Part& part : parts_) filled += part.is_member ? "\x01" : part.text;
    // A part with a member anywhere in it may be anything.
    std::string pattern;
    for (std::size_t at = 0; at <= filled.size();) {
        const std::size_t end = std::min(filled.find('.', at), filled.size());
        const std::string token = filled.substr(at, end - at);
        pattern += (at == 0 ? "" : ".");
        pattern += token.find('\x01') == std::string::npos ? token : "*";
        at = end + 1;
    }
    return pattern;
}

}  // namespace nats_sink
