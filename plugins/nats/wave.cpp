#include "nats/wave.hpp"

#include <algorithm>
#include <vector>

namespace nats_sink {
namespace {

constexpr std::size_t wave_changes = 256;
constexpr std::size_t wave_bytes = 4U << 20;

// Whom it is about. A profile that went into another concerns both; a record without a profile is
// its own.
std::vector<std::string> customers_of(const cx::json::Value& change)
{
    std::vector<std::string> customers;
    for (const char* const member : {"profile_id", "merged_into"})
        if (std::string id = change.text_of(member); !id.empty())
            customers.push_back(std::move(id));
    const cx::json::Value* ids = change.find("profile_ids");  // Of an erased person
    if (ids && ids->is_array())
        for (const cx::json::Value& id : ids->as_array())
            if (id.is_string()) customers.push_back(id.as_string());
    if (std::string record = change.text_of("record"); !record.empty())
        customers.push_back("record " + record);
    return customers;
}

}  // namespace

bool Wave::takes(const cx::json::Value& change, std::size_t bytes) const
{
    if (count_ == 0) return true;
    if (count_ >= wave_changes || bytes_ + bytes > wave_bytes) return false;
    const std::vector<std::string> customers = customers_of(change);
    return std::none_of(customers.begin(), customers.end(),
                        [&](const std::string& customer) { return customers_.contains(customer); });
}

void Wave::add(const cx::json::Value& change, std::size_t bytes)
{
    for (std::string& customer : customers_of(change)) customers_.insert(std::move(customer));
    ++count_;
    bytes_ += bytes;
}

}  // namespace nats_sink
