// How whoever sends requests to a pipeline proves who it is. Declared by the pipeline, checked by
// the API before a plugin sees anything.
#pragma once

#include <string>

namespace cx::model {

struct Sender {
    enum class Kind {
        token,  // A bearer token of the hub with the scope "ingest"
        basic,  // One user name, as a write key, and a password that may be empty
        hmac,   // A signature over the request
        none,   // Whoever reaches the listener
    };
    enum class Algorithm { sha256, sha1, sha512 };
    enum class Encoding { hex, base64 };

    Kind kind = Kind::token;
    std::string user;
    std::string password;

    std::string secret;            // Of the signature, as bytes
    std::string signature_header;  // In lower case
    std::string signature_prefix;  // "sha256="
    Algorithm algorithm = Algorithm::sha256;
    Encoding encoding = Encoding::hex;
    // What was signed: text with {body}, {timestamp} and {header:NAME} in it.
    std::string signed_text = "{body}";
    std::string timestamp_header;  // In lower case; empty: there is none.
    std::string timestamp_prefix;
    // A GET that has it as its parameter hub.verify_token needs no signature; empty: none may.
    std::string verify_token;
    int tolerance_seconds = 300;  // A timestamp that is further from now is refused.
};

}  // namespace cx::model
