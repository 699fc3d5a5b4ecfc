// cx-testkit LIBRARY FIXTURE.json: {"role": "cx.source/1", "options": {...}}, for a receiver with
// "requests": [{"method", "path", "body", "headers"}], for an enricher "values": [{...}]. Exit
// status 0: every promise is kept.
#include "testkit.hpp"

#include <cx/abi.h>

#include <cstdio>
#include <fstream>
#include <iterator>

namespace {

using namespace cx;

// A body that is no text is written as the JSON that it is.
testkit::Request request_of(const json::Value& given)
{
    testkit::Request request;
    if (given.find("method")) request.method = given.text_of("method");
    request.path = given.text_of("path");
    request.stream = given.text_of("stream");
    if (const json::Value* body = given.find("body"))
        request.body = body->is_string() ? body->as_string() : json::write(*body);
    if (const json::Value* headers = given.find("headers"); headers && headers->is_object())
        for (const auto& [name, value] : headers->as_object())
            request.headers.emplace_back(name, value.text().value_or(""));
    return request;
}

std::vector<testkit::Finding> check(testkit::Driver& driver, const json::Value& fixture)
{
    testkit::Fixture given;
    given.options = *fixture.find("options");
    const std::string role = fixture.text_of("role");
    if (const json::Value* requests = fixture.find("requests"); requests && requests->is_array())
        for (const json::Value& request : requests->as_array())
            given.requests.push_back(request_of(request));
    if (role == CX_RECEIVER) return testkit::check_receiver({&driver}, given);
    if (const json::Value* values = fixture.find("values"); values && values->is_array())
        for (const json::Value& value : values->as_array())
            given.values.push_back(json::write(value));
    if (role == CX_ENRICHER) return testkit::check_enricher({&driver}, given);
    if (role == CX_SINK) return testkit::check_sink({&driver}, given);
    return testkit::check_source({&driver}, given);
}

}  // namespace

int main(int argc, char** argv)
{
    if (argc != 3) {
        std::fputs(
            "usage: cx-testkit LIBRARY FIXTURE.json\n"
            "  FIXTURE.json holds {\"role\": \"cx.source/1\", \"cx.receiver/1\", \"cx.sink/1\" or\n"
            "  \"cx.enricher/1\", \"options\": {...}}, \"requests\": [...] for a receiver, and\n"
            "  \"values\": [{...}] for an enricher\n",
            stderr);
        return 2;
    }
    std::ifstream file(argv[2], std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    const Result<json::Value> fixture = json::parse(text);
    if (!fixture || !fixture->find("options")) {
        std::fprintf(stderr, "%s: %s\n", argv[2],
                     fixture ? "member 'options' is missing" : fixture.error().message.c_str());
        return 2;
    }
    const auto driver = testkit::make_direct_driver(argv[1]);
    const auto findings = check(*driver, *fixture);
    int broken = 0;
    for (const testkit::Finding& finding : findings) {
        broken += !finding.broken.empty();
        std::printf("%s  %s%s%s\n", finding.broken.empty() ? "kept  " : "BROKEN",
                    finding.promise.c_str(), finding.broken.empty() ? "" : ": ",
                    finding.broken.c_str());
    }
    std::printf("%zu promises, %d broken\n", findings.size(), broken);
    return broken == 0 ? 0 : 1;
}
