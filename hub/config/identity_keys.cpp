// Keys of identity.yaml.
#include "config/keys.hpp"

namespace cx::config {
namespace {

using Words = std::span<const std::string_view>;

Words party_kinds()
{
    static constexpr std::string_view words[] = {"person", "organization", "account",
                                                 "device", "place",        "other"};
    return words;
}

Words link_kinds()
{
    static constexpr std::string_view words[] = {"alone", "with_name", "never"};
    return words;
}

Words scopes()
{
    static constexpr std::string_view words[] = {"instance", "global"};
    return words;
}

Words letter_cases()
{
    static constexpr std::string_view words[] = {"keep", "lower", "upper"};
    return words;
}

Words survivorship_rules()
{
    static constexpr std::string_view words[] = {"verified", "source_order", "most_recent",
                                                 "most_frequent", "longest"};
    return words;
}

std::span<const Key> namespace_keys()
{
    static constexpr Key keys[] = {
        {.name = "of",
         .shape = Shape::word,
         .doc = "What a value names.",
         .fallback = "person",
         .words = party_kinds},
        {.name = "links",
         .shape = Shape::word,
         .doc = "What equal values do: join two records alone, join them with a fitting name, or "
                "nothing.",
         .fallback = "never",
         .words = link_kinds},
        {.name = "exclusive",
         .shape = Shape::boolean,
         .doc = "Whether one person has one value, so that a difference keeps records apart.",
         .fallback = "false"},
        {.name = "cap",
         .shape = Shape::integer,
         .doc = "Distinct people that one value may serve before it links nobody.",
         .fallback = "1",
         .least = 1,
         .most = 1000},
        {.name = "cap_landline",
         .shape = Shape::integer,
         .doc = "The cap of a landline; namespace phone only.",
         .fallback = "8",
         .least = 1,
         .most = 1000},
        {.name = "scope",
         .shape = Shape::word,
         .doc = "Whether equal values mean the same everywhere or only inside one instance of a "
                "system.",
         .fallback = "global",
         .words = scopes},
        {.name = "case",
         .shape = Shape::word,
         .doc = "What happens to letters.",
         .fallback = "keep",
         .words = letter_cases},
        {.name = "pattern", .shape = Shape::text, .doc = "What a value looks like, RE2 syntax."},
        {.name = "forbidden",
         .shape = Shape::boolean,
         .doc = "Whether values are never stored.",
         .fallback = "false"},
        {.name = "token",
         .shape = Shape::boolean,
         .doc = "Whether only a keyed token of a value is stored.",
         .fallback = "false"},
        {.name = "labels", .shape = Shape::texts, .doc = "Labels of its values."},
    };
    return keys;
}

std::span<const Key> survivorship_keys()
{
    static constexpr Key keys[] = {
        {.name = "field",
         .shape = Shape::text,
         .doc = "A golden field; '*' for the rest.",
         .required = true},
        {.name = "chain",
         .shape = Shape::words,
         .doc = "Rules in order; the first that decides wins.",
         .required = true,
         .words = survivorship_rules},
        {.name = "sources",
         .shape = Shape::texts,
         .doc = "For source_order: pipelines, best first."},
    };
    return keys;
}

Words key_parts()
{
    static constexpr std::string_view words[] = {
        "word",      "initial",  "stem",   "name", "name_stem", "birth",      "year",
        "month_day", "postcode", "street", "unit", "local",     "birth_place"};
    return words;
}

std::span<const Key> candidate_keys()
{
    static constexpr Key keys[] = {
        {.name = "name",
         .shape = Shape::name,
         .doc = "What the key is called: small letters, digits and '_'.",
         .required = true},
        {.name = "parts",
         .shape = Shape::words,
         .doc = "What of a record makes the key; it has none where one of them is not known.",
         .required = true,
         .words = key_parts},
    };
    return keys;
}

std::span<const Key> score_keys()
{
    static constexpr Key keys[] = {
        {.name = "merge_above",
         .shape = Shape::share,
         .doc = "Pairs that are one person with this probability come together by themselves.",
         .fallback = "99%"},
        {.name = "review_above",
         .shape = Shape::share,
         .doc = "Pairs from here on wait for somebody to look at them.",
         .fallback = "50%"},
    };
    return keys;
}

std::span<const Key> ignore_keys()
{
    static constexpr Key keys[] = {
        {.name = "emails",
         .shape = Shape::texts,
         .doc = "Addresses that identify nobody; added to the shipped."},
        {.name = "phones",
         .shape = Shape::texts,
         .doc = "Numbers that identify nobody, such as the company's own, E.164; added to the "
                "shipped."},
        {.name = "role_mailboxes",
         .shape = Shape::texts,
         .doc = "Local parts such as info, in any domain; added to the shipped."},
    };
    return keys;
}

std::span<const Key> identity_limits_keys()
{
    static constexpr Key keys[] = {
        {.name = "key_read_records",
         .shape = Shape::integer,
         .doc = "A key on more records than this links nothing.",
         .fallback = "200",
         .least = 2,
         .most = 100'000},
        {.name = "candidate_records",
         .shape = Shape::integer,
         .doc = "A candidate key on more records than this proposes nobody.",
         .fallback = "100",
         .least = 2,
         .most = 10'000},
        {.name = "component_records",
         .shape = Shape::integer,
         .doc = "Above, only identifiers link, and an alarm is raised.",
         .fallback = "500",
         .least = 2,
         .most = 100'000},
    };
    return keys;
}

std::span<const Key> review_keys()
{
    static constexpr Key keys[] = {
        {.name = "floor",
         .shape = Shape::share,
         .doc =
             "A band of probability in which a smaller share of the pairs that people judged was "
             "one person merges nothing by itself.",
         .fallback = "0.9"},
        {.name = "least",
         .shape = Shape::integer,
         .doc = "Verdicts in a band before that counts.",
         .fallback = "20",
         .least = 1,
         .most = 1'000'000},
    };
    return keys;
}

}  // namespace

std::span<const Key> identity_keys()
{
    static constexpr Key keys[] = {
        {.name = "version",
         .shape = Shape::integer,
         .doc = "Raise it with every change.",
         .fallback = "1",
         .least = 1,
         .most = 1'000'000},
        {.name = "namespaces",
         .shape = Shape::named,
         .doc = "How identifiers link, by namespace.",
         .keys = namespace_keys,
         .noun = "a namespace"},
        {.name = "survivorship",
         .shape = Shape::maps,
         .doc = "How golden values are chosen; replaces the shipped rules.",
         .keys = survivorship_keys,
         .noun = "a survivorship rule"},
        {.name = "candidates",
         .shape = Shape::maps,
         .doc = "On what records are proposed to each other, beyond their identifiers; replaces "
                "the shipped keys.",
         .keys = candidate_keys,
         .noun = "a candidate key"},
        {.name = "scores",
         .shape = Shape::map,
         .doc = "How sure the weights must be.",
         .keys = score_keys,
         .noun = "'scores'"},
        {.name = "ignore",
         .shape = Shape::map,
         .doc = "Values that identify nobody.",
         .keys = ignore_keys,
         .noun = "'ignore'"},
        {.name = "review",
         .shape = Shape::map,
         .doc = "What people's verdicts on pairs must say.",
         .keys = review_keys,
         .noun = "'review'"},
        {.name = "limits",
         .shape = Shape::map,
         .doc = "Bounds of the resolution.",
         .keys = identity_limits_keys,
         .noun = "'limits'"},
    };
    return keys;
}

}  // namespace cx::config
