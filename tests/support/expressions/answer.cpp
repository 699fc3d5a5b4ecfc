// Answers templates, one a line, so that scripts can compare them with another implementation:
//   {"template": "{{ a }}", "scope": {"a": 1}}  ->  {"text": "1", "value": 1}  or  {"error": "..."}
#include "rest/expression/template.hpp"

#include <iostream>
#include <string>

namespace {

using cx::json::Value;

Value answer(const Value& question)
{
    rest::Scope scope(1'706'933'106'000'000);
    std::vector<std::string_view> names;
    for (const auto& [name, value] : question.find("scope")->as_object()) {
        names.push_back(name);
        scope.set(name, &value);
    }
    const auto compiled = rest::Template::compile(question.text_of("template"), names);
    if (!compiled) return cx::json::Object{{"error", compiled.error().message}, {"at", "compile"}};
    const cx::Result<std::string> text = compiled->text(scope);
    const cx::Result<Value> value = compiled->value(scope);
    if (!text) return cx::json::Object{{"error", text.error().message}};
    if (!value) return cx::json::Object{{"error", value.error().message}};
    return cx::json::Object{{"text", *text}, {"value", *value}};
}

}  // namespace

int main()
{
    for (std::string line; std::getline(std::cin, line);) {
        const cx::Result<Value> question = cx::json::parse(line);
        if (!question) {
            std::cerr << "no JSON: " << question.error().message << '\n';
            return 1;
        }
        std::cout << cx::json::write(answer(*question)) << '\n';
    }
}
