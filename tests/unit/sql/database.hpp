// A SQLite file for tests, and a stream that reads it.
#pragma once

#include "sql/source.hpp"
#include "testhttp/host.hpp"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace sql::testing {

class Database {
public:
    Database()
    {
        std::string name = ::testing::TempDir() + "cx_sql_XXXXXX";
        folder_ = ::mkdtemp(name.data());
        sqlite3_open(path().c_str(), &raw_);
    }
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;
    ~Database()
    {
        sqlite3_close(raw_);
        std::filesystem::remove_all(folder_);
    }

    std::string path() const { return folder_ + "/crm.db"; }
    void run(const std::string& sql)
    {
        ASSERT_EQ(sqlite3_exec(raw_, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK)
            << sqlite3_errmsg(raw_) << "\n"
            << sql;
    }

private:
    std::string folder_;
    sqlite3* raw_ = nullptr;
};

// What a stream gave.
struct Given {
    std::string key;
    std::string payload;  // "-": removed; of a reject "! code why"

    bool operator==(const Given&) const = default;
};

class Reader {
public:
    Reader(const Database& database, cx::http::testing::TestHost& host) : host_(host)
    {
        options.driver = "sqlite";
        options.path = database.path();
    }

    void restart()
    {
        source_ = std::make_unique<SqlSource>(
            options, cx::StreamOptions<StreamOptions>{{"rows", stream}}, host_.host());
    }
    // One poll; false when there is nothing more for now.
    bool poll(std::uint32_t limit)
    {
        if (!source_) restart();
        Batch batch{.to = &all, .room = limit};
        const cx_writer writer = {&batch, &add, &add_reject, &set_cursor, &total, &fail};
        cx::BatchWriter out(writer);
        status = source_->poll({.stream = "rows", .cursor = cursor, .record_limit = limit}, out);
        if (status.code != CX_OK) return false;
        cursor = batch.cursor;
        snapshot_end = snapshot_end || batch.flags & CX_SNAPSHOT_END;
        return batch.flags & CX_MORE_NOW;
    }
    std::vector<Given> run(std::uint32_t limit = 1000, bool restarts = false)
    {
        all.clear();
        // As the hub does: until a poll promises nothing more.
        for (int polls = 0; poll(limit) && polls < 10'000; ++polls)
            if (restarts) restart();
        return all;
    }
    std::vector<std::string> keys(std::uint32_t limit = 1000, bool restarts = false)
    {
        std::vector<std::string> found;
        for (const Given& one : run(limit, restarts)) found.push_back(one.key);
        return found;
    }

    SourceOptions options;
    StreamOptions stream;
    std::string cursor;
    cx::Status status;
    bool snapshot_end = false;
    std::vector<Given> all;

private:
    struct Batch {
        std::vector<Given>* to;
        std::uint32_t room;
        std::string cursor = {};
        std::uint32_t flags = 0;
    };
    static Batch& of(void* self) { return *static_cast<Batch*>(self); }
    static cx_status put(void* self, Given given)
    {
        of(self).to->push_back(std::move(given));
        return --of(self).room == 0 ? CX_FULL : CX_OK;
    }
    static cx_status add(void* self, const cx_record* record)
    {
        const bool removed = record->op == CX_REMOVE;
        return put(self, {std::string(cx::view(record->key)),
                          removed ? "-" : std::string(cx::view(record->payload))});
    }
    static cx_status add_reject(void* self, const cx_record* record, cx_text code, cx_text why)
    {
        return put(self, {std::string(cx::view(record->key)),
                          "! " + std::string(cx::view(code)) + " " + std::string(cx::view(why))});
    }
    static void set_cursor(void* self, cx_text next, std::uint32_t flags)
    {
        of(self).cursor = cx::view(next);
        of(self).flags = flags;
    }
    static void total(void*, std::uint64_t) {}
    static void fail(void*, cx_text, std::uint32_t) {}

    cx::http::testing::TestHost& host_;
    std::unique_ptr<SqlSource> source_;
};

}  // namespace sql::testing
