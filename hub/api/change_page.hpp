// A page of changes as one reader may see it, and what the access log is to say of it.
#pragma once

#include "api/routes.hpp"
#include "store/store.hpp"

#include <span>

namespace cx::api {

struct ChangePage {
    std::vector<json::Value> changes;
    Answer noted;  // Without a body: profiles, fields, how many values were left out
};

ChangePage render_page(std::span<const store::Change> changes, const model::Schema& schema,
                       const Filter& filter);

// Leaves what is about one person: changes of this profile and, after it was merged, of that one.
// `profile` empty: all.
void keep_only(std::vector<store::Change>& changes, const std::string& profile, store::View& view);

// 410 with the way back.
Answer resync_required(store::Seq after, const store::FeedRange& range);

}  // namespace cx::api
