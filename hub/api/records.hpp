// State and events of a profile, newest first, by pages.
#pragma once

#include "store/store.hpp"

#include <string>
#include <vector>

namespace cx::api {

struct RecordPage {
    std::vector<model::RecordVersion> records;
    std::string next;  // Cursor of the page after; empty: this was the last.
};

// At most `limit` records, except where more than that share one time: they are never torn apart,
// so that no record falls between two pages. `before` is a cursor that an earlier page gave, or
// zero.
RecordPage page_of_records(store::View& view, const std::vector<std::string>& owners,
                           const std::string& entity, Timestamp before, int limit);

}  // namespace cx::api
