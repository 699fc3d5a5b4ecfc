// A hub in small: a real store in a folder of its own with a few people in it, hand-made ports, and
// a listening server.
//
// Each person's fields hold a canary per label: field "f_pii_direct" has label pii.direct and value
// "canary-pii.direct". Each can be reached at "canary-mail@example.com" and "canary-phone".
#pragma once

#include "api/server.hpp"
#include "http_client.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace cx::api {

// The n-th profile id.
std::string pid(int n);
// Every guarding label that can be accepted, in the order of the taxonomy.
const std::vector<std::string>& guarding_labels();
std::string field_of(const std::string& label);
std::string canary(const std::string& label);
// All of them, by the names of their fields.
json::Object canaries();
json::Value contact_points();
model::Schema test_schema();

class FakeSteward final : public Steward {
public:
    Result<Outcome> split(const std::string& profile_id,
                          const std::vector<model::RecordKey>& records, const std::string& actor,
                          const std::string& reason) override;
    Result<Outcome> merge(const std::string& a, const std::string& b, const std::string& actor,
                          const std::string& reason) override;
    Result<Outcome> forbid(const std::string& a, const std::string& b, const std::string& actor,
                           const std::string& reason) override;
    Result<Outlook> preview(const Act& act) override;
    Result<Outcome> judge(const store::RecordPair& pair, bool same, const std::string& actor,
                          const std::string& reason) override;

    Act previewed;
    store::RecordPair judged;
    bool said_same = false;
    std::string refuse_with;  // An error code; empty: done
    std::atomic<int> calls = 0;
    std::vector<model::RecordKey> records;
    std::string actor;
    std::string reason;
};

class FakeRights final : public Rights {
public:
    Result<Erased> erase(const std::string& profile_id, const std::string& actor,
                         const std::string& reason) override;
    Result<Done> lift(const std::string& erasure, const std::string& actor) override;
    Result<Done> restrict(const std::string& profile_id, bool on, const std::string& actor,
                          const std::string& reason) override;

    std::string refuse_with;  // An error code; empty: done
    std::atomic<int> calls = 0;
    std::string actor;
    std::string reason;
};

// Tells everything it knows, canaries included: what may leave is the API's to decide.
class FakeExplain final : public Explain {
public:
    Result<json::Value> why(const std::string& profile_id, const std::string& field,
                            Timestamp at) override;
    Result<json::Value> why_not(const std::string& a, const std::string& b) override;
    json::Value terms(const store::EdgeRow& pair) override;

    std::atomic<int> calls = 0;
};

class FakeAdmin final : public Admin {
public:
    json::Value status() override;
    Result<Done> control(const std::string& pipeline, const std::string& stream,
                         Control what) override;
    Result<json::Value> rewind(const Rewind& rewind) override;
    Result<json::Value> retry(const std::string& id,
                              const std::optional<std::string>& payload) override;
    json::Value retry_page(const store::RejectFilter& filter) override;
    Result<json::Value> replay(const Replay& replay) override;
    Result<json::Value> reload() override;
    Result<Done> decide_snapshot(const std::string& pipeline, const std::string& stream,
                                 bool accept) override;
    Result<Done> resync_sink(const std::string& sink) override;
    bool ready(std::string& why_not) override;

    bool is_ready = true;
    std::atomic<int> calls = 0;
    bool accepted = false;
    std::string last;  // What was asked for last, as a line
    std::string resynced;
};

// Told by the tests, or by the store through committed().
class FakeCommits final : public Commits {
public:
    std::uint64_t count() override;
    void wait(std::uint64_t seen, std::chrono::milliseconds at_most) override;
    bool stopping() override;

    void committed();
    void stop();

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    std::uint64_t count_ = 0;
    bool stopping_ = false;
};

// Pipelines that receive: "tokens" from whoever has a token for it, others as a test adds them.
class FakeIngest final : public Ingest {
public:
    std::shared_ptr<const model::Sender> sender(const std::string& pipeline) override;
    Answer receive(const std::string& pipeline, const Request& request) override;

    std::map<std::string, model::Sender> senders{{"tokens", {.kind = model::Sender::Kind::token}}};
    std::atomic<int> calls = 0;
    Request last;
};

class HubTest : public testing::Test {
protected:
    HubTest();
    ~HubTest() override;

    // A token of these scopes and labels, stored.
    std::string token(const std::vector<std::string>& scopes,
                      const std::vector<std::string>& accepts = {}, Timestamp expires_at = {});
    HttpAnswer get(const std::string& target, const std::string& token);
    HttpAnswer post(const std::string& target, const std::string& token, const std::string& body);
    std::vector<store::AccessRow> accesses();
    // Commits one more version of the n-th profile, the `version`-th.
    store::Seq change_profile(int n, int version, const std::string& nickname);
    ServerParts parts();
    void start(ServerOptions options);

    ManualClock clock_{Timestamp{1'790'000'000'000'000}};
    std::filesystem::path folder_;
    std::unique_ptr<store::Store> store_;
    model::Schema schema_ = test_schema();
    FakeSteward steward_;
    FakeRights rights_;
    FakeExplain explain_;
    FakeAdmin admin_;
    FakeCommits commits_;
    FakeIngest ingest_;
    // For advertising everybody is asked, for bills nobody.
    model::Policy policy_{
        .basis = {{"purpose.marketing.direct", "consent"}, {"purpose.billing", "contract"}}};
    std::unique_ptr<ConsentGate> gate_;
    std::unique_ptr<telemetry::Telemetry> telemetry_;
    std::unique_ptr<Server> server_;
    std::string reader_;  // A token that may read everything and accepts every label.

private:
    void fill();
};

}  // namespace cx::api
