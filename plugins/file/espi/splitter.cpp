// The readings of a Green Button file, one record each, or its summaries. The file is gone through
// twice: what a reading belongs to may stand behind it. Going on in the middle begins at the start
// of the file as well and passes over what was given, so an offset here counts records.
#include "file/splitter.hpp"

#include "file/espi/context.hpp"
#include "file/espi/record.hpp"

#include <deque>

namespace file {
namespace {

using espi::Entry;
using espi::Values;

class EspiSplitter final : public Splitter {
public:
    EspiSplitter(Input& input, std::unique_ptr<Input> first, EspiKind kind, Mark from,
                 std::function<bool()> stop)
        : Splitter(input, from, std::move(stop)),
          first_(std::move(first)),
          kind_(kind),
          passed_over_(from.offset),
          feed_(listener(), encoding())
    {
    }

    Step next(Item& item, bool final) override
    {
        if (first_ && !read_context()) return stop_() ? Step::more : fail(problem_);
        while (found_.empty()) {
            if (is_whole_) return Step::end;
            if (stop_()) return Step::more;
            const std::string_view view = window_.view();
            if (!view.empty()) {
                const bool sound = feed_.add(view);
                window_.consume(view.size());
                if (!sound) return fail(feed_.problem());
            } else if (!window_.more()) {
                if (!final) return Step::more;
                if (!feed_.finish()) return truncated(feed_.problem());
                is_whole_ = true;
            }
        }
        item = std::move(found_.front());
        found_.pop_front();
        mark_ = {item.line, item.line + 1};
        return Step::item;
    }

private:
    // UTF-16 has become UTF-8 on the way, whatever the file says of itself.
    std::string encoding() const
    {
        const bool converted =
            input_.encoding() == Encoding::utf16le || input_.encoding() == Encoding::utf16be;
        return converted ? "UTF-8" : "";
    }

    // False: stopped, or problem_ says what is wrong. An end that is missing shows the second time.
    bool read_context()
    {
        bool fits = true;
        espi::Feed feed({.entry = [&](const Entry& entry) { fits = fits && context_.add(entry); }},
                        encoding());
        Window window(*first_);
        do {
            if (stop_()) return false;
            if (!feed.add(window.view())) {
                problem_ = feed.problem();
                return false;
            }
            window.consume(window.view().size());
        } while (window.more());
        if (!fits) problem_ = "it has too many usage points and kinds of readings";
        if (fits) first_.reset();
        return fits;
    }

    espi::Listener listener()
    {
        if (kind_ == EspiKind::readings)
            return {.reading = [this](const Entry& block, const Values& reading) {
                if (Item* item = next_item())
                    espi::make_reading(context_.of(block), reading, *item);
            }};
        return {.entry = [this](const Entry& entry) {
            if (!espi::is_summary(entry)) return;
            if (Item* item = next_item())
                espi::make_summary(context_.usage_point_of(entry), entry, *item);
        }};
    }

    // Nothing where it was given before.
    Item* next_item()
    {
        if (++count_ <= passed_over_) return nullptr;
        found_.emplace_back().line = count_;
        return &found_.back();
    }

    std::unique_ptr<Input> first_;  // Until what readings belong to is known
    espi::Context context_;
    const EspiKind kind_;
    std::uint64_t count_ = 0;  // Of records so far
    const std::uint64_t passed_over_;
    std::deque<Item> found_;  // In what was read last
    bool is_whole_ = false;
    espi::Feed feed_;
};

}  // namespace

std::unique_ptr<Splitter> make_espi_splitter(Input& input, std::unique_ptr<Input> again,
                                             EspiKind kind, Mark from, std::function<bool()> stop)
{
    return std::make_unique<EspiSplitter>(input, std::move(again), kind, from, std::move(stop));
}

}  // namespace file
