// One profile: its head, and its parts behind tabs. While it is open it follows what changes.

import { announce, button, el, fill, remember } from "./dom.js";
import { badge, entityName, text, time, timeOfDay } from "./format.js";
import { follower } from "./follow.js";
import { get, may } from "./session.js";
import { t, tOr } from "./words.js";
import { orProblem, titleOf } from "./problem.js";
import { showEntities } from "./entities.js";
import { showHistory } from "./history.js";
import { showRecords } from "./records.js";
import { showTimeline } from "./timeline.js";
import { showValues } from "./values.js";

const parts = { values: showValues, timeline: showTimeline, entities: showEntities, records: showRecords, history: showHistory };

const settleMs = 300;      // What changes together is shown together.

export function showProfile(place, [id = "", wanted = "values"]) {
  const part = parts[wanted] ? wanted : "values";
  const head = el("div", { class: "profile-head" }, el("h1", { tabindex: "-1" }, t("profile.title")));
  const panel = el("div", { id: "panel", role: "tabpanel", "aria-labelledby": `tab-${part}`, tabindex: "0" }, el("p", { class: "quiet" }, t("app.loading")));
  const live = liveLine(() => drawPart());
  place.append(head, live.line, tabs(id, part), panel);
  panel.addEventListener("click", (event) => { if (event.target.dataset.action === "more") readsOn = true; });

  let readsOn = false;      // Has asked for more of a list.
  let begun = false;
  let updating = false;
  let again = false;
  let left = false;
  if (!may("changes:read")) {
    live.say("off");
    draw();
    return null;
  }
  // Nothing may be missed between what is drawn and what follows, so the hub's word that it follows comes first.
  const following = follower({ profile: id, take: () => update(), missed: () => update(), say: (what, problem, ms) => {
    live.say(what, problem, ms);
    if (!begun) draw();
    begun = true;
  } });
  following.start();
  return () => {
    left = true;
    following.stop();
  };

  function draw() {
    return Promise.all([drawHead(), drawPart()]);
  }

  function drawHead() {
    return orProblem(head, async () => {
      const profile = await get(`/v1/profiles/${encodeURIComponent(id)}`);
      if (!left) headOf(head, profile);
    });
  }

  async function drawPart() {
    readsOn = false;
    const back = remember(panel);
    await parts[part](panel, id);
    back();
  }

  async function update() {
    again = true;
    if (updating) return;
    updating = true;
    while (again) {
      await new Promise((done) => setTimeout(done, settleMs));
      again = false;
      if (left) return;
      const busy = readsOn || panel.querySelector("input:checked") || document.querySelector("dialog");
      await (busy ? drawHead() : draw());
      live.updated(busy);
    }
    updating = false;
  }
}

// Whether what is shown is kept up to date. `show` draws the part that was left alone because somebody is at work in it.
function liveLine(show) {
  const state = el("span", { class: "badge", role: "status" }, t("live.connecting"));
  const more = el("span", {});
  const told = el("span", { class: "quiet" });
  const moods = { following: "good", cut: "warn" };
  return {
    line: el("p", { class: "facts live" }, state, " ", told, " ", more),
    say(what, problem, ms) {
      state.textContent = t(`live.${what}`, { n: Math.round(ms / 1000) });
      state.className = `badge ${moods[what] ?? ""}`;
      fill(told, problem ? `${titleOf(problem)} (${problem.code})` : what === "off" ? t("app.needs_scope", { scope: "changes:read" }) : null);
    },
    updated(busy) {
      fill(told, t("live.updated", { time: timeOfDay() }));
      fill(more, busy ? button(t("live.show"), () => { fill(more); show(); }) : null);
      announce(t(busy ? "live.changed_behind" : "live.changed"));
    },
  };
}

function headOf(place, profile) {
  const stood = document.activeElement?.tagName === "H1";
  const back = remember(place);
  const name = profile.data.name ? text(profile.data.name) : t("profile.nameless");
  fill(place,
    el("h1", { tabindex: "-1" }, name),
    el("p", { class: "facts" }, badge(entityName(profile.entity)), " ", badge(tOr(`op.${profile.op}`, profile.op)), " ",
      el("span", {}, t("profile.version", { n: profile.version })), " ", el("span", { class: "quiet" }, time(profile.recorded_at))),
    el("p", { class: "facts" }, el("code", {}, profile.profile_id), " ", button(t("app.copy"), async () => {
      await navigator.clipboard.writeText(profile.profile_id);
      announce(t("app.copied"));
    }, { class: "plain" })),
    profile.resolved_from ? el("p", { class: "note" }, t("profile.resolved"), " ", el("code", {}, profile.resolved_from)) : null,
    profile.left_out.length ? el("p", { class: "note" }, t("profile.left_out"), " ", profile.left_out.join(", ")) : null);
  back();
  if (stood) place.querySelector("h1").focus({ preventScroll: true });
}

// Tabs are links, so that each part has an address; arrow keys move between them as people expect of tabs.
function tabs(id, part) {
  const list = el("div", { class: "tabs", role: "tablist", "aria-label": t("profile.tabs"), onkeydown: move },
    Object.keys(parts).map((name) => el("a", { role: "tab", id: `tab-${name}`, href: `#/profile/${id}/${name}`, "aria-controls": name === part ? "panel" : null,
      "aria-selected": String(name === part), tabindex: name === part ? "0" : "-1" }, t(`tab.${name}`))));
  function move(event) {
    const all = [...list.children];
    const at = all.indexOf(document.activeElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (to === undefined) {
      if (event.key === " ") { event.preventDefault(); document.activeElement.click(); }
      return;
    }
    event.preventDefault();
    all[(to + all.length) % all.length].focus();
  }
  return list;
}
