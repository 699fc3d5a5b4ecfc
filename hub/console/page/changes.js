// Changes as they happen: the newest on top, with their rate.

import { announce, button, el, fill } from "./dom.js";
import { badge, entityName, profileLink, rate, system, text, time } from "./format.js";
import { follower } from "./follow.js";
import { status } from "./monitor.js";
import { get, may } from "./session.js";
import { t, tOr } from "./words.js";
import { orProblem, problemBox } from "./problem.js";
import { sparkline } from "./spark.js";
import { summaryOf } from "./timeline.js";

const drawMs = 1000;      // However many arrive, they are drawn and counted so often.
const sayTurns = 5;       // And told to screen readers each so many times.
const ratesMax = 600;
const shownMax = 300;
const before = 100;       // So far back it begins.
const kinds = ["all", "profile", "entity", "event", "erase"];

export function showChanges(place) {
  const rows = el("tbody", { "data-kind": "all" });
  const told = el("div", {});
  const drawn = el("span", {});
  const state = el("span", { class: "badge", role: "status" });
  const waiting = el("p", { class: "quiet" }, t("changes.waiting"));
  const kind = el("select", { id: "kind", onchange: () => { rows.dataset.kind = kind.value; } }, kinds.map((each) => el("option", { value: each }, t(`changes.kind.${each}`))));
  const toggle = button(t("changes.pause"), () => (paused ? go() : pause()));
  place.append(
    el("h1", { tabindex: "-1" }, t("changes.title")),
    el("div", { class: "toolbar" }, toggle, state, el("label", { for: "kind" }, t("changes.kind")), kind,
      el("span", { class: "grow" }), el("span", { class: "quiet" }, t("changes.rate")), drawn),
    told, waiting,
    el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": t("changes.title") },
      el("table", { class: "changes" }, el("caption", { class: "hidden" }, t("changes.title")),
        el("thead", {}, el("tr", {}, ["changes.seq", "rejects.when", "changes.kind", "changes.what", "changes.profile"].map((head, at) => el("th", { scope: "col", class: at === 0 ? "figure" : null }, t(head))))), rows)));

  let paused = false;
  let left = false;
  let following = null;
  let old = 0;              // Changes up to here were there before.
  let arrived = [];         // Not drawn yet, as many as there is room for.
  let count = 0;            // Of those that are new, since the last turn,
  let unsaid = 0;           // and since screen readers were told.
  let turns = 0;
  const rates = [];
  const timer = setInterval(draw, drawMs);
  say("connecting", "");
  begin();
  return () => {
    left = true;
    clearInterval(timer);
    following?.stop();
  };

  function begin() {
    orProblem(told, async () => {
      const newest = await newestSeq();
      if (left) return;
      old = newest ?? 0;
      following = follower({ after: newest && Math.max(0, newest - before), take, missed, say: (what, problem, ms) => {
        if (what === "following") say("following", "good");
        else say("cut", "warn", { n: Math.round(ms / 1000) });
        if (what !== "following") fill(told, problemBox(problem));
        else if (!told.querySelector(".missed")) fill(told);
      } });
      if (!paused) following.start();
    }, begin);
  }

  function say(what, mood, values) {
    state.textContent = t(`live.${what}`, values);
    state.className = `badge ${mood}`;
  }

  function go() {
    paused = false;
    toggle.textContent = t("changes.pause");
    say("connecting", "");
    following?.start();
  }

  function pause() {
    paused = true;
    following?.stop();
    toggle.textContent = t("changes.follow");
    say("paused", "");
  }

  function missed(problem) {
    fill(told, el("div", { class: "missed" }, el("p", { class: "strong" }, t("live.missed")), problemBox(problem)));
  }

  function take(changes) {
    count += changes.filter((change) => change.seq > old).length;
    arrived = arrived.concat(changes).slice(-shownMax);
  }

  function draw() {
    if (paused) return;
    rates.push({ at: Date.now(), value: count / (drawMs / 1000) });
    if (rates.length > ratesMax) rates.shift();
    fill(drawn, sparkline(t("changes.rate"), rates, rate));
    unsaid += count;
    if (++turns % sayTurns === 0 && unsaid > 0) {
      announce(t("changes.new", { n: unsaid }));
      unsaid = 0;
    }
    count = 0;
    if (arrived.length === 0) return;
    waiting.hidden = true;
    rows.prepend(...arrived.reverse().map(changeRow));
    arrived = [];
    while (rows.children.length > shownMax) rows.lastChild.remove();
  }
}

// Null where the token may not see the status: then it begins at what comes.
async function newestSeq() {
  if (!may("pipelines:read")) return null;
  return (status() ?? await get("/v1/pipelines")).store.last_seq;
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
