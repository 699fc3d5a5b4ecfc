// What every plugin promises, as checks that run over any of them.
//
// A Driver is a way of running a plugin: make_direct_driver calls the library in this process; the
// hub's own tests add one for each isolation. The suites use drivers only, answer with one finding
// per promise, and never stop at the first that is broken. `cx-testkit LIBRARY FIXTURE.json` runs
// them from the command line.
#pragma once

#include <cx/json.hpp>
#include <cx/result.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cx::testkit {

struct Record {
    std::string key;
    std::string payload;
    std::string position;
    std::string code;  // Of a reject; empty for a good record.
    bool removed = false;

    bool operator==(const Record&) const = default;
};

struct Batch {
    std::string status = "ok";  // ok, retry or failed
    std::string error;
    std::vector<Record>
        records;  // Rejects among them; order between the two kinds is the driver's.
    std::string cursor;
    bool more_now = false;
    bool snapshot_end = false;
};

struct Poll {
    std::string stream;
    std::string cursor;
    std::uint32_t record_limit = 1000;
    std::uint64_t byte_limit = 64U << 20;
    std::uint32_t wait_ms = 0;
};

struct Delivery {
    std::string status = "ok";
    std::string error;
    std::size_t delivered = 0;
    std::vector<std::size_t> rejected;
};

// A request to a receiver; names of headers are in lower case.
struct Request {
    using Pairs = std::vector<std::pair<std::string, std::string>>;

    std::string method = "POST";
    std::string path;
    std::string body;
    Pairs headers;
    Pairs query;
    std::string stream;
    std::uint32_t record_limit = 10'000;
};

struct Answer {
    std::string status = "ok";  // Of the call: ok, retry or failed
    std::string error;
    std::vector<Record> records;
    int code = 200;
    Request::Pairs headers;
    std::string media_type;
    std::string body;

    bool operator==(const Answer&) const = default;
};

struct Findings {
    std::string status = "ok";
    std::string error;
    std::vector<std::string> found;  // JSON, one for each of the values; "" for nothing.
};

class Connection {
public:
    virtual ~Connection() = default;
    virtual Batch poll(const Poll& poll) = 0;
    virtual void committed(const std::string& stream, const std::string& cursor) = 0;
    virtual Answer handle(const Request& request) = 0;
    virtual Delivery deliver(const std::vector<std::string>& changes) = 0;
    virtual Findings enrich(const std::vector<std::string>& values) = 0;
    virtual void stop() = 0;  // From another thread: sets what `stopping` answers.
};

// Of one role.
struct Description {
    std::string id;
    std::string version;
    std::string summary;
    json::Value options;
    json::Value stream_options;  // null: none
    json::Value reject_codes;
};

class Driver {
public:
    virtual ~Driver() = default;
    virtual std::string name() const = 0;
    virtual Result<Description> describe(std::string_view role) = 0;
    virtual Result<std::unique_ptr<Connection>> start(std::string_view role,
                                                      const json::Value& options) = 0;
};

std::unique_ptr<Driver> make_direct_driver(const std::string& library);

// An input on which the plugin works. The source's data must not change while the suite runs.
struct Fixture {
    json::Value options;            // Complete and right; for a source or receiver with "streams".
    std::vector<Request> requests;  // Receiver: each brings records and is answered with 2xx.
    std::vector<std::string> values;  // Enricher: objects in each of which it finds something.
    std::function<void()> reset;      // Sink: makes the destination empty. May be empty.
    std::function<std::vector<std::string>()>
        read_back;  // Sink: what arrived, in order. May be empty.
};

struct Finding {
    std::string promise;
    std::string broken;  // Empty: it is kept.
};

// Each runs over all drivers, and over their agreement byte for byte.
std::vector<Finding> check_source(const std::vector<Driver*>& drivers, const Fixture& fixture);
std::vector<Finding> check_receiver(const std::vector<Driver*>& drivers, const Fixture& fixture);
std::vector<Finding> check_sink(const std::vector<Driver*>& drivers, const Fixture& fixture);
std::vector<Finding> check_enricher(const std::vector<Driver*>& drivers, const Fixture& fixture);

// For the suites: what both roles promise of their description and options.
void check_description(Driver& driver, std::string_view role, const Fixture& fixture,
                       std::vector<Finding>& findings);

}  // namespace cx::testkit
