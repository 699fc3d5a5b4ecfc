#include "rest/read/events.hpp"

#include "rest/read/build.hpp"

#include <algorithm>

namespace rest {
namespace {

using cx::Status;
using cx::json::Object;
using cx::json::Value;
using std::chrono::milliseconds;

constexpr milliseconds patience{200};  // Of one call
constexpr milliseconds first_pause{1'000};
constexpr milliseconds longest_pause{60'000};

}  // namespace

Status Events::connect(const Slice& slice, const Value& last_id, const Scope& scope)
{
    cx::Result<BuiltRequest> built = build_request(plan_, slice, last_id, scope);
    if (!built) return cx::failed(built.error());
    built->request.set_header("Accept", "text/event-stream");
    built->request.set_header("Cache-Control", "no-store");
    const std::string id = last_id.text().value_or("");
    if (!id.empty()) built->request.set_header("Last-Event-ID", id);
    Heard heard;
    Status status =
        asker_.ask(plan_.requester, *plan_.decoder, *built, scope, Asker::Kind::opening, heard);
    if (status.code != CX_OK) return status;
    if (!heard.body.is_open() ||
        !heard.response.header("Content-Type").starts_with("text/event-stream"))
        return cx::failed("the answer is no stream of events");
    body_ = std::move(heard.body);
    parser_.restart();
    parser_.set_last_id(id);
    heard_at_ = Clock::now();
    return cx::ok();
}

Status Events::broken(const std::string& why)
{
    body_ = {};
    const milliseconds doubled = first_pause * (1 << std::min(failures_, 6));
    ++failures_;
    const milliseconds pause =
        std::max(parser_.pause().value_or(milliseconds(0)), std::min(doubled, longest_pause));
    return cx::retry(why, static_cast<std::uint32_t>(pause.count()));
}

void Events::add(Event event, std::vector<EventData>& came) const
{
    const EventsPlan& plan = *plan_.events;
    if (!plan.types.empty() && !plan.types.contains(event.type)) return;
    if (event.too_large) {
        // The id tells it from others, and where in the stream it stood.
        came.push_back({Object{{"event", std::move(event.type)}, {"id", std::move(event.id)}},
                        "the event is larger than a mebibyte"});
        return;
    }
    cx::Result<Value> data = cx::json::parse(event.data);
    Value record = data && data->is_object()
                       ? *std::move(data)
                       : Value(Object{{plan.text_field, std::move(event.data)}});
    if (!plan.type_field.empty()) record[plan.type_field] = std::move(event.type);
    came.push_back({std::move(record), {}});
}

Status Events::read(const Slice& slice, Value& last_id, const Scope& scope,
                    std::vector<EventData>& came)
{
    if (!body_.is_open())
        if (Status status = connect(slice, last_id, scope); status.code != CX_OK) return status;
    // Events come in pieces; those of one are waited for together.
    const Clock::time_point until = Clock::now() + patience;
    while (came.empty()) {
        const auto left = std::chrono::ceil<milliseconds>(until - Clock::now());
        if (left.count() <= 0) return cx::ok();
        std::string bytes;
        switch (body_.read(bytes, left)) {
            case cx::http::Body::Came::some:
                take(bytes, last_id, came);
                break;
            case cx::http::Body::Came::nothing:
                if (Clock::now() - heard_at_ < plan_.events->silence) return cx::ok();
                return broken("the stream of events is silent; it is connected again");
            case cx::http::Body::Came::end:
            case cx::http::Body::Came::broken:
                return broken("the stream of events ended; it is connected again");
        }
    }
    return cx::ok();
}

void Events::take(std::string_view bytes, Value& last_id, std::vector<EventData>& came)
{
    heard_at_ = Clock::now();
    std::vector<Event> events;
    parser_.take(bytes, events);
    if (!events.empty()) failures_ = 0;
    for (Event& event : events) add(std::move(event), came);
    if (!parser_.last_id().empty()) last_id = parser_.last_id();
}

}  // namespace rest
