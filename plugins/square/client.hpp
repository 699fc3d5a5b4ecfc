// Square's search, page by page. Knows HTTP and JSON of Square, and nothing of the hub.
#pragma once

#include "square/options.hpp"

#include <cx/http.hpp>
#include <cx/json.hpp>

#include <string>
#include <vector>

namespace square {

// All pages of one search must be asked for with the same query; `page` alone differs.
struct Search {
    std::string object;  // "customers", "orders"
    std::string since;   // Changed at or after this time; empty: all
    std::string page;    // As the page before told; empty: the first
    std::vector<std::string> location_ids;
    std::uint32_t page_size = 100;
};

struct Item {
    std::string id;
    std::string updated_at;
    std::string json;
};

struct Page {
    cx::Status status;  // ok, or why there is no page, ready to be returned
    std::vector<Item> items;
    std::string next;               // Empty: this was the last
    std::int64_t served_at_us = 0;  // By the server's clock; 0 where it does not tell
    bool page_lost = false;         // Square forgot `Search::page`: begin the search again
};

class SquareClient {
public:
    // Throws cx::BadOptions.
    SquareClient(const SquareOptions& options, cx::Host host);

    Page search(const Search& search);

private:
    cx::http::Client http_;
};

// The body of the request, canonical.
std::string search_body(const Search& search);

}  // namespace square
