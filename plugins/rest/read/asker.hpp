// Asks one question: authorized, within the budget, and tells what the answer means.
#pragma once

#include "rest/decode/decoder.hpp"
#include "rest/expression/template.hpp"
#include "rest/read/build.hpp"
#include "rest/read/plan.hpp"
#include "rest/read/surroundings.hpp"

#include <cx/http.hpp>
#include <cx/json.hpp>
#include <cx/source.hpp>

#include <string>

namespace rest {

struct Heard {
    cx::http::Response response;
    cx::json::Value headers;  // As expressions see them
    // success, ignore or reset_pagination; all else is the status of ask().
    Action action = Action::success;
    cx::http::Body body;  // Of a good answer that is taken as it comes
};

// What came as the answer is not what it should be; another try may do better. Names the request
// and never what stood in the answer.
cx::Status unreadable(const BuiltRequest& built, const cx::Error& why);

class Asker {
public:
    enum class Kind {
        reading,  // Doing it twice does no harm
        acting,
        opening,  // Reading, and the body of a good answer is taken as it comes
    };

    explicit Asker(Surroundings& around) : around_(around) {}

    // `decoder` is for those who look into answers. After any status but ok it may be asked again.
    cx::Status ask(const RequesterPlan& plan, const Decoder& decoder, const BuiltRequest& built,
                   Scope scope, Kind kind, Heard& heard);

    // Of the answer that came last; 0: none came.
    int last_status() const { return last_status_; }

private:
    cx::Status send(const RequesterPlan& plan, const BuiltRequest& built, Kind kind, Heard& heard,
                    cx::Status& outcome);
    cx::Status directed(Request& request, const std::string& home, const std::string& origin) const;
    cx::Status within_budget(const Request& request);
    cx::Status judged(const RequesterPlan& plan, const cx::Status& outcome, const Scope& scope,
                      Heard& heard);

    Surroundings& around_;
    int failures_ = 0;  // In a row
    int last_status_ = 0;
};

}  // namespace rest
