// Records that were set aside: why, where, what was read; tried again, corrected or dismissed, one or all of a kind.

import { pretty } from "./data.js";
import { button, el, fill, moreButton } from "./dom.js";
import { badge, time } from "./format.js";
import { get, may } from "./session.js";
import { t, tOr } from "./words.js";
import { askAll, askDismiss, askEdit, outcome, retryOne } from "./retry.js";
import { orProblem } from "./problem.js";

const page = 100;
const states = ["open", "resolved", "retried", "dismissed", "all"];
const chosen = { pipeline: "", code: "", state: "open" };      // Kept while the page lives.

export function showRejects(place, [id = ""]) {
  const rows = el("tbody", {});
  const told = el("div", {});
  const said = el("div", { role: "status" });
  const detail = el("div", {}, el("p", { class: "quiet" }, t("rejects.choose")));
  const more = moreButton(() => load());
  const selects = el("div", { class: "toolbar" });
  const everything = el("div", { class: "toolbar" }, button(t("rejects.retry_all"), () => askAll("retry", chosen, again)),
    button(t("rejects.dismiss_all"), () => askAll("dismiss", chosen, again)));
  let after = "";
  const seen = { pipeline: new Set(), code: new Set() };
  place.append(el("h1", { tabindex: "-1" }, t("rejects.title")), selects, everything, told,
    el("div", { class: "columns" },
      el("section", {}, el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": t("rejects.title") },
        el("table", {}, el("caption", { class: "hidden" }, t("rejects.title")), el("thead", {}, el("tr", {},
          [t("rejects.code"), t("operations.stream"), t("rejects.where"), t("rejects.when"), t("rejects.state")].map((head) => el("th", { scope: "col" }, head)))), rows)), more),
      el("section", { class: "card detail", "aria-label": t("rejects.detail") }, said, detail)));
  again();

  function again() {
    after = "";
    rows.replaceChildren();
    drawSelects();
    everything.hidden = chosen.state !== "open" || !may("rejects:control");
    load();
    if (id) show();
  }

  function select(name, label, options) {
    return [el("label", { for: `reject-${name}` }, label), el("select", { id: `reject-${name}`, onchange: (event) => { chosen[name] = event.target.value; again(); } },
      options.map(([value, text]) => el("option", { value, selected: chosen[name] === value }, text)))];
  }

  function drawSelects() {
    if (selects.contains(document.activeElement)) return;
    const options = (name, all) => [["", all], ...[...new Set([...seen[name], chosen[name]])].filter(Boolean).sort().map((each) => [each, each])];
    fill(selects, select("state", t("rejects.state"), states.map((state) => [state, t(`reject.state.${state}`)])),
      select("pipeline", t("rejects.pipeline"), options("pipeline", t("rejects.all_pipelines"))),
      select("code", t("rejects.code"), options("code", t("rejects.all_codes"))));
  }

  function load() {
    return orProblem(told, async () => {
      const query = new URLSearchParams({ limit: page, state: chosen.state });
      if (chosen.pipeline) query.set("pipeline", chosen.pipeline);
      if (chosen.code) query.set("code", chosen.code);
      if (after) query.set("after", after);
      const answer = await get(`/v1/rejects?${query}`);
      for (const reject of answer.rejects) {
        seen.pipeline.add(reject.pipeline);
        seen.code.add(reject.code);
      }
      rows.append(...answer.rejects.map((reject) => rejectRow(reject, id)));
      fill(told, rows.children.length ? null : el("p", { class: "quiet" }, t("app.none")));
      after = answer.next ?? "";
      more.hidden = !answer.next;
      drawSelects();
    });
  }

  function show() {
    return orProblem(detail, async () => {
      const reject = await get(`/v1/rejects/${encodeURIComponent(id)}`);
      fill(detail, rejectDetail(reject), reject.state === "open" && may("rejects:control") ? actions(reject) : null);
    });
  }

  function actions(reject) {
    return el("p", { class: "actions" },
      button(t("rejects.retry"), () => orProblem(said, async () => {
        fill(said, outcome(await retryOne(reject.id)));
        again();
      })),
      reject.payload === undefined ? null : button(t("rejects.edit"), () => askEdit(reject, again)),
      button(t("rejects.dismiss"), () => askDismiss(reject, again)));
  }
}

function rejectRow(reject, current) {
  return el("tr", { class: reject.id === current ? "chosen" : "" },
    el("td", {}, el("a", { href: `#/rejects/${reject.id}`, "aria-current": reject.id === current ? "true" : null }, el("code", {}, reject.code))),
    el("td", {}, `${reject.pipeline}/${reject.stream}`), el("td", { class: "code" }, reject.position),
    el("td", { class: "nowrap" }, time(reject.recorded_at)), el("td", {}, badge(tOr(`reject.state.${reject.state}`, reject.state), reject.state === "open" ? "warn" : "")));
}

function rejectDetail(reject) {
  const facts = [["rejects.why", reject.why], ["app.remedy", reject.remedy], ["rejects.where", `${reject.pipeline}/${reject.stream} ${reject.position}`],
    ["rejects.config_line", reject.config_line], ["rejects.key", reject.key], ["rejects.when", time(reject.recorded_at)],
    ["rejects.state", tOr(`reject.state.${reject.state}`, reject.state)]];
  return [el("h2", {}, el("code", {}, reject.code)),
    el("dl", { class: "data" }, facts.filter(([, text]) => text).map(([key, text]) => el("div", {}, el("dt", {}, t(key)), el("dd", {}, text)))),
    el("h3", {}, t("rejects.payload")),
    reject.payload === undefined ? el("p", { class: "quiet" }, t("rejects.no_payload")) : el("pre", { tabindex: "0" }, pretty(reject.payload))];
}
