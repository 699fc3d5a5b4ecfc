// JSON Lines: one JSON object a line; empty lines are passed over.
#include "file/splitter.hpp"

namespace file {
namespace {

class LineSplitter final : public Splitter {
public:
    LineSplitter(Input& input, const StreamSettings& settings, Mark from,
                 std::function<bool()> stop)
        : Splitter(input, from, std::move(stop)), objects_(settings.key)
    {
    }

    Step next(Item& item, bool final) override
    {
        if (!placed_) {
            placed_ = true;
            if (mark_.offset > window_.offset() && !window_.skip_to(mark_.offset, stop_))
                return Step::more;
        }
        if (is_passing()) return pass_on(item, final);
        for (;;) {
            std::string_view line;
            const Line found = find_line(line);
            if (found == Line::partial && (!final || line.empty()))
                return final ? finish() : Step::more;
            item.code.clear();
            item.line = mark_.line;
            if (found == Line::too_long) return reject_long_line(line, item, final);
            const std::size_t used = line.size();
            const bool blank = line.find_first_not_of(" \t\r\n") == std::string_view::npos;
            if (!blank) read(line, item);
            window_.consume(used);
            advance();
            if (!blank) return Step::item;
        }
    }

private:
    Step finish() { return input_.broken().empty() ? Step::end : truncated(input_.broken()); }

    void read(std::string_view line, Item& item)
    {
        const std::string_view raw = line;
        if (!to_utf8(line, scratch_))
            return make_reject(item, raw, "file.encoding",
                               "the line is not valid in the file's encoding");
        item.payload = line.substr(0, line.find_last_not_of(" \t\r\n") + 1);
        objects_.read(item);
    }

    void advance()
    {
        mark_.offset = window_.offset();
        ++mark_.line;
    }

    ObjectReader objects_;
    std::string scratch_;
    bool placed_ = false;
};

}  // namespace

std::unique_ptr<Splitter> make_line_splitter(Input& input, const StreamSettings& settings,
                                             Mark from, std::function<bool()> stop)
{
    return std::make_unique<LineSplitter>(input, settings, from, std::move(stop));
}

}  // namespace file
