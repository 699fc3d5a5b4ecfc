// Options declared once, as rows of a table beside the struct that holds them.
//
//     constexpr auto square_options = cx::options(
//         cx::option("token", &SquareOptions::token, "Square access token.").required().secret(),
//         cx::option("poll_every", &SquareOptions::poll_every, "Pause.").at_least(1));
//
// The table yields the JSON Schema that the hub checks, documents and redacts by, and reads a JSON
// object into the struct. Defaults are the struct's own initialisers. Members may be std::string,
// bool, integers, double, std::chrono durations (a whole number of their unit),
// std::vector<std::string> and json::Value (anything).
#pragma once

#include <cx/json.hpp>
#include <cx/result.hpp>

#include <array>
#include <chrono>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace cx {

// What a row says of its option, whatever the member's type.
struct OptionFacts {
    static constexpr std::size_t choices_max = 12;

    std::string_view name;
    std::string_view summary;
    bool required = false;
    bool secret = false;
    bool path = false;
    bool schema = false;
    std::array<std::string_view, choices_max> choices{};
    std::size_t choice_count = 0;
    std::int64_t least = std::numeric_limits<std::int64_t>::min();
    std::int64_t most = std::numeric_limits<std::int64_t>::max();
};

namespace detail {

template <typename T>
struct IsDuration : std::false_type {
};
template <typename Count, typename Period>
struct IsDuration<std::chrono::duration<Count, Period>> : std::true_type {
};

// Each answers what the value should have been, or "" when it was taken.
std::string read_option(const OptionFacts& facts, const json::Value& value, std::string& out);
std::string read_option(const OptionFacts& facts, const json::Value& value, bool& out);
std::string read_option(const OptionFacts& facts, const json::Value& value, double& out);
std::string read_option(const OptionFacts& facts, const json::Value& value, std::int64_t& out);
std::string read_option(const OptionFacts& facts, const json::Value& value, json::Value& out);
std::string read_option(const OptionFacts& facts, const json::Value& value,
                        std::vector<std::string>& out);

template <typename T>
std::string read_member(const OptionFacts& facts, const json::Value& value, T& out)
{
    if constexpr (IsDuration<T>::value) {
        std::int64_t count = 0;
        std::string expected = read_option(facts, value, count);
        if (expected.empty()) out = T(count);
        return expected;
    } else if constexpr (std::is_integral_v<T> && !std::is_same_v<T, bool>) {
        std::int64_t wide = 0;
        std::string expected = read_option(facts, value, wide);
        if (!expected.empty()) return expected;
        if (!std::in_range<T>(wide)) return "a smaller number";
        out = static_cast<T>(wide);
        return {};
    } else {
        return read_option(facts, value, out);
    }
}

template <typename T>
json::Value default_of(const T& member)
{
    if constexpr (IsDuration<T>::value) {
        return static_cast<std::int64_t>(member.count());
    } else if constexpr (std::is_same_v<T, std::vector<std::string>>) {
        return json::Array(member.begin(), member.end());
    } else if constexpr (std::is_integral_v<T> && !std::is_same_v<T, bool>) {
        return static_cast<std::int64_t>(member);
    } else {
        return member;
    }
}

template <typename T>
constexpr std::string_view json_type()
{
    if constexpr (std::is_same_v<T, std::string>)
        return "string";
    else if constexpr (std::is_same_v<T, bool>)
        return "boolean";
    else if constexpr (std::is_same_v<T, double>)
        return "number";
    else if constexpr (std::is_same_v<T, std::vector<std::string>>)
        return "array";
    else if constexpr (std::is_same_v<T, json::Value>)
        return "";
    else
        return "integer";
}

template <typename T>
constexpr std::string_view unit_name()
{
    if constexpr (std::is_same_v<T, std::chrono::milliseconds>)
        return "ms";
    else if constexpr (std::is_same_v<T, std::chrono::seconds>)
        return "s";
    else
        return "";
}

json::Value property_schema(const OptionFacts& facts, std::string_view type, std::string_view unit,
                            json::Value default_value);
Error unknown_option(std::string_view name, const std::vector<std::string_view>& known);
Error missing_option(const OptionFacts& facts);
Error wrong_option(const OptionFacts& facts, const std::string& expected);

}  // namespace detail

template <typename Struct, typename T>
struct Option {
    OptionFacts facts;
    T Struct::*member;

