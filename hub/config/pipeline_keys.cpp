// Keys of pipelines/NAME.yaml.
#include "config/keys.hpp"

namespace cx::config {
namespace {

using Words = std::span<const std::string_view>;

Words isolations()
{
    static constexpr std::string_view words[] = {"in_process", "process"};
    return words;
}

Words modes()
{
    static constexpr std::string_view words[] = {"whole", "snapshot", "follow"};
    return words;
}

std::span<const Key> defaults_keys()
{
    static constexpr Key keys[] = {
        {.name = "region",
         .shape = Shape::text,
         .doc = "Country of phones, names and addresses that do not tell theirs (ISO 3166-1, two "
                "letters)."},
        {.name = "timezone", .shape = Shape::text, .doc = "Zone of times without one (IANA name)."},
    };
    return keys;
}

std::span<const Key> expect_keys()
{
    static constexpr Key keys[] = {
        {.name = "entity", .shape = Shape::name, .doc = "The entity emitted.", .required = true},
        {.name = "key", .shape = Shape::text, .doc = "Its key, ns:value."},
        {.name = "data",
         .shape = Shape::any,
         .doc = "Members that must be there and equal; others are not looked at."},
    };
    return keys;
}

std::span<const Key> test_keys()
{
    static constexpr Key keys[] = {
        {.name = "name",
         .shape = Shape::text,
         .doc = "What is shown, a sentence.",
         .required = true},
        {.name = "record", .shape = Shape::any, .doc = "A source record.", .required = true},
        {.name = "expect",
         .shape = Shape::maps,
         .doc = "The entities emitted, in order.",
         .keys = expect_keys,
         .noun = "an expected entity"},
        {.name = "reject",
         .shape = Shape::text,
         .doc = "The code with which the record is rejected."},
        {.name = "issues", .shape = Shape::texts, .doc = "Exactly the codes of issues raised."},
    };
    return keys;
}

std::span<const Key> map_keys()
{
    static constexpr Key keys[] = {
        {.name = "use",
         .shape = Shape::text,
         .doc = "A mapping by name and version: system/name@1, or name@1 of DIR/mappings.",
         .required = true},
        {.name = "set",
         .shape = Shape::any,
         .doc = "Bindings laid over it: entity.field to a binding."},
    };
    return keys;
}

std::span<const Key> stream_keys()
{
    static constexpr Key keys[] = {
        {.name = "schedule",
         .shape = Shape::schedule,
         .doc = "When it is read.",
         .fallback = "every 1s"},
        {.name = "mode",
         .shape = Shape::word,
         .doc =
             "whole reads all once and then what is new, snapshot takes complete generations and "
             "removes what is missing, follow reads a stream without end.",
         .fallback = "whole",
         .words = modes},
        {.name = "max_missing",
         .shape = Shape::share,
         .doc = "mode snapshot: a generation that would remove more is held.",
         .fallback = "5%"},
        {.name = "options",
         .shape = Shape::options,
         .doc = "Options of the plugin for this stream."},
        {.name = "map",
         .shape = Shape::mapping,
         .doc = "How its records become entities: a list of emit blocks, or a mapping by name.",
         .required = true,
         .keys = map_keys,
         .noun = "'map'"},
        {.name = "tests",
         .shape = Shape::maps,
         .doc = "Examples, run by `cxhub test`.",
         .keys = test_keys,
         .noun = "a test"},
    };
    return keys;
}

}  // namespace

std::span<const Key> budget_keys()
{
    static constexpr Key keys[] = {
        {.name = "name",
         .shape = Shape::name,
         .doc = "Who uses it together: name it after the credential. All who name it must give the "
                "same figures.",
         .required = true},
        {.name = "requests",
         .shape = Shape::integer,
         .doc = "How many requests ...",
         .required = true,
         .least = 1,
         .most = 1'000'000},
        {.name = "per",
         .shape = Shape::duration,
         .doc = "... in how long, from a millisecond to a day.",
         .fallback = "1s"},
        {.name = "burst",
         .shape = Shape::integer,
         .doc = "How many may go at once after a pause.",
         .fallback = "requests",
         .least = 1,
         .most = 1'000'000},
    };
    return keys;
}

std::span<const Key> pipeline_keys()
{
    static constexpr Key keys[] = {
        {.name = "plugin",
         .shape = Shape::name,
         .doc = "The plugin that knows the system.",
         .required = true},
        {.name = "isolation",
         .shape = Shape::word,
         .doc = "Whether the plugin runs in the daemon or in a child process of its own.",
         .fallback = "in_process",
         .words = isolations},
        {.name = "instance",
         .shape = Shape::name,
         .doc = "Which installation of the system this is; scopes identifiers that mean something "
                "only "
                "there.",
         .fallback = "the pipeline's name"},
        {.name = "defaults",
         .shape = Shape::map,
         .doc = "What values mean that do not tell it.",
         .keys = defaults_keys,
         .noun = "'defaults'"},
        {.name = "budget",
         .shape = Shape::map,
         .doc = "How often the system may be asked; shared by all who name the same budget.",
         .keys = budget_keys,
         .noun = "'budget'"},
        {.name = "options",
         .shape = Shape::options,
         .doc = "Options of the plugin, shared by its streams."},
        {.name = "streams",
         .shape = Shape::named,
         .doc = "What is read, by a name of your choice.",
         .required = true,
         .keys = stream_keys,
         .noun = "a stream"},
    };
    return keys;
}

}  // namespace cx::config
