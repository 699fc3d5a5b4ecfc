// Signatures of JSON Web Tokens (RFC 7518), by OpenSSL.
#include "rest/auth/parts.hpp"

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <memory>

namespace rest::auth {
namespace {

template <auto Free>
struct Freed {
    template <typename T>
    void operator()(T* pointer) const
    {
        Free(pointer);
    }
};
using Bio = std::unique_ptr<BIO, Freed<&BIO_free_all>>;
using Key = std::unique_ptr<EVP_PKEY, Freed<&EVP_PKEY_free>>;
using Context = std::unique_ptr<EVP_MD_CTX, Freed<&EVP_MD_CTX_free>>;
using EcSignature = std::unique_ptr<ECDSA_SIG, Freed<&ECDSA_SIG_free>>;

cx::Error wrong(const std::string& why)
{
    return {"rest.option", "JwtAuthenticator: " + why};
}

const EVP_MD* digest_of(std::string_view algorithm)
{
    const std::string_view size = algorithm.substr(2);
    if (size == "256") return EVP_sha256();
    if (size == "384") return EVP_sha384();
    if (size == "512") return EVP_sha512();
    return nullptr;
}

// Never asks a terminal.
int give_passphrase(char* buffer, int size, int, void* given)
{
    const auto& text = *static_cast<const std::string*>(given);
    if (text.size() > static_cast<std::size_t>(size)) return -1;
    std::copy(text.begin(), text.end(), buffer);
    return static_cast<int>(text.size());
}

Key private_key(const std::string& pem, std::string passphrase)
{
    const Bio bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
    return Key(PEM_read_bio_PrivateKey(bio.get(), nullptr, &give_passphrase, &passphrase));
}

// R and S side by side, each as wide as the curve (RFC 7518, 3.4).
std::string plain_ecdsa(const std::string& der, std::size_t width)
{
    const auto* bytes = reinterpret_cast<const unsigned char*>(der.data());
    const EcSignature signature(d2i_ECDSA_SIG(nullptr, &bytes, static_cast<long>(der.size())));
    if (!signature) return {};
    std::string out(2 * width, '\0');
    auto* to = reinterpret_cast<unsigned char*>(out.data());
    const int size = static_cast<int>(width);
    if (BN_bn2binpad(ECDSA_SIG_get0_r(signature.get()), to, size) != size ||
        BN_bn2binpad(ECDSA_SIG_get0_s(signature.get()), to + width, size) != size)
        return {};
    return out;
}

std::string sign_with(EVP_PKEY* key, const EVP_MD* digest, bool pss, const std::string& text)
{
    const Context context(EVP_MD_CTX_new());
    EVP_PKEY_CTX* details = nullptr;
    if (EVP_DigestSignInit(context.get(), &details, digest, nullptr, key) != 1) return {};
    if (pss && (EVP_PKEY_CTX_set_rsa_padding(details, RSA_PKCS1_PSS_PADDING) != 1 ||
                EVP_PKEY_CTX_set_rsa_pss_saltlen(details, RSA_PSS_SALTLEN_DIGEST) != 1))
        return {};
    const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
    std::size_t size = 0;
    if (EVP_DigestSign(context.get(), nullptr, &size, bytes, text.size()) != 1) return {};
    std::string out(size, '\0');
    if (EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(out.data()), &size, bytes,
                       text.size()) != 1)
        return {};
    out.resize(size);
    return out;
}

std::string keyed(const EVP_MD* digest, const std::string& key, const std::string& text)
{
    unsigned char out[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    HMAC(digest, key.data(), static_cast<int>(key.size()),
         reinterpret_cast<const unsigned char*>(text.data()), text.size(), out, &size);
    return {reinterpret_cast<const char*>(out), size};
}

}  // namespace

cx::Result<std::string> sign_jwt(const cx::json::Value& header, const cx::json::Value& claims,
                                 const std::string& algorithm, const std::string& key,
                                 const std::string& passphrase)
{
    const std::string family = algorithm.substr(0, 2);
    const EVP_MD* const digest = algorithm.size() == 5 ? digest_of(algorithm) : nullptr;
    if (!digest || (family != "HS" && family != "RS" && family != "PS" && family != "ES"))
        return wrong("there is no algorithm '" + algorithm + "'");
    const std::string text =
        base64(cx::json::write(header), true) + "." + base64(cx::json::write(claims), true);
    if (family == "HS") return text + "." + base64(keyed(digest, key, text), true);
    const Key read = private_key(key, passphrase);
    if (!read) return wrong("'secret_key' is no private key in PEM, or the passphrase is wrong");
    const bool is_ec = EVP_PKEY_base_id(read.get()) == EVP_PKEY_EC;
    if (is_ec != (family == "ES")) return wrong("the key is none for '" + algorithm + "'");
    std::string signature = sign_with(read.get(), digest, family == "PS", text);
    if (is_ec)
        signature =
            plain_ecdsa(signature, static_cast<std::size_t>(EVP_PKEY_bits(read.get()) + 7) / 8);
    if (signature.empty()) return wrong("the token cannot be signed with this key");
    return text + "." + base64(signature, true);
}

}  // namespace rest::auth
