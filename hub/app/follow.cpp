// One customer, live: every stage as it happens, until somebody stops it.
#include "app/cli.hpp"
#include "app/commands.hpp"
#include "app/configuration.hpp"
#include "app/local.hpp"
#include "app/signals.hpp"
#include "app/stages.hpp"
#include "base/clock.hpp"
#include "base/ids.hpp"

#include <fmt/format.h>

#include <chrono>
#include <optional>

namespace cx::app {
namespace {

using namespace std::chrono_literals;

constexpr auto look_every = 500ms;

class Follow {
public:
    Follow(LocalHub& hub, std::string id, const FollowArguments& arguments)
        : hub_(hub),
          id_(std::move(id)),
          base_("/v1/profiles/" + encoded(id_)),
          json_(arguments.json)
    {
    }

    Result<Done> begin(bool show)
    {
        auto events = hub_.follow("/v1/changes?profile=" + encoded(id_));
        if (!events) return events.error();
        events_ = std::move(*events);
        const auto profile = hub_.get(base_);
        if (!profile) return profile.error();
        const auto members = hub_.get(base_ + "/members");
        if (!members) return members.error();
        const auto status = hub_.get("/v1/pipelines");
        if (!status) return status.error();
        stages_.emplace(*members, *status, show);
        if (!json_)
            fmt::print("following {} ({}, version {}); Ctrl-C ends\n",
                       profile->text_of("profile_id"), profile->text_of("entity"),
                       profile->text_of("version"));
        std::fflush(stdout);
        return Done{};
    }

    // Nothing where the hub has ended the stream.
    Result<bool> step()
    {
        const auto changes = events_->next(look_every);
        if (!changes) return false;
        for (const json::Value& change : *changes)
            if (const auto told = tell_change(change); !told) return told.error();
        const auto status = hub_.get("/v1/pipelines");
        if (!status) return false;  // It stops, or is gone.
        if (stages_->rejects_grew(*status))
            if (const auto told = tell_rejects(); !told) return told.error();
        print(stages_->of_status(*status, to_rfc3339(clock_.now())));
        return true;
    }

private:
    Result<Done> tell_change(const json::Value& change)
    {
        json::Value history;
        json::Value members;
        if (change.text_of("kind") == "profile") {
            auto told = hub_.get(base_ + "/history?limit=100");
            auto made_of = hub_.get(base_ + "/members");
            // It may be gone by now, as after an erasure, which is the next change.
            if (told) history = std::move(*told);
            if (made_of) members = std::move(*made_of);
        }
        print(stages_->of_change(change, history, members));
        return Done{};
    }

    Result<Done> tell_rejects()
    {
        while (true) {
            const auto page = hub_.get("/v1/rejects?limit=1000&state=open&after=" + reject_);
            if (!page) return page.error();
            print(stages_->of_rejects(*page));
            const json::Array& rows = page->find("rejects")->as_array();
            if (!rows.empty()) reject_ = rows.back().text_of("id");
            if (page->find("next")->is_null()) return Done{};
        }
    }

    void print(const std::vector<json::Value>& stages) const
    {
        for (const json::Value& stage : stages)
            fmt::print("{}\n", json_ ? json::write(stage) : line_of(stage));
        std::fflush(stdout);
    }

    LocalHub& hub_;
    std::string id_;
    std::string base_;
    bool json_;
    SystemClock clock_;
    // Ids are in the order of time: rejects from now on.
    std::string reject_ = Uuid7Generator(clock_, random_seed()).next();
    std::unique_ptr<api::LocalEvents> events_;
    std::optional<Stages> stages_;
};

}  // namespace

int command_follow(const FollowArguments& arguments)
{
    int exit_status = exit_failed;
    const auto hub = reach_or_explain(arguments.directory, exit_status);
    if (!hub) return exit_status;
    if (!(*hub)->running()) {
        complain("no hub runs here, so nothing happens; start it with `cxhub run`");
        return exit_failed;
    }
    const auto id = find_one_profile(**hub, arguments.who);
    if (!id) {
        complain(id.error().message);
        return exit_failed;
    }
    const StopSignals signals;
    Follow follow(**hub, *id, arguments);
    if (const auto begun = follow.begin(arguments.show); !begun) {
        complain(begun.error().message);
        return exit_failed;
    }
    while (!signals.asked()) {
        const auto goes_on = follow.step();
        if (goes_on && *goes_on) continue;
        if (signals.asked()) break;
        complain(goes_on ? "the hub ended the stream" : goes_on.error().message);
        return exit_failed;
    }
    return exit_done;
}

}  // namespace cx::app
