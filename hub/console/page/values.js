// The golden values, each with where it came from and why it was chosen, beside the graph of what holds the records together.

import { announce, el, fill, freshId } from "./dom.js";
import { badge, fieldName, recordName, system, value } from "./format.js";
import { get } from "./session.js";
import { t, tOr } from "./words.js";
import { graph } from "./graph.js";
import { orProblem } from "./problem.js";

export function showValues(panel, id) {
  return orProblem(panel, async () => {
    const why = await get(`/v1/profiles/${encodeURIComponent(id)}/why`);
    fill(panel, el("div", { class: "columns" }, valuesOf(why), el("section", { class: "graph-side" }, graph(why, { beside: true }))));
  }, () => showValues(panel, id));
}

function valuesOf(why) {
  const names = order(Object.keys(why.fields));
  return el("section", {}, el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": t("tab.values") },
    el("table", { class: "values" }, el("caption", { class: "hidden" }, t("tab.values")),
      el("thead", {}, el("tr", {}, [t("values.field"), t("values.value"), t("values.source"), t("values.why")].map((head) => el("th", { scope: "col" }, head)))),
      names.map((name) => fieldRows(name, why.fields[name])))));
}

// What people ask for first stands first; the rest in the order of the hub.
function order(names) {
  const first = ["name", "contact_points", "birth_date", "gender", "language", "country", "identifiers"];
  const rank = (name) => (first.includes(name) ? first.indexOf(name) : first.length);
  return [...names].sort((a, b) => rank(a) - rank(b));
}

function fieldRows(name, field) {
  const id = freshId("why");
  const detail = el("tr", { id, hidden: true }, el("td", { colspan: "4", class: "why" }));
  const toggle = el("button", { type: "button", class: "plain", "aria-expanded": "false", "aria-controls": id, "aria-label": t("values.why_of", { field: fieldName(name) }),
    onclick: () => {
      detail.hidden = !detail.hidden;
      toggle.setAttribute("aria-expanded", String(!detail.hidden));
      if (!detail.hidden && !detail.dataset.filled) {
        detail.dataset.filled = "yes";
        fill(detail.firstChild, candidates(name, field.candidates ?? []));
      }
      if (!detail.hidden) announce(t("values.candidates", { field: fieldName(name) }));
    } }, `${t("values.why")}?`);
  const parts = Array.isArray(field.value) ? field.value : [field.value];
  const row = el("tr", {},
    el("th", { scope: "row" }, fieldName(name)),
    el("td", {}, parts.map((part) => el("div", { class: "part" }, part === undefined ? badge(t("values.hidden")) : value(part)))),
    el("td", {}, parts.map((_, at) => el("div", { class: "part" }, sourceOf(field, name, at)))),
    el("td", {}, toggle));
  return el("tbody", {}, row, detail);
}

function sourceOf(field, name, at) {
  const rows = field.provenance ?? [];
  const found = rows.find((row) => row.field === `${name}/${at}`) ?? rows.find((row) => row.field === name);
  return found ? el("span", { title: found.key ?? "" }, system(found.source)) : "–";
}

function candidates(name, all) {
  return el("table", { class: "candidates" },
    el("caption", {}, t("values.candidates", { field: fieldName(name) })),
    el("thead", {}, el("tr", {}, ["", t("values.value"), t("values.record"), t("values.rule")].map((head) => (head ? el("th", { scope: "col" }, head) : el("td", {}))))),
    el("tbody", {}, all.map((candidate) => el("tr", { class: candidate.chosen ? "chosen" : "" },
      el("td", {}, candidate.chosen ? badge(t("values.chosen"), "good") : badge(t("values.passed"))),
      el("td", {}, candidate.value === undefined ? badge(t("values.hidden")) : value(candidate.value)),
      el("td", {}, system(candidate.record.source), " ", el("span", { class: "code quiet" }, recordName({ ...candidate.record, source: "" }))),
      el("td", {}, tOr(`rule.${candidate.rule}`, candidate.rule))))));
}
