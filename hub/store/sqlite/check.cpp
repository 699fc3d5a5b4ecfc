#include "store/sqlite/check.hpp"

#include <fmt/format.h>

#include <array>

namespace cx::store::sqlite {
namespace {

struct Rule {
    const char* problem;  // What it means when rows are found.
    const char* count;    // Counts the rows.
};

constexpr std::array rules{
    Rule{"live party records without a live profile",
         "SELECT count(*) FROM record r WHERE r.kind = 0 AND r.live = 1 AND NOT EXISTS"
         " (SELECT 1 FROM profile f WHERE f.id = r.profile AND f.live = 1)"},
    Rule{"live profiles without a live record",
         "SELECT count(*) FROM profile f WHERE f.live = 1 AND NOT EXISTS"
         " (SELECT 1 FROM record r WHERE r.profile = f.id AND r.live = 1)"},
    Rule{"live profiles whose records are of several components",
         "SELECT count(*) FROM (SELECT 1 FROM record WHERE live = 1 AND profile IS NOT NULL"
         " GROUP BY profile HAVING min(component) <> max(component))"},
    Rule{"profiles whose newest version is missing or is another profile's",
         "SELECT count(*) FROM profile f WHERE NOT EXISTS (SELECT 1 FROM profile_version p"
         " WHERE p.seq = f.newest AND p.profile = f.id AND p.number = f.number)"},
    Rule{
        "profiles whose newest version is not the last of their history",
        "SELECT count(*) FROM profile f WHERE f.newest <> (SELECT max(p.seq) FROM profile_version p"
        " WHERE p.profile = f.id)"},
    Rule{"records whose version in force is missing or is another record's",
         "SELECT count(*) FROM record r WHERE NOT EXISTS (SELECT 1 FROM version v"
         " WHERE v.seq = r.current AND v.record = r.id AND r.live = (v.op = 0))"},
    Rule{"records whose versions are not counted 1, 2, 3 and so on",
         "SELECT count(*) FROM record r WHERE r.newest <> (SELECT count(*) FROM version v WHERE "
         "v.record = r.id)"},
    Rule{"records whose version in force is not the last that came into force",
         "SELECT count(*) FROM record r WHERE r.current <> (SELECT max(v.seq) FROM version v"
         " WHERE v.record = r.id AND v.in_force = 1)"},
    Rule{"claims to records that are not live, or by the one who holds them",
         "SELECT count(*) FROM claim c WHERE NOT EXISTS (SELECT 1 FROM record r"
         " WHERE r.id = c.record AND r.live = 1 AND r.origin <> c.origin)"},
    Rule{"claims without their origin or their version",
         "SELECT count(*) FROM claim c WHERE NOT EXISTS (SELECT 1 FROM origin o WHERE o.id = "
         "c.origin)"
         " OR NOT EXISTS (SELECT 1 FROM version v WHERE v.record = c.record AND v.number = "
         "c.version)"},
    Rule{"record versions without their origin",
         "SELECT count(*) FROM version v WHERE NOT EXISTS (SELECT 1 FROM origin o WHERE o.id = "
         "v.origin)"},
    Rule{"sequence numbers given out twice",
         "SELECT count(*) FROM version v JOIN profile_version p ON p.seq = v.seq"},
    Rule{"match keys of records that are not live",
         "SELECT count(*) FROM key k WHERE NOT EXISTS"
         " (SELECT 1 FROM record r WHERE r.id = k.record AND r.live = 1)"},
    Rule{"candidate keys of records that are not live",
         "SELECT count(*) FROM candidate_keys k WHERE NOT EXISTS"
         " (SELECT 1 FROM record r WHERE r.id = k.record AND r.live = 1)"},
    Rule{"candidate keys in the index that no record has",
         "SELECT count(*) FROM candidate c WHERE NOT EXISTS"
         " (SELECT 1 FROM candidate_keys k WHERE k.record = c.record)"},
    Rule{"candidate keys missing in the index",
         "SELECT max(0, (SELECT coalesce(sum(length(hashes)), 0) / 8 FROM candidate_keys)"
         " - (SELECT count(*) FROM candidate)"
         " - (SELECT n FROM total WHERE name = 'candidates_waiting'))"},
    Rule{"scored pairs of records that are not live",
         "SELECT count(*) FROM edge e WHERE NOT EXISTS"
         " (SELECT 1 FROM record r WHERE r.id = e.a AND r.live = 1) OR NOT EXISTS"
         " (SELECT 1 FROM record r WHERE r.id = e.b AND r.live = 1)"},
    Rule{"verdicts on records that are missing",
         "SELECT count(*) FROM verdict d WHERE NOT EXISTS (SELECT 1 FROM record r WHERE r.id = d.a)"
         " OR NOT EXISTS (SELECT 1 FROM record r WHERE r.id = d.b)"},
    Rule{"aliases whose anchor record is missing",
         "SELECT count(*) FROM alias a WHERE NOT EXISTS (SELECT 1 FROM record r WHERE r.id = "
         "a.anchor)"},
    Rule{"steps of lineage whose record is missing",
         "SELECT count(*) FROM lineage l WHERE NOT EXISTS (SELECT 1 FROM record r WHERE r.id = "
         "l.record) AND NOT EXISTS (SELECT 1 FROM erased_record e WHERE e.record = l.record)"},
    Rule{"erased records that are there",
         "SELECT count(*) FROM erased_record e WHERE EXISTS (SELECT 1 FROM record r WHERE r.id = "
         "e.record) OR EXISTS (SELECT 1 FROM version v WHERE v.record = e.record) OR EXISTS"
         " (SELECT 1 FROM key k WHERE k.record = e.record) OR EXISTS"
         " (SELECT 1 FROM candidate_keys k WHERE k.record = e.record)"},
    Rule{"erased profiles with golden values",
         "SELECT count(*) FROM erased_profile e JOIN profile_version p ON p.profile = e.profile"
         " WHERE p.golden IS NOT NULL"},
    Rule{"streams where accepted and rejected records do not add up to those read",
         "SELECT count(*) FROM stream WHERE read <> accepted + rejected"},
    Rule{"streams whose rejects by code do not add up",
         "SELECT count(*) FROM stream s WHERE s.rejected <> (SELECT coalesce(sum(c.n), 0) FROM "
         "stream_code c"
         " WHERE c.pipeline = s.pipeline AND c.stream = s.stream AND c.what = 0)"},
    Rule{"kept totals that are not what counting gives",
         "SELECT count(*) FROM total t WHERE t.n <> CASE t.name"
         " WHEN 'profiles' THEN (SELECT count(*) FROM profile WHERE live = 1)"
         " WHEN 'party' THEN (SELECT count(*) FROM record WHERE live = 1 AND kind = 0)"
         " WHEN 'state' THEN (SELECT count(*) FROM record WHERE live = 1 AND kind = 1)"
         " WHEN 'event' THEN (SELECT count(*) FROM record WHERE live = 1 AND kind = 2)"
         " WHEN 'aliases' THEN (SELECT count(*) FROM alias)"
         " WHEN 'rejects_open' THEN (SELECT count(*) FROM reject WHERE state = 'open')"
         " WHEN 'keys' THEN (SELECT count(*) FROM key)"
         " WHEN 'candidates_waiting' THEN t.n"
         " WHEN 'edges' THEN (SELECT count(*) FROM edge WHERE state = 0)"
         " WHEN 'reviews' THEN (SELECT count(*) FROM edge WHERE state = 1) END"},
};

}  // namespace

std::vector<std::string> find_problems(Connection& connection)
{
    std::vector<std::string> problems;
    const std::string integrity = connection.text("PRAGMA integrity_check(1)");
    if (integrity != "ok") problems.push_back("the file is damaged: " + integrity);
    for (const Rule& rule : rules)
        if (const std::int64_t rows = connection.integer(rule.count); rows > 0)
            problems.push_back(fmt::format("{}: {}", rule.problem, rows));
    return problems;
}

}  // namespace cx::store::sqlite
