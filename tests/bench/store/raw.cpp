#include "raw.hpp"

#include "people.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <chrono>
#include <cstdlib>
#include <iostream>

namespace cx::bench {
namespace {

constexpr int checkpoint_every_batches = 20;

class Raw {
public:
    explicit Raw(const std::string& path)
    {
        check(sqlite3_open(path.c_str(), &database_));
        run("PRAGMA page_size=16384; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA "
            "wal_autocheckpoint=0;"
            "PRAGMA cache_size=-262144;"
            "CREATE TABLE record (id INTEGER PRIMARY KEY, key TEXT UNIQUE, current INTEGER);"
            "CREATE TABLE version (seq INTEGER PRIMARY KEY, record INTEGER, data TEXT);"
            "CREATE TABLE profile_version (seq INTEGER PRIMARY KEY, profile INTEGER, golden TEXT);"
            "CREATE TABLE key (ns INTEGER, value TEXT, record INTEGER, PRIMARY KEY (ns, value, "
            "record)) WITHOUT ROWID;");
        prepare("INSERT INTO record VALUES (?1, ?2, ?3)", record_);
        prepare("INSERT INTO version VALUES (?1, ?2, ?3)", version_);
        prepare("INSERT INTO profile_version VALUES (?1, ?2, ?3)", profile_);
        prepare("INSERT INTO key VALUES (?1, ?2, ?3)", key_);
    }
    Raw(const Raw&) = delete;
    Raw& operator=(const Raw&) = delete;
    ~Raw()
    {
        for (sqlite3_stmt* statement : {record_, version_, profile_, key_})
            sqlite3_finalize(statement);
        sqlite3_close(database_);
    }

    void run(const char* sql) { check(sqlite3_exec(database_, sql, nullptr, nullptr, nullptr)); }

    void insert(const Person& person)
    {
        ++id_;
        step(record_, id_, person.key, id_);
        step(version_, 2 * id_, id_, person.data);
        step(profile_, 2 * id_ + 1, id_, person.data);
        for (std::size_t i = 0; i < person.keys.size(); ++i)
            step(key_, static_cast<sqlite3_int64>(i), person.keys[i].second, id_);
    }

private:
    void check(int code)
    {
        if (code == SQLITE_OK || code == SQLITE_DONE) return;
        std::cerr << "raw SQLite: " << sqlite3_errmsg(database_) << '\n';
        std::exit(EXIT_FAILURE);
    }
    void prepare(const char* sql, sqlite3_stmt*& statement)
    {
        check(sqlite3_prepare_v2(database_, sql, -1, &statement, nullptr));
    }
    void bind(sqlite3_stmt* statement, int index, sqlite3_int64 value)
    {
        sqlite3_bind_int64(statement, index, value);
    }
    void bind(sqlite3_stmt* statement, int index, const std::string& value)
    {
        sqlite3_bind_text(statement, index, value.data(), static_cast<int>(value.size()), nullptr);
    }
    template <typename... Values>
    void step(sqlite3_stmt* statement, const Values&... values)
    {
        int index = 0;
        (bind(statement, ++index, values), ...);
        check(sqlite3_step(statement));
        sqlite3_reset(statement);
    }

    sqlite3* database_ = nullptr;
    sqlite3_stmt* record_ = nullptr;
    sqlite3_stmt* version_ = nullptr;
    sqlite3_stmt* profile_ = nullptr;
    sqlite3_stmt* key_ = nullptr;
    sqlite3_int64 id_ = 0;
};

}  // namespace

RawLoad load_raw(const std::string& path, int records, int keys, int batch)
{
    Raw raw(path);
    std::chrono::duration<double> spent{0};
    double cpu = 0;
    int batches = 0;
    for (int begin = 0; begin < records; begin += batch) {
        std::vector<Person> people;
        for (int i = begin; i < std::min(begin + batch, records); ++i)
            people.push_back(make_person(i, keys));
        const double cpu_start = cpu_seconds();
        const auto start = std::chrono::steady_clock::now();
        raw.run("BEGIN IMMEDIATE");
        for (const Person& person : people) raw.insert(person);
        raw.run("COMMIT");
        if (++batches % checkpoint_every_batches == 0) raw.run("PRAGMA wal_checkpoint(PASSIVE)");
        spent += std::chrono::steady_clock::now() - start;
        cpu += cpu_seconds() - cpu_start;
    }
    return {spent.count(), cpu};
}

}  // namespace cx::bench
