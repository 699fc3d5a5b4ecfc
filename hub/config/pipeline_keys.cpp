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

Words missed_words()
{
    static constexpr std::string_view words[] = {"run", "skip"};
    return words;
}

Words modes()
{
    static constexpr std::string_view words[] = {"whole", "incremental", "snapshot", "follow"};
    return words;
}

Words auth_kinds()
{
    static constexpr std::string_view words[] = {"token", "basic", "hmac", "none"};
    return words;
}

Words algorithms()
{
    static constexpr std::string_view words[] = {"sha256", "sha1", "sha512"};
    return words;
}

Words encodings()
{
    static constexpr std::string_view words[] = {"hex", "base64"};
    return words;
}

Words secret_encodings()
{
    static constexpr std::string_view words[] = {"text", "hex", "base64"};
    return words;
}

std::span<const Key> auth_keys()
{
    static constexpr Key keys[] = {
        {.name = "kind",
         .shape = Shape::word,
         .doc =
             "token: a token of the hub with the scope `ingest`; basic: user and password; hmac: "
             "a signature; none: nothing, where the API listens on this machine alone.",
         .required = true,
         .words = auth_kinds},
        {.name = "user", .shape = Shape::secret, .doc = "kind basic: the user, as a write key."},
        {.name = "password",
         .shape = Shape::secret,
         .doc = "kind basic: the password.",
         .fallback = "empty"},
        {.name = "secret", .shape = Shape::secret, .doc = "kind hmac: what the sender signs with."},
        {.name = "secret_encoding",
         .shape = Shape::word,
         .doc = "How the secret is written.",
         .fallback = "text",
         .words = secret_encodings},
        {.name = "header", .shape = Shape::text, .doc = "kind hmac: the header of the signature."},
        {.name = "prefix",
         .shape = Shape::text,
         .doc = "What stands before the signature in its header, as sha256= or v1=."},
        {.name = "algorithm",
         .shape = Shape::word,
         .doc = "The hash function of the signature.",
         .fallback = "sha256",
         .words = algorithms},
        {.name = "encoding",
         .shape = Shape::word,
         .doc = "How the signature is written.",
         .fallback = "hex",
         .words = encodings},
        {.name = "signed",
         .shape = Shape::text,
         .doc = "What is signed: text with {body}, {timestamp} and {header:NAME} in it.",
         .fallback = "{body}"},
        {.name = "timestamp_header",
         .shape = Shape::text,
         .doc = "The header that tells when the request was signed, in seconds since 1970; "
                "`signed` must hold {timestamp}."},
        {.name = "timestamp_prefix",
         .shape = Shape::text,
         .doc = "What stands before the time in its header, as t=."},
        {.name = "verify_token",
         .shape = Shape::secret,
         .doc = "What a GET without a signature must have as its parameter hub.verify_token, when "
                "the sender first makes sure of this address."},
        {.name = "tolerance",
         .shape = Shape::duration,
         .doc = "A request signed longer ago, or as far ahead, is refused.",
         .fallback = "5m"},
    };
    return keys;
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
         .doc = "When it is read; of sources only.",
         .fallback = "every 1s"},
        {.name = "zone",
         .shape = Shape::text,
         .doc = "Zone of the schedule's times (IANA name).",
         .fallback = "defaults.timezone, else UTC"},
        {.name = "quiet_hours",
         .shape = Shape::quiet,
         .doc = "Part of every day in which it is not read; a run under way goes on afterwards."},
        {.name = "missed",
         .shape = Shape::word,
         .doc = "Times of a calendar that pass while the last run is under way or the hub is down: "
                "run once, as soon as it is possible, or skip them.",
         .fallback = "run",
         .words = missed_words},
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
        {.name = "enrich",
         .shape = Shape::maps,
         .doc = "Plugins that look at its entities and add to them, in this order.",
         .keys = enrich_keys,
         .noun = "an enricher"},
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
         .doc = "What knows the system: a plugin by its name, or DIR/PATH.yaml, a manifest.",
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
        {.name = "auth",
         .shape = Shape::map,
         .doc = "How senders prove who they are, where the plugin receives.",
         .fallback = "kind: token",
         .keys = auth_keys,
         .noun = "'auth'"},
        {.name = "options",
         .shape = Shape::options,
         .doc = "Options of the plugin, shared by its streams."},
        {.name = "streams",
         .shape = Shape::named,
         .doc = "What is read or received, by a name of your choice.",
         .required = true,
         .keys = stream_keys,
         .noun = "a stream"},
    };
    return keys;
}

}  // namespace cx::config
