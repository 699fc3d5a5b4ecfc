// Reads one page of a stream: asks, judges the answer, takes the records out and makes them what
// the manifest says.
#pragma once

#include "rest/auth/authenticator.hpp"
#include "rest/read/budget.hpp"
#include "rest/read/network.hpp"
#include "rest/read/plan.hpp"
#include "rest/read/slice.hpp"

#include <cx/host.hpp>
#include <cx/json.hpp>
#include <cx/source.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace rest {

// What all streams of an instance share.
struct Surroundings {
    cx::json::Value config;
    cx::Host host;
    Network network;
    Authenticators authenticators;
    Budget budget;

    Surroundings(cx::json::Value with, cx::http::Connection connection, std::string base_url,
                 cx::Host of)
        : config(std::move(with)),
          host(of),
          network(std::move(connection), std::move(base_url), of),
          authenticators({config, of, [this](const cx::http::Request& request) {
                              return network.send(request);
                          }})
    {
    }
    Surroundings(const Surroundings&) = delete;
    Surroundings& operator=(const Surroundings&) = delete;
};

struct Page {
    std::vector<cx::json::Value> records;
    cx::json::Value next;  // Token; null: it was the last page
    std::string delta;     // On the last page: where the next run begins, if the plan asks for it
    bool ignored = false;  // The manifest says that this answer is none
    bool reset = false;    // The manifest says to begin with the first page again
    std::uint64_t fingerprint = 0;  // Of the answer's body, to know a page that comes again
};

class PageReader {
public:
    PageReader(std::shared_ptr<const StreamPlan> plan, Surroundings& around)
        : plan_(std::move(plan)), around_(around)
    {
    }

    // `now_us` is the time of the run, which expressions see.
    cx::Status read(const Slice& slice, const cx::json::Value& token, std::int64_t now_us,
                    Page& page);

    // Of the answer that came last; 0: none came.
    int last_status() const { return last_status_; }

private:
    cx::Result<cx::Done> look_ahead(const cx::json::Value& token, std::int64_t came,
                                    const Scope& scope, Page& page) const;
    cx::Status ask(const Slice& slice, const cx::json::Value& token, const Scope& scope,
                   cx::http::Answer& answer);
    cx::Status within_budget(const Request& request);
    cx::Status judged(const cx::http::Answer& answer, const Scope& scope, Page& page);
    cx::Status taken(cx::http::Response& response, const cx::json::Value& token, Scope scope,
                     Page& page);
    // Takes the records out of the documents; leaves the rest of the first, for the paginator.
    cx::Result<cx::json::Value> extract(std::vector<cx::json::Value> documents, const Scope& scope,
                                        std::vector<cx::json::Value>& records) const;
    cx::Result<cx::Done> refine(std::vector<cx::json::Value>& records, Scope scope) const;

    std::shared_ptr<const StreamPlan> plan_;
    Surroundings& around_;
    int failures_ = 0;  // In a row
    int last_status_ = 0;
};

}  // namespace rest
