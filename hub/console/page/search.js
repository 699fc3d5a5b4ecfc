// Finding a customer by what they say of themselves.

import { announce, el, fill, moreButton } from "./dom.js";
import { badge, entityName, profileLink, shortId, system, text, time } from "./format.js";
import { get, post } from "./session.js";
import { t } from "./words.js";
import { orProblem } from "./problem.js";

const ways = ["email", "phone", "key", "id"];
const page = 50;
let way = "email";      // Kept while the page lives: who searches by telephone does so all day.

export function showSearch(place) {
  const hint = el("p", { id: "search-hint", class: "quiet" }, t(`search.hint.${way}`));
  const sought = el("input", { id: "sought", type: "search", required: true, autocomplete: "off", spellcheck: "false", maxlength: "1000",
    "aria-describedby": "search-hint" });
  const label = el("label", { for: "sought", class: "hidden" }, t(`search.${way}`));
  const results = el("section", { class: "results", "aria-label": t("search.title") });
  const choose = (chosen) => {
    way = chosen;
    hint.textContent = t(`search.hint.${way}`);
    label.textContent = t(`search.${way}`);
  };
  place.append(
    el("h1", { tabindex: "-1" }, t("search.title")),
    el("form", { class: "search", role: "search", onsubmit: find },
      el("fieldset", { class: "ways" }, el("legend", { class: "hidden" }, t("search.by")), ways.map((each) =>
        el("label", {}, el("input", { type: "radio", name: "way", value: each, checked: each === way, onchange: () => choose(each) }),
          el("span", {}, t(`search.${each}`))))),
      el("div", { class: "line" }, label, sought, el("button", { type: "submit", class: "main" }, t("search.submit"))),
      hint, el("p", { class: "quiet" }, t("search.privacy"))),
    results, everybody());

  function find(event) {
    event.preventDefault();
    const typed = sought.value.trim();
    if (way === "id") {
      if (/^[0-9a-f-]{36}$/i.test(typed)) location.hash = `#/profile/${typed.toLowerCase()}/values`;
      else fill(results, el("p", { role: "status" }, t("search.nobody")));
      return;
    }
    orProblem(results, async () => {
      const { matches } = await post("/v1/profiles/lookup", { [way]: typed });
      const cards = await Promise.all(matches.map((match) => card(match)));
      const said = matches.length === 0 ? t("search.nobody") : t("search.found", { n: matches.length });
      announce(said);
      fill(results, el("p", { class: "quiet" }, said), el("ul", { class: "cards" }, cards));
    });
  }
}

async function card(match) {
  const profile = await get(`/v1/profiles/${match.id}?fields=name,birth_date,country`);
  return el("li", {}, summary(profile), el("p", {},
    badge(match.verified ? t("search.verified") : t("search.unverified"), match.verified ? "good" : ""), " ",
    match.shared ? badge(t("search.shared"), "warn") : null));
}

function summary(profile) {
  const sources = [...new Set(profile.provenance.map((row) => row.source))];
  return [
    el("h2", {}, profileLink(profile.profile_id, profile.data.name ? text(profile.data.name) : shortId(profile.profile_id))),
    el("p", { class: "quiet" }, [entityName(profile.entity), profile.data.birth_date, profile.data.country].filter(Boolean).join(" · ")),
    el("p", { class: "systems" }, sources.map(system)),
  ];
}

// All profiles by pages, opened when somebody wants to look around.
function everybody() {
  const rows = el("tbody", {});
  const told = el("div", {});
  const more = moreButton(() => load());
  let after = "";
  let begun = false;
  const list = el("details", { class: "everybody", ontoggle: () => { if (list.open && !begun) { begun = true; load(); } } },
    el("summary", {}, t("search.all"), " ", el("span", { class: "quiet" }, t("search.all_hint"))),
    el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": t("search.all") },
      el("table", {}, el("caption", { class: "hidden" }, t("search.all")), el("thead", {}, el("tr", {},
        [t("field.name"), t("entities.type"), t("field.updated_at")].map((head) => el("th", { scope: "col" }, head)))), rows)),
    told, more);
  function load() {
    orProblem(told, async () => {
      const answer = await get(`/v1/profiles?limit=${page}&fields=name${after ? `&after=${encodeURIComponent(after)}` : ""}`);
      rows.append(...answer.profiles.map((profile) => el("tr", {},
        el("td", {}, profileLink(profile.profile_id, profile.data.name ? text(profile.data.name) : shortId(profile.profile_id))),
        el("td", {}, entityName(profile.entity)),
        el("td", {}, time(profile.recorded_at)))));
      after = answer.next ?? "";
      more.hidden = !answer.next;
    });
  }
  return list;
}