    constexpr Option required() const
    {
        return with([](OptionFacts& f) { f.required = true; });
    }
    // Comes from a secret; never printed, not even in an error.
    constexpr Option secret() const
    {
        return with([](OptionFacts& f) { f.secret = true; });
    }
    // Names a file or folder; a relative one counts from the configuration's folder.
    constexpr Option path() const
    {
        return with([](OptionFacts& f) { f.path = true; });
    }
    // Of a sink, a json::Value: the hub puts the JSON Schemas (strict) of what it delivers here, by
    // name of the entity. Nobody sets it.
    constexpr Option schema() const
    {
        return with([](OptionFacts& f) { f.schema = true; });
    }
    constexpr Option at_least(std::int64_t n) const
    {
        return with([n](OptionFacts& f) { f.least = n; });
    }
    constexpr Option at_most(std::int64_t n) const
    {
        return with([n](OptionFacts& f) { f.most = n; });
    }
    template <typename... Words>
    constexpr Option one_of(Words... words) const
    {
        static_assert(sizeof...(Words) <= OptionFacts::choices_max);
        Option copy = *this;
        ((copy.facts.choices[copy.facts.choice_count++] = words), ...);
        return copy;
    }

private:
    template <typename Change>
    constexpr Option with(Change change) const
    {
        Option copy = *this;
        change(copy.facts);
        return copy;
    }

public:
    constexpr Option(const OptionFacts& f, T Struct::*m) : facts(f), member(m) {}
};

template <typename Struct, typename T>
constexpr Option<Struct, T> option(std::string_view name, T Struct::*member,
                                   std::string_view summary)
{
    OptionFacts facts;
    facts.name = name;
    facts.summary = summary;
    return {facts, member};
}

template <typename Struct, typename... T>
class Options {
public:
    using Values = Struct;

    constexpr explicit Options(Option<Struct, T>... rows) : rows_(rows...) {}

    // JSON Schema (draft 2020-12) of the object: type, description, default, enum, minimum,
    // maximum, required, and x-cx-secret, x-cx-path, x-cx-schema, x-cx-unit ("s", "ms").
    json::Value schema() const
    {
        const Struct defaults{};
        json::Object properties;
        json::Array required;
        each([&](const auto& row) {
            using Member = std::decay_t<decltype(defaults.*row.member)>;
            properties.emplace(row.facts.name,
                               detail::property_schema(row.facts, detail::json_type<Member>(),
                                                       detail::unit_name<Member>(),
                                                       detail::default_of(defaults.*row.member)));
            if (row.facts.required) required.emplace_back(row.facts.name);
        });
        json::Value schema = json::Object{{"type", "object"}, {"additionalProperties", false}};
        schema["properties"] = std::move(properties);
        if (!required.empty()) schema["required"] = std::move(required);
        return schema;
    }

    // Error code: plugin.options. The message names the option and what would be right, never a
    // value.
    Result<Struct> read(const json::Value& object) const
    {
        if (!object.is_object()) return Error{"plugin.options", "the options are not an object"};
        for (const auto& [name, value] : object.as_object())
            if (!knows(name)) return detail::unknown_option(name, names());
        Struct values{};
        std::string wrong;
        Error error;
        each([&](const auto& row) {
            if (!error.code.empty()) return;
            const json::Value* value = object.find(row.facts.name);
            if (!value || value->is_null()) {
                if (row.facts.required) error = detail::missing_option(row.facts);
                return;
            }
            wrong = detail::read_member(row.facts, *value, values.*row.member);
            if (!wrong.empty()) error = detail::wrong_option(row.facts, wrong);
        });
        if (!error.code.empty()) return error;
        return values;
    }

    bool knows(std::string_view name) const
    {
        bool found = false;
        each([&](const auto& row) { found = found || row.facts.name == name; });
        return found;
    }

    std::vector<std::string_view> names() const
    {
        std::vector<std::string_view> all;
        each([&](const auto& row) { all.push_back(row.facts.name); });
        return all;
    }

    constexpr const std::tuple<Option<Struct, T>...>& rows() const { return rows_; }

private:
    template <typename Visit>
    void each(Visit visit) const
    {
        std::apply([&](const auto&... row) { (visit(row), ...); }, rows_);
    }

    std::tuple<Option<Struct, T>...> rows_;
};

template <typename Struct, typename... T>
constexpr Options<Struct, T...> options(Option<Struct, T>... rows)
{
    return Options<Struct, T...>(rows...);
}

namespace detail {

template <typename Struct, typename Base, typename T>
constexpr std::tuple<Option<Struct, T>> rows_of(const Option<Base, T>& row)
{
    return {Option<Struct, T>(row.facts, row.member)};
}
template <typename Struct, typename Base, typename... T>
constexpr std::tuple<Option<Struct, T>...> rows_of(const Options<Base, T...>& group)
{
    return std::apply(
        [](const auto&... row) {
            return std::tuple<Option<Struct, T>...>(Option<Struct, T>(row.facts, row.member)...);
        },
        group.rows());
}

}  // namespace detail

// The table of a struct that takes over groups of options by inheriting their structs:
//
//     struct ShopOptions : cx::http::Connection { std::string token; };
//     constexpr auto shop_options = cx::options_of<ShopOptions>(
//         cx::option("token", &ShopOptions::token, "Access token.").required().secret(),
//         cx::http::connection_options);
//
// A part is a row or a whole table, of `Struct` or of one of its bases.
template <typename Struct, typename... Part>
constexpr auto options_of(const Part&... parts)
{
    return std::apply([](const auto&... row) { return cx::options(row...); },
                      std::tuple_cat(detail::rows_of<Struct>(parts)...));
}

// For a plugin, or a stream, without any.
struct NoOptions {};
inline constexpr Options<NoOptions> no_options{};

}  // namespace cx
