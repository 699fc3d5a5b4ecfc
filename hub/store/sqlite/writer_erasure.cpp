// Erasures after their commit: their bytes, their lifting.
#include "store/sqlite/batch_writer.hpp"
#include "store/sqlite/writer.hpp"

namespace cx::store::sqlite {

bool Writer::clean(const std::function<bool()>& work, Timestamp now)
{
    const std::lock_guard lock(mutex_);
    connection_.execute("PRAGMA shrink_memory");
    if (!work()) return false;
    locked_transact([&] {
        connection_.query("UPDATE erasure SET clean_at = ?1 WHERE clean_at = 0").bind(now).run();
    });
    unclean_ = false;
    return true;
}

bool Writer::lift_erasure(const std::string& id, const std::string& actor, Timestamp now)
{
    bool lifted = false;
    transact([&] {
        const std::int64_t before = connection_.rows_changed();
        connection_
            .query(
                "UPDATE erasure SET lifted_at = ?2, lifted_by = ?3 WHERE id = ?1 AND lifted_at = 0")
            .bind(id, now, actor)
            .run();
        lifted = connection_.rows_changed() > before;
        if (!lifted) return;
        connection_.query("DELETE FROM erased_hash WHERE erasure = ?1").bind(id).run();
        resolve_refusals(id);
    });
    return lifted;
}

// What the erasure has refused is nothing to be done any more.
void Writer::resolve_refusals(const std::string& erasure)
{
    Query find = connection_.query(
        "SELECT id FROM reject WHERE code = 'record.erased' AND state = 'open' AND instr(why, ?1) "
        "> "
        "0");
    find.bind(erasure);
    std::vector<std::string> ids;
    while (find.next()) ids.push_back(find.text(0));
    TotalsDelta totals;
    for (const std::string& id : ids)
        totals.rejects_open += set_reject_state(connection_, id, "resolved");
    add_to_totals(connection_, totals);
}

}  // namespace cx::store::sqlite
