// The readings of a Green Button file, one record each. The file is gone through twice: what a
// reading belongs to may stand behind it. Going on in the middle begins at the start of the file as
// well and passes over what was given, so an offset here counts readings.
#include "file/splitter.hpp"

#include "file/espi/context.hpp"
#include "file/espi/local_time.hpp"
#include "file/espi/units.hpp"

#include <cx/abi.h>

#include <deque>

namespace file {
namespace {

using cx::json::Value;
using espi::Belonging;
using espi::Entry;
using espi::Values;

std::string value_of(const Values& values, std::string_view name)
{
    const auto found = values.find(name);
    return found == values.end() ? "" : found->second;
}

std::optional<std::int64_t> integer(const Values& values, std::string_view name)
{
    return Value(value_of(values, name)).integer();
}

// What stands behind "UsagePoint/" or the like in an address.
std::string segment(const std::string& address, const std::string& behind)
{
    const std::size_t at = address.find("/" + behind + "/");
    if (at == std::string::npos) return {};
    const std::size_t begin = at + behind.size() + 2;
    return address.substr(begin, address.find('/', begin) - begin);
}

void set(Value& object, std::string_view name, std::string_view text)
{
    if (!text.empty()) object[name] = text;
}

Value usage_point_of(const Entry& entry)
{
    Value out;
    const std::string id = segment(entry.self, "UsagePoint");
    out["id"] = id.empty() ? entry.id : id;
    set(out, "title", entry.title);
    set(out, "customer", segment(entry.self, "RetailCustomer"));
    set(out, "service", espi::service_of(value_of(entry.values, "ServiceCategory.kind")));
    return out;
}

// Sets the item's code and why where there is no reading to be made of it.
void make_record(const Belonging& to, const Values& reading, Item& item)
{
    std::string shown;
    for (const auto& [name, text] : reading) shown += name + "=" + text + "\n";
    const auto reject = [&](const char* code, const char* why) {
        make_reject(item, shown, code, why);
    };
    if (!to.meter_reading || !to.usage_point)
        return reject("espi.meter", "no UsagePoint and MeterReading in the file claim it");
    if (!to.reading_type) return reject("espi.type", "its MeterReading names no ReadingType");
    const Values& type = to.reading_type->values;
    const espi::Unit* unit = espi::find_unit(value_of(type, "uom"));
    if (!unit) return reject("espi.unit", "its ReadingType has a unit that is not known here");
    const auto start = integer(reading, "timePeriod.start");
    const auto at = start ? espi::utc_text(*start) : std::nullopt;
    const std::int64_t power = integer(type, "powerOfTenMultiplier").value_or(0);
    const auto value =
        power > -100 && power < 100
            ? espi::scaled(value_of(reading, "value"), static_cast<int>(power) + unit->power)
            : std::nullopt;
    if (!at || !value)
        return reject("espi.value", "it has no start or no whole number as its value");

    Value record;
    record["usage_point"] = usage_point_of(*to.usage_point);
    record["meter_reading"] = to.meter_reading->self;
    for (const auto& [name, text] : type) record["reading_type"][name] = text;
    record["start"] = *at;
    if (to.local_time)
        set(record, "local_start", espi::local_text(*start, to.local_time->values).value_or(""));
    const auto duration = integer(reading, "timePeriod.duration");
    if (duration && espi::is_about_period(value_of(type, "accumulationBehaviour")))
        record["interval"] = *duration;
    record["value"] = *value;
    record["unit"] = unit->ucum;
    record["measure"] = unit->measure;
    set(record, "direction", espi::direction_of(value_of(type, "flowDirection")));
    set(record, "quality", espi::quality_of(value_of(reading, "ReadingQuality.quality")));
    set(record, "cost", value_of(reading, "cost"));
    item.key = to.meter_reading->self + "|" + std::to_string(*start);
    if (item.key.size() > CX_KEY_BYTES)
        return reject("espi.meter", "the address of its MeterReading is too long");
    item.payload = cx::json::write(record);
}

class EspiSplitter final : public Splitter {
public:
    EspiSplitter(Input& input, std::unique_ptr<Input> first, Mark from, std::function<bool()> stop)
        : Splitter(input, from, std::move(stop)),
          first_(std::move(first)),
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
        return {.reading = [this](const Entry& block, const Values& reading) {
            if (++count_ <= passed_over_) return;
            Item item;
            item.line = count_;
            make_record(context_.of(block), reading, item);
            found_.push_back(std::move(item));
        }};
    }

    std::unique_ptr<Input> first_;  // Until what readings belong to is known
    espi::Context context_;
    std::uint64_t count_ = 0;  // Of readings so far
    const std::uint64_t passed_over_;
    std::deque<Item> found_;  // In what was read last
    bool is_whole_ = false;
    espi::Feed feed_;
};

}  // namespace

std::unique_ptr<Splitter> make_espi_splitter(Input& input, std::unique_ptr<Input> again, Mark from,
                                             std::function<bool()> stop)
{
    return std::make_unique<EspiSplitter>(input, std::move(again), from, std::move(stop));
}

}  // namespace file
