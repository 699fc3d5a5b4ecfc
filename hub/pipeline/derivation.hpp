// Match keys and candidate keys made anew, where other rules of identity or another version of the
// hub made those that are stored: page by page, beside everything else. Then all are clustered
// again.
//
// How far it has come is stored, so that it goes on after a crash. While it is under way, records
// with new keys and records with old ones do not meet on keys that the rules changed.
#pragma once

#include "pipeline/applier.hpp"
#include "pipeline/training.hpp"

#include <optional>
#include <string>

namespace cx::pipeline {

class Derivation {
public:
    struct Parts {
        store::Store& store;
        Applier& applier;
        Training& training;
        telemetry::Telemetry& telemetry;
        std::string rules;  // Canonical text of all that keys and clusters are made by
    };

    // Nothing is to be done in a store without people.
    explicit Derivation(Parts parts);

    // Derives the keys of a page of records; true while there are more. From one thread.
    bool step();

private:
    void keep();

    Parts parts_;
    std::string by_;
    std::optional<model::RecordId> after_;  // The last record done; none: all are.
};

}  // namespace cx::pipeline
