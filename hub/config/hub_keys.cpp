// Keys of hub.yaml.
#include "base/limits.hpp"
#include "config/keys.hpp"

namespace cx::config {
namespace {

using Words = std::span<const std::string_view>;

Words isolations()
{
    static constexpr std::string_view words[] = {"in_process", "process"};
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
        {.name = "retain_size",
         .shape = Shape::size,
         .doc = "How much of them at most; the older ones go first.",
         .fallback = "10GiB"},
    };
    return keys;
}

std::span<const Key> retention_keys()
{
    static constexpr Key keys[] = {
        {.name = "rejects",
         .shape = Shape::duration,
         .doc = "How long rejects are listed; their payloads go after `limits.raw_days`.",
         .fallback = "90d"},
        {.name = "access",
         .shape = Shape::duration,
         .doc = "How long it is known who read whose data.",
         .fallback = "731d"},
        {.name = "audit",
         .shape = Shape::duration,
         .doc = "How long it is known who changed what.",
         .fallback = "731d"},
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
        {.name = "budget",
         .shape = Shape::map,
         .doc = "How often the destination may be asked; shared by all who name the same budget.",
         .keys = budget_keys,
         .noun = "'budget'"},
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
        {.name = "purposes",
         .shape = Shape::texts,
         .doc = "What the destination uses the data for, as in purpose.marketing.direct; contact "
                "data leave for purposes that rest on consent only where the person agreed.",
         .fallback = "none"},
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
        {.name = "retention",
         .shape = Shape::map,
         .doc = "How long logs are kept; older rows go when the hub starts and every hour.",
         .keys = retention_keys,
         .noun = "'retention'"},
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

}  // namespace cx::config
