// Finds watched words and the mood in texts of people.
#pragma once

#include "keywords/options.hpp"
#include "keywords/watchlist.hpp"

#include <cx/plugin.hpp>

namespace keywords {

class Keywords final : public cx::Enricher {
public:
    static constexpr const char* reads[] = {"text", "language"};
    static constexpr const char* writes[] = {"keywords", "about", "sentiment"};
    static constexpr const char* counts[] = {"keywords"};

    explicit Keywords(const Options& options);  // Throws cx::BadOptions.

    cx::Status enrich(std::span<const cx_text> values, cx::Findings& out) override;

    // What `values` hold, {"text", "language"}; an empty object for nothing.
    cx::json::Value look_at(const cx::json::Value& values) const;

private:
    std::vector<Watchlist> lists_;
    bool sentiment_;
};

}  // namespace keywords
