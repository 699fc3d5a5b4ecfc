// Keys of the files below schema/.
#include "config/keys.hpp"

namespace cx::config {
namespace {

using Words = std::span<const std::string_view>;

Words entity_kinds()
{
    static constexpr std::string_view words[] = {"party", "state", "event"};
    return words;
}

Words stages()
{
    static constexpr std::string_view words[] = {"discover", "explore", "buy", "engage", "none"};
    return words;
}

std::span<const Key> field_keys()
{
    static constexpr Key keys[] = {
        {.name = "name", .shape = Shape::name, .doc = "The field's name.", .required = true},
        {.name = "type",
         .shape = Shape::name,
         .doc = "A semantic type, or object.",
         .required = true},
        {.name = "list",
         .shape = Shape::boolean,
         .doc = "Whether it holds several.",
         .fallback = "false"},
        {.name = "required",
         .shape = Shape::boolean,
         .doc = "Whether a record must have it.",
         .fallback = "false"},
        {.name = "labels", .shape = Shape::texts, .doc = "Privacy labels."},
        {.name = "values", .shape = Shape::texts, .doc = "Of an enum."},
        {.name = "open",
         .shape = Shape::boolean,
         .doc = "Whether an enum takes other values too.",
         .fallback = "false"},
        {.name = "fields",
         .shape = Shape::maps,
         .doc = "Of an object.",
         .keys = field_keys,
         .noun = "a field"},
        {.name = "term", .shape = Shape::text, .doc = "Its glossary term."},
        {.name = "deprecated",
         .shape = Shape::boolean,
         .doc = "Whether it is only kept for those who read it still.",
         .fallback = "false"},
        {.name = "use",
         .shape = Shape::text,
         .doc = "Of a deprecated field: what to read instead."},
        {.name = "doc", .shape = Shape::text, .doc = "A sentence."},
    };
    return keys;
}

std::span<const Key> approval_keys()
{
    static constexpr Key keys[] = {
        {.name = "field", .doc = "Its path, as in contact_points.email.", .required = true},
        {.name = "label",
         .doc = "The label that it loses, or the purpose it gets.",
         .required = true},
        {.name = "by", .doc = "Who decided.", .required = true},
        {.name = "reason", .doc = "Why.", .required = true},
    };
    return keys;
}

std::span<const Key> label_keys()
{
    static constexpr Key keys[] = {
        {.name = "name", .shape = Shape::name, .doc = "The label.", .required = true},
        {.name = "group", .shape = Shape::name, .doc = "Its group.", .required = true},
        {.name = "doc", .shape = Shape::text, .doc = "A sentence."},
    };
    return keys;
}

std::span<const Key> interaction_keys()
{
    static constexpr Key keys[] = {
        {.name = "type", .shape = Shape::name, .doc = "The type, object.verb.", .required = true},
        {.name = "stage",
         .shape = Shape::word,
         .doc = "Its stage of the journey.",
         .fallback = "none",
         .words = stages},
        {.name = "channel", .shape = Shape::text, .doc = "Its usual channel."},
        {.name = "doc", .shape = Shape::text, .doc = "A sentence."},
    };
    return keys;
}

}  // namespace

std::span<const Key> entity_keys()
{
    static constexpr Key keys[] = {
        {.name = "entity", .shape = Shape::name, .doc = "Its name.", .required = true},
        {.name = "version", .shape = Shape::text, .doc = "major.minor", .required = true},
        {.name = "kind",
         .shape = Shape::word,
         .doc = "party, state or event.",
         .required = true,
         .words = entity_kinds},
        {.name = "time", .shape = Shape::name, .doc = "The field that tells when it happened."},
        {.name = "owner", .shape = Shape::name, .doc = "The reference to its party."},
        {.name = "doc", .shape = Shape::text, .doc = "A sentence."},
        {.name = "approvals",
         .shape = Shape::maps,
         .doc = "Fields that may lose a label that guarded them, or serve one purpose more.",
         .keys = approval_keys,
         .noun = "an approval"},
        {.name = "fields",
         .shape = Shape::maps,
         .doc = "Its fields.",
         .required = true,
         .keys = field_keys,
         .noun = "a field"},
    };
    return keys;
}

std::span<const Key> extension_keys()
{
    static constexpr Key keys[] = {
        {.name = "entity",
         .shape = Shape::name,
         .doc = "The entity that gets the fields.",
         .required = true},
        {.name = "doc", .shape = Shape::text, .doc = "A sentence."},
        {.name = "fields",
         .shape = Shape::maps,
         .doc = "Fields of ext.<folder's name>.",
         .required = true,
         .keys = field_keys,
         .noun = "a field"},
    };
    return keys;
}

std::span<const Key> labels_keys()
{
    static constexpr Key keys[] = {
        {.name = "labels",
         .shape = Shape::maps,
         .doc = "The labels.",
         .required = true,
         .keys = label_keys,
         .noun = "a label"},
    };
    return keys;
}

namespace {

std::span<const std::string_view> bases()
{
    static constexpr std::string_view words[] = {"consent",          "contract",
                                                 "legal_obligation", "vital_interest",
                                                 "public_task",      "legitimate_interest"};
    return words;
}

std::span<const Key> purpose_keys()
{
    static constexpr Key keys[] = {
        {.name = "name",
         .shape = Shape::text,
         .doc = "The purpose, a label of group purpose.",
         .required = true},
        {.name = "basis",
         .shape = Shape::word,
         .doc = "What allows it; contact data leave for purposes with basis consent only where the "
                "person agreed.",
         .required = true,
         .words = bases},
    };
    return keys;
}

std::span<const Key> country_keys()
{
    static constexpr Key keys[] = {
        {.name = "name", .shape = Shape::name, .doc = "The country, as in KR.", .required = true},
        {.name = "zone",
         .shape = Shape::text,
         .doc = "Its time zone, as in Asia/Seoul.",
         .required = true},
        {.name = "night", .shape = Shape::text, .doc = "When it is night: \"21:00-08:00\"."},
        {.name = "night_purposes",
         .shape = Shape::texts,
         .doc = "Purposes that need a consent for the night."},
        {.name = "night_except", .shape = Shape::texts, .doc = "Channels that do not."},
        {.name = "reconfirm_years",
         .shape = Shape::integer,
         .doc = "Years after which a consent must be given anew.",
         .fallback = "0, never",
         .least = 0,
         .most = 100},
    };
    return keys;
}

}  // namespace

std::span<const Key> policy_keys()
{
    static constexpr Key keys[] = {
        {.name = "purposes",
         .shape = Shape::maps,
         .doc = "What purposes rest on.",
         .keys = purpose_keys,
         .noun = "a purpose"},
        {.name = "countries",
         .shape = Shape::maps,
         .doc = "What countries ask for.",
         .keys = country_keys,
         .noun = "a country"},
        {.name = "unknown_country",
         .shape = Shape::name,
         .doc = "Whose rules hold where a person's country is not known."},
    };
    return keys;
}

std::span<const Key> events_keys()
{
    static constexpr Key keys[] = {
        {.name = "interactions",
         .shape = Shape::maps,
         .doc = "Types of interactions.",
         .required = true,
         .keys = interaction_keys,
         .noun = "an interaction type"},
    };
    return keys;
}

}  // namespace cx::config
