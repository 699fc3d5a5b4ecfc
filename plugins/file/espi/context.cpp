#include "file/espi/context.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace file::espi {
namespace {

constexpr std::array<std::string_view, 4> kinds{"UsagePoint", "MeterReading", "ReadingType",
                                                "LocalTimeParameters"};

// "/MeterReading/01/IntervalBlock" -> "/MeterReading/01"
std::string above(const std::string& address)
{
    const std::size_t slash = address.rfind('/');
    return slash == std::string::npos ? "" : address.substr(0, slash);
}

}  // namespace

bool Context::add(const Entry& entry)
{
    if (std::find(kinds.begin(), kinds.end(), entry.kind) == kinds.end()) return true;
    if (entries_.size() >= entries_max) return false;
    const std::size_t place = entries_.size();
    entries_.push_back(entry);
    if (!entry.self.empty()) selves_.emplace(entry.self, place);
    for (const std::string& address : entry.related) relating_.emplace(address, place);
    return true;
}

const Entry* Context::find(const ByAddress& places, const std::string& address,
                           const char* kind) const
{
    const auto [begin, end] = places.equal_range(address);
    for (auto place = begin; place != end; ++place)
        if (entries_[place->second].kind == kind) return &entries_[place->second];
    return nullptr;
}

// What the entry relates to.
const Entry* Context::related(const Entry& entry, const char* kind) const
{
    for (const std::string& address : entry.related)
        if (const Entry* found = find(selves_, address, kind)) return found;
    return nullptr;
}

// Where a file has one alone, there is no doubt which it is.
const Entry* Context::only(const char* kind) const
{
    const Entry* found = nullptr;
    for (const Entry& entry : entries_) {
        if (entry.kind != kind) continue;
        if (found) return nullptr;
        found = &entry;
    }
    return found;
}

// What an entry stands below: what relates to the list that it is in, or has the address above.
const Entry* Context::parent(const std::string& up, const char* kind) const
{
    const Entry* found = find(relating_, up, kind);
    if (!found) found = find(selves_, above(up), kind);
    return found ? found : find(selves_, up, kind);
}

Belonging Context::resolve(const Entry& block) const
{
    Belonging to;
    to.meter_reading = parent(block.up, "MeterReading");
    if (!to.meter_reading) return to;
    to.reading_type = related(*to.meter_reading, "ReadingType");
    if (!to.reading_type) to.reading_type = only("ReadingType");
    to.usage_point = parent(to.meter_reading->up, "UsagePoint");
    if (to.usage_point) to.local_time = related(*to.usage_point, "LocalTimeParameters");
    if (!to.local_time) to.local_time = only("LocalTimeParameters");
    return to;
}

const Belonging& Context::of(const Entry& block)
{
    const auto known = known_.find(block.up);
    if (known != known_.end()) return known->second;
    // Only addresses that lead nowhere could be more than there are entries.
    if (known_.size() > 2 * entries_max) known_.clear();
    return known_.emplace(block.up, resolve(block)).first->second;
}

}  // namespace file::espi
