// The records that a profile is made of, drawn as the graph that holds them, and the way to put some apart.

import { el, fill } from "./dom.js";
import { recordName, system, text, time } from "./format.js";
import { get, may } from "./session.js";
import { t } from "./words.js";
import { dataList } from "./data.js";
import { graph } from "./graph.js";
import { openSplit } from "./split.js";
import { orProblem } from "./problem.js";

export function showRecords(panel, id) {
  return orProblem(panel, async () => {
    const [{ profile_id: current, members }, why] = await Promise.all([
      get(`/v1/profiles/${encodeURIComponent(id)}/members`), get(`/v1/profiles/${encodeURIComponent(id)}/why`)]);
    // Without its key a record cannot be named to the hub.
    const steward = may("profiles:steward") && members.every((member) => member.key) && members.length > 1;
    const chosen = new Set();
    const split = el("button", { type: "button", class: "main", disabled: true, onclick: () =>
      openSplit({ id: current, goes: [...chosen], stays: members.filter((member) => !chosen.has(member)), links: why.links ?? [] }) }, t("records.split_none"));
    const undo = el("button", { type: "button", onclick: () => openSplit({ id: current, goes: [], stays: members, links: [] }) }, t("records.undo"));
    const choose = (member, on) => {
      if (on) chosen.add(member);
      else chosen.delete(member);
      split.disabled = chosen.size === 0 || chosen.size === members.length;
      split.textContent = chosen.size === 0 ? t("records.split_none")
        : chosen.size === members.length ? t("split.all_chosen") : t("records.split", { n: chosen.size });
    };
    fill(panel, graph(why), el("h2", {}, t("records.title")),
      steward ? el("p", { class: "actions" }, split, undo) : null,
      el("ul", { class: "records" }, members.map((member) => recordItem(member, steward ? choose : null))));
  }, () => showRecords(panel, id));
}

function recordItem(member, choose) {
  const box = choose ? el("label", { class: "choose" },
    el("input", { type: "checkbox", "aria-label": t("records.choose_one", { record: recordName(member) }), onchange: (event) => choose(member, event.target.checked) }),
    el("span", { "aria-hidden": "true" }, t("records.choose"))) : null;
  return el("li", {}, el("div", { class: "record-line" }, box, el("details", {}, el("summary", {},
    system(member.source), " ", el("span", { class: "strong" }, member.data.name ? text(member.data.name) : ""), " ",
    el("span", { class: "code quiet" }, member.key ?? ""), " ", el("span", { class: "quiet" }, time(member.occurred_at ?? member.recorded_at)),
    member.issues.length ? el("span", { class: "badge warn" }, t("records.issues", { n: member.issues.length })) : null),
  dataList(member.data, member.left_out))));
}
