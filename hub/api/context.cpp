// One call for a desk or a bot: who this is, what happened last, what is open. Bounded to
// limits::context_bytes.
#include "api/decimal_sum.hpp"
#include "api/found.hpp"
#include "api/problem.hpp"
#include "api/records.hpp"
#include "api/render.hpp"
#include "api/routes.hpp"
#include "base/limits.hpp"

#include <algorithm>
#include <array>

namespace cx::api {
namespace {

constexpr int last_interactions = 20;
constexpr int most_orders = 200;
constexpr int most_memberships = 20;
constexpr int most_entries = 5000;
constexpr int most_consents = 100;

// Orders in these states need nobody's attention any more.
constexpr std::array<std::string_view, 9> closed_states{"cancelled", "closed",    "completed",
                                                        "delivered", "fulfilled", "refunded",
                                                        "rejected",  "returned",  "done"};

struct Gathered {
    std::vector<model::RecordVersion> interactions;
    std::vector<model::RecordVersion> orders;
    std::vector<model::RecordVersion> memberships;
    std::vector<model::RecordVersion> entries;
    std::vector<model::RecordVersion> consents;
};

std::vector<model::RecordVersion> owned(store::View& view, const std::vector<std::string>& owners,
                                        const char* entity, int limit)
{
    std::vector<model::RecordVersion> rows = view.owned(owners, entity, false, {}, limit);
    std::erase_if(rows, [](const model::RecordVersion& row) {
        return row.op == model::RecordVersion::Op::remove;
    });
    return rows;
}

Gathered gather(store::View& view, const std::string& profile_id)
{
    const std::vector<std::string> owners = view.owner_keys(profile_id);
    return {.interactions = owned(view, owners, "interaction", last_interactions),
            .orders = owned(view, owners, "order", most_orders),
            .memberships = owned(view, owners, "loyalty_membership", most_memberships),
            .entries = owned(view, owners, "loyalty_entry", most_entries),
            .consents = owned(view, owners, "consent", most_consents)};
}

// A record as the context shows it: its visible values, its time and source.
json::Value brief(const model::RecordVersion& record, const Filter& filter, std::size_t& left_out)
{
    std::vector<std::string> refused;
    json::Value row =
        json::Object{{"source", record.key.source}, {"data", filter.data(record, refused)}};
    if (record.time.micros != 0) row["time"] = to_rfc3339(record.time);
    if (filter.key(record.key.key)) row["key"] = record.key.key;
    left_out += refused.size();
    return row;
}

bool is_open(const model::RecordVersion& order)
{
    const Result<json::Value> data = json::parse(order.data);
    const std::string status = data ? data->text_of("status") : "";
    return std::find(closed_states.begin(), closed_states.end(), status) == closed_states.end();
}

// The balance of each membership: the sum of its entries, or what the membership says where there
// are none. Both only as far as the caller may see points at all.
json::Value loyalty(const Gathered& all, const Filter& filter, std::size_t& left_out)
{
    json::Array rows;
    for (const model::RecordVersion& membership : all.memberships) {
        json::Value row = brief(membership, filter, left_out);
        DecimalSum sum;
        bool any = false;
        bool hidden = false;
        for (const model::RecordVersion& entry : all.entries) {
            const Result<json::Value> raw = json::parse(entry.data);
            if (!raw || raw->text_of("membership") != membership.key.key) continue;
            std::vector<std::string> refused;
            const json::Value seen = filter.data(entry, refused);
            any = true;
            if (!seen.find("points") || !sum.add(seen.text_of("points"))) hidden = true;
        }
        if (any && !hidden)
            row["balance"] = sum.text();
        else if (const json::Value* const told = row.find("data")->find("balance"); told && !any)
            row["balance"] = told->text_of("value");
        rows.push_back(std::move(row));
    }
    return rows;
}

// Takes the last element of the list that is the largest, until the whole is small enough; then the
// largest values.
void bound(json::Value& body)
{
    constexpr std::array lists{"interactions", "open_orders", "consents", "loyalty"};
    std::size_t size = json::write(body).size() + 200;  // Names of what is truncated come on top.
    std::vector<std::string> truncated;
    const auto note = [&](const std::string& name) {
        if (std::find(truncated.begin(), truncated.end(), name) == truncated.end())
            truncated.push_back(name);
    };
    while (size > limits::context_bytes) {
        json::Array* largest = nullptr;
        std::string largest_name;
        std::size_t largest_size = 0;
        for (const char* const name : lists) {
            json::Array& list = body.find(name)->as_array();
            const std::size_t bytes = json::write(list).size();
            if (list.empty() || bytes <= largest_size) continue;
            largest = &list;
            largest_name = name;
            largest_size = bytes;
        }
        if (!largest) break;
        size -= json::write(largest->back()).size() + 1;
        largest->pop_back();
        note(largest_name);
    }
    json::Object& data = body.find("data")->as_object();
    while (size > limits::context_bytes && !data.empty()) {
        const auto largest =
            std::max_element(data.begin(), data.end(), [](const auto& a, const auto& b) {
                return json::write(a.second).size() < json::write(b.second).size();
            });
        size -= json::write(largest->second).size();
        size += largest->first.size();
        note("data." + largest->first);
        data.erase(largest);
    }
    body["truncated"] = render_names(truncated);
}

}  // namespace

Answer get_context(const Call& call)
{
    std::optional<FoundProfile> found;
    Gathered all;
    {
        const auto view = call.parts.store.view();
        found = find_profile(*view, call.captured("id"));
        if (found) all = gather(*view, found->profile.profile_id);
    }
    if (!found) return no_profile(call);

    const Filter filter = call.filter.about(found->profile.profile_id);
    std::vector<std::string> refused;
    std::size_t left_out = 0;
    const auto list = [&](const std::vector<model::RecordVersion>& records) {
        json::Array rows;
        for (const model::RecordVersion& record : records)
            rows.push_back(brief(record, filter, left_out));
        return rows;
    };
    std::erase_if(all.orders, [](const model::RecordVersion& order) { return !is_open(order); });
    json::Value body = json::Object{
        {"profile_id", found->profile.profile_id},
        {"entity", found->profile.entity},
        {"version", found->profile.version},
        {"data", call.filter.golden(found->profile, refused)},
        {"interactions", list(all.interactions)},
        {"open_orders", list(all.orders)},
        {"loyalty", loyalty(all, filter, left_out)},
        {"consents", list(all.consents)},
        {"left_out", render_names(refused)},
    };
    put_resolved(body, *found);
    bound(body);
    Answer answer = json_answer(body);
    answer.profiles = {found->profile.profile_id};
    answer.fields = {"data", "interactions", "open_orders", "loyalty", "consents"};
    answer.left_out = left_out + refused.size();
    return answer;
}

}  // namespace cx::api
