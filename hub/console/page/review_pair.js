// A scored pair side by side: what its two records say, alike or not, and the bits that each comparison adds.

import { el, table } from "./dom.js";
import { fieldName, percent, profileLink, rate, system, value } from "./format.js";
import { t, tOr } from "./words.js";

export const weightText = (bits) => t("reviews.bits", { n: bits.toFixed(1) });
export const vetoName = (rule) => tOr(`link.${rule}`, rule);
const signed = (bits) => `${bits < 0 ? "−" : "+"}${Math.abs(bits).toFixed(1)}`;
const share = (of) => (of === undefined ? "–" : of.toPrecision(2));

// same, shared (some element of two lists), different, or said by one only.
export function likeness(a, b) {
  if (a === undefined || b === undefined) return "one";
  if (JSON.stringify(a) === JSON.stringify(b)) return "same";
  if (!Array.isArray(a) || !Array.isArray(b)) return "different";
  const there = new Set(b.map((each) => JSON.stringify(each)));
  return a.some((each) => there.has(JSON.stringify(each))) ? "shared" : "different";
}

const moods = { same: "good", shared: "good", different: "warn", one: "" };

const lines = (of) => (of === undefined ? "–" : (Array.isArray(of) ? of : [of]).map((part) => el("div", {}, value(part))));

function recordHead(record) {
  return [system(record.source), " ", el("span", { class: "code quiet" }, record.key ?? ""), el("div", {}, profileLink(record.profile_id))];
}

function sideBySide([a, b]) {
  const names = [...new Set([...Object.keys(a.data), ...Object.keys(b.data)])];
  return table(t("reviews.side_by_side"), [t("values.field"), { text: t("reviews.record", { n: 1 }) }, { text: t("reviews.record", { n: 2 }) }, t("reviews.likeness")],
    [el("tr", {}, el("th", { scope: "row" }, t("values.record")), el("td", {}, recordHead(a)), el("td", {}, recordHead(b)),
      el("td", {}, t(a.profile_id === b.profile_id ? "reviews.one_profile" : "reviews.two_profiles"))),
    ...names.map((name) => {
      const like = likeness(a.data[name], b.data[name]);
      return el("tr", { class: `like-${like}` }, el("th", { scope: "row" }, fieldName(name)), el("td", {}, lines(a.data[name])), el("td", {}, lines(b.data[name])),
        el("td", {}, el("span", { class: `badge ${moods[like]}`.trim() }, t(`reviews.like.${like}`))));
    })], { class: "side-by-side" });
}

function hidden(records) {
  const names = [...new Set(records.flatMap((record) => record.left_out ?? []))];
  return names.length ? el("p", { class: "note" }, t("profile.left_out"), " ", names.join(", ")) : null;
}

// Prior and terms add up to the weight.
function terms(review) {
  const figure = (words) => el("td", { class: "figure" }, words);
  const bitsOf = (of) => (of === undefined ? "–" : signed(of));
  const head = (key) => ({ text: t(key), class: "figure" });
  return table(t("reviews.terms"), [t("reviews.fact"), t("reviews.level"), head("reviews.term_bits"), head("reviews.rarity"), head("reviews.m"), head("reviews.u")], [
    review.prior === undefined ? null : el("tr", {}, el("th", { scope: "row" }, t("reviews.prior")), el("td", {}, ""), figure(signed(review.prior)), figure(""), figure(""), figure("")),
    ...(review.terms ?? []).map((term) => el("tr", {}, el("th", { scope: "row" }, tOr(`fact.${term.fact}`, term.fact)), el("td", {}, tOr(`level.${term.level}`, term.level)),
      figure(bitsOf(term.bits)), figure(term.frequency === undefined ? "" : signed(term.frequency)), figure(share(term.m)), figure(share(term.u)))),
    el("tr", { class: "sum" }, el("th", { scope: "row" }, t("reviews.sum")), el("td", {}, ""), figure(signed(review.weight)), figure(""), figure(""), figure("")),
  ].filter(Boolean), { class: "terms" });
}

export function pairOf(review) {
  return [
    el("h2", {}, t("reviews.pair_head", { share: percent(review.probability), bits: rate(review.weight) })),
    review.veto ? el("p", { class: "note" }, t("reviews.against"), " ", el("strong", {}, vetoName(review.veto))) : null,
    sideBySide(review.records), hidden(review.records),
    el("h3", {}, t("reviews.terms")), el("p", { class: "quiet" }, t("reviews.by_model", { model: review.model })), terms(review),
  ];
}
