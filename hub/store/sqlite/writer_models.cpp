// Which model is active. Activations are counted, so that a rollback finds what was active before;
// one that was rolled back is out of that line.
#include "store/sqlite/codec.hpp"
#include "store/sqlite/writer.hpp"

namespace cx::store::sqlite {

bool Writer::save_model(const ModelRow& model)
{
    const std::string text = compress(model.text);
    const std::string figures = compress(model.figures);
    bool saved = false;
    transact([&] {
        Query insert = connection_.query(
            "INSERT INTO model (id, state, created_at, activated_at, activation, text, figures)"
            " VALUES (?1, 0, ?2, 0, 0, ?3, ?4) ON CONFLICT (id) DO UPDATE SET"
            " created_at = excluded.created_at, text = excluded.text, figures = excluded.figures"
            " WHERE state = 0");
        const auto bind = [&](const auto& first) {
            if (figures.empty())
                insert.bind(model.id, model.created_at, first, Borrowed{model.figures});
            else
                insert.bind(model.id, model.created_at, first, Bytes{figures});
        };
        if (text.empty())
            bind(Borrowed{model.text});
        else
            bind(Bytes{text});
        const std::int64_t before = connection_.rows_changed();
        insert.run();
        saved = connection_.rows_changed() > before;
    });
    return saved;
}

bool Writer::activate_model(const std::string& id, Timestamp now)
{
    bool activated = false;
    transact([&] {
        Query find = connection_.query("SELECT 1 FROM model WHERE id = ?1 AND state <> 1");
        activated = find.bind(id).next();
        if (!activated) return;
        connection_.query("UPDATE model SET state = 2 WHERE state = 1").run();
        connection_
            .query(
                "UPDATE model SET state = 1, activated_at = ?2,"
                " activation = 1 + (SELECT max(activation) FROM model) WHERE id = ?1")
            .bind(id, now)
            .run();
    });
    return activated;
}

std::optional<std::string> Writer::roll_back_model()
{
    std::optional<std::string> now_active;
    transact([&] {
        Query find = connection_.query("SELECT 1 FROM model WHERE state = 1");
        if (!find.bind().next()) return;
        connection_.query("UPDATE model SET state = 2, activation = 0 WHERE state = 1").run();
        Query before = connection_.query(
            "UPDATE model SET state = 1 WHERE activation = (SELECT max(activation) FROM model)"
            " AND activation > 0 RETURNING id");
        const bool found = before.bind().next();
        now_active = found ? before.text(0) : "";
        if (found) before.next();
    });
    return now_active;
}

}  // namespace cx::store::sqlite
