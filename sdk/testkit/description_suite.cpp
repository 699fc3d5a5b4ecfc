#include "testkit.hpp"

namespace cx::testkit {
namespace {

constexpr const char* canary = "canary-7f3a";

// What the schema of some options should have and has not, or "".
std::string schema_problem(const json::Value& schema, const std::string& where)
{
    const json::Value* properties = schema.find("properties");
    if (!properties || !properties->is_object()) return where + " has no properties";
    for (const auto& [name, property] : properties->as_object()) {
        if (property.text_of("description").empty())
            return where + "." + name + " has no description";
        if (property.find("x-cx-secret") && property.find("default"))
            return where + "." + name + " is secret and has a default";
    }
    return {};
}

std::string refusal(Driver& driver, std::string_view role, const json::Value& options)
{
    const auto started = driver.start(role, options);
    return started ? "" : started.error().message + " ";
}

// Each required option left out, and each option with a value of a kind that none takes.
std::string check_refusals(Driver& driver, std::string_view role, const json::Value& schema,
                           const json::Value& right,
                           const std::function<json::Value(const json::Value&)>& whole)
{
    json::Value unknown = right;
    unknown["no_such_option"] = 1;
    if (refusal(driver, role, whole(unknown)).empty()) return "an unknown option was taken";
    if (const json::Value* required = schema.find("required")) {
        for (const json::Value& name : required->as_array()) {
            json::Value less = right;
            less.as_object().erase(name.as_string());
            if (refusal(driver, role, whole(less)).empty())
                return "it starts without " + name.as_string();
        }
    }
    for (const auto& [name, property] : schema.find("properties")->as_object()) {
        if (!property.find("type")) continue;
        json::Value wrong = right;
        wrong[name] = json::Object{{canary, canary}};
        const std::string message = refusal(driver, role, whole(wrong));
        if (message.empty()) return "it takes an object as " + name;
        if (message.find(canary) != std::string::npos)
            return "the refusal of " + name + " prints its value";
        if (message.find(name) == std::string::npos)
            return "the refusal of " + name + " does not name it";
    }
    return {};
}

}  // namespace

void check_description(Driver& driver, std::string_view role, const Fixture& fixture,
                       std::vector<Finding>& findings)
{
    const std::string by = driver.name() + ": ";
    const Result<Description> described = driver.describe(role);
    findings.push_back(
        {by + "it loads and has the role", described ? "" : described.error().message});
    if (!described) return;
    std::string broken;
    if (described->id.empty() || described->version.empty() || described->summary.empty())
        broken = "id, version or summary is empty";
    for (const json::Value* schema : {&described->options, &described->stream_options})
        if (broken.empty() && !schema->is_null()) broken = schema_problem(*schema, "the options");
    if (broken.empty() && !described->reject_codes.is_object())
        broken = "the reject codes are no object";
    if (broken.empty())
        for (const auto& [code, row] : described->reject_codes.as_object())
            if (row.text_of("summary").empty() || row.text_of("remedy").empty())
                broken = code + " has no summary or no remedy";
    findings.push_back({by + "it describes itself, its options and its reject codes", broken});
    if (!broken.empty()) return;

    json::Value shared = fixture.options;
    const json::Value* found = fixture.options.find("streams");
    const json::Value streams = found ? *found : json::Value();
    if (found) shared.as_object().erase("streams");
    broken =
        check_refusals(driver, role, described->options, shared, [&](const json::Value& options) {
            json::Value whole = options;
            if (!streams.is_null()) whole["streams"] = streams;
            return whole;
        });
    if (broken.empty() && !described->stream_options.is_null() && !streams.empty()) {
        const auto& [stream, own] = *streams.as_object().begin();
        broken = check_refusals(driver, role, described->stream_options, own,
                                [&, &name = stream](const json::Value& options) {
                                    json::Value whole = fixture.options;
                                    whole["streams"][name] = options;
                                    return whole;
                                });
    }
    findings.push_back({by + "it refuses wrong options by name and never prints a value", broken});
}

}  // namespace cx::testkit
