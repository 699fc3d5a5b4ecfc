// The hub's own way of running a plugin, as the suites see it.
#pragma once

#include "plugin/plugin.hpp"
#include "testkit.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <string>

namespace cx::testkit {

class HubConnection final : public Connection {
public:
    Batch poll(const Poll& poll) override
    {
        const plugin::PollResult result =
            instance->source()->poll({.stream = poll.stream,
                                      .cursor = poll.cursor,
                                      .record_limit = poll.record_limit,
                                      .byte_limit = poll.byte_limit,
                                      .wait_ms = poll.wait_ms});
        Batch batch;
        batch.status = word(result.status);
        batch.error = result.error;
        add(result.records, result.rejects, batch.records);
        batch.cursor = result.next_cursor;
        batch.more_now = result.more_now;
        batch.snapshot_end = result.snapshot_end;
        return batch;
    }
    void committed(const std::string& stream, const std::string& cursor) override
    {
        instance->source()->committed(stream, cursor);
    }
    Answer handle(const Request& request) override
    {
        const plugin::ReceiveResult result =
            instance->receiver()->handle({.stream = request.stream,
                                          .method = request.method,
                                          .path = request.path,
                                          .query = request.query,
                                          .headers = request.headers,
                                          .body = request.body,
                                          .remote = "127.0.0.1",
                                          .record_limit = request.record_limit,
                                          .byte_limit = 64U << 20});
        Answer answer;
        answer.status = word(result.status);
        answer.error = result.error;
        add(result.records, result.rejects, answer.records);
        answer.code = result.code;
        answer.headers = result.headers;
        answer.media_type = result.media_type;
        answer.body = result.body;
        return answer;
    }
    Delivery deliver(const std::vector<std::string>& changes) override
    {
        const plugin::DeliverResult result = instance->sink()->deliver(changes);
        Delivery delivery{word(result.status), result.error, result.delivered, {}};
        for (const auto& rejected : result.rejected) delivery.rejected.push_back(rejected.index);
        return delivery;
    }
    Findings enrich(const std::vector<std::string>& values) override
    {
        plugin::EnrichResult result = instance->enricher()->enrich(values);
        return {word(result.status), result.error, std::move(result.found)};
    }
    void stop() override { __atomic_store_n(&stopping, true, __ATOMIC_RELEASE); }

    bool stopping = false;
    std::unique_ptr<plugin::Instance> instance;

private:
    static void add(const std::vector<plugin::SourceRecord>& records,
                    const std::vector<plugin::SourceReject>& rejects, std::vector<Record>& out)
    {
        for (const auto& record : records)
            out.push_back({record.key, record.payload, record.position, "",
                           record.op == plugin::SourceRecord::Op::remove});
        for (const auto& reject : rejects)
            out.push_back({reject.key, reject.payload, reject.position, reject.code, false});
    }
    static std::string word(plugin::PollResult::Status status)
    {
        using Status = plugin::PollResult::Status;
        return status == Status::ok ? "ok" : status == Status::retry ? "retry" : "failed";
    }
};

class HubDriver final : public Driver {
public:
    HubDriver(std::string library, plugin::Isolation isolation)
        : library_(std::move(library)), isolation_(isolation)
    {
    }

    std::string name() const override
    {
        return isolation_ == plugin::Isolation::process ? "process" : "in_process";
    }
    Result<Description> describe(std::string_view role) override
    {
        Result<plugin::Description> described = plugin::describe(library_);
        if (!described) return described.error();
        if (role == "cx.enricher/1")
            return Description{described->id,      described->version,
                               described->summary, described->enricher_options,
                               json::Value(),      described->reject_codes};
        const bool sink = role == "cx.sink/1";
        return Description{described->id,
                           described->version,
                           described->summary,
                           sink ? described->sink_options : described->options,
                           sink ? json::Value() : described->stream_options,
                           described->reject_codes};
    }
    Result<std::unique_ptr<Connection>> start(std::string_view role,
                                              const json::Value& options) override
    {
        auto connection = std::make_unique<HubConnection>();
        plugin::Host host;
        host.stopping = &connection->stopping;
        auto started =
            plugin::start(library_, options, host, isolation_,
                          std::string(CX_BUILD_DIR) + "/tests/unit/plugin/plugin_test_host", role);
        if (!started) return started.error();
        connection->instance = *std::move(started);
        return std::unique_ptr<Connection>(std::move(connection));
    }

private:
    std::string library_;
    plugin::Isolation isolation_;
};

// All three ways, with the findings as test failures.
struct AllDrivers {
    // `path` is that of the library in the build folder.
    explicit AllDrivers(const std::string& path)
        : library(std::string(CX_BUILD_DIR) + "/" + path),
          in_process(library, plugin::Isolation::in_process),
          process(library, plugin::Isolation::process),
          direct(make_direct_driver(library)),
          hub{&in_process, &process}
    {
    }

    static void expect_kept(const std::vector<Finding>& findings)
    {
        EXPECT_GT(findings.size(), 3U);
        for (const Finding& finding : findings) EXPECT_EQ(finding.broken, "") << finding.promise;
    }

    std::string library;
    HubDriver in_process;
    HubDriver process;
    std::unique_ptr<Driver> direct;
    std::vector<Driver*> hub;
};

}  // namespace cx::testkit
