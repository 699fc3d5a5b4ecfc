// One profile: its head, and its parts behind tabs.

import { announce, button, el, fill } from "./dom.js";
import { badge, entityName, text, time } from "./format.js";
import { get } from "./session.js";
import { t, tOr } from "./words.js";
import { orProblem } from "./problem.js";
import { showEntities } from "./entities.js";
import { showHistory } from "./history.js";
import { showRecords } from "./records.js";
import { showTimeline } from "./timeline.js";
import { showValues } from "./values.js";

const parts = { values: showValues, timeline: showTimeline, entities: showEntities, records: showRecords, history: showHistory };

export function showProfile(place, [id = "", wanted = "values"]) {
  const part = parts[wanted] ? wanted : "values";
  const head = el("div", { class: "profile-head" }, el("h1", { tabindex: "-1" }, t("profile.title")));
  const panel = el("div", { id: "panel", role: "tabpanel", "aria-labelledby": `tab-${part}`, tabindex: "0" }, el("p", { class: "quiet" }, t("app.loading")));
  place.append(head, tabs(id, part), panel);

  orProblem(head, async () => {
    const profile = await get(`/v1/profiles/${encodeURIComponent(id)}`);
    headOf(head, profile);
  });
  parts[part](panel, id);
}

function headOf(place, profile) {
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
  place.querySelector("h1").focus({ preventScroll: true });
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
