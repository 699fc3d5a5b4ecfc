#include "rest/read/place.hpp"

namespace rest {
namespace {

using cx::json::Object;
using cx::json::Value;

std::optional<std::int64_t> number(const Value& from, std::string_view name)
{
    const Value* value = from.find(name);
    return value ? value->integer() : std::nullopt;
}

Value copy(const Value& from, std::string_view name)
{
    const Value* value = from.find(name);
    return value ? *value : Value();
}

}  // namespace

Place Place::read(const Value& value)
{
    Place place;
    place.started_us = number(value, "started").value_or(0);
    place.router = copy(value, "router");
    if (const Value* partition = value.find("partition")) {
        place.in_partition = true;
        place.partition.values = *partition;
        place.partition.extra = copy(value, "extra");
    }
    place.since = number(value, "since");
    place.stretch = number(value, "stretch");
    place.token = copy(value, "token");
    place.pages = static_cast<std::uint64_t>(number(value, "pages").value_or(0));
    place.parts = static_cast<std::uint64_t>(number(value, "parts").value_or(0));
    place.came = static_cast<std::uint64_t>(number(value, "came").value_or(0));
    place.job = copy(value, "job");
    place.seen = number(value, "seen");
    place.run_seen = number(value, "run_seen");
    place.gaps = value.find("gaps") != nullptr;
    place.given = static_cast<std::uint64_t>(number(value, "given").value_or(0));
    place.last_key = value.text_of("last_key");
    return place;
}

Value Place::write() const
{
    Object out{{"started", started_us}};
    const auto put = [&](const char* name, const std::optional<std::int64_t>& value) {
        if (value) out[name] = *value;
    };
    if (!router.is_null()) out["router"] = router;
    if (in_partition) out["partition"] = partition.values;
    if (!partition.extra.is_null()) out["extra"] = partition.extra;
    put("since", since);
    put("stretch", stretch);
    put("seen", seen);
    put("run_seen", run_seen);
    if (!token.is_null()) out["token"] = token;
    if (pages > 0) out["pages"] = pages;
    if (parts > 0) out["parts"] = parts;
    if (came > 0) out["came"] = came;
    if (!job.is_null()) out["job"] = job;
    if (gaps) out["gaps"] = true;
    if (given > 0) out["given"] = given;
    if (!last_key.empty()) out["last_key"] = last_key;
    return out;
}

}  // namespace rest
