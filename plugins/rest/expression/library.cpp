// Where names are looked up, and the functions that are not about time.
#include "rest/expression/library.hpp"

#include "rest/expression/unicode.hpp"

#include <array>
#include <random>

namespace rest::expr {
namespace {

Value extreme(Call& call, int wanted)
{
    const bool one = call.arguments.size() == 1;
    const std::optional<List> all = one ? items_of(call, call.at(0)) : call.arguments;
    if (!all) return {};
    if (all->empty()) return call.machine.value_error("there is nothing to choose from");
    const Value* best = &all->front();
    for (const Value& value : *all) {
        const std::optional<int> order = compare(value, *best);
        if (!order) return call.machine.unfit(value, "cannot be compared");
        if (*order * wanted > 0) best = &value;
    }
    return *best;
}

Value largest(Call& call)
{
    return extreme(call, 1);
}
Value smallest(Call& call)
{
    return extreme(call, -1);
}

std::shared_ptr<DictObject> keywords_dict(Call& call)
{
    auto made = std::make_shared<DictObject>();
    for (const auto& [name, value] : call.keywords) put(*made, borrowed(name), value);
    return made;
}

Value make_dict(Call& call)
{
    auto made = std::make_shared<DictObject>();
    if (call.has(0))
        for (auto& [name, value] : pairs_of(call.at(0))) put(*made, name, value);
    for (const auto& [name, value] : call.keywords) put(*made, borrowed(name), value);
    return made;
}

Value make_namespace(Call& call)
{
    auto made = keywords_dict(call);
    made->is_namespace = true;
    return made;
}

// quote_plus()
Value sanitize_url(Call& call)
{
    std::string out = quoted(shown(call.at(0)), " ");
    std::replace(out.begin(), out.end(), ' ', '+');
    return made_text(call, std::move(out));
}

Value snake_case(Call& call)
{
    const auto text = text_at(call, 0);
    if (!text) return {};
    std::string out;
    for (const char c : *text) {
        if (c >= 'A' && c <= 'Z' && !out.empty()) out += '_';
        out += c;
    }
    return made_text(call, unicode::lower(out));
}

Value generate_uuid(Call&)
{
    std::random_device random;
    std::string out;
    for (int i = 0; i < 32; ++i) {
        if (i == 8 || i == 12 || i == 16 || i == 20) out += '-';
        unsigned digit = random() & 15U;
        if (i == 12) digit = 4;
        if (i == 16) digit = 8 + (digit & 3U);
        out += "0123456789abcdef"[digit];
    }
    return text(std::move(out));
}

Value json_loads(Call& call)
{
    const auto text = text_at(call, 0);
    if (!text) return {};
    const cx::Result<cx::json::Value> read = cx::json::parse(*text);
    return read ? owned(call.machine, *read) : call.machine.value_error("the text is no JSON");
}

constexpr Builtin functions[] = {
    {"max", "value *", &largest},
    {"min", "value *", &smallest},
    {"dict", "value? **", &make_dict},
    {"namespace", "**", &make_namespace},
    {"sanitize_url", "value", &sanitize_url},
    {"camel_case_to_snake_case", "value", &snake_case},
    {"generate_uuid", "", &generate_uuid},
    {"json_loads", "value", &json_loads},
};

}  // namespace

Value owned(Machine& machine, const cx::json::Value& json)
{
    if (json.is_string()) return text(json.as_string());
    if (json.is_array()) {
        List items;
        for (const auto& one : json.as_array()) items.push_back(owned(machine, one));
        return machine.spend(items.size()) ? list(std::move(items)) : Value();
    }
    if (json.is_object()) {
        auto made = std::make_shared<DictObject>();
        for (const auto& [name, one] : json.as_object())
            made->pairs.emplace_back(text(name), owned(machine, one));
        return machine.spend(made->pairs.size()) ? Value(made) : Value();
    }
    return from_json(json);
}

const Builtin* find_function(std::string_view name)
{
    const Builtin* found = find_row(time_functions(), name);
    return found ? found : find_row(functions, name);
}

const Builtin* find_filter(std::string_view name)
{
    for (const auto table :
         {&text_filters, &number_filters, &list_filters, &choosing_filters, &code_filters})
        if (const Builtin* found = find_row(table(), name)) return found;
    return nullptr;
}

const Builtin* find_method(const Value& self, std::string_view name)
{
    if (self.is<Text>()) {
        const Builtin* found = find_row(text_methods(), name);
        return found ? found : find_row(looking_methods(), name);
    }
    if (self.is_dict()) return find_row(dict_methods(), name);
    if (self.is_list()) return find_row(list_methods(), name);
    const bool is_time = self.is<Moment>() || self.is<Date>() || self.is<Duration>();
    return is_time ? find_row(time_methods(), name) : nullptr;
}

bool is_method(std::string_view name)
{
    const std::array tables = {text_methods(), looking_methods(), dict_methods(), list_methods(),
                               time_methods()};
    return std::any_of(tables.begin(), tables.end(),
                       [&](auto table) { return find_row(table, name) != nullptr; });
}

}  // namespace rest::expr
