// Mapping files: YAML that is read, compiled against the shipped schema, and applied. Mistakes have
// their place in the file, and what a mapping makes is a function of the record.
#include "configuration.hpp"
#include "mapping/mapping.hpp"

#include <array>

namespace cx::fuzz {
namespace {

constexpr std::array samples{
    R"({"Id": "C1", "Name": "김민준", "Email": "Ada@Example.com", "Phone": "010-1234-5678",
        "At": "2026-01-02T03:04:05Z", "Amount": "12.50", "Rows": [{"k": "a"}, {"k": "b"}]})",
    R"({"Id": 7, "Name": {"given": "Ada", "family": "Lee"}, "Email": null, "Phone": [], "At": 0,
        "Amount": -1e3, "Rows": {"k": "a"}})",
    R"({})"};

std::string shown(const mapping::Outcome& outcome)
{
    std::string text;
    if (outcome.rejection) text += outcome.rejection->code + ": " + outcome.rejection->why + "\n";
    for (const model::Entity& entity : outcome.entities)
        text += entity.key + " " + json::write(entity.data) + "\n";
    return text;
}

void try_records(const mapping::Mapping& mapping, const config::SourceText& text)
{
    const mapping::SourceFacts facts{.source = "crm",
                                     .instance = "kr-crm",
                                     .stream = "contacts",
                                     .key = "K1",
                                     .observed_at = *parse_rfc3339("2026-01-01T00:00:00Z")};
    for (const char* sample : samples) {
        const json::Value record = *json::parse(sample);
        const mapping::Outcome outcome = mapping.apply(record, facts);
        promise_equal(shown(mapping.apply(record, facts)), shown(outcome),
                      "what a mapping makes is a function of the record");
        if (!outcome.rejection) continue;
        promise(outcome.entities.empty(), "nothing of a rejected record is kept");
        check_place(outcome.rejection->mark, text);
    }
}

}  // namespace

void try_input(std::string_view input)
{
    Diagnostics diagnostics;
    config::Sources sources;
    sources.add(file_name, std::string(input));
    const config::SourceText text(input, file_name);
    const Node root = config::parse_yaml(input, file_name, diagnostics);
    check_node(root, text);
    mapping::CompileOptions options;
    options.name = "crm/contacts";
    options.region = "KR";
    options.timezone = "Asia/Seoul";
    const bool readable = !diagnostics.has_errors();
    const std::unique_ptr<mapping::Mapping> mapping =
        readable ? mapping::compile(root, shipped_schema(), options, diagnostics) : nullptr;
    promise((mapping == nullptr) == diagnostics.has_errors(),
            "a mapping is compiled where there is no mistake");
    (void)check_diagnostics(diagnostics, input, sources);
    if (!mapping) return;
    (void)mapping->describe();
    try_records(*mapping, text);
}

}  // namespace cx::fuzz
