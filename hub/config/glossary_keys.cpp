// Keys of the files below schema/glossary/.
#include "config/keys.hpp"

namespace cx::config {
namespace {

std::span<const std::string_view> term_states()
{
    static constexpr std::string_view words[] = {"draft", "review", "approved", "deprecated"};
    return words;
}

std::span<const Key> wording_keys()
{
    static constexpr Key keys[] = {
        {.name = "en", .doc = "In English."},
        {.name = "ko", .doc = "In Korean."},
    };
    return keys;
}

std::span<const Key> department_keys()
{
    static constexpr Key keys[] = {
        {.name = "dept",
         .shape = Shape::name,
         .doc = "The name that aliases use.",
         .required = true},
        {.name = "name", .shape = Shape::map, .doc = "What it calls itself.", .keys = wording_keys},
    };
    return keys;
}

std::span<const Key> alias_keys()
{
    static constexpr Key keys[] = {
        {.name = "dept", .shape = Shape::name, .doc = "Whose word it is.", .required = true},
        {.name = "name",
         .shape = Shape::map,
         .doc = "The word; in one department it means one term.",
         .required = true,
         .keys = wording_keys},
        {.name = "source", .doc = "Where they see it: system/Object.Field."},
        {.name = "ns", .shape = Shape::name, .doc = "Of an identifier: its namespace."},
    };
    return keys;
}

std::span<const Key> term_keys()
{
    static constexpr Key keys[] = {
        {.name = "term", .shape = Shape::name, .doc = "Its name.", .required = true},
        {.name = "definition",
         .shape = Shape::map,
         .doc = "What it means; needed where the term is new.",
         .keys = wording_keys},
        {.name = "public_name",
         .shape = Shape::map,
         .doc = "What everybody calls it.",
         .keys = wording_keys},
        {.name = "type", .shape = Shape::name, .doc = "Its semantic type."},
        {.name = "labels",
         .shape = Shape::texts,
         .doc = "Privacy labels; fields that name the term have them too."},
        {.name = "aliases",
         .shape = Shape::maps,
         .doc = "What departments call it.",
         .keys = alias_keys,
         .noun = "an alias"},
        {.name = "not_same_as",
         .shape = Shape::texts,
         .doc = "Terms that are easily mistaken for it."},
        {.name = "owner", .doc = "Who decides what it means."},
        {.name = "status",
         .shape = Shape::word,
         .doc = "How far that is.",
         .fallback = "draft",
         .words = term_states},
    };
    return keys;
}

}  // namespace

std::span<const Key> glossary_keys()
{
    static constexpr Key keys[] = {
        {.name = "departments",
         .shape = Shape::maps,
         .doc = "Who has words of their own.",
         .keys = department_keys,
         .noun = "a department"},
        {.name = "terms",
         .shape = Shape::maps,
         .doc = "The terms.",
         .keys = term_keys,
         .noun = "a term"},
    };
    return keys;
}

}  // namespace cx::config
