// Pairs of records that may be one person: looked at side by side, and judged, by button or key.
//
// The keys hold only while the focus is in the pair itself, so that nothing is judged by a slip elsewhere.

import { announce, button, el, fill, moreButton } from "./dom.js";
import { badge, entityName, number, percent } from "./format.js";
import { get, post } from "./session.js";
import { t } from "./words.js";
import { orProblem, problemBox } from "./problem.js";
import { pairOf, vetoName, weightText } from "./review_pair.js";
import { previewOf } from "./review_preview.js";

const page = 50;
const bands = ["", "0.99-1", "0.9-0.99", "0.7-0.9", "0.5-0.7"];
const chosen = { state: "review", band: "" };      // Kept while the page lives.
const keys = { s: "same", d: "different", n: "skip" };
const reasonBytes = 1000;
const unsaid = "cxhub console";      // Who gives no reason.

export function showReviews(place, [wanted = ""]) {
  const rows = el("tbody", {});
  const told = el("div", {});
  const selects = el("div", { class: "toolbar" });
  const said = el("div", { role: "status" });
  const detail = el("div", {}, el("p", { class: "quiet" }, t("reviews.choose")));
  const section = el("section", { class: "card", "aria-label": t("reviews.pair"), tabindex: "-1", onkeydown: byKey }, said, detail);
  const more = moreButton(() => load());
  let list = [];
  let after = "";
  let current = "";
  let busy = false;
  place.append(el("h1", { tabindex: "-1" }, t("reviews.title")), el("p", { class: "quiet" }, t("reviews.explain")), selects, told,
    el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": t("reviews.list") },
      el("table", { class: "reviews" }, el("caption", { class: "hidden" }, t("reviews.list")), el("thead", {}, el("tr", {},
        ["reviews.probability", "reviews.weight", "reviews.entity", "reviews.records", "reviews.veto"].map((head) => el("th", { scope: "col", class: head === "reviews.weight" ? "figure" : null }, t(head))))), rows)),
    more, section);
  drawSelects();
  again();
  if (wanted) open(wanted);

  function select(name, options) {
    return [el("label", { for: `review-${name}` }, t(`reviews.${name}`)),
      el("select", { id: `review-${name}`, onchange: (event) => { chosen[name] = event.target.value; again(); } },
        options.map(([value, words]) => el("option", { value, selected: chosen[name] === value }, words)))];
  }

  function drawSelects() {
    fill(selects, select("state", ["review", "merged"].map((state) => [state, t(`reviews.state.${state}`)])),
      select("band", bands.map((band) => [band, band || t("reviews.all_bands")])));
  }

  function again() {
    after = "";
    list = [];
    rows.replaceChildren();
    return load();
  }

  function load() {
    return orProblem(told, async () => {
      const query = new URLSearchParams({ limit: page, state: chosen.state });
      if (chosen.band) query.set("band", chosen.band);
      if (after) query.set("after", after);
      const answer = await get(`/v1/reviews?${query}`);
      list.push(...answer.reviews);
      rows.append(...answer.reviews.map(rowOf));
      after = answer.next ?? "";
      more.hidden = !answer.next;
      fill(told, list.length ? el("p", { class: "quiet" }, t("reviews.shown", { n: number(list.length) })) : el("p", { class: "quiet" }, t("reviews.none")));
    }, again);
  }

  function rowOf(review) {
    return el("tr", { "data-pair": review.id, class: review.id === current ? "chosen" : "" },
      el("td", {}, el("a", { href: `#/reviews/${review.id}`, onclick: (event) => { event.preventDefault(); open(review.id); } }, percent(review.probability))),
      el("td", { class: "figure" }, weightText(review.weight)), el("td", {}, entityName(review.entity)),
      el("td", {}, review.records.map((record) => el("div", {}, record.source, " ", el("span", { class: "code quiet" }, record.key ?? "")))),
      el("td", {}, review.veto ? badge(vetoName(review.veto), "warn") : "–"));
  }

  // Another pair in the same view: the address follows without drawing everything anew.
  async function open(id) {
    current = id;
    history.replaceState(null, "", `#/reviews/${encodeURIComponent(id)}`);
    for (const row of rows.children) row.classList.toggle("chosen", row.dataset.pair === id);
    await orProblem(detail, async () => {
      const review = await get(`/v1/reviews/${encodeURIComponent(id)}`);
      if (current !== id) return;
      const preview = el("div", {}, el("p", { class: "quiet" }, t("app.loading")));
      fill(detail, pairOf(review), el("h3", {}, t("reviews.outcome")), preview, verdictOf(review));
      previewOf(preview, review);
    });
    section.focus();
  }

  function verdictOf(review) {
    const reason = el("input", { id: "review-reason", maxlength: "300", autocomplete: "off" });
    const act = (verdict) => () => judge(review, verdict, reason.value.trim());
    return el("form", { class: "verdict", onsubmit: (event) => event.preventDefault() },
      el("label", { for: "review-reason" }, t("reviews.reason")), reason,
      el("p", { class: "actions" },
        button(t("reviews.same"), act("same"), { class: "main", "data-verdict": "same", "aria-keyshortcuts": "s" }),
        button(t("reviews.different"), act("different"), { "data-verdict": "different", "aria-keyshortcuts": "d" }),
        button(t("reviews.skip"), () => next(review.id), { "data-verdict": "skip", "aria-keyshortcuts": "n" }),
        el("span", { class: "quiet" }, t("reviews.keys"))));
  }

  function byKey(event) {
    if (event.target.matches("input, textarea, select") || event.ctrlKey || event.altKey || event.metaKey) return;
    const verdict = keys[event.key.toLowerCase()];
    const found = verdict && detail.querySelector(`[data-verdict=${verdict}]`);
    if (!found) return;
    event.preventDefault();
    found.click();
  }

  async function judge(review, verdict, words) {
    if (busy) return;
    busy = true;
    try {
      if (new TextEncoder().encode(words).length > reasonBytes) words = words.slice(0, reasonBytes / 4);
      await post(`/v1/reviews/${encodeURIComponent(review.id)}`, { verdict, reason: words || unsaid });
      fill(said);
      announce(t(`reviews.said.${verdict}`));
      next(review.id, true);
    } catch (problem) {
      if (!problem.code) throw problem;
      fill(said, problemBox(problem));
    } finally {
      busy = false;
    }
  }

  // The pair behind this one; one that was judged leaves the list.
  async function next(id, judged = false) {
    if (!list.some((each, at) => each.id === id && at + 1 < list.length) && after) await load();
    const at = list.findIndex((each) => each.id === id);
    const following = list[at + 1];
    if (judged && at >= 0) {
      list.splice(at, 1);
      rows.children[at].remove();
      fill(told, el("p", { class: "quiet" }, list.length ? t("reviews.shown", { n: number(list.length) }) : t("reviews.none")));
    }
    if (following) return open(following.id);
    current = "";
    history.replaceState(null, "", "#/reviews");
    fill(detail, el("p", { class: "quiet" }, t("reviews.end")));
    return section.focus();
  }
}
