// Requests to pipelines that receive: who may send, what reaches the pipeline, and what nobody
// learns.
#include "api/sender_proof.hpp"
#include "api/unpack.hpp"
#include "base/limits.hpp"
#include "hub_fixture.hpp"

#include <Poco/DeflatingStream.h>
#include <Poco/Exception.h>
#include <openssl/hmac.h>

#include <sstream>

namespace cx::api {
namespace {

std::string gzip(const std::string& text)
{
    std::ostringstream out;
    Poco::DeflatingOutputStream packer(out, Poco::DeflatingStreamBuf::STREAM_GZIP);
    packer << text;
    packer.close();
    return out.str();
}

std::string hex(const std::string& bytes)
{
    std::string out;
    for (const char c : bytes) {
        constexpr std::string_view digits = "0123456789abcdef";
        out += digits[static_cast<unsigned char>(c) >> 4U];
        out += digits[static_cast<unsigned char>(c) & 15U];
    }
    return out;
}

std::string hmac(const EVP_MD* function, const std::string& secret, const std::string& text)
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned int length = 0;
    HMAC(function, secret.data(), static_cast<int>(secret.size()),
         reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest, &length);
    return {reinterpret_cast<const char*>(digest), length};
}

class IngestTest : public HubTest {
protected:
    IngestTest()
    {
        ingest_.senders["open"].kind = model::Sender::Kind::none;
        model::Sender& web = ingest_.senders["web"];
        web.kind = model::Sender::Kind::basic;
        web.user = "wk1";
    }
    HttpAnswer send(const std::string& target, const std::map<std::string, std::string>& headers,
                    const std::string& body = "", const std::string& method = "POST")
    {
        return http(server_->api_port(), method, "/v1/ingest/" + target, headers, body);
    }
};

TEST_F(IngestTest, TheRequestReachesThePipelineAsItCame)
{
    const HttpAnswer answer =
        send("open/v1/b%20c/d?hub.mode=a%26b", {{"X-Thing", "Seven"}}, "body", "PUT");
    EXPECT_EQ(answer.status, 202);
    EXPECT_EQ(answer.body, "open");
    EXPECT_EQ(ingest_.last.method, "PUT");
    EXPECT_EQ(ingest_.last.captured.at("rest"), "v1/b c/d");
    EXPECT_EQ(ingest_.last.query.at("hub.mode"), "a&b");
    EXPECT_EQ(ingest_.last.headers.at("x-thing"), "Seven");
    EXPECT_EQ(ingest_.last.body, "body");
    EXPECT_EQ(send("open", {}).status, 202);
    EXPECT_EQ(ingest_.last.captured.at("rest"), "");
    for (const char* method : {"GET", "DELETE", "OPTIONS", "PATCH"})
        EXPECT_EQ(send("open/x", {}, "", method).status, 202) << method;
}

TEST_F(IngestTest, WhoProvesNothingLearnsNothing)
{
    const HttpAnswer known = send("tokens/x", {});
    const HttpAnswer unknown = send("nowhere/x", {});
    const HttpAnswer basic = send("web/x", {{"Authorization", "Basic d3JvbmdrZXk6"}});
    EXPECT_EQ(known.status, 401);
    for (const HttpAnswer* other : {&unknown, &basic}) {
        EXPECT_EQ(other->status, known.status);
        EXPECT_EQ(other->body, known.body);
        EXPECT_EQ(other->header("www-authenticate"), known.header("www-authenticate"));
    }
    EXPECT_EQ(send("nowhere/x", {{"Authorization", "Bearer " + reader_}}).status, 401);
    EXPECT_EQ(send("nowhere/x", {{"Authorization", "Bearer " + token({"ingest"})}}).status, 404);
}

TEST_F(IngestTest, TokensNeedTheScope)
{
    const auto with = [&](const std::string& token) {
        return send("tokens/x", {{"Authorization", "Bearer " + token}}).status;
    };
    EXPECT_EQ(with(token({"ingest"})), 202);
    EXPECT_EQ(with(token({"admin"})), 202);
    EXPECT_EQ(with(reader_), 401);
    EXPECT_EQ(with(token({"ingest"}, {}, Timestamp{1})), 401);
    EXPECT_EQ(with("cxh_nonsense"), 401);
}

TEST_F(IngestTest, BasicIsUserAndPassword)
{
    const auto with = [&](const char* credentials) {
        return send("web/v1/batch", {{"Authorization", credentials}}).status;
    };
    EXPECT_EQ(with("Basic d2sxOg=="), 202);  // wk1:
    EXPECT_EQ(with("basic d2sxOg=="), 202);
    EXPECT_EQ(with("Basic d2sxOng="), 401);  // wk1:x
    EXPECT_EQ(with("Basic d2sx"), 401);      // wk1
    EXPECT_EQ(with("Basic Og=="), 401);      // :
    EXPECT_EQ(with("Basic %%%"), 401);
    EXPECT_EQ(with("Bearer d2sxOg=="), 401);
}

TEST_F(IngestTest, APackedBodyIsUnpackedWithinItsBound)
{
    const std::string text(300'000, 'a');
    EXPECT_EQ(send("open/x", {{"Content-Encoding", "gzip"}}, gzip(text)).status, 202);
    EXPECT_EQ(ingest_.last.body, text);
    const std::string bomb = gzip(std::string(64U << 20, '\0'));
    EXPECT_LT(bomb.size(), limits::request_bytes);
    EXPECT_EQ(send("open/x", {{"Content-Encoding", "gzip"}}, bomb).status, 413);
    EXPECT_EQ(send("open/x", {}, std::string(limits::request_bytes + 1, 'a')).status, 413);
    EXPECT_EQ(send("open/x", {{"Content-Encoding", "gzip"}}, "no gzip").status, 400);
    EXPECT_EQ(send("open/x", {{"Content-Encoding", "gzip"}}, gzip(text).substr(0, 100)).status,
              400);
    EXPECT_EQ(send("open/x", {{"Content-Encoding", "br"}}, "x").status, 415);
    EXPECT_EQ(send("open/x", {{"Content-Encoding", "identity"}}, "x").status, 202);
}

TEST_F(IngestTest, NoPipelineReceives)
{
    EXPECT_EQ(send("none/x", {}).status, 401);
    EXPECT_EQ(send("none/x", {{"Authorization", "Bearer " + token({"ingest"})}}).status, 404);
}

// ---- Signatures

class SignatureTest : public testing::Test {
protected:
    SignatureTest()
    {
        sender_.kind = model::Sender::Kind::hmac;
        sender_.secret = "s3cret";
        sender_.signature_header = "x-signature";
        request_.method = "POST";
        request_.body = R"({"a":1})";
    }
    bool proves(const std::string& signature)
    {
        request_.headers["x-signature"] = signature;
        return proves_sender(sender_, request_, now_);
    }

    model::Sender sender_;
    Request request_;
    const Timestamp now_{1'790'000'000'000'000};
};

TEST_F(SignatureTest, PlainHex)
{
    const std::string right = hex(hmac(EVP_sha256(), "s3cret", request_.body));
    EXPECT_TRUE(proves(right));
    EXPECT_FALSE(proves(right.substr(1)));
    EXPECT_FALSE(proves(""));
    EXPECT_FALSE(proves("sha256=" + right));
    EXPECT_FALSE(proves(hex(hmac(EVP_sha256(), "other", request_.body))));
    request_.body += " ";
    EXPECT_FALSE(proves(right));
}

TEST_F(SignatureTest, AsGitHubAndMetaWriteIt)
{
    sender_.signature_prefix = "sha256=";
    EXPECT_TRUE(proves("sha256=" + hex(hmac(EVP_sha256(), "s3cret", request_.body))));
    EXPECT_FALSE(proves(hex(hmac(EVP_sha256(), "s3cret", request_.body))));
    sender_.signature_prefix = "sha1=";
    sender_.algorithm = model::Sender::Algorithm::sha1;
    EXPECT_TRUE(proves("sha1=" + hex(hmac(EVP_sha1(), "s3cret", request_.body))));
}

TEST_F(SignatureTest, AsSlackWritesIt)
{
    sender_.signature_prefix = "v0=";
    sender_.timestamp_header = "x-time";
    sender_.signed_text = "v0:{timestamp}:{body}";
    const auto at = [&](std::int64_t seconds) {
        const std::string time = std::to_string(seconds);
        request_.headers["x-time"] = time;
        return proves("v0=" +
                      hex(hmac(EVP_sha256(), "s3cret", "v0:" + time + ":" + request_.body)));
    };
    EXPECT_TRUE(at(1'790'000'000));
    EXPECT_TRUE(at(1'790'000'000 - 300));
    EXPECT_FALSE(at(1'790'000'000 - 301));
    EXPECT_FALSE(at(1'790'000'000 + 301));
    // The time is signed: another one is no proof.
    ASSERT_TRUE(at(1'790'000'000));
    request_.headers["x-time"] = "1790000001";
    EXPECT_FALSE(proves(request_.headers["x-signature"]));
    request_.headers.erase("x-time");
    EXPECT_FALSE(proves(request_.headers["x-signature"]));
}

TEST_F(SignatureTest, AsStripeWritesItWithTwoSecretsAtOnce)
{
    sender_.signature_prefix = "v1=";
    sender_.timestamp_header = "x-signature";
    sender_.timestamp_prefix = "t=";
    sender_.signed_text = "{timestamp}.{body}";
    const std::string right = hex(hmac(EVP_sha256(), "s3cret", "1790000000." + request_.body));
    EXPECT_TRUE(proves("t=1790000000,v1=" + std::string(64, '0') + ",v1=" + right));
    EXPECT_FALSE(proves("t=1790000000,v0=" + right));
    EXPECT_FALSE(proves("v1=" + right));
}

TEST_F(SignatureTest, AsStandardWebhooksWriteIt)
{
    sender_.signature_prefix = "v1,";
    sender_.encoding = model::Sender::Encoding::base64;
    sender_.timestamp_header = "webhook-timestamp";
    sender_.signed_text = "{header:webhook-id}.{timestamp}.{body}";
    request_.headers["webhook-id"] = "msg_1";
    request_.headers["webhook-timestamp"] = "1790000000";
    // printf 'msg_1.1790000000.{"a":1}' | openssl dgst -sha256 -hmac s3cret -binary | base64
    const std::string digest = hmac(EVP_sha256(), "s3cret", "msg_1.1790000000." + request_.body);
    std::string encoded(64, '\0');
    encoded.resize(static_cast<std::size_t>(EVP_EncodeBlock(
        reinterpret_cast<unsigned char*>(encoded.data()),
        reinterpret_cast<const unsigned char*>(digest.data()), static_cast<int>(digest.size()))));
    EXPECT_TRUE(proves("v1," + encoded));
    EXPECT_TRUE(proves("v1,AAAA v1," + encoded));
    request_.headers["webhook-id"] = "msg_2";
    EXPECT_FALSE(proves("v1," + encoded));
}

TEST_F(SignatureTest, AQuestionMayBeProvedByItsToken)
{
    request_.method = "GET";
    request_.query["hub.verify_token"] = "t0ken";
    EXPECT_FALSE(proves(""));
    sender_.verify_token = "t0ken";
    EXPECT_TRUE(proves(""));
    request_.query["hub.verify_token"] = "other";
    EXPECT_FALSE(proves(""));
    request_.query["hub.verify_token"] = "t0ken";
    request_.method = "POST";
    EXPECT_FALSE(proves(""));
}

}  // namespace
}  // namespace cx::api
