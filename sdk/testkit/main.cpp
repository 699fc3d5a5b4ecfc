// cx-testkit LIBRARY FIXTURE.json: {"role": "cx.source/1", "options": {...}}. Exit status 0: every
// promise is kept.
#include "testkit.hpp"

#include <cx/abi.h>

#include <cstdio>
#include <fstream>
#include <iterator>

int main(int argc, char** argv)
{
    using namespace cx;
    if (argc != 3) {
        std::fputs(
            "usage: cx-testkit LIBRARY FIXTURE.json\n"
            "  FIXTURE.json holds {\"role\": \"cx.source/1\" or \"cx.sink/1\", \"options\": "
            "{...}}\n",
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
    const testkit::Fixture given{*fixture->find("options"), {}, {}};
    const auto findings = fixture->text_of("role") == CX_SINK
                              ? testkit::check_sink({driver.get()}, given)
                              : testkit::check_source({driver.get()}, given);
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
