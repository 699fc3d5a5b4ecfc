#include "store/sqlite/rows.hpp"

#include "store/sqlite/codec.hpp"

namespace cx::store::sqlite {

std::string long_text(const Query& query, int column)
{
    return query.is_blob(column) ? decompress(query.text(column)) : query.text(column);
}

RecordHead head(const Query& query, Names& names)
{
    RecordHead head;
    head.id = query.integer(0);
    head.key = {names.word(query.integer(1)), names.word(query.integer(2)), query.text(3)};
    head.kind = static_cast<model::EntityKind>(query.integer(4));
    head.version = query.number(5);
    head.op = static_cast<RecordVersion::Op>(query.integer(6));
    head.in_force = query.number(7);
    head.occurred_at = query.time(8);
    head.hash = query.hash(9);
    head.mapping = names.word(query.integer(10));
    head.owner = query.text(11);
    head.origin = {names.word(query.integer(12)), names.word(query.integer(13)), query.text(14)};
    head.said_at = query.time(15);
    head.profile_id = query.id(16);
    head.component = query.integer(17);
    return head;
}

Claim claim(const Query& query, int first, Names& names)
{
    return {.said_at = query.time(first),
            .version = query.number(first + 1),
            .hash = query.hash(first + 2),
            .mapping = names.word(query.integer(first + 3))};
}

RecordVersion version(const Query& query, Names& names)
{
    RecordVersion version;
    version.seq = query.integer(0);
    version.record = query.integer(1);
    version.key = {names.word(query.integer(2)), names.word(query.integer(3)), query.text(4)};
    version.kind = static_cast<model::EntityKind>(query.integer(5));
    version.version = query.number(6);
    version.op = static_cast<RecordVersion::Op>(query.integer(7));
    version.occurred_at = query.time(8);
    version.observed_at = query.time(9);
    version.recorded_at = query.time(10);
    version.origin = {names.word(query.integer(11)), names.word(query.integer(12)), query.text(13)};
    version.mapping = names.word(query.integer(14));
    version.owner = query.text(15);
    version.time = query.time(16);
    version.data = long_text(query, 17);
    version.hash = query.hash(18);
    version.issues = issues_from_text(query.text(19));
    version.current = query.integer(20) != 0;
    return version;
}

ProfileVersion profile_version(const Query& query, Names& names)
{
    ProfileVersion profile;
    profile.seq = query.integer(0);
    profile.profile_id = query.id(1);
    profile.version = query.number(2);
    profile.kind = static_cast<ProfileVersion::Kind>(query.integer(3));
    profile.entity = names.word(query.integer(4));
    profile.recorded_at = query.time(5);
    profile.config_id = names.word(query.integer(6));
    profile.backfill = query.integer(7) != 0;
    profile.merged_into = query.id(8);
    profile.provenance = unpack(query.text(9));
    if (!query.null(10)) {
        auto golden = json::parse(long_text(query, 10));
        if (!golden) throw StoreError("the golden values of a profile version are damaged");
        profile.golden = std::move(*golden);
    }
    return profile;
}

LineageRow lineage_row(const Query& query)
{
    return {.seq = query.integer(0),
            .recorded_at = query.time(1),
            .record = query.integer(2),
            .from = query.id(3),
            .to = query.id(4),
            .cause = query.text(5),
            .detail = query.text(6)};
}

DecisionRow decision_row(const Query& query, Names& names)
{
    return {.id = query.text(0),
            .kind = static_cast<DecisionRow::Kind>(query.integer(1)),
            .a = {names.word(query.integer(2)), names.word(query.integer(3)), query.text(4)},
            .b = {names.word(query.integer(5)), names.word(query.integer(6)), query.text(7)},
            .actor = query.text(8),
            .reason = query.text(9),
            .recorded_at = query.time(10),
            .revoked_at = query.null(11) ? Timestamp{} : query.time(11)};
}

EdgeRow edge_row(const Query& query, Names& names)
{
    return {.pair = {query.integer(0), query.integer(1)},
            .state = static_cast<EdgeRow::State>(query.integer(2)),
            .weight = query.number(3),
            .levels = query.text(4),
            .family = query.natural(5),
            .given = query.natural(6),
            .family_frequency = query.number(7),
            .given_frequency = query.number(8),
            .model = names.word(query.integer(9)),
            .veto = names.word(query.integer(10)),
            .recorded_at = query.time(11)};
}

RejectRow reject_row(const Query& query, Names& names)
{
    return {.id = query.text(0),
            .pipeline = names.word(query.integer(1)),
            .stream = names.word(query.integer(2)),
            .key = query.text(3),
            .position = query.text(4),
            .code = query.text(5),
            .config_line = query.text(6),
            .why = query.text(7),
            .remedy = query.text(8),
            .payload = long_text(query, 9),
            .recorded_at = query.time(10),
            .state = query.text(11)};
}

}  // namespace cx::store::sqlite
