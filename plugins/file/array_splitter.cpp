// The elements of a JSON array, cut out of the text one by one; the array may lie inside objects,
// as in {"d":{"results":[...]}}. Only brackets and strings are looked at here; each element is
// checked as it is taken.
#include "file/splitter.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace file {
namespace {

bool is_space(char c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

// Follows one JSON value through text that comes in pieces.
class ValueEnd {
public:
    // How many bytes of `text` belong to the value; `done` once its end is among them. A bare
    // number or word ends in front of what follows it.
    std::size_t feed(std::string_view text, bool& done)
    {
        done = false;
        for (std::size_t i = 0; i < text.size(); ++i) {
            const char c = text[i];
            if (in_string_) {
                if (escaped_)
                    escaped_ = false;
                else if (c == '\\')
                    escaped_ = true;
                else if (c == '"') {
                    in_string_ = false;
                    if (depth_ == 0) return done = true, i + 1;
                }
                continue;
            }
            switch (c) {
                case '"':
                    in_string_ = true;
                    break;
                case '{':
                case '[':
                    ++depth_;
                    break;
                case '}':
                case ']':
                    if (depth_ == 0) return done = true, i;
                    if (--depth_ == 0) return done = true, i + 1;
                    break;
                default:
                    if (depth_ == 0 && (c == ',' || is_space(c))) return done = true, i;
            }
        }
        return text.size();
    }

private:
    int depth_ = 0;
    bool in_string_ = false;
    bool escaped_ = false;
};

class ArraySplitter final : public Splitter {
public:
    ArraySplitter(Input& input, const StreamSettings& settings, Mark from,
                  std::function<bool()> stop)
        : Splitter(input, from, std::move(stop)), array_(settings.array), objects_(settings.key)
    {
    }

    Step next(Item& item, bool final) override;

private:
    enum class Place { before, inside, behind };

    // The next byte that is no white space; 0 where the text ends.
    char peek();
    Step ends(bool final);
    bool take_value(std::string* text, bool& too_long);
    Step enter(bool final);
    Step find_member(const std::string& name, bool final);
    Step leave(bool final);
    Step element(Item& item, bool final);

    const std::string array_;
    ObjectReader objects_;
    Place place_ = Place::before;
    bool first_ = true;
    std::size_t open_objects_ = 0;  // Around the array.
    std::string raw_;
    std::string scratch_;
};

char ArraySplitter::peek()
{
    for (;;) {
        const std::string_view view = window_.view();
        std::size_t i = 0;
        while (i < view.size() && is_space(view[i])) ++i;
        window_.consume(i);
        if (i < view.size()) return view[i];
        if (stop_() || !window_.more()) return '\0';
    }
}

Step ArraySplitter::ends(bool final)
{
    if (!final) return Step::more;
    return truncated(input_.broken().empty() ? "it ends in the middle of the JSON"
                                             : input_.broken());
}

// Passes the value at the window's beginning, into `text` where that is wanted and as long as it
// fits. False: the text ends before the value does.
bool ArraySplitter::take_value(std::string* text, bool& too_long)
{
    ValueEnd value;
    std::size_t size = 0;
    for (;;) {
        bool done = false;
        const std::string_view view = window_.view();
        const std::size_t used = value.feed(view, done);
        size += used;
        too_long = size > record_bytes;
        if (text && !too_long) text->append(view.substr(0, used));
        window_.consume(used);
        if (done) return true;
        if (stop_() || !window_.more()) return false;
    }
}

// Step::item: the window stands behind the [ of the array.
Step ArraySplitter::enter(bool final)
{
    std::string_view rest = array_;
    while (!rest.empty()) {
        const std::size_t dot = rest.find('.');
        const Step step = find_member(std::string(rest.substr(0, dot)), final);
        if (step != Step::item) return step;
        rest.remove_prefix(dot == std::string_view::npos ? rest.size() : dot + 1);
    }
    const char c = peek();
    if (!c) return ends(final);
    if (c != '[')
        return fail(array_.empty()
                        ? "it holds no JSON array; option 'array' names one inside an object, and "
                          "format jsonl reads one object a line"
                        : fmt::format("what stands at '{}' is no array", array_));
    window_.consume(1);
    return Step::item;
}

// Goes into the object that begins here, to the value of its member.
Step ArraySplitter::find_member(const std::string& name, bool final)
{
    char c = peek();
    if (!c) return ends(final);
    if (c != '{') return fail(fmt::format("there is no object that could hold '{}'", name));
    window_.consume(1);
    ++open_objects_;
    for (;;) {
        c = peek();
        if (!c) return ends(final);
        if (c == ',') {
            window_.consume(1);
            continue;
        }
        if (c == '}')
            return fail(fmt::format("it has no member '{}' on the way to the array", name));
        std::string text;
        bool too_long = false;
        if (c != '"') return fail("it is not valid JSON");
        if (!take_value(&text, too_long)) return ends(final);
        c = peek();
        if (!c) return ends(final);
        if (c != ':') return fail("it is not valid JSON");
        window_.consume(1);
        const cx::Result<cx::json::Value> member = cx::json::parse(text);
        if (member && member->is_string() && member->as_string() == name) return Step::item;
        if (!peek() || !take_value(nullptr, too_long)) return ends(final);
    }
}

// What stands behind the array has to be whole too, else the file was cut.
Step ArraySplitter::leave(bool final)
{
    while (open_objects_ > 0) {
        const char c = peek();
        bool too_long = false;
        if (!c) return ends(final);
        if (c == '}') --open_objects_;
        if (c == '}' || c == ',' || c == ':')
            window_.consume(1);
        else if (c == ']')
            return fail("it is not valid JSON: a ] too many");
        else if (!take_value(nullptr, too_long))
            return ends(final);
    }
    if (peek()) return fail("it is not valid JSON: text behind the end");
    if (!final) return Step::more;
    return input_.broken().empty() ? Step::end : truncated(input_.broken());
}

Step ArraySplitter::element(Item& item, bool final)
{
    item.code.clear();
    item.line = mark_.line;
    raw_.clear();
    bool too_long = false;
    // A number or word at the very end would have no end of its own, but then the array has none
    // either.
    if (!take_value(&raw_, too_long)) return ends(final);
    std::string_view text = raw_;
    if (too_long)
        make_reject(item, raw_, "file.too_long",
                    fmt::format("the element is longer than {} bytes", record_bytes));
    else if (!to_utf8(text, scratch_))
        make_reject(item, raw_, "file.encoding", "the element is not valid in the file's encoding");
    else {
        item.payload = text;
        objects_.read(item);
    }
    first_ = false;
    mark_.offset = window_.offset();
    ++mark_.line;
    return Step::item;
}

Step ArraySplitter::next(Item& item, bool final)
{
    if (place_ == Place::before) {
        if (mark_.offset > 0) {
            if (!window_.skip_to(mark_.offset, stop_)) return Step::more;
            first_ = false;
            open_objects_ =
                array_.empty()
                    ? 0
                    : 1 + static_cast<std::size_t>(std::count(array_.begin(), array_.end(), '.'));
        } else if (const Step step = enter(final); step != Step::item) {
            return step;
        }
        place_ = Place::inside;
    }
    if (place_ == Place::behind) return leave(final);
    char c = peek();
    if (!c) return ends(final);
    if (c == ']') {
        window_.consume(1);
        place_ = Place::behind;
        return leave(final);
    }
    if (!first_) {
        if (c != ',')
            return fail(fmt::format("behind element {} a comma or ] is missing", mark_.line - 1));
        window_.consume(1);
        c = peek();
        if (!c) return ends(final);
    }
    if (c == ',' || c == ']' || c == '}' || c == ':')
        return fail(fmt::format("element {} is missing", mark_.line));
    return element(item, final);
}

}  // namespace

std::unique_ptr<Splitter> make_array_splitter(Input& input, const StreamSettings& settings,
                                              Mark from, std::function<bool()> stop)
{
    return std::make_unique<ArraySplitter>(input, settings, from, std::move(stop));
}

}  // namespace file
