#include "fake.hpp"

#include <gmock/gmock.h>
#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <algorithm>

namespace rest {
namespace {

using testing::Other;

std::string from_base64(std::string text)
{
    std::replace(text.begin(), text.end(), '-', '+');
    std::replace(text.begin(), text.end(), '_', '/');
    const std::size_t padding = (4 - text.size() % 4) % 4;
    text.append(padding, '=');
    std::string out(text.size(), '\0');
    const int size = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                                     reinterpret_cast<const unsigned char*>(text.data()),
                                     static_cast<int>(text.size()));
    out.resize(static_cast<std::size_t>(size) - padding);
    return out;
}

struct Token {
    std::string header, claims, signature, signed_part;
};

Token taken_apart(const std::string& token)
{
    const std::size_t first = token.find('.');
    const std::size_t second = token.rfind('.');
    return {from_base64(token.substr(0, first)),
            from_base64(token.substr(first + 1, second - first - 1)),
            from_base64(token.substr(second + 1)), token.substr(0, second)};
}

std::string pem_of(EVP_PKEY* key)
{
    BIO* bio = BIO_new(BIO_s_mem());
    PEM_write_bio_PrivateKey(bio, key, nullptr, nullptr, 0, nullptr, nullptr);
    char* data = nullptr;
    const long size = BIO_get_mem_data(bio, &data);
    std::string out(data, static_cast<std::size_t>(size));
    BIO_free(bio);
    return out;
}

bool verifies(EVP_PKEY* key, const std::string& text, const std::string& signature)
{
    EVP_MD_CTX* context = EVP_MD_CTX_new();
    EVP_DigestVerifyInit(context, nullptr, EVP_sha256(), nullptr, key);
    const int right = EVP_DigestVerify(
        context, reinterpret_cast<const unsigned char*>(signature.data()), signature.size(),
        reinterpret_cast<const unsigned char*>(text.data()), text.size());
    EVP_MD_CTX_free(context);
    return right == 1;
}

TEST(JwtTest, SignsWithASharedSecretAsTheStandardsExample)
{
    Other other;
    other.config = *cx::json::parse(R"({"key":"your-256-bit-secret"})");
    const auto made = other.make(
        R"({"type":"JwtAuthenticator","algorithm":"HS256","secret_key":"{{ config.key }}",
        "token_duration":600,"header_prefix":"Bearer","jwt_headers":{"kid":"k1","typ":"{{ '' }}"},
        "jwt_payload":{"iss":"me","aud":"{{ config.nothing }}"},"additional_jwt_payload":{"n":"{{ 5 }}"}})");
    ASSERT_TRUE(made) << other.error;
    const std::string applied = other.applied(*made);
    ASSERT_THAT(applied, ::testing::StartsWith("Authorization: Bearer "));
    const Token token = taken_apart(applied.substr(22, applied.size() - 23));
    EXPECT_EQ(token.header, R"({"alg":"HS256","kid":"k1","typ":"JWT"})");
    EXPECT_EQ(token.claims,
              R"({"exp":1700000600,"iat":1700000000,"iss":"me","n":5,"nbf":1700000000})");
    EXPECT_EQ(token.signature.size(), 32U);
    // The same until half of its life is over.
    other.host.now_us += 200'000'000;
    EXPECT_EQ(other.applied(*made), applied);
    other.host.now_us += 200'000'000;
    EXPECT_NE(other.applied(*made), applied);
}

TEST(JwtTest, SignsWithRsaAlsoFromOneLine)
{
    EVP_PKEY* key = EVP_RSA_gen(2048);
    std::string pem = pem_of(key);
    for (std::size_t at = 0; (at = pem.find('\n', at)) != std::string::npos;)
        pem.replace(at, 1, "\\n");
    Other other;
    other.config["key"] = pem;
    const auto made = other.make(
        R"({"type":"JwtAuthenticator","algorithm":"RS256","secret_key":"{{ config.key }}"})");
    const std::string applied = other.applied(*made);
    ASSERT_THAT(applied, ::testing::StartsWith("Authorization: ey"));
    const Token token = taken_apart(applied.substr(15, applied.size() - 16));
    EXPECT_TRUE(verifies(key, token.signed_part, token.signature));
    EVP_PKEY_free(key);
}

TEST(JwtTest, SignsWithAnEllipticCurve)
{
    EVP_PKEY* key = EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256");
    Other other;
    other.config["key"] = pem_of(key);
    const auto made = other.make(
        R"({"type":"JwtAuthenticator","algorithm":"ES256","secret_key":"{{ config.key }}"})");
    const std::string applied = other.applied(*made);
    ASSERT_THAT(applied, ::testing::StartsWith("Authorization: ey"));
    const Token token = taken_apart(applied.substr(15, applied.size() - 16));
    ASSERT_EQ(token.signature.size(), 64U);
    const auto* bytes = reinterpret_cast<const unsigned char*>(token.signature.data());
    ECDSA_SIG* signature = ECDSA_SIG_new();
    ECDSA_SIG_set0(signature, BN_bin2bn(bytes, 32, nullptr), BN_bin2bn(bytes + 32, 32, nullptr));
    unsigned char* der = nullptr;
    const int size = i2d_ECDSA_SIG(signature, &der);
    EXPECT_TRUE(verifies(key, token.signed_part,
                         {reinterpret_cast<char*>(der), static_cast<std::size_t>(size)}));
    OPENSSL_free(der);
    ECDSA_SIG_free(signature);
    EVP_PKEY_free(key);
}

TEST(JwtTest, TellsWrongKeysAndAlgorithms)
{
    Other other;
    const auto with = [&](const std::string& algorithm, const std::string& key) {
        const auto made = other.make(R"({"type":"JwtAuthenticator","algorithm":")" + algorithm +
                                     R"(","secret_key":")" + key + "\"}");
        return made ? other.applied(*made) : other.error;
    };
    EXPECT_EQ(with("XX256", "k"), "failed: JwtAuthenticator: there is no algorithm 'XX256'");
    EXPECT_EQ(with("", "k"), "failed: JwtAuthenticator: there is no algorithm ''");
    EXPECT_EQ(with("RS256", "hush"),
              "failed: JwtAuthenticator: 'secret_key' is no private key in PEM, or the passphrase "
              "is wrong");
    EXPECT_EQ(with("RS256", ""), "rest.option: JwtAuthenticator: 'secret_key' is missing");
}

}  // namespace
}  // namespace rest
