#include "testkit.hpp"

#include <cx/abi.h>

#include <algorithm>
#include <chrono>

namespace cx::testkit {
namespace {

constexpr const char* role = CX_RECEIVER;

std::unique_ptr<Connection> start(Driver& driver, const Fixture& fixture, std::string& problem)
{
    auto started = driver.start(role, fixture.options);
    if (started) return *std::move(started);
    problem = "it does not start: " + started.error().message;
    return nullptr;
}

std::string record_problem(const Record& record)
{
    if (record.key.size() > CX_KEY_BYTES) return "a key is too long";
    if (!record.code.empty() || record.removed) return {};
    const Result<json::Value> payload = json::parse(record.payload);
    return payload && payload->is_object() ? "" : "a payload is no JSON object";
}

// What an answer must not be, whatever was asked.
std::string answer_problem(const Answer& answer, const Request& request)
{
    if (answer.status != "ok")
        return answer.error.empty() ? "it refuses a request without a reason" : "";
    if (answer.code < 200 || answer.code > 599)
        return "it answers with the status " + std::to_string(answer.code);
    if (answer.records.size() > request.record_limit) return "it writes more than the limit";
    for (const Record& record : answer.records)
        if (std::string broken = record_problem(record); !broken.empty()) return broken;
    return {};
}

std::string check_requests(Driver& driver, const Fixture& fixture, std::vector<Answer>& answers)
{
    std::string problem;
    const std::unique_ptr<Connection> connection = start(driver, fixture, problem);
    if (!connection) return problem;
    if (fixture.requests.empty()) return "the fixture holds no request";
    for (const Request& request : fixture.requests) {
        answers.push_back(connection->handle(request));
        const Answer& answer = answers.back();
        if (answer.status != "ok") return "a right request ends with " + answer.status;
        if (answer.code >= 300) return "it answers " + std::to_string(answer.code);
        if (answer.records.empty()) return "a right request brings no record";
        if (std::string broken = answer_problem(answer, request); !broken.empty()) return broken;
    }
    return {};
}

// The client that heard nothing sends again, perhaps to another instance.
std::string check_resends(Driver& driver, const Fixture& fixture,
                          const std::vector<Answer>& answers)
{
    std::string problem;
    const std::unique_ptr<Connection> connection = start(driver, fixture, problem);
    if (!connection) return problem;
    for (int times = 0; times < 2; ++times)
        for (std::size_t i = fixture.requests.size(); i-- > 0;)
            if (connection->handle(fixture.requests[i]) != answers[i])
                return "the same request brings other records or another answer";
    return {};
}

std::string check_limits(Driver& driver, const Fixture& fixture, const std::vector<Answer>& answers)
{
    std::string problem;
    const std::unique_ptr<Connection> connection = start(driver, fixture, problem);
    if (!connection) return problem;
    for (std::size_t i = 0; i < fixture.requests.size(); ++i) {
        Request request = fixture.requests[i];
        if (answers[i].records.size() < 2) continue;
        request.record_limit = 1;
        const Answer answer = connection->handle(request);
        if (answer.status == "ok" && answer.code < 400)
            return "a request of more records than the limit is answered as if all were taken";
    }
    return {};
}

std::string check_strangers(Driver& driver, const Fixture& fixture,
                            const std::vector<Answer>& answers)
{
    std::string problem;
    const std::unique_ptr<Connection> connection = start(driver, fixture, problem);
    if (!connection) return problem;
    const std::string bodies[] = {"",
                                  std::string("\xff\xfe\0", 3),
                                  "{",
                                  "[]",
                                  "null",
                                  "\"text\"",
                                  "{\"batch\":7}",
                                  "[[[[{}]]]]",
                                  "{\"batch\":[1,null,{},[]]}",
                                  std::string(2U << 20, '['),
                                  "{\"a\":\"" + std::string(2U << 20, 'x') + "\"}"};
    for (const Request& right : fixture.requests)
        for (const std::string& body : bodies)
            for (const char* method : {"POST", "GET", "DELETE", "BREW"}) {
                Request request = right;
                request.method = method;
                request.body = body;
                if (std::string broken = answer_problem(connection->handle(request), request);
                    !broken.empty())
                    return broken;
            }
    for (const char* path : {"", "no/such/path", "../..", "\xc3\xa9"}) {
        Request request = fixture.requests.front();
        request.path = path;
        request.headers.clear();
        if (std::string broken = answer_problem(connection->handle(request), request);
            !broken.empty())
            return broken;
    }
    return connection->handle(fixture.requests.front()) == answers.front()
               ? ""
               : "it does not recover from it";
}

std::string check_stopping(Driver& driver, const Fixture& fixture)
{
    std::string problem;
    const std::unique_ptr<Connection> connection = start(driver, fixture, problem);
    if (!connection) return problem;
    connection->stop();
    const auto begin = std::chrono::steady_clock::now();
    connection->handle(fixture.requests.front());
    return std::chrono::steady_clock::now() - begin < std::chrono::milliseconds(1200)
               ? ""
               : "a call went on for more than a second";
}

}  // namespace

std::vector<Finding> check_receiver(const std::vector<Driver*>& drivers, const Fixture& fixture)
{
    std::vector<Finding> findings;
    std::vector<Answer> first;
    for (Driver* driver : drivers) {
        check_description(*driver, role, fixture, findings);
        const std::string by = driver->name() + ": ";
        std::vector<Answer> answers;
        findings.push_back({by + "it takes its requests and gives sound records",
                            check_requests(*driver, fixture, answers)});
        if (!findings.back().broken.empty()) continue;
        findings.push_back({by + "a request that comes again brings the same",
                            check_resends(*driver, fixture, answers)});
        findings.push_back({by + "it never passes over records beyond the limit",
                            check_limits(*driver, fixture, answers)});
        findings.push_back(
            {by + "strange requests do no harm", check_strangers(*driver, fixture, answers)});
        findings.push_back({by + "it stops within a second", check_stopping(*driver, fixture)});
        if (driver == drivers.front())
            first = std::move(answers);
        else
            findings.push_back({driver->name() + " and " + drivers.front()->name() + " agree",
                                answers == first ? "" : "records or answers differ"});
    }
    return findings;
}

}  // namespace cx::testkit
