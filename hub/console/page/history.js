// The versions of a profile with what changed, and how records came and went; the last merge can be undone here too.

import { button, el, fill, moreButton, table } from "./dom.js";
import { badge, fieldName, profileLink, shortId, text, time, timeText } from "./format.js";
import { get, may } from "./session.js";
import { t, tOr } from "./words.js";
import { openSplit } from "./split.js";
import { orProblem } from "./problem.js";

const page = 50;

export function showHistory(panel, id) {
  return orProblem(panel, async () => {
    const path = `/v1/profiles/${encodeURIComponent(id)}/history?limit=${page}`;
    const first = await get(path);
    const versions = [...first.versions];
    let next = first.next;
    const list = el("ol", { class: "versions" });
    const more = moreButton(() => orProblem(list, async () => {
      const answer = await get(`${path}&before=${encodeURIComponent(next)}`);
      versions.push(...answer.versions);
      next = answer.next;
      draw();
    }));
    const draw = () => {
      fill(list, versions.map((version, at) => versionItem(version, versions[at + 1], next !== null)));
      more.hidden = next === null;
    };
    draw();
    const merged = first.lineage.some((step) => step.detail === "merged");
    fill(panel, el("div", { class: "columns even" },
      el("section", {}, el("h2", {}, t("history.title")), list, more),
      el("section", {}, el("h2", {}, t("history.lineage")),
        merged && may("profiles:steward") ? el("p", {}, button(t("records.undo"), () => openSplit({ id: first.profile_id, goes: [], stays: [], links: [] }))) : null,
        lineage(first.lineage, first.profile_id), decisions(first.decisions ?? []))));
  }, () => showHistory(panel, id));
}

function versionItem(version, before, hasMore) {
  const names = version.changed ?? [];
  const said = !before && !hasMore ? t("history.first") : names.length === 0 ? t("history.same") : names.map(fieldName).join(", ");
  const head = [el("span", { class: "strong" }, `v${version.version}`), " ", badge(tOr(`op.${version.op}`, version.op)), " ",
    el("span", { class: "quiet" }, time(version.recorded_at)), " ", el("span", {}, said)];
  if (!before || names.length === 0) return el("li", {}, el("p", {}, head));
  return el("li", {}, el("details", {}, el("summary", {}, head), table(`v${version.version}: ${said}`, [t("values.field"), t("history.before"), t("history.after")],
    names.map((name) => el("tr", {}, el("th", { scope: "row" }, fieldName(name)), el("td", {}, valueOf(before, name)), el("td", {}, valueOf(version, name)))))));
}

const valueOf = (version, name) => (version.data[name] === undefined ? "–" : text(version.data[name]));

// A reason is there for tokens that accept personal data.
function decisions(all) {
  if (all.length === 0) return null;
  const title = t("history.decisions");
  return [el("h2", {}, title), table(title, [t("rejects.when"), t("changes.what"), t("history.who"), t("history.why")],
    [...all].reverse().map((each) => el("tr", {}, el("td", {}, time(each.recorded_at)),
      el("td", {}, badge(tOr(`history.decision.${each.kind}`, each.kind)),
        each.revoked_at ? el("div", { class: "quiet" }, t("history.revoked", { time: timeText(each.revoked_at) })) : null),
      el("td", {}, each.actor), el("td", {}, each.reason ?? badge(t("values.hidden"))))))];
}

function lineage(steps, own) {
  if (steps.length === 0) return el("p", { class: "quiet" }, t("app.none"));
  const link = (id) => (!id ? "–" : id === own ? el("span", { class: "code quiet nowrap" }, shortId(id)) : profileLink(id));
  return table(t("history.lineage"), [t("rejects.when"), t("changes.what"), t("history.from"), t("history.to")],
    [...steps].reverse().map((step) => el("tr", {}, el("td", {}, time(step.recorded_at)),
      el("td", {}, badge(tOr(`op.${step.detail}`, step.detail)), " ", el("span", { class: "quiet" },
        step.cause === "record" ? t("history.by_record") : step.cause === "steward" ? t("history.by_steward") : step.cause)),
      el("td", {}, link(step.from)), el("td", {}, link(step.to)))));
}
