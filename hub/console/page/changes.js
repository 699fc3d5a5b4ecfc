// Changes as they happen: the newest on top, with their rate.

import { announce, el, fill } from "./dom.js";
import { badge, entityName, profileLink, rate, system, text, time } from "./format.js";
import { status } from "./monitor.js";
import { get } from "./session.js";
import { t, tOr } from "./words.js";
import { problemBox } from "./problem.js";
import { sparkline } from "./spark.js";
import { summaryOf } from "./timeline.js";

const everyMs = 2000;
const shownMax = 300;
const before = 40;       // So many of the newest are there from the start.
const kinds = ["all", "profile", "entity", "event", "erase"];

export function showChanges(place) {
  const rows = el("tbody", {});
  const told = el("div", {});
  const drawn = el("span", {});
  const state = el("span", { class: "badge good", role: "status" });
  const waiting = el("p", { class: "quiet" }, t("changes.waiting"));
  const kind = el("select", { id: "kind", onchange: () => { rows.dataset.kind = kind.value; } }, kinds.map((each) => el("option", { value: each }, t(`changes.kind.${each}`))));
  const follow = el("button", { type: "button", onclick: () => (following ? pause() : go()) });
  place.append(
    el("h1", { tabindex: "-1" }, t("changes.title")),
    el("div", { class: "toolbar" }, follow, state, el("label", { for: "kind" }, t("changes.kind")), kind,
      el("span", { class: "grow" }), el("span", { class: "quiet" }, t("changes.rate")), drawn),
    told, waiting,
    el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": t("changes.title") },
      el("table", { class: "changes" }, el("caption", { class: "hidden" }, t("changes.title")),
        el("thead", {}, el("tr", {}, ["changes.seq", "rejects.when", "changes.kind", "changes.what", "changes.profile"].map((head, at) => el("th", { scope: "col", class: at === 0 ? "figure" : null }, t(head))))), rows)));
  rows.dataset.kind = "all";

  const rates = [];
  let after = -1;
  let back = before;
  let following = false;
  let timer = 0;
  let gone = new AbortController();
  go();
  return () => pause();

  function say(what, mood) {
    state.textContent = t(`changes.state.${what}`);
    state.className = `badge ${mood}`;
    follow.textContent = following ? t("changes.pause") : t("changes.follow");
  }

  function go() {
    following = true;
    gone = new AbortController();
    say("following", "good");
    step();
  }

  function pause() {
    following = false;
    clearTimeout(timer);
    gone.abort();
    say("paused", "");
  }

  async function step() {
    const own = gone.signal;
    try {
      if (after < 0) after = await start(own, back);
      const answer = await get(`/v1/changes?after=${after}&limit=1000`, { signal: own });
      if (own.aborted) return;
      after = answer.next;
      fill(told);
      say("following", "good");
      take(answer.changes);
    } catch (problem) {
      if (own.aborted) return;
      if (!problem.code) throw problem;
      if (problem.status === 410) {      // Changes from there are kept no longer: begin at the newest.
        back = 0;
        after = -1;
      }
      fill(told, problemBox(problem));
      say("broken", "warn");
    }
    timer = setTimeout(step, everyMs);
  }

  function take(changes) {
    rates.push({ at: Date.now(), value: rates.length ? changes.length / (everyMs / 1000) : 0 });
    if (rates.length > 300) rates.shift();
    fill(drawn, sparkline(t("changes.rate"), rates, rate));
    if (changes.length === 0) return;
    waiting.hidden = true;
    rows.prepend(...changes.slice(-shownMax).reverse().map(changeRow));
    while (rows.children.length > shownMax) rows.lastChild.remove();
    announce(t("changes.new", { n: changes.length }));
  }
}

// A position shortly before the newest change; from the first where the token may not see the status.
async function start(signal, back) {
  if (status()) return Math.max(0, status().store.last_seq - back);
  const told = await get("/v1/pipelines", { signal }).catch((problem) => {
    if (problem.status === 403) return null;
    throw problem;
  });
  return told ? Math.max(0, told.store.last_seq - back) : 0;
}

function changeRow(change) {
  const what = change.kind === "profile" ? (change.data?.name ? text(change.data.name) : "") : change.data ? summaryOf(change) : "";
  return el("tr", { class: `kind-${change.kind}` },
    el("td", { class: "figure" }, change.seq),
    el("td", { class: "nowrap" }, time(change.recorded_at)),
    el("td", { class: "nowrap" }, badge(change.entity ? entityName(change.entity) : change.kind, `entity ${change.kind}`), " ",
      change.op ? badge(tOr(`op.${change.op}`, change.op)) : null, change.backfill ? [" ", badge(t("changes.backfill"))] : null),
    el("td", {}, change.source ? [system(change.source), " "] : null, what),
    el("td", {}, change.profile_id ? profileLink(change.profile_id) : "–"));
}
