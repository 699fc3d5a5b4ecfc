#include "config/keys.hpp"

#include "base/limits.hpp"

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

Words starts()
{
    static constexpr std::string_view words[] = {"now", "beginning"};
    return words;
}

Words log_levels()
{
    static constexpr std::string_view words[] = {"trace", "debug", "info", "warn", "error"};
    return words;
}

// ---- hub.yaml
// ------------------------------------------------------------------------------------

std::span<const Key> store_keys()
{
    static constexpr Key keys[] = {
        {.name = "path",
         .shape = Shape::path,
         .doc = "The store's file; its folder is made.",
         .required = true},
        {.name = "reserve",
         .shape = Shape::size,
         .doc = "Free bytes on the disk below which intake stops.",
         .fallback = "256MiB"},
    };
    return keys;
}

std::span<const Key> tls_keys()
{
    static constexpr Key keys[] = {
        {.name = "certificate",
         .shape = Shape::path,
         .doc = "The certificate chain, PEM.",
         .required = true},
        {.name = "key", .shape = Shape::path, .doc = "The private key, PEM.", .required = true},
    };
    return keys;
}

std::span<const Key> api_keys()
{
    static constexpr Key keys[] = {
        {.name = "listen",
         .shape = Shape::listen,
         .doc = "Where the API answers; port 0 takes any free one, none switches it off.",
         .fallback = "127.0.0.1:8080"},
        {.name = "tls",
         .shape = Shape::map,
         .doc = "Certificate and key; without them plain HTTP.",
         .keys = tls_keys,
         .noun = "'tls'"},
    };
    return keys;
}

std::span<const Key> monitoring_keys()
{
    static constexpr Key keys[] = {
        {.name = "listen",
         .shape = Shape::listen,
         .doc = "Where /metrics, /health/live and /health/ready answer; none switches them off.",
         .fallback = "127.0.0.1:8081"},
        {.name = "tls",
         .shape = Shape::map,
         .doc = "Certificate and key; without them plain HTTP.",
         .keys = tls_keys,
         .noun = "'tls'"},
    };
    return keys;
}

std::span<const Key> limits_keys()
{
    static constexpr Key keys[] = {
        {.name = "batch_records",
         .shape = Shape::integer,
         .doc = "Fixes the records of a commit; without it the batch adapts to its time.",
         .fallback = "adapts",
         .least = 1,
         .most = limits::batch_records_max},
        {.name = "raw_days",
         .shape = Shape::integer,
         .doc = "How long the payloads of records are kept for a replay; 0 keeps none.",
         .fallback = "30",
         .least = 0,
         .most = 3650},
    };
    return keys;
}

std::span<const Key> changes_keys()
{
    static constexpr Key keys[] = {
        {.name = "retain",
         .shape = Shape::duration,
         .doc = "How long changes are kept for sinks and readers.",
         .fallback = "7d"},
    };
    return keys;
}

std::span<const Key> log_keys()
{
    static constexpr Key keys[] = {
        {.name = "level",
         .shape = Shape::word,
         .doc = "The least that is logged.",
         .fallback = "info",
         .words = log_levels},
    };
    return keys;
}

std::span<const Key> secrets_keys()
{
    static constexpr Key keys[] = {
        {.name = "directory",
         .shape = Shape::path,
         .doc = "A folder with one file a secret, named as the secret."},
        {.name = "values",
         .shape = Shape::secrets,
         .doc = "Secrets from the environment, each `${env:NAME}`; a literal is refused."},
    };
    return keys;
}

std::span<const Key> sink_keys()
{
    static constexpr Key keys[] = {
        {.name = "plugin",
         .shape = Shape::name,
         .doc = "The plugin that delivers.",
         .required = true},
        {.name = "isolation",
         .shape = Shape::word,
         .doc = "Whether the plugin runs in the daemon or in a child process of its own.",
         .fallback = "in_process",
         .words = isolations},
        {.name = "options", .shape = Shape::options, .doc = "Options of the plugin."},
        {.name = "start",
         .shape = Shape::word,
         .doc = "Where a new sink begins: at changes from now on, or at all that are kept.",
         .fallback = "now",
         .words = starts},
        {.name = "entities",
         .shape = Shape::texts,
         .doc = "What is delivered: entities by name, and profile.",
         .fallback = "all"},
        {.name = "accepts",
         .shape = Shape::texts,
         .doc = "Labels that may leave here, or families such as sensitive.*; values with other "
                "guarded labels are left out.",
         .fallback = "none"},
    };
    return keys;
}

// ---- pipelines/*.yaml
// ------------------------------------------------------------------------------

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

// ---- identity.yaml
// -----------------------------------------------------------------------------------

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
        {.name = "component_records",
         .shape = Shape::integer,
         .doc = "Above, only identifiers link, and an alarm is raised.",
         .fallback = "500",
         .least = 2,
         .most = 100'000},
    };
    return keys;
}

// ---- schema
// --------------------------------------------------------------------------------------------

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
        {.name = "doc", .shape = Shape::text, .doc = "A sentence."},
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

std::span<const Key> hub_keys()
{
    static constexpr Key keys[] = {
        {.name = "store",
         .shape = Shape::map,
         .doc = "Where everything is kept.",
         .required = true,
         .keys = store_keys,
         .noun = "'store'"},
        {.name = "api",
         .shape = Shape::map,
         .doc = "The HTTP API.",
         .keys = api_keys,
         .noun = "'api'"},
        {.name = "monitoring",
         .shape = Shape::map,
         .doc = "Metrics and health.",
         .keys = monitoring_keys,
         .noun = "'monitoring'"},
        {.name = "limits",
         .shape = Shape::map,
         .doc = "Bounds that depend on the site.",
         .keys = limits_keys,
         .noun = "'limits'"},
        {.name = "changes",
         .shape = Shape::map,
         .doc = "The published changes.",
         .keys = changes_keys,
         .noun = "'changes'"},
        {.name = "log", .shape = Shape::map, .doc = "The log.", .keys = log_keys, .noun = "'log'"},
        {.name = "secrets",
         .shape = Shape::map,
         .doc = "Where `${secret:NAME}` comes from; systemd credentials need no entry.",
         .keys = secrets_keys,
         .noun = "'secrets'"},
        {.name = "sinks",
         .shape = Shape::named,
         .doc = "Who gets the changes, by a name of your choice.",
         .keys = sink_keys,
         .noun = "a sink"},
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
        {.name = "ignore",
         .shape = Shape::map,
         .doc = "Values that identify nobody.",
         .keys = ignore_keys,
         .noun = "'ignore'"},
        {.name = "limits",
         .shape = Shape::map,
         .doc = "Bounds of the resolution.",
         .keys = identity_limits_keys,
         .noun = "'limits'"},
    };
    return keys;
}

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
