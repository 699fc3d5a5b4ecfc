// Rejects that an administrator has tried again, or dismissed.
//
// A retry maps the stored payload, or the one given, with the mapping of today and commits what
// comes of it. Rejects go in the order in which they were set aside; where the source has said the
// same record anew since, that stays in force. What is rejected again stays open as it is.
#pragma once

#include "pipeline/applier.hpp"

#include <cx/result.hpp>

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace cx::pipeline {

struct RetryReport {
    struct Refused {
        std::string id;
        std::string code;
        std::string why;
        std::string config_line;
    };

    std::uint64_t accepted = 0;
    std::uint64_t superseded = 0;
    std::vector<Refused> refused;
};

class Retries {
public:
    // Contexts are those of the configured streams; asked for with each retry. Empty: no such
    // stream.
    using FindStream = std::function<std::optional<StreamContext>(const std::string& pipeline,
                                                                  const std::string& stream)>;

    Retries(store::Store& store, Applier& applier, telemetry::Telemetry& telemetry, Clock& clock,
            FindStream find)
        : store_(store),
          applier_(applier),
          telemetry_(telemetry),
          clock_(clock),
          find_(std::move(find))
    {
    }

    // One reject; `payload` (a JSON object) takes the place of what is stored. Errors:
    // api.no_reject, admin.no_stream, reject.closed, reject.no_payload, reject.payload.
    // [any-thread]
    Result<RetryReport> one(const std::string& id, const std::optional<std::string>& payload);
    // A page of those that `filter` finds open; its last id goes to `last`, empty when no more
    // come. Rejects whose stream or payload is gone are told as refused. [any-thread]
    RetryReport page(const store::RejectFilter& filter, std::string& last);

private:
    RetryReport run(const StreamContext& stream, const std::vector<store::RejectRow>& rows);

    store::Store& store_;
    Applier& applier_;
    telemetry::Telemetry& telemetry_;
    Clock& clock_;
    FindStream find_;
};

}  // namespace cx::pipeline
