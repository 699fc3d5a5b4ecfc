// Expressions of manifests: a mistake has its place in the text, an evaluation ends within its
// bounds and changes nothing, and what Python would print of a value is read again as that value.
#include "fuzz.hpp"
#include "rest/expression/literal.hpp"
#include "rest/expression/template.hpp"
#include "rest/expression/value.hpp"

#include <array>
#include <string>

namespace cx::fuzz {
namespace {

using json::Value;

constexpr std::array<std::string_view, 5> names = {"config", "record", "response", "headers",
                                                   "stream_slice"};

const Value& sample()
{
    static const Value value = *json::parse(
        R"({"a":1,"b":{"c":"2","d":[1,2.5,null,true]},"t":"12.50","w":"Seoul","n":null,"e":"",
            "rows":[{"k":"a","v":1},{"k":"b","v":"2"},"x"],"이름":"길동","l":[3,1,2],
            "big":99999999999999999999999,"when":"2024-02-03T04:05:06Z","f":1e300})");
    return value;
}

void check_error(const Error& error)
{
    promise(!error.code.empty() && !error.message.empty(), "a mistake is explained");
    const bool has_place = error.message[0] >= '1' && error.message[0] <= '9' &&
                           error.message.find(": ") != std::string::npos;
    promise(has_place, "a mistake has its place", error.message);
}

void try_template(std::string_view text)
{
    const Result<rest::Template> compiled = rest::Template::compile(text, names);
    if (!compiled) return check_error(compiled.error());
    const std::string before = json::write(sample());
    rest::Scope scope(1'706'933'106'000'000);
    for (const std::string_view name : names) scope.set(name, &sample());
    const Result<std::string> shown = compiled->text(scope);
    if (!shown) check_error(shown.error());
    promise(!shown || shown->size() <= rest::template_output_max, "the output is bounded");
    const Result<Value> value = compiled->value(scope);
    promise(bool(value) == bool(shown), "both readings fail alike");
    const Result<Value> mapped = compiled->mapped(scope);
    promise(!value || bool(mapped), "a mapping takes what a text takes");
    compiled->truth(scope);
    promise_equal(json::write(sample()), before, "nothing is changed by looking at it");
}

void try_value(std::string_view text)
{
    const Result<Value> value = json::parse(text);
    if (!value) return;
    const rest::expr::Value borrowed = rest::expr::from_json(*value);
    const std::optional<Value> plain = rest::expr::to_json(borrowed);
    if (!plain) return;  // A number beyond a float
    std::string shown;
    rest::expr::represent(borrowed, shown);
    if (shown.size() > rest::template_output_max) return;
    const std::optional<Value> again = rest::expr::read_literal(shown);
    promise(again.has_value(), "what Python prints of a value is a literal", shown);
    promise_equal(json::write(*again), json::write(*plain), "and is read as that value");
}

}  // namespace

void try_input(std::string_view input)
{
    const unsigned kind = take_byte(input);
    if (kind % 3 == 0) return try_value(input);
    if (kind % 3 == 1) {
        rest::expr::read_literal(input);
        return;
    }
    try_template(input);
}

}  // namespace cx::fuzz
