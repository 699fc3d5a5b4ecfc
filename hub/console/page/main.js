// The shell: who is signed in, which view the address names, and the frame around it.
//
// Addresses are fragments with ids only: #/profile/0199.../timeline. Nothing is stored; what was typed is gone with the page.

import { announcement, button, el, fill } from "./dom.js";
import { timeText } from "./format.js";
import { me, may, signOut, signedIn } from "./session.js";
import { languages, language, setLanguage, t } from "./words.js";
import * as monitor from "./monitor.js";
import { problemBox } from "./problem.js";
import { showChanges } from "./changes.js";
import { showModels } from "./models.js";
import { showOperations } from "./operations.js";
import { showProfile } from "./profile.js";
import { showRejects } from "./rejects.js";
import { showReviews } from "./reviews.js";
import { showSearch } from "./search.js";
import { showSignIn } from "./sign_in.js";

const views = {
  search: { show: showSearch, scope: "profiles:read", title: "nav.search" },
  profile: { show: showProfile, scope: "profiles:read", title: "profile.title", hidden: true },
  reviews: { show: showReviews, scope: "profiles:steward", title: "nav.reviews" },
  changes: { show: showChanges, scope: "changes:read", title: "nav.changes" },
  operations: { show: showOperations, scope: "pipelines:read", title: "nav.operations" },
  rejects: { show: showRejects, scope: "rejects:read", title: "nav.rejects" },
  models: { show: showModels, scope: "admin", title: "nav.models" },
};

const main = el("main", { id: "main", tabindex: "-1" });
const header = el("header", {});
let leave = () => {};      // Ends what the view in front has running.
let shown = "";

function route() {
  const [, name = "", ...rest] = location.hash.split("/");
  const first = Object.keys(views).find((each) => may(views[each].scope)) ?? "search";
  return views[name] ? { name, rest } : { name: first, rest: [] };
}

function languageSwitch() {
  return el("div", { class: "languages", role: "group", "aria-label": t("app.language") },
    Object.entries(languages).map(([code, name]) => button(name, () => {
      setLanguage(code);
      render();
      header.querySelector(`[lang=${code}]`).focus();
    }, { lang: code, "aria-pressed": String(language() === code), class: "plain" })));
}

function navigation(current) {
  return el("nav", { "aria-label": t("nav.main") }, el("ul", {},
    Object.entries(views).filter(([, view]) => !view.hidden && may(view.scope)).map(([name, view]) =>
      el("li", {}, el("a", { href: `#/${name}`, "aria-current": name === current ? "page" : null }, t(view.title))))));
}

function account() {
  const { name, expires_at: until } = me();
  const hint = `${t("app.signed_in_as", { name })}${until ? `, ${t("app.until", { time: timeText(until) })}` : ""}`;
  return el("div", { class: "account" }, el("span", { class: "quiet who", title: hint }, name),
    button(t("app.sign_out"), () => end(), { class: "plain" }));
}

function frame(current) {
  fill(header,
    el("a", { class: "skip", href: "#main", onclick: (event) => { event.preventDefault(); main.focus(); } }, t("app.skip")),
    el("span", { class: "brand" }, "cxhub"),
    signedIn() ? navigation(current) : el("span", { class: "grow" }),
    languageSwitch(), signedIn() ? account() : null);
}

function end(problem) {
  signOut();
  document.querySelector("dialog")?.remove();
  monitor.stop();
  history.replaceState(null, "", "#/");
  render(problem);
}

function begin() {
  monitor.start();
  render();
}

// Draws everything anew: after signing in or out, in the other language, at another address.
function render(problem) {
  leave();
  leave = () => {};
  if (!signedIn()) {
    frame("");
    document.title = `${t("sign_in.title")} – ${t("app.name")}`;
    shown = "";
    showSignIn(fill(main), { begin, end, problem });
    return;
  }
  const { name, rest } = route();
  const view = views[name];
  frame(name);
  document.title = `${t(view.title)} – ${t("app.name")}`;
  const place = fill(main);
  if (!may(view.scope)) {
    place.append(el("h1", { tabindex: "-1" }, t(view.title)), problemBox({ code: "api.no_scope", detail: t("app.needs_scope", { scope: view.scope }) }));
  } else {
    leave = view.show(place, rest) ?? leave;
  }
  const page = `${name}/${rest[0] ?? ""}`;
  place.querySelector(page === shown ? "[role=tab][aria-selected=true]" : "h1")?.focus();
  shown = page;
}

addEventListener("hashchange", () => render());
document.body.prepend(header, main, announcement);
render();
