// A job that a system does for one stretch: made, waited for, its results named. All that a restart
// needs to go on is in its state, which stands in the place of the read.
//
//     state: {"created": answer, "began": time, "polled": answer, "targets": [...], "at": 0,
//             "tries": 1, "over": true}
#pragma once

#include "rest/read/asker.hpp"
#include "rest/read/plan.hpp"
#include "rest/read/slice.hpp"
#include "rest/read/surroundings.hpp"

#include <cx/json.hpp>
#include <cx/source.hpp>

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace rest {

inline constexpr int job_tries = 3;
inline constexpr std::size_t job_answer_bytes = 64U << 10;
inline constexpr std::size_t job_targets_bytes = 256U << 10;

class Job {
public:
    Job(std::shared_ptr<const JobPlan> plan, Surroundings& around)
        : plan_(std::move(plan)), around_(around), asker_(around)
    {
    }

    // One step towards the results. `wait` zero: they are there, and `slice.more` names them, or
    // there are none (is_empty). Else the next step is worth it in so long, and where the state
    // changed it should be kept first.
    cx::Status advance(Slice& slice, cx::json::Value& state, std::int64_t now_us,
                       std::chrono::milliseconds& wait);
    static bool is_empty(const cx::json::Value& state) { return state.find("over") != nullptr; }
    // On to the next result; false behind the last.
    static bool next_target(cx::json::Value& state);
    // The results were read: the job is not wanted any more.
    void end(const Slice& slice, const cx::json::Value& state, std::int64_t now_us);
    int last_status() const { return asker_.last_status(); }

private:
    using Clock = std::chrono::steady_clock;

    cx::Status create(Slice& slice, cx::json::Value& state, std::int64_t now_us);
    cx::Status poll(Slice& slice, cx::json::Value& state, std::int64_t now_us);
    cx::Status act(JobStatus status, Slice& slice, cx::json::Value& state, cx::json::Value polled,
                   std::int64_t now_us);
    cx::Status again(cx::json::Value& state, const std::string& why);
    cx::Status complete(Slice& slice, cx::json::Value& state, cx::json::Value polled,
                        std::int64_t now_us);
    cx::Status ask(const StreamPlan& part, const Slice& slice, std::int64_t now_us,
                   Asker::Kind kind, Heard& heard, cx::json::Value& document);
    cx::Result<std::vector<std::string>> path_of(const std::vector<Template>& path) const;
    bool is_late(const cx::json::Value& state) const;
    Scope scope(std::int64_t now_us) const;

    std::shared_ptr<const JobPlan> plan_;
    Surroundings& around_;
    Asker asker_;
    Clock::time_point next_poll_{};
    std::chrono::milliseconds pause_{0};
};

}  // namespace rest
