#include "file/espi/feed.hpp"

#include <expat.h>

#include <algorithm>

namespace file::espi {
namespace {

constexpr std::size_t depth_max = 40;
constexpr std::size_t text_bytes_max = 1000;  // What is longer is no value of ours.
constexpr std::size_t values_max = 200;
constexpr std::size_t links_max = 100;
constexpr std::uint64_t markup_bytes_max = 1U << 20;
constexpr char separator = '|';  // Between a namespace and a name

std::string_view local(std::string_view name)
{
    return name.substr(name.rfind(separator) + 1);
}

std::string attribute(const char** attributes, std::string_view name)
{
    for (; *attributes; attributes += 2)
        if (name == *attributes)
            return std::string(std::string_view(attributes[1]).substr(0, text_bytes_max));
    return {};
}

std::string trimmed(std::string_view text)
{
    constexpr std::string_view space = " \t\r\n";
    const std::size_t begin = text.find_first_not_of(space);
    if (begin == std::string_view::npos) return {};
    return std::string(text.substr(begin, text.find_last_not_of(space) - begin + 1));
}

XML_Parser of(void* parser)
{
    return static_cast<XML_Parser>(parser);
}

}  // namespace

// What expat calls; an exception must not cross it, and none is thrown but for want of memory.
struct Handlers {
    static Feed& feed(void* self) { return *static_cast<Feed*>(self); }
    static void start(void* self, const char* name, const char** attributes)
    {
        feed(self).start(local(name), attributes);
    }
    static void end(void* self, const char* name) { feed(self).end(local(name)); }
    static void text(void* self, const char* bytes, int size)
    {
        feed(self).text({bytes, static_cast<std::size_t>(size)});
    }
    static void doctype(void* self, const char*, const char*, const char*, int)
    {
        feed(self).fail("it declares a document type, which no Green Button file does");
    }
};

Feed::Feed(Listener listener, const std::string& encoding)
    : listener_(std::move(listener)),
      parser_(XML_ParserCreateNS(encoding.empty() ? nullptr : encoding.c_str(), separator),
              [](void* parser) { XML_ParserFree(of(parser)); })
{
    XML_SetUserData(of(parser_.get()), this);
    XML_SetElementHandler(of(parser_.get()), &Handlers::start, &Handlers::end);
    XML_SetCharacterDataHandler(of(parser_.get()), &Handlers::text);
    XML_SetStartDoctypeDeclHandler(of(parser_.get()), &Handlers::doctype);
}

Feed::~Feed() = default;

void Feed::fail(std::string problem)
{
    if (problem_.empty()) problem_ = std::move(problem);
    XML_StopParser(of(parser_.get()), XML_FALSE);
}

bool Feed::parse(std::string_view bytes, bool last)
{
    if (!problem_.empty()) return false;
    added_ += bytes.size();
    const XML_Parser parser = of(parser_.get());
    const auto outcome = XML_Parse(parser, bytes.data(), static_cast<int>(bytes.size()),
                                   last ? XML_TRUE : XML_FALSE);
    if (outcome != XML_STATUS_OK)
        fail("line " + std::to_string(XML_GetCurrentLineNumber(parser)) + ": " +
             XML_ErrorString(XML_GetErrorCode(parser)));
    // Expat holds what is not at its end yet.
    const auto taken =
        static_cast<std::uint64_t>(std::max<XML_Index>(XML_GetCurrentByteIndex(parser), 0));
    if (problem_.empty() && added_ > taken + markup_bytes_max)
        fail("a tag or a comment has more than a megabyte");
    return problem_.empty();
}

bool Feed::add(std::string_view bytes)
{
    return parse(bytes, false);
}

bool Feed::finish()
{
    return parse({}, true);
}

void Feed::start(std::string_view name, const char** attributes)
{
    if (depth_ == 0 && name != "feed" && name != "entry")
        return fail("it is no Atom feed, as a Green Button file is");
    if (++depth_ > depth_max) return fail("elements are nested too deep");
    text_.clear();
    if (in_entry_) return start_in_entry(name, attributes);
    if (name != "entry") return;
    in_entry_ = true;
    had_reading_ = false;
    entry_ = {};
    path_.clear();
}

void Feed::start_in_entry(std::string_view name, const char** attributes)
{
    if (path_.empty() && name == "link") {
        const std::string rel = attribute(attributes, "rel");
        const std::string href = attribute(attributes, "href");
        if (rel == "self") entry_.self = href;
        if (rel == "up") entry_.up = href;
        if (rel == "related" && entry_.related.size() < links_max) entry_.related.push_back(href);
    }
    if (path_.size() == 1 && path_[0] == "content") {
        entry_.kind = name;
        entry_.values.clear();
    }
    path_.emplace_back(name);
    if (name != "IntervalReading" || reading_depth_ > 0) return;
    reading_depth_ = path_.size();
    reading_.clear();
}

void Feed::text(std::string_view bytes)
{
    if (text_.size() < text_bytes_max) text_ += bytes.substr(0, text_bytes_max - text_.size());
}

// The text of the element that ends, under its names below the first `below` of the path.
void Feed::put(Values& values, std::size_t below) const
{
    const std::string value = trimmed(text_);
    if (value.empty() || path_.size() <= below || values.size() >= values_max) return;
    std::string name;
    for (std::size_t i = below; i < path_.size(); ++i) name += (i > below ? "." : "") + path_[i];
    std::string& known = values[name];
    if (known.size() < text_bytes_max) known += known.empty() ? value : " " + value;
}

void Feed::end(std::string_view name)
{
    --depth_;
    if (in_entry_) end_in_entry(name);
    text_.clear();
}

void Feed::end_in_entry(std::string_view name)
{
    if (path_.empty()) {
        in_entry_ = false;
        if (!had_reading_ && listener_.entry) listener_.entry(entry_);
        return;
    }
    if (path_.size() == 1 && name == "id") entry_.id = trimmed(text_);
    if (path_.size() == 1 && name == "title") entry_.title = trimmed(text_);
    if (reading_depth_ > 0) {
        if (listener_.reading) put(reading_, reading_depth_);
        if (path_.size() == reading_depth_) {
            reading_depth_ = 0;
            had_reading_ = true;
            if (listener_.reading) listener_.reading(entry_, reading_);
        }
    } else if (path_[0] == "content") {
        put(entry_.values, 2);
    }
    path_.pop_back();
}

}  // namespace file::espi
