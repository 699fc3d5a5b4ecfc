// Partitions, one after the other: the values of a list, the records of parent streams, and
// products of such.
#pragma once

#include "rest/read/page_reader.hpp"
#include "rest/read/plan.hpp"
#include "rest/read/slice.hpp"
#include "rest/read/states.hpp"

#include <cx/json.hpp>
#include <cx/source.hpp>

#include <cstdint>
#include <memory>
#include <optional>

namespace rest {

class Router {
public:
    virtual ~Router() = default;
    // The next partition, or nothing behind the last. After any status but ok it may be asked
    // again and goes on where it was.
    virtual cx::Status next(std::optional<Partition>& partition) = 0;
    // Behind the partition that came last.
    virtual cx::json::Value position() const = 0;
    virtual void restore(const cx::json::Value& position) = 0;
    // At the end of a run: how far parents were read that are read incrementally.
    virtual void finish(States& states) const { static_cast<void>(states); }
};

// `states` is where parents that are read incrementally go on; all is borrowed.
std::unique_ptr<Router> make_router(const StreamPlan& plan, Surroundings& around,
                                    const States& states, std::int64_t now_us);

}  // namespace rest
