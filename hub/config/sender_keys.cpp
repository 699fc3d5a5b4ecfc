// The keys of `auth:` in a pipeline that receives, as a model::Sender.
#include "base/text.hpp"
#include "config/loader.hpp"
#include "config/references.hpp"
#include "config/values.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace cx::config {
namespace {

using model::Sender;

// A key that only one kind of `auth` has.
struct KindKey {
    std::string_view key;
    std::string_view kind;
    bool required = false;
};

constexpr std::array kind_keys{
    KindKey{"user", "basic", true},      KindKey{"password", "basic"},
    KindKey{"secret", "hmac", true},     KindKey{"header", "hmac", true},
    KindKey{"secret_encoding", "hmac"},  KindKey{"prefix", "hmac"},
    KindKey{"algorithm", "hmac"},        KindKey{"encoding", "hmac"},
    KindKey{"signed", "hmac"},           KindKey{"timestamp_header", "hmac"},
    KindKey{"timestamp_prefix", "hmac"}, KindKey{"tolerance", "hmac"},
    KindKey{"verify_token", "hmac"},
};

void check_kind(Loader& loader, const Node& auth, const std::string& kind)
{
    for (const KindKey& row : kind_keys) {
        const Node* value = auth.find(row.key);
        if (value && row.kind != kind)
            loader.reader.error(
                key_mark_of(auth, row.key), "config.value",
                fmt::format("'{}' is of kind {}; this is {}", row.key, row.kind, kind));
        if (!value && row.required && row.kind == kind)
            loader.reader.error(auth.mark, "config.missing_key",
                                fmt::format("kind {} needs '{}'", kind, row.key));
    }
}

// The value with its secrets put in; a literal is warned of, and never shown.
std::string secret_of(Loader& loader, const Node& auth, std::string_view key, bool may_be_literal)
{
    const Node* node = auth.find(key);
    if (!node || !node->is_scalar() || loader.reader.is_failed(*node)) return {};
    if (mentions_secret(node->text)) return loader.secrets.put_in(*node).value_or("");
    if (loader.reader.written(*node) != node->text || may_be_literal) return node->text;
    loader.reader.sources().hide(node->mark);
    loader.reader.diagnostics().warning(
        node->mark, "config.secret_literal",
        fmt::format("'{}' is a secret; refer to it with ${{secret:NAME}}", key));
    return node->text;
}

std::string decoded_secret(Loader& loader, const Node& auth, std::string written)
{
    const std::string encoding = text_of(auth, "secret_encoding", "text");
    if (encoding == "text" || written.empty()) return written;
    const auto bytes = encoding == "hex" ? from_hex(written) : from_base64(written);
    if (bytes && !bytes->empty()) return *bytes;
    loader.reader.error(mark_of(auth, "secret"), "config.value",
                        fmt::format("the secret is not written in {}", encoding));
    return {};
}

// Placeholders are known, and a time that is looked at is signed.
void check_signed_text(Loader& loader, const Node& auth, const Sender& sender)
{
    std::string rest = sender.signed_text;
    for (std::size_t open = rest.find('{'); open != rest.npos; open = rest.find('{', open + 1)) {
        const std::size_t close = rest.find('}', open);
        const std::string name =
            close == rest.npos ? rest.substr(open + 1) : rest.substr(open + 1, close - open - 1);
        if (close == rest.npos || (name != "body" && name != "timestamp" &&
                                   !(name.starts_with("header:") && name.size() > 7)))
            loader.reader.error(
                mark_of(auth, "signed"), "config.value",
                "'signed' may hold {body}, {timestamp} and {header:NAME}, not {" + name + "}");
    }
    if (rest.find("{body}") == rest.npos)
        loader.reader.error(mark_of(auth, "signed"), "config.value",
                            "'signed' should hold {body}; else the body could be anything");
    const bool signs_time = rest.find("{timestamp}") != rest.npos;
    if (signs_time == sender.timestamp_header.empty())
        loader.reader.error(mark_of(auth, signs_time ? "signed" : "timestamp_header"),
                            "config.value",
                            "{timestamp} in 'signed' and 'timestamp_header' go together: a time "
                            "that is not signed proves nothing");
}

void read_signature(Loader& loader, const Node& auth, Sender& sender)
{
    sender.secret = decoded_secret(loader, auth, secret_of(loader, auth, "secret", false));
    sender.signature_header = ascii_lower(text_of(auth, "header"));
    sender.signature_prefix = text_of(auth, "prefix");
    const std::string algorithm = text_of(auth, "algorithm", "sha256");
    sender.algorithm = algorithm == "sha1"     ? Sender::Algorithm::sha1
                       : algorithm == "sha512" ? Sender::Algorithm::sha512
                                               : Sender::Algorithm::sha256;
    if (text_of(auth, "encoding") == "base64") sender.encoding = Sender::Encoding::base64;
    sender.signed_text = text_of(auth, "signed", sender.signed_text);
    sender.timestamp_header = ascii_lower(text_of(auth, "timestamp_header"));
    sender.timestamp_prefix = text_of(auth, "timestamp_prefix");
    sender.verify_token = secret_of(loader, auth, "verify_token", false);
    if (const auto ms = parse_duration_ms(text_of(auth, "tolerance")))
        sender.tolerance_seconds = static_cast<int>(std::min<std::int64_t>(*ms / 1000, 86'400));
    check_signed_text(loader, auth, sender);
}

}  // namespace

Sender read_sender(Loader& loader, const Node& root)
{
    Sender sender;
    const Node* auth = root.find("auth");
    if (!auth || !auth->is_map()) return sender;
    const std::string kind = text_of(*auth, "kind");
    check_kind(loader, *auth, kind);
    if (kind == "basic") {
        sender.kind = Sender::Kind::basic;
        // A write key stands in every page that sends with it.
        sender.user = secret_of(loader, *auth, "user", true);
        sender.password = secret_of(loader, *auth, "password", false);
    } else if (kind == "hmac") {
        sender.kind = Sender::Kind::hmac;
        read_signature(loader, *auth, sender);
    } else if (kind == "none") {
        sender.kind = Sender::Kind::none;
    }
    return sender;
}

void check_open_senders(Loader& loader, const Config& config)
{
    const bool loopback = !config.api.enabled || config.api.host == "localhost" ||
                          config.api.host == "::1" || config.api.host.starts_with("127.");
    if (loopback) return;
    for (const Pipeline& pipeline : config.pipelines)
        if (pipeline.receives && pipeline.sender.kind == Sender::Kind::none)
            loader.reader.error(pipeline.mark, "config.open_sender",
                                "kind none lets everybody send who reaches the API, which listens "
                                "beyond this machine; give 'auth' another kind");
}

}  // namespace cx::config
