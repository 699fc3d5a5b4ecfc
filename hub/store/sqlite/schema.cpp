#include "store/sqlite/schema.hpp"

#include <fmt/format.h>

#include <array>

namespace cx::store::sqlite {
namespace {

// Most pages are appended to: versions, lineage and profile versions come in the order of their
// numbers, and ids of profiles ascend with time. Random places are touched only in record_owner,
// key and, on updates, in record and profile.
constexpr const char* version_1 = R"sql(
CREATE TABLE lease (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    epoch INTEGER NOT NULL,
    pid INTEGER NOT NULL,
    taken_at INTEGER NOT NULL
);
INSERT INTO lease VALUES (1, 0, 0, 0);

CREATE TABLE total (name TEXT PRIMARY KEY, n INTEGER NOT NULL) WITHOUT ROWID;
INSERT INTO total VALUES ('profiles', 0), ('party', 0), ('state', 0), ('event', 0), ('aliases', 0),
    ('rejects_open', 0), ('keys', 0);

CREATE TABLE name (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE);
CREATE TABLE text (id TEXT NOT NULL UNIQUE, body NOT NULL);

CREATE TABLE origin (
    id INTEGER PRIMARY KEY,
    source INTEGER NOT NULL,
    stream INTEGER NOT NULL,
    key TEXT NOT NULL,
    occurred_at INTEGER NOT NULL,
    payload_hash BLOB,
    generation INTEGER NOT NULL
);
CREATE UNIQUE INDEX origin_key ON origin (source, stream, key);

CREATE TABLE raw (
    origin INTEGER PRIMARY KEY,
    recorded_at INTEGER NOT NULL,
    observed_at INTEGER NOT NULL,
    payload NOT NULL
);
CREATE INDEX raw_time ON raw (recorded_at);

CREATE TABLE record (
    id INTEGER PRIMARY KEY,
    source INTEGER NOT NULL,
    entity INTEGER NOT NULL,
    key TEXT NOT NULL,
    kind INTEGER NOT NULL,
    live INTEGER NOT NULL,
    newest INTEGER NOT NULL,
    current INTEGER NOT NULL,
    origin INTEGER NOT NULL,
    owner TEXT,
    time INTEGER,
    profile BLOB,
    component INTEGER
);
CREATE UNIQUE INDEX record_key ON record (key, entity, source);
CREATE INDEX record_origin ON record (origin);
CREATE INDEX record_owner ON record (owner, time) WHERE owner IS NOT NULL;
CREATE INDEX record_profile ON record (profile) WHERE live = 1 AND profile IS NOT NULL;
CREATE TABLE former_owner (
    owner TEXT NOT NULL,
    record INTEGER NOT NULL,
    PRIMARY KEY (owner, record)
) WITHOUT ROWID;
CREATE INDEX record_component ON record (component) WHERE live = 1 AND component IS NOT NULL;

CREATE TABLE version (
    seq INTEGER PRIMARY KEY,
    record INTEGER NOT NULL,
    number INTEGER NOT NULL,
    op INTEGER NOT NULL,
    in_force INTEGER NOT NULL,
    published INTEGER NOT NULL,
    mapping INTEGER NOT NULL,
    origin INTEGER NOT NULL,
    occurred_at INTEGER NOT NULL,
    observed_at INTEGER NOT NULL,
    recorded_at INTEGER NOT NULL,
    time INTEGER NOT NULL,
    hash BLOB NOT NULL,
    owner TEXT,
    issues TEXT,
    data
);
CREATE UNIQUE INDEX version_record ON version (record, number);
CREATE INDEX version_published ON version (seq) WHERE published = 1;

CREATE TABLE claim (
    record INTEGER NOT NULL,
    origin INTEGER NOT NULL,
    version INTEGER NOT NULL,
    PRIMARY KEY (record, origin)
) WITHOUT ROWID;
CREATE INDEX claim_origin ON claim (origin);

CREATE TABLE key (
    ns INTEGER NOT NULL,
    value TEXT NOT NULL,
    record INTEGER NOT NULL,
    skeleton INTEGER NOT NULL,
    verified INTEGER NOT NULL,
    PRIMARY KEY (ns, value, record)
) WITHOUT ROWID;
CREATE INDEX key_record ON key (record);

CREATE TABLE profile (
    id BLOB PRIMARY KEY,
    newest INTEGER NOT NULL,
    number INTEGER NOT NULL,
    live INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE profile_version (
    seq INTEGER PRIMARY KEY,
    profile BLOB NOT NULL,
    number INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    entity INTEGER NOT NULL,
    recorded_at INTEGER NOT NULL,
    config INTEGER NOT NULL,
    backfill INTEGER NOT NULL,
    merged_into BLOB,
    provenance BLOB,
    golden
);
CREATE INDEX profile_version_profile ON profile_version (profile);

CREATE TABLE alias (old_id BLOB PRIMARY KEY, anchor INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX alias_anchor ON alias (anchor);

CREATE TABLE feed (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    floor INTEGER NOT NULL,
    bytes INTEGER NOT NULL
);
INSERT INTO feed VALUES (1, 0, 0);
CREATE TABLE feed_mark (seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, bytes INTEGER NOT NULL);

CREATE TABLE lineage (
    id INTEGER PRIMARY KEY,
    seq INTEGER NOT NULL,
    recorded_at INTEGER NOT NULL,
    record INTEGER NOT NULL,
    from_profile BLOB,
    to_profile BLOB,
    cause TEXT NOT NULL,
    detail TEXT NOT NULL
);
CREATE INDEX lineage_record ON lineage (record);
CREATE INDEX lineage_from ON lineage (from_profile) WHERE from_profile IS NOT NULL;
CREATE INDEX lineage_to ON lineage (to_profile) WHERE to_profile IS NOT NULL;

CREATE TABLE decision (
    row INTEGER PRIMARY KEY,
    id TEXT NOT NULL,
    kind INTEGER NOT NULL,
    a_source INTEGER NOT NULL, a_entity INTEGER NOT NULL, a_key TEXT NOT NULL,
    b_source INTEGER NOT NULL, b_entity INTEGER NOT NULL, b_key TEXT NOT NULL,
    actor TEXT NOT NULL,
    reason TEXT NOT NULL,
    recorded_at INTEGER NOT NULL,
    revoked_at INTEGER
);
CREATE INDEX decision_id ON decision (id);
CREATE INDEX decision_a ON decision (a_key);
CREATE INDEX decision_b ON decision (b_key);

CREATE TABLE erasure (
    id TEXT PRIMARY KEY,
    profile BLOB NOT NULL,
    seq INTEGER NOT NULL,
    recorded_at INTEGER NOT NULL,
    actor TEXT NOT NULL,
    reason TEXT NOT NULL,
    records INTEGER NOT NULL,
    key_id TEXT NOT NULL,
    clean_at INTEGER NOT NULL,
    lifted_at INTEGER NOT NULL,
    lifted_by TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE erased_profile (profile BLOB PRIMARY KEY, erasure TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX erased_profile_erasure ON erased_profile (erasure);
CREATE TABLE erased_record (record INTEGER PRIMARY KEY, erasure TEXT NOT NULL);
CREATE TABLE erased_hash (
    hash BLOB NOT NULL,
    erasure TEXT NOT NULL,
    PRIMARY KEY (hash, erasure)
) WITHOUT ROWID;
CREATE TABLE erasure_receipt (
    erasure TEXT NOT NULL,
    sink TEXT NOT NULL,
    taken INTEGER NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (erasure, sink)
) WITHOUT ROWID;

CREATE TABLE restriction (
    row INTEGER PRIMARY KEY,
    id TEXT NOT NULL,
    record INTEGER NOT NULL,
    actor TEXT NOT NULL,
    reason TEXT NOT NULL,
    recorded_at INTEGER NOT NULL,
    lifted_at INTEGER NOT NULL,
    lifted_by TEXT NOT NULL
);
CREATE INDEX restriction_record ON restriction (record) WHERE lifted_at = 0;

CREATE TABLE reject (
    id TEXT PRIMARY KEY,
    pipeline INTEGER NOT NULL,
    stream INTEGER NOT NULL,
    key TEXT NOT NULL,
    position TEXT NOT NULL,
    code TEXT NOT NULL,
    config_line TEXT NOT NULL,
    why TEXT NOT NULL,
    remedy TEXT NOT NULL,
    recorded_at INTEGER NOT NULL,
    state TEXT NOT NULL,
    payload
) WITHOUT ROWID;
CREATE INDEX reject_state ON reject (state, id);
CREATE INDEX reject_place ON reject (pipeline, stream, key, position, code) WHERE state = 'open';
CREATE INDEX reject_payload ON reject (recorded_at) WHERE payload IS NOT NULL;

CREATE TABLE stream (
    pipeline INTEGER NOT NULL,
    stream INTEGER NOT NULL,
    cursor TEXT NOT NULL,
    read INTEGER NOT NULL,
    accepted INTEGER NOT NULL,
    rejected INTEGER NOT NULL,
    filtered INTEGER NOT NULL,
    unchanged INTEGER NOT NULL,
    with_issues INTEGER NOT NULL,
    last_success INTEGER NOT NULL,
    generation INTEGER NOT NULL,
    snapshot_open INTEGER NOT NULL,
    PRIMARY KEY (pipeline, stream)
);
CREATE TABLE stream_code (
    pipeline INTEGER NOT NULL,
    stream INTEGER NOT NULL,
    what INTEGER NOT NULL,
    code TEXT NOT NULL,
    n INTEGER NOT NULL,
    PRIMARY KEY (pipeline, stream, what, code)
) WITHOUT ROWID;

CREATE TABLE state (
    pipeline TEXT NOT NULL,
    key TEXT NOT NULL,
    value BLOB NOT NULL,
    PRIMARY KEY (pipeline, key)
) WITHOUT ROWID;
CREATE TABLE sink (
    name TEXT PRIMARY KEY,
    delivered INTEGER NOT NULL,
    rejected INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    resync INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE token (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    hash TEXT NOT NULL,
    scopes TEXT NOT NULL,
    accepts TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    revoked_at INTEGER NOT NULL,
    purposes TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE access (
    id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    token TEXT NOT NULL,
    actor TEXT NOT NULL,
    remote TEXT NOT NULL,
    route TEXT NOT NULL,
    profiles TEXT NOT NULL,
    fields TEXT NOT NULL
);
CREATE INDEX access_actor ON access (actor);
CREATE TABLE audit (
    id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    token TEXT NOT NULL,
    actor TEXT NOT NULL,
    remote TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL
);
CREATE TABLE access_profile (
    profile BLOB NOT NULL,
    access INTEGER NOT NULL,
    PRIMARY KEY (profile, access)
) WITHOUT ROWID;
)sql";

// A pair is one row, at the place of its first record, whose other row tells that it is there: so a
// new record's pairs lie together. Merged pairs are many, so that they stand in no other order.
constexpr const char* version_2 = R"sql(
CREATE TABLE edge (
    a INTEGER NOT NULL,
    b INTEGER NOT NULL,
    state INTEGER NOT NULL,
    weight INTEGER NOT NULL,
    levels BLOB NOT NULL,
    family INTEGER NOT NULL,
    given INTEGER NOT NULL,
    family_frequency INTEGER NOT NULL,
    given_frequency INTEGER NOT NULL,
    model INTEGER NOT NULL,
    veto INTEGER NOT NULL,
    recorded_at INTEGER NOT NULL,
    PRIMARY KEY (a, b)
) WITHOUT ROWID;
CREATE INDEX edge_b ON edge (b);
CREATE INDEX edge_review ON edge (weight, a, b) WHERE state = 1;

CREATE TABLE verdict (
    row INTEGER PRIMARY KEY,
    a INTEGER NOT NULL,
    b INTEGER NOT NULL,
    same INTEGER NOT NULL,
    asked INTEGER NOT NULL,
    state INTEGER NOT NULL,
    weight INTEGER NOT NULL,
    levels BLOB NOT NULL,
    model INTEGER NOT NULL,
    decision TEXT NOT NULL,
    actor TEXT NOT NULL,
    reason TEXT NOT NULL,
    recorded_at INTEGER NOT NULL
);
CREATE UNIQUE INDEX verdict_pair ON verdict (a, b);
CREATE INDEX verdict_b ON verdict (b);

CREATE TABLE model (
    id TEXT NOT NULL UNIQUE,
    state INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    activated_at INTEGER NOT NULL,
    activation INTEGER NOT NULL,
    text NOT NULL,
    figures NOT NULL
);
CREATE UNIQUE INDEX model_active ON model (state) WHERE state = 1;

ALTER TABLE key ADD COLUMN names INTEGER NOT NULL DEFAULT 0;
ALTER TABLE key ADD COLUMN traits INTEGER NOT NULL DEFAULT 0;

INSERT INTO total VALUES ('edges', 0), ('reviews', 0);
)sql";

// Candidate keys, many more than others, have tables of their own: by record, as they come, and an
// index in the order of their hashes.
constexpr const char* version_3 = R"sql(
DELETE FROM key WHERE ns IN (SELECT id FROM name WHERE text LIKE '~%');
ALTER TABLE key DROP COLUMN names;
ALTER TABLE key DROP COLUMN traits;
UPDATE total SET n = (SELECT count(*) FROM key) WHERE name = 'keys';

CREATE TABLE candidate_keys (
    record INTEGER PRIMARY KEY,
    names INTEGER NOT NULL,
    traits INTEGER NOT NULL,
    hashes BLOB NOT NULL
);
CREATE TABLE candidate (
    hash INTEGER NOT NULL,
    record INTEGER NOT NULL,
    names INTEGER NOT NULL,
    traits INTEGER NOT NULL,
    PRIMARY KEY (hash, record)
) WITHOUT ROWID;
INSERT INTO total VALUES ('candidates_waiting', 0);
)sql";

// One more row for each released change; a row is never edited once released.
constexpr std::array migrations{version_1, version_2, version_3};

}  // namespace

int schema_version()
{
    return static_cast<int>(migrations.size());
}

Fit examine(Connection& connection)
{
    const std::int64_t version = connection.integer("PRAGMA user_version");
    const std::int64_t owner = connection.integer("PRAGMA application_id");
    const std::int64_t tables = connection.integer("SELECT count(*) FROM sqlite_schema");
    if (owner == 0 && version == 0 && tables == 0) return Fit::empty;
    if (owner != application_id) return Fit::foreign;
    if (version > schema_version()) return Fit::newer;
    return version < schema_version() ? Fit::older : Fit::current;
}

void migrate(Connection& connection, int version)
{
    if (examine(connection) == Fit::empty)
        connection.execute(fmt::format("PRAGMA page_size={}", page_bytes));
    connection.execute("PRAGMA journal_mode=WAL");
    for (auto done = static_cast<std::size_t>(connection.integer("PRAGMA user_version"));
         done < static_cast<std::size_t>(version); ++done) {
        connection.execute(
            fmt::format("BEGIN IMMEDIATE; {} PRAGMA application_id={}; "
                        "PRAGMA user_version={}; COMMIT;",
                        migrations[done], application_id, done + 1));
    }
}

}  // namespace cx::store::sqlite
