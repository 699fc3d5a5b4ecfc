// A manifest, a system that answers as the test says, and what came of reading a stream of it.
#pragma once

#include "rest/source.hpp"
#include "testhttp/host.hpp"
#include "testhttp/server.hpp"

#include <gmock/gmock.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace rest::testing {

using cx::http::testing::Received;
using cx::http::testing::Reply;
using cx::http::testing::reply;
using cx::http::testing::Server;
using cx::http::testing::TestHost;

// One stream called items; `parts` is what stands in it beside its name, by two spaces more.
inline std::string one_stream(const std::string& parts)
{
    return "version: '1'\ncheck: {stream_names: [items]}\nstreams:\n  - name: items\n" + parts;
}

// A stream that reads /v1/items, records in `data`. `more` goes into the retriever.
inline std::string plain_stream(const std::string& more = "", const std::string& beside = "")
{
    return one_stream(
        "    primary_key: id\n"
        "    retriever:\n"
        "      requester: {url_base: 'https://api.example.com/v1', path: items}\n"
        "      record_selector: {extractor: {field_path: [data]}}\n" +
        more + beside);
}

// {"data": [{"id": 1}, ...]} with the numbers from `first` to `last`.
inline std::string items(int first, int last)
{
    std::string body = R"({"data":[)";
    for (int id = first; id <= last; ++id)
        body += (id > first ? "," : "") + std::string(R"({"id":)") + std::to_string(id) + "}";
    return body + "]}";
}

// The value of a query parameter of a request; "" where it has none.
inline std::string parameter(const Received& got, const std::string& name)
{
    for (const char before : {'?', '&'}) {
        const std::size_t at = got.target.find(before + name + "=");
        if (at == std::string::npos) continue;
        const std::size_t begin = at + name.size() + 2;
        return got.target.substr(begin, got.target.find('&', begin) - begin);
    }
    return {};
}

class ReadingTest : public ::testing::Test {
protected:
    // Makes the source anew, as after a restart.
    void restart()
    {
        RestOptions options;
        options.manifest = manifest_;
        options.config = config_;
        if (!direct_) options.base_url = server_.url();
        source_ = std::make_unique<RestSource>(
            options,
            cx::StreamOptions<StreamOptions>{{"items", {.stream = "items", .mode = mode_}}},
            host_.host());
    }
    // One poll; false when there is nothing more for now, or it failed. The batch is full behind
    // `limit` records, which the source is not told: a limit of bytes is not, either.
    bool poll(std::uint32_t limit = 1000)
    {
        if (!source_) restart();
        Collected collected{this, limit};
        const cx_writer writer = {&collected, &add, &add_reject, &set_cursor, &total, &fail};
        cx::BatchWriter out(writer);
        const std::string at = cursor_;
        status_ = source_->poll({.stream = "items", .cursor = at, .record_limit = 5000}, out);
        if (status_.code != CX_OK) return false;
        cursor_ = collected.cursor;
        snapshot_end_ = collected.flags & CX_SNAPSHOT_END;
        return collected.flags & CX_MORE_NOW;
    }
    // Reads to the end; the keys in their order.
    std::vector<std::string> run(std::uint32_t limit = 1000, bool restarts = false)
    {
        keys_.clear();
        payloads_.clear();
        for (int polls = 0; polls < 5000 && poll(limit); ++polls)
            if (restarts) restart();
        return keys_;
    }
    std::vector<std::string> targets() const
    {
        std::vector<std::string> all;
        for (const Received& one : server_.received()) all.push_back(one.target);
        return all;
    }

    std::string manifest_;
    cx::json::Value config_ = cx::json::Object{};
    std::string mode_;
    bool direct_ = false;  // The manifest's addresses are taken as they are
    TestHost host_;
    std::function<Reply(const Received&)> answer_ = [](const Received&) { return reply(404); };
    Server server_{[this](const Received& got) { return answer_(got); }};
    std::unique_ptr<RestSource> source_;
    std::string cursor_;
    cx::Status status_;
    std::vector<std::string> keys_;
    std::vector<std::string> payloads_;
    std::vector<std::string> rejects_;   // Codes
    std::vector<std::string> rejected_;  // Payloads
    bool snapshot_end_ = false;

private:
    struct Collected {
        ReadingTest* test;
        std::uint32_t room;
        std::string cursor = {};
        std::uint32_t flags = 0;
    };
    static Collected& of(void* self) { return *static_cast<Collected*>(self); }
    static cx_status add(void* self, const cx_record* record)
    {
        of(self).test->keys_.emplace_back(cx::view(record->key));
        of(self).test->payloads_.emplace_back(cx::view(record->payload));
        EXPECT_GT(of(self).room, 0U) << "written into a full batch";
        return --of(self).room == 0 ? CX_FULL : CX_OK;
    }
    static cx_status add_reject(void* self, const cx_record* record, cx_text code, cx_text)
    {
        of(self).test->rejects_.emplace_back(cx::view(code));
        of(self).test->rejected_.emplace_back(cx::view(record->payload));
        return --of(self).room == 0 ? CX_FULL : CX_OK;
    }
    static void set_cursor(void* self, cx_text next, std::uint32_t flags)
    {
        of(self).cursor = cx::view(next);
        of(self).flags = flags;
    }
    static void total(void*, std::uint64_t) {}
    static void fail(void*, cx_text, std::uint32_t) {}
};

}  // namespace rest::testing
