#include "api/follower.hpp"

#include "api/access.hpp"
#include "api/auth.hpp"
#include "api/change_page.hpp"
#include "api/parameters.hpp"
#include "api/problem.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <chrono>

namespace cx::api {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr std::chrono::seconds token_pause{1};
constexpr int page_changes = 100;

// One of the places for followers, for as long as it lives.
class Place {
public:
    Place(std::shared_ptr<Followers> followers, telemetry::Telemetry& telemetry)
        : followers_(std::move(followers)), telemetry_(telemetry)
    {
        telemetry_.followers(++followers_->count);
    }
    ~Place() { telemetry_.followers(--followers_->count); }
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;

    bool is_free() const { return followers_->count <= limits::followers; }
    bool ends() const { return followers_->end; }

private:
    std::shared_ptr<Followers> followers_;
    telemetry::Telemetry& telemetry_;
};

std::string retry_hint()
{
    return "retry: " + std::to_string(limits::follower_retry_ms) + "\n\n";
}

// A JSON text has no line end but as white space between its parts, and ours have none.
std::string event(std::string_view name, const std::string& id, const json::Value& data)
{
    std::string text;
    if (!name.empty()) text.append("event: ").append(name).append("\n");
    if (!id.empty()) text.append("id: ").append(id).append("\n");
    return text + "data: " + json::write(data) + "\n\n";
}

class Follower final : public Following {
public:
    Follower(const Call& call, const Route& route, std::unique_ptr<Place> place, store::Seq after)
        : parts_(call.parts),
          labels_(call.labels),
          route_(route),
          request_(call.request),
          caller_(call.caller),
          place_(std::move(place)),
          profile_(call.text("profile")),
          position_(after)
    {
    }

    std::optional<std::string> next() override
    {
        if (ended_) return std::nullopt;
        if (!greeted_) return greet();
        try {
            return go_on();
        } catch (const store::StoreError& error) {
            parts_.telemetry.note(telemetry::LogLevel::error, std::string("api: ") + error.what());
            return end("failed");
        }
    }

    void lost(bool slow) override { end(slow ? "slow" : "left"); }

private:
    struct News {
        bool allowed = true;
        store::FeedRange range;
        store::Seq until = 0;  // Up to here; without what the reader did not ask for
        std::vector<store::Change> changes;
    };

    // At once, so that the reader knows that it is heard.
    std::string greet()
    {
        greeted_ = true;
        return ": following after " + std::to_string(position_) + "\n" + retry_hint();
    }

    std::optional<std::string> go_on()
    {
        if (place_->ends() || parts_.commits.stopping()) return end("stopping");
        const std::uint64_t seen = parts_.commits.count();
        if (seen != read_at_ || SteadyClock::now() - looked_ >= token_pause) {
            const News news = look();
            if (!news.allowed) return end("token");
            if (position_ < news.range.floor) return end("resync", news.range);
            if (news.until > position_) {
                position_ = news.until;
                return news.changes.empty() ? "" : hand_out(news.changes);
            }
            read_at_ = seen;
        }
        if (SteadyClock::now() - spoke_ >= std::chrono::seconds(limits::follower_heartbeat_s))
            return say(":\n\n");
        parts_.commits.wait(read_at_, token_pause);
        return "";
    }

    News look()
    {
        News news;
        looked_ = SteadyClock::now();
        std::vector<store::TokenRow> tokens;
        {
            const auto view = parts_.store.view();
            tokens = view->tokens();
            news.range = view->feed();
            news.changes = view->changes(position_, page_changes);
            if (!news.changes.empty()) news.until = news.changes.back().seq;
            keep_only(news.changes, profile_, *view);
        }
        if (request_.local) return news;
        auto known = authenticate(request_.authorization, tokens, parts_.clock.now());
        if (Caller* const caller = std::get_if<Caller>(&known))
            caller_ = std::move(*caller);
        else
            news.allowed = false;
        news.allowed = news.allowed && caller_.has(route_.scope);
        return news;
    }

    std::string hand_out(const std::vector<store::Change>& changes)
    {
        const Purposes purposes{.gate = parts_.gate, .names = caller_.purposes};
        const Filter filter(parts_.schema, caller_.accepts, labels_, &purposes);
        const ChangePage page = render_page(changes, parts_.schema, filter);
        const store::AccessRow row =
            access_row(route_, request_, caller_, page.noted, parts_.clock.now());
        parts_.store.append_access(std::span(&row, 1));
        std::size_t by_label = page.noted.left_out;
        for (const auto& [reason, count] : filter.tally()) {
            parts_.telemetry.export_refused("api", reason, count);
            by_label -= std::min<std::size_t>(by_label, count);
        }
        if (by_label > 0) parts_.telemetry.export_refused("api", "label", by_label);
        std::string text;
        for (std::size_t i = 0; i < changes.size(); ++i)
            text += event("", std::to_string(changes[i].seq), page.changes[i]);
        return say(std::move(text));
    }

    std::string say(std::string text)
    {
        spoke_ = SteadyClock::now();
        return text;
    }

    std::string end(const std::string& reason, const store::FeedRange& range = {})
    {
        if (!ended_) parts_.telemetry.follower_ended(reason);
        ended_ = true;
        if (reason != "resync") return retry_hint();
        return event("resync_required", "",
                     json::parse(resync_required(position_, range).body).value());
    }

    const ServerParts& parts_;
    MappingLabels* labels_;
    Route route_;
    Request request_;
    Caller caller_;
    std::unique_ptr<Place> place_;
    std::string profile_;  // The only one to tell of; empty: all
    store::Seq position_;
    bool greeted_ = false;
    bool ended_ = false;
    std::uint64_t read_at_ = ~std::uint64_t{0};  // Of the commits, when all was read
    SteadyClock::time_point looked_;
    SteadyClock::time_point spoke_ = SteadyClock::now();
};

// Nothing where the header is there and is no position.
std::optional<store::Seq> position_of(const Call& call, store::Seq newest)
{
    const std::string& last = call.request.last_event_id;
    if (!last.empty()) {
        const auto number = to_integer(last);
        return number && *number >= 0 ? std::optional<store::Seq>(*number) : std::nullopt;
    }
    return call.text("after").empty() ? newest : call.integer("after");
}

}  // namespace

Answer follow_changes(const Call& call)
{
    auto place = std::make_unique<Place>(call.followers, call.parts.telemetry);
    if (!place->is_free()) return problem("api.too_many_followers");
    const store::FeedRange range = call.parts.store.view()->feed();
    const auto after = position_of(call, range.newest);
    if (!after)
        return problem("api.bad_parameter", "'Last-Event-ID' must be the id of an event from here");
    if (*after < range.floor) return resync_required(*after, range);
    Answer answer;
    answer.media_type = "text/event-stream";
    answer.headers["X-Accel-Buffering"] = "no";
    answer.following = std::make_shared<Follower>(call, call.route, std::move(place), *after);
    return answer;
}

}  // namespace cx::api
