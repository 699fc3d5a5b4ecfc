// Rows as the nouns they hold. A query that selects one of these column lists from the tables named
// beside it can be read by the function of the same name.
#pragma once

#include "store/sqlite/connection.hpp"
#include "store/sqlite/names.hpp"

// When an origin's word of a version was said: the version of an undated word has no time, though
// the origin may have one (model::Entity::mention).
#define CX_SAID_AT(version, origin) " iif(" version ".occurred_at = 0, 0, " origin ".occurred_at) "

// FROM record r, version v (that in force), origin o (its holder)
#define CX_HEAD_COLUMNS                                                                  \
    " r.id, r.source, r.entity, r.key, r.kind, r.newest, v.op, v.number, v.occurred_at," \
    " v.hash, v.mapping, v.owner, o.source, o.stream, o.key," CX_SAID_AT(                \
        "v", "o") ", r.profile, r.component "
#define CX_HEAD_JOINS                             \
    " CROSS JOIN version v ON v.seq = r.current " \
    " CROSS JOIN origin o ON o.id = r.origin "

// FROM version v, record r, origin o (of that version)
#define CX_VERSION_COLUMNS                                                                  \
    " v.seq, v.record, r.source, r.entity, r.key, r.kind, v.number, v.op, v.occurred_at,"   \
    " v.observed_at, v.recorded_at, o.source, o.stream, o.key, v.mapping, v.owner, v.time," \
    " v.data, v.hash, v.issues, v.seq = r.current "
#define CX_VERSION_JOINS                       \
    " CROSS JOIN record r ON r.id = v.record " \
    " CROSS JOIN origin o ON o.id = v.origin "
// The same from a record, with its version in force.
#define CX_CURRENT_JOINS                          \
    " CROSS JOIN version v ON v.seq = r.current " \
    " CROSS JOIN origin o ON o.id = v.origin "

// FROM profile_version p
#define CX_PROFILE_COLUMNS                                                                \
    " p.seq, p.profile, p.number, p.kind, p.entity, p.recorded_at, p.config, p.backfill," \
    " p.merged_into, p.provenance, p.golden "

#define CX_LINEAGE_COLUMNS " seq, recorded_at, record, from_profile, to_profile, cause, detail "

#define CX_DECISION_COLUMNS                                                                        \
    " id, kind, a_source, a_entity, a_key, b_source, b_entity, b_key, actor, reason, recorded_at," \
    " revoked_at "

// FROM edge e
#define CX_EDGE_COLUMNS                                                              \
    " e.a, e.b, e.state, e.weight, e.levels, e.family, e.given, e.family_frequency," \
    " e.given_frequency, e.model, e.veto, e.recorded_at "

#define CX_REJECT_COLUMNS                                                                          \
    " id, pipeline, stream, key, position, code, config_line, why, remedy, payload, recorded_at, " \
    "state "

namespace cx::store::sqlite {

constexpr int head_columns = 18;

// A text that may lie compressed.
std::string long_text(const Query& query, int column);

RecordHead head(const Query& query, Names& names);
// Columns from `first` on: time of the claiming origin; number, hash and mapping of the version.
Claim claim(const Query& query, int first, Names& names);
RecordVersion version(const Query& query, Names& names);
ProfileVersion profile_version(const Query& query, Names& names);
LineageRow lineage_row(const Query& query);
DecisionRow decision_row(const Query& query, Names& names);
EdgeRow edge_row(const Query& query, Names& names);
RejectRow reject_row(const Query& query, Names& names);

}  // namespace cx::store::sqlite
