#include "app/cli.hpp"
#include "app/commands.hpp"
#include "app/configuration.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace cx::app {
namespace {

// Every member of `expected` must be in `actual` and equal; members that are not named are not
// looked at.
std::string difference(const json::Value& expected, const json::Value& actual,
                       const std::string& path)
{
    if (expected.is_object() && actual.is_object()) {
        for (const auto& [name, value] : expected.as_object()) {
            const json::Value* found = actual.find(name);
            if (!found)
                return fmt::format("{}/{} is missing, expected {}", path, name, json::write(value));
            if (std::string text = difference(value, *found, path + "/" + name); !text.empty())
                return text;
        }
        return "";
    }
    if (expected.is_array() && actual.is_array()) {
        if (expected.as_array().size() != actual.as_array().size())
            return fmt::format("{} has {} elements, expected {}", path, actual.as_array().size(),
                               expected.as_array().size());
        for (std::size_t i = 0; i < expected.as_array().size(); ++i)
            if (std::string text = difference(expected.as_array()[i], actual.as_array()[i],
                                              fmt::format("{}/{}", path, i));
                !text.empty())
                return text;
        return "";
    }
    // A test writes text; the canonical value may be a number or a truth value.
    if (expected.text() && expected.text() == actual.text()) return "";
    if (expected == actual) return "";
    return fmt::format("{} is {}, expected {}", path, json::write(actual), json::write(expected));
}

std::string compare_entities(const config::MappingTest& test, const mapping::Outcome& outcome)
{
    if (outcome.entities.size() != test.expect.size())
        return fmt::format("{} entities, expected {}", outcome.entities.size(), test.expect.size());
    for (std::size_t i = 0; i < test.expect.size(); ++i) {
        const json::Value& expected = test.expect[i];
        const model::Entity& entity = outcome.entities[i];
        const std::string name = expected.text_of("entity");
        if (!name.empty() && name != entity.type->name)
            return fmt::format("entity {} is {}, expected {}", i, entity.type->name, name);
        const std::string key = expected.text_of("key");
        if (!key.empty() && key != entity.key)
            return fmt::format("entity {} has key {}, expected {}", i, entity.key, key);
        const json::Value* data = expected.find("data");
        if (!data) continue;
        if (std::string text = difference(*data, entity.data, ""); !text.empty())
            return fmt::format("entity {}: {}", i, text);
    }
    return "";
}

std::string compare_issues(const std::vector<std::string>& expected,
                           const mapping::Outcome& outcome)
{
    std::vector<std::string> actual;
    for (const model::Entity& entity : outcome.entities)
        for (const model::Issue& issue : entity.issues) actual.push_back(issue.code);
    std::sort(actual.begin(), actual.end());
    if (actual == expected) return "";
    return fmt::format("issues are [{}], expected [{}]", fmt::join(actual, ", "),
                       fmt::join(expected, ", "));
}

// Empty where the test passes.
std::string run_test(const config::Pipeline& pipeline, const config::Stream& stream,
                     const config::MappingTest& test)
{
    SystemClock clock;
    const mapping::Outcome outcome =
        stream.mapping->apply(test.record, {.source = pipeline.name,
                                            .instance = pipeline.instance,
                                            .stream = stream.name,
                                            .key = "test",
                                            .observed_at = clock.now()});
    if (test.reject) {
        if (!outcome.rejection) return fmt::format("accepted, expected reject {}", *test.reject);
        if (outcome.rejection->code != *test.reject)
            return fmt::format("reject {}, expected {}", outcome.rejection->code, *test.reject);
        return "";
    }
    if (outcome.rejection)
        return fmt::format("rejected with {}: {}", outcome.rejection->code, outcome.rejection->why);
    if (std::string text = compare_entities(test, outcome); !text.empty()) return text;
    return test.issues ? compare_issues(*test.issues, outcome) : "";
}

}  // namespace

int command_test(const std::string& directory)
{
    const auto configuration = load_configuration(directory);
    if (!configuration) return exit_configuration;
    int passed = 0;
    int failed = 0;
    for (const config::Pipeline& pipeline : configuration->pipelines) {
        for (const config::Stream& stream : pipeline.streams) {
            for (const config::MappingTest& test : stream.tests) {
                const std::string problem = run_test(pipeline, stream, test);
                ++(problem.empty() ? passed : failed);
                if (problem.empty())
                    fmt::print("ok    {}/{}: {}\n", pipeline.name, stream.name, test.name);
                else
                    fmt::print("FAIL  {}/{}: {}\n      {}:{}: {}\n", pipeline.name, stream.name,
                               test.name, test.mark.file, test.mark.line, problem);
            }
        }
    }
    fmt::print("{} passed, {} failed\n", passed, failed);
    return failed == 0 ? exit_done : exit_failed;
}

}  // namespace cx::app
