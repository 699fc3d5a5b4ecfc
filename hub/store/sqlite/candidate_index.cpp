// Candidate keys: by record, and the index in the order of their hashes.
#include "store/sqlite/batch_writer.hpp"
#include "store/sqlite/view.hpp"
#include "store/sqlite/writer.hpp"

#include <algorithm>
#include <cstring>
#include <tuple>
#include <unordered_map>

namespace cx::store::sqlite {
namespace {

#define CX_CANDIDATE_COLUMNS " names, traits, hashes "

#define CX_INSERT_CANDIDATE \
    "INSERT OR REPLACE INTO candidate (hash, record, names, traits) VALUES (?1, ?2, ?3, ?4)"

// So many carriers are read before it is asked whether there are too many to read them all.
constexpr std::size_t looked_at_first = 16;

// Eight bytes each, the lowest first.
std::string to_bytes(const std::vector<std::uint64_t>& hashes)
{
    std::string bytes;
    bytes.reserve(hashes.size() * sizeof(std::uint64_t));
    for (const std::uint64_t hash : hashes)
        for (int shift = 0; shift < 64; shift += 8) bytes += static_cast<char>(hash >> shift);
    return bytes;
}

std::vector<std::uint64_t> from_bytes(std::string_view bytes)
{
    std::vector<std::uint64_t> hashes(bytes.size() / sizeof(std::uint64_t));
    for (std::size_t i = 0; i < hashes.size() * sizeof(std::uint64_t); ++i)
        hashes[i / 8] |= static_cast<std::uint64_t>(static_cast<unsigned char>(bytes[i]))
                         << i % 8 * 8;
    return hashes;
}

// Of CX_CANDIDATE_COLUMNS, from `column` on.
CandidateKeys candidate_keys(const Query& query, int column)
{
    return {.hashes = from_bytes(query.text(column + 2)),
            .names = query.natural(column),
            .traits = query.natural(column + 1)};
}

// As SQLite orders them: as signed numbers.
std::int64_t in_order(std::uint64_t hash)
{
    return static_cast<std::int64_t>(hash);
}

}  // namespace

// Only what differs is written.
void BatchWriter::collect_candidates(const KeysUpdate& update,
                                     std::vector<CandidateChange>& changes)
{
    const CandidateKeys& now = update.candidates;
    CandidateKeys before;
    if (!is_new(update.record)) {
        Query find = connection_.query("SELECT" CX_CANDIDATE_COLUMNS
                                       "FROM candidate_keys WHERE record = ?1");
        if (find.bind(update.record).next()) before = candidate_keys(find, 0);
    }
    if (before == now) return;
    const bool sketch_stays = before.names == now.names && before.traits == now.traits;
    const auto has = [](const CandidateKeys& keys, std::uint64_t hash) {
        return std::binary_search(keys.hashes.begin(), keys.hashes.end(), hash);
    };
    for (const std::uint64_t hash : before.hashes)
        if (!has(now, hash)) changes.push_back({hash, update.record, nullptr});
    for (const std::uint64_t hash : now.hashes)
        if (!sketch_stays || !has(before, hash)) changes.push_back({hash, update.record, &now});
    if (now.hashes.empty())
        connection_.query("DELETE FROM candidate_keys WHERE record = ?1").bind(update.record).run();
    else
        connection_
            .query(
                "INSERT OR REPLACE INTO candidate_keys (record, names, traits, hashes)"
                " VALUES (?1, ?2, ?3, ?4)")
            .bind(update.record, now.names, now.traits, Bytes{to_bytes(now.hashes)})
            .run();
}

void BatchWriter::write_candidate_keys()
{
    std::unordered_map<RecordId, const KeysUpdate*> last;
    for (const KeysUpdate& update : changes_.keys) last[update.record] = &update;
    std::vector<RecordId> records;
    for (const auto& [record, update] : last) records.push_back(record);
    std::sort(records.begin(), records.end());
    std::vector<CandidateChange> changes;
    for (const RecordId record : records) collect_candidates(*last.at(record), changes);
    // In the order of the tree, so that neighbours meet on one page.
    std::sort(
        changes.begin(), changes.end(), [](const CandidateChange& a, const CandidateChange& b) {
            return std::tuple(in_order(a.hash), a.record) < std::tuple(in_order(b.hash), b.record);
        });
    Query remove = connection_.query("DELETE FROM candidate WHERE hash = ?1 AND record = ?2");
    Query insert = connection_.query(CX_INSERT_CANDIDATE);
    for (const auto& [hash, record, keys] : changes) {
        if (keys == nullptr)
            remove.bind(hash, record).run();
        else if (changes_.index_later)
            ++totals_.candidates_waiting;
        else
            insert.bind(hash, record, keys->names, keys->traits).run();
    }
}

void BatchWriter::erase_candidate_keys(RecordId record)
{
    Query find =
        connection_.query("SELECT" CX_CANDIDATE_COLUMNS "FROM candidate_keys WHERE record = ?1");
    if (!find.bind(record).next()) return;
    for (const std::uint64_t hash : candidate_keys(find, 0).hashes)
        connection_.query("DELETE FROM candidate WHERE hash = ?1 AND record = ?2")
            .bind(hash, record)
            .run();
    connection_.query("DELETE FROM candidate_keys WHERE record = ?1").bind(record).run();
}

void Writer::index_candidates(std::uint64_t slice, std::uint64_t slices)
{
    struct Row {
        std::int64_t hash;
        RecordId record;
        std::uint64_t names;
        std::uint64_t traits;
    };
    // Slices in the order of the index, so that rows are appended.
    const std::uint64_t width = ~std::uint64_t{0} / slices + 1;  // 0 for one slice: all
    const auto place = [](std::int64_t hash) {
        return static_cast<std::uint64_t>(hash) + (std::uint64_t{1} << 63);
    };
    std::vector<Row> rows;
    transact([&] {
        Query all = connection_.query("SELECT" CX_CANDIDATE_COLUMNS ", record FROM candidate_keys");
        all.bind();
        while (all.next()) {
            const CandidateKeys keys = candidate_keys(all, 0);
            for (const std::uint64_t hash : keys.hashes)
                if (width == 0 || place(in_order(hash)) / width == slice)
                    rows.push_back({in_order(hash), all.integer(3), keys.names, keys.traits});
        }
        std::sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) {
            return std::tie(a.hash, a.record) < std::tie(b.hash, b.record);
        });
        Query insert = connection_.query(CX_INSERT_CANDIDATE);
        for (const Row& row : rows) insert.bind(row.hash, row.record, row.names, row.traits).run();
        if (slice + 1 >= slices)
            connection_.query("UPDATE total SET n = 0 WHERE name = 'candidates_waiting'").run();
    });
}

