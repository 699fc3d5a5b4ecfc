// Paths and expressions of the mapping language: mistakes have a place in the text, the value is of
// the kind the checker said, and it depends on nothing but what `reads` names, for labels travel
// along it.
#include "fuzz.hpp"
#include "mapping/expression.hpp"
#include "mapping/path.hpp"

#include <algorithm>

namespace cx::fuzz {
namespace {

using mapping::Expression;
using mapping::Names;
using mapping::Path;
using mapping::Reads;
using mapping::Run;
using mapping::Scope;
using mapping::SyntaxError;

constexpr const char* sample = R"({"a": 1, "b": {"c": "2"}, "t": "12.50", "word": "Seoul",
    "rows": [{"k": "a", "v": 1}, {"k": "b", "v": "2"}, "x"], "yes": true, "none": null,
    "이름": "길동", "big": 99999999999999999999999999999999999999, "list": [3, 1, 2]})";

const mapping::SourceFacts& facts()
{
    static const mapping::SourceFacts facts{
        .source = "crm", .instance = "kr", .stream = "contacts", .key = "K1", .observed_at = {}};
    return facts;
}

// In the second scope paths start at an element of rows, as inside `each`.
Names names_of(bool inside)
{
    Names names;
    if (inside) names.scopes.push_back({{"rows", "*"}});
    return names;
}

// Computes `question` over the record, or over its first row.
template <typename Question>
std::string over(const json::Value& record, bool inside, Question question)
{
    const Scope outer{&record, nullptr};
    const json::Value* rows = record.find("rows");
    const json::Value none;
    const bool has_row = rows && rows->is_array() && !rows->as_array().empty();
    const Scope inner{has_row ? &rows->as_array().front() : &none, &outer};
    Run run(facts(), outer, {}, {});
    return question(inside ? inner : outer, run);
}

void check_errors(const std::vector<SyntaxError>& errors, std::string_view text)
{
    for (const SyntaxError& error : errors) {
        promise(error.offset <= text.size(), "a mistake lies in the text");
        promise(!error.code.empty() && !error.message.empty(), "a mistake is explained");
    }
}

void check_kind(const Expression& expression, const mapping::Value& value)
{
    using mapping::Kind;
    const bool says_nothing = std::holds_alternative<mapping::Null>(value) ||
                              std::holds_alternative<mapping::Fault>(value);
    if (says_nothing || expression.kind() == Kind::any) return;
    const Kind kind = std::holds_alternative<bool>(value)                ? Kind::boolean
                      : std::holds_alternative<mapping::Decimal>(value)  ? Kind::number
                      : std::holds_alternative<std::string>(value)       ? Kind::text
                      : std::holds_alternative<mapping::Elements>(value) ? Kind::list
                                                                         : Kind::any;
    promise(kind == Kind::any || kind == expression.kind(), "the value is of the kind foretold");
}

bool reads_member(const std::vector<Reads>& reads, const std::string& name)
{
    return std::any_of(reads.begin(), reads.end(),
                       [&](const Reads& one) { return mapping::overlap(one, Reads{name}); });
}

// The record without a member that is not read gives the same. Rows stay where they are the scope.
template <typename Question>
void check_reads(const json::Value& record, bool inside, const std::vector<Reads>& reads,
                 Question question)
{
    const std::string whole = over(record, inside, question);
    promise_equal(over(record, inside, question), whole, "a value is a function of the record");
    for (const auto& [name, ignored] : record.as_object()) {
        if (reads_member(reads, name) || (inside && name == "rows")) continue;
        json::Value less = record;
        less.as_object().erase(name);
        promise_equal(over(less, inside, question), whole, "a value depends on what it reads");
    }
}

void try_expression(std::string_view text, const json::Value& record, bool inside)
{
    std::vector<SyntaxError> errors;
    const Expression expression = mapping::parse_expression(text, names_of(inside), errors);
    check_errors(errors, text);
    if (!errors.empty()) return;
    check_reads(record, inside, expression.reads(), [&](const Scope& scope, Run& run) {
        const mapping::Value value = expression.compute(scope, run);
        if (!run.exhausted()) check_kind(expression, value);
        const auto* fault = std::get_if<mapping::Fault>(&value);
        return fault ? std::string(fault->code) : json::write(mapping::to_json(value));
    });
}

void try_path(std::string_view text, const json::Value& record, bool inside)
{
    std::vector<SyntaxError> errors;
    const Path path = mapping::parse_path(text, names_of(inside), errors);
    check_errors(errors, text);
    if (!errors.empty()) return;
    std::vector<Reads> reads = path.reads;
    reads.insert(reads.end(), path.filter_reads.begin(), path.filter_reads.end());
    check_reads(record, inside, reads, [&](const Scope& scope, Run& run) {
        std::vector<const json::Value*> found;
        path.all(scope, run, found);
        promise(path.many() || found.size() <= 1, "one path leads to one value");
        std::string shown;
        for (const json::Value* value : found) shown += json::write(*value) + "\n";
        const json::Value* first = path.first(scope, run);
        return shown + (first ? json::write(*first) : "nothing");
    });
}

}  // namespace

// A line of text, and a record where one follows.
void try_input(std::string_view input)
{
    const bool inside = take_byte(input) & 1U;
    const std::string_view text = take_line(input);
    Result<json::Value> record = json::parse(input);
    if (!record || !record->is_object()) record = json::parse(sample);
    try_expression(text, *record, inside);
    try_path(text, *record, inside);
}

}  // namespace cx::fuzz
