#include "file/espi/record.hpp"

#include "file/espi/local_time.hpp"
#include "file/espi/units.hpp"

#include <cx/abi.h>

namespace file::espi {
namespace {

using cx::json::Value;

// Amounts are in hundred-thousandths of the currency.
constexpr int amount_power = -5;

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
    set(out, "service", service_of(value_of(entry.values, "ServiceCategory.kind")));
    return out;
}

std::string shown(const Values& values)
{
    std::string out;
    for (const auto& [name, text] : values) out += name + "=" + text + "\n";
    return out;
}

void set_amount(Value& object, std::string_view name, const Values& values, std::string_view from)
{
    set(object, name, scaled(value_of(values, from), amount_power).value_or(""));
}

// A SummaryMeasurement; nothing of it where its unit is not known here.
void set_consumption(Value& object, const Values& values, const std::string& from)
{
    const Unit* unit = find_unit(value_of(values, from + ".uom"));
    const std::int64_t power = integer(values, from + ".powerOfTenMultiplier").value_or(0);
    if (!unit || power < -99 || power > 99) return;
    const auto value =
        scaled(value_of(values, from + ".value"), static_cast<int>(power) + unit->power);
    if (!value) return;
    object["value"] = *value;
    object["unit"] = unit->ucum;
    object["measure"] = unit->measure;
}

}  // namespace

void make_reading(const Belonging& to, const Values& reading, Item& item)
{
    const auto reject = [&](const char* code, const char* why) {
        make_reject(item, shown(reading), code, why);
    };
    if (!to.meter_reading || !to.usage_point)
        return reject("espi.meter", "no UsagePoint and MeterReading in the file claim it");
    if (!to.reading_type) return reject("espi.type", "its MeterReading names no ReadingType");
    const Values& type = to.reading_type->values;
    const Unit* unit = find_unit(value_of(type, "uom"));
    if (!unit) return reject("espi.unit", "its ReadingType has a unit that is not known here");
    const auto start = integer(reading, "timePeriod.start");
    const auto at = start ? utc_text(*start) : std::nullopt;
    const std::int64_t power = integer(type, "powerOfTenMultiplier").value_or(0);
    const auto value = power > -100 && power < 100 ? scaled(value_of(reading, "value"),
                                                            static_cast<int>(power) + unit->power)
                                                   : std::nullopt;
    if (!at || !value)
        return reject("espi.value", "it has no start or no whole number as its value");

    Value record;
    record["usage_point"] = usage_point_of(*to.usage_point);
    record["meter_reading"] = to.meter_reading->self;
    for (const auto& [name, text] : type) record["reading_type"][name] = text;
    record["start"] = *at;
    if (to.local_time)
        set(record, "local_start", local_text(*start, to.local_time->values).value_or(""));
    const auto duration = integer(reading, "timePeriod.duration");
    if (duration && is_about_period(value_of(type, "accumulationBehaviour")))
        record["interval"] = *duration;
    record["value"] = *value;
    record["unit"] = unit->ucum;
    record["measure"] = unit->measure;
    set(record, "direction", direction_of(value_of(type, "flowDirection")));
    set(record, "quality", quality_of(value_of(reading, "ReadingQuality.quality")));
    set(record, "cost", value_of(reading, "cost"));
    item.key = to.meter_reading->self + "|" + std::to_string(*start);
    if (item.key.size() > CX_KEY_BYTES)
        return reject("espi.meter", "the address of its MeterReading is too long");
    item.payload = cx::json::write(record);
}

bool is_summary(const Entry& entry)
{
    return entry.kind == "UsageSummary" || entry.kind == "ElectricPowerUsageSummary";
}

void make_summary(const Entry* usage_point, const Entry& summary, Item& item)
{
    const Values& values = summary.values;
    const auto reject = [&](const char* code, const char* why) {
        make_reject(item, shown(values), code, why);
    };
    if (!usage_point) return reject("espi.meter", "no UsagePoint in the file claims it");
    const auto start = integer(values, "billingPeriod.start");
    const auto at = start ? utc_text(*start) : std::nullopt;
    if (!at) return reject("espi.value", "its billing period has no start");

    Value record;
    record["usage_point"] = usage_point_of(*usage_point);
    record["summary"] = summary.self;
    record["start"] = *at;
    if (const auto duration = integer(values, "billingPeriod.duration"))
        record["interval"] = *duration;
    set(record, "currency", currency_of(value_of(values, "currency")));
    Value last = cx::json::Object{};
    set_amount(last, "bill", values, "billLastPeriod");
    set_amount(last, "additional_cost", values, "costAdditionalLastPeriod");
    set_consumption(last, values, "overallConsumptionLastPeriod");
    record["last_period"] = std::move(last);
    Value running = cx::json::Object{};
    set_amount(running, "bill", values, "billToDate");
    set_consumption(running, values, "currentBillingPeriodOverAllConsumption");
    record["to_date"] = std::move(running);
    set(record, "quality", quality_of(value_of(values, "qualityOfReading")));
    const auto told = integer(values, "statusTimeStamp");
    set(record, "as_of", told ? utc_text(*told).value_or("") : "");
    // The address stays, the period moves on: each is a bill of its own.
    item.key = summary.self + "|" + std::to_string(*start);
    if (item.key.size() > CX_KEY_BYTES) return reject("espi.meter", "its address is too long");
    item.payload = cx::json::write(record);
}

}  // namespace file::espi