std::vector<std::vector<CandidateCarrier>> SqliteView::candidate_carriers(
    std::span<const std::uint64_t> hashes, std::size_t limit)
{
    Query find = query(
        "SELECT record, names, traits FROM candidate WHERE hash = ?1 ORDER BY record LIMIT ?2");
    Query beyond = query("SELECT 1 FROM candidate WHERE hash = ?1 LIMIT 1 OFFSET ?2");
    const auto is_crowded = [&](std::uint64_t hash) {
        return beyond.bind(hash, std::uint64_t{limit - 1}).next();
    };
    std::vector<std::vector<CandidateCarrier>> carriers(hashes.size());
    for (std::size_t i = 0; i < hashes.size(); ++i) {
        find.bind(hashes[i], std::uint64_t{limit});
        while (find.next()) {
            carriers[i].push_back({find.integer(0), find.natural(1), find.natural(2)});
            if (carriers[i].size() != looked_at_first || limit <= looked_at_first) continue;
            if (!is_crowded(hashes[i])) continue;
            carriers[i].assign(limit, {});
            break;
        }
    }
    return carriers;
}

std::vector<CandidateKeys> SqliteView::candidate_keys_of(std::span<const RecordId> records)
{
    Query find = query("SELECT" CX_CANDIDATE_COLUMNS "FROM candidate_keys WHERE record = ?1");
    std::vector<CandidateKeys> keys(records.size());
    for (std::size_t i = 0; i < records.size(); ++i)
        if (find.bind(records[i]).next()) keys[i] = candidate_keys(find, 0);
    return keys;
}

}  // namespace cx::store::sqlite
