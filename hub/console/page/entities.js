// Orders, consents, memberships and the like, a table each.

import { el, fill, moreButton, table } from "./dom.js";
import { entityName, fieldName, system, text, time } from "./format.js";
import { get } from "./session.js";
import { t } from "./words.js";
import { orProblem } from "./problem.js";

const page = 200;
const columnsMax = 5;
const rarelyAsked = new Set(["created_at", "updated_at", "identifiers", "ext"]);

export function showEntities(panel, id) {
  return orProblem(panel, async () => {
    let next = "";
    const records = [];
    const place = el("div", {});
    const more = moreButton(() => orProblem(place, load));
    const load = async () => {
      const answer = await get(`/v1/profiles/${encodeURIComponent(id)}/entities?limit=${page}${next ? `&before=${encodeURIComponent(next)}` : ""}`);
      records.push(...answer.records);
      next = answer.next ?? "";
      more.hidden = !next;
      fill(place, records.length ? byType(records) : el("p", { class: "quiet" }, t("app.none")));
    };
    await load();
    fill(panel, place, more);
  }, () => showEntities(panel, id));
}

function byType(records) {
  const types = new Map();
  for (const record of records) types.set(record.entity, [...(types.get(record.entity) ?? []), record]);
  return [...types].map(([type, rows]) => {
    const title = `${entityName(type)} (${rows.length})`;
    const columns = columnsOf(rows);
    return el("section", {}, el("h2", {}, title), table(title,
      [t("entities.time"), ...columns.map(fieldName), t("entities.source"), t("entities.key")],
      rows.map((record) => el("tr", {}, el("td", { class: "nowrap" }, time(record.time ?? record.recorded_at)),
        columns.map((name) => el("td", {}, record.data[name] === undefined ? "–" : text(record.data[name]))),
        el("td", {}, system(record.source)), el("td", { class: "code quiet" }, record.key ?? "–")))));
  });
}

// Fields that most rows have, references to the customer left out: everything here is theirs.
function columnsOf(rows) {
  const counts = new Map();
  for (const row of rows)
    for (const [name, value] of Object.entries(row.data)) {
      const reference = typeof value === "string" && value === row.owner;
      if (!rarelyAsked.has(name) && !reference) counts.set(name, (counts.get(name) ?? 0) + 1);
    }
  return [...counts].sort((a, b) => b[1] - a[1]).slice(0, columnsMax).map(([name]) => name);
}
