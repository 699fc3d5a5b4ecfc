#include "webhook/receiver.hpp"

#include "webhook/challenge.hpp"
#include "webhook/cloudevents.hpp"

#include <optional>

namespace webhook {
namespace {

using cx::json::Array;
using cx::json::Object;
using cx::json::Value;

cx::Status refuse(cx::Response& response, int status, std::string_view why)
{
    response.status(status);
    response.json(Object{{"error", why}});
    return cx::ok();
}

// The value at "data.customer.id"; nullptr where there is none.
const Value* at_path(const Value& value, std::string_view path)
{
    const Value* found = &value;
    while (found && !path.empty()) {
        const std::size_t dot = path.find('.');
        found = found->find(path.substr(0, dot));
        path = dot == path.npos ? std::string_view() : path.substr(dot + 1);
    }
    return found;
}

// Empty where a part of it is missing: then the hub tells records apart by their content.
std::string key_of(const Value& record, const std::vector<std::string>& paths)
{
    std::string key;
    for (const std::string& path : paths) {
        const Value* const part = at_path(record, path);
        const std::string text = part ? part->text().value_or("") : "";
        if (text.empty()) return {};
        key += (key.empty() ? "" : "|") + text;
    }
    return key.size() <= CX_KEY_BYTES ? key : std::string();
}

// What stands in the body: one value, or many of a list.
std::optional<Array> values_of(Value body, const std::string& items)
{
    if (!items.empty()) {
        const Value* const list = at_path(body, items);
        if (!list || !list->is_array()) return std::nullopt;
        return list->as_array();
    }
    if (body.is_array()) return std::move(body.as_array());
    Array only;
    only.push_back(std::move(body));
    return only;
}

class Writing {
public:
    Writing(const cx::Request& request, const ReceiverOptions& options, bool events,
            cx::BatchWriter& out)
        : options_(options), events_(events), out_(out)
    {
        for (const std::string& name : options.headers)
            if (const std::string_view value = request.header(name); !value.empty())
                headers_.emplace(name, value);
    }

    void write(Value value, std::size_t index)
    {
        const std::string position = "record " + std::to_string(index);
        const std::string problem = problem_of(value);
        std::string key = problem.empty() ? key_of(value, options_.key) : "";
        if (problem.empty() && key.empty() && events_) key = event_key(value);
        if (key.size() > CX_KEY_BYTES) key.clear();
        if (problem.empty() && !headers_.empty()) value["headers"] = headers_;
        const std::string payload = cx::json::write(value);
        const cx::Record record{.key = key, .payload = payload, .position = position};
        if (problem.empty())
            out_.record(record);
        else
            out_.reject(record, events_ ? "webhook.event" : "webhook.object", problem);
    }

private:
    std::string problem_of(const Value& value) const
    {
        if (events_) return event_problem(value);
        return value.is_object() ? "" : "the record is no JSON object";
    }

    const ReceiverOptions& options_;
    const bool events_;
    cx::BatchWriter& out_;
    Object headers_;
};

}  // namespace

cx::Status WebhookReceiver::handle(const cx::Request& request, cx::BatchWriter& out,
                                   cx::Response& response)
{
    const auto options = streams_.find(request.stream);
    if (options == streams_.end()) return cx::failed("there is no such stream");
    if (answer_challenge(request, response)) return cx::ok();
    if (request.method != "POST" && request.method != "PUT") {
        response.header("Allow", "POST, PUT");
        return refuse(response, 405, "records are posted");
    }
    const ContentMode mode = content_mode(request);
    Array values;
    if (mode == ContentMode::binary) {
        values.push_back(binary_event(request));
    } else {
        cx::Result<Value> body = cx::json::parse(request.body);
        if (!body) return refuse(response, 400, "the body is no JSON");
        if (mode == ContentMode::batched && !body->is_array())
            return refuse(response, 400, "a batch of CloudEvents is a list");
        const bool events = mode != ContentMode::none;
        auto found = values_of(*std::move(body), events ? "" : options->second.items);
        if (!found) return refuse(response, 400, "the body has no list of records at 'items'");
        values = *std::move(found);
    }
    if (values.size() > request.record_limit)
        return refuse(response, 413, "the body holds too many records");
    Writing writing(request, options->second, mode != ContentMode::none, out);
    for (std::size_t i = 0; i < values.size(); ++i) writing.write(std::move(values[i]), i);
    response.json(Object{{"records", std::uint64_t{values.size()}}});
    return cx::ok();
}

}  // namespace webhook
