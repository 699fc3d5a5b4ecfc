// What would come of it if a pair were declared one person: asked of the hub before anything is done.

import { el, fill } from "./dom.js";
import { profileLink, recordName } from "./format.js";
import { get, post } from "./session.js";
import { t } from "./words.js";
import { linkTable } from "./graph.js";
import { orProblem } from "./problem.js";

function group(one, title) {
  const word = (name, channels) => (channels.length ? `${t(`reviews.${name}`)}: ${channels.join(", ")}` : null);
  return el("section", { class: "card" }, el("h4", {}, title), one.profile_id ? el("div", {}, profileLink(one.profile_id)) : null,
    el("ul", {}, one.records.map((record) => el("li", { class: "code quiet" }, recordName(record)))),
    one.consents.map((consent) => el("div", {}, el("code", {}, consent.purpose), " ",
      [word("allowed", consent.allowed), word("refused", consent.refused)].filter(Boolean).join("; "))));
}

// Why two profiles are two: the bits that are missing, and what stands against it.
function missing({ best }) {
  if (!best) return null;
  return el("p", { class: "quiet" }, best.missing > 0 ? t("reviews.missing", { n: best.missing.toFixed(1) }) : t("reviews.enough"));
}

export function previewOf(place, review) {
  const [a, b] = review.records.map((record) => record.profile_id);
  if (a === b) return fill(place, el("p", {}, t("reviews.already_one")));
  return orProblem(place, async () => {
    const [{ preview }, why] = await Promise.all([post("/v1/profiles/merge", { a, b, preview: true }),
      get(`/v1/profiles/${encodeURIComponent(a)}/why?other=${encodeURIComponent(b)}`)]);
    fill(place, why.apart_from ? missing(why.apart_from) : null,
      el("div", { class: "columns even" }, el("div", {}, preview.before.map((one) => group(one, t("reviews.before")))),
        el("div", {}, preview.after.map((one) => group(one, t("reviews.after"))))),
      preview.vetoes.length ? [el("h4", {}, t("reviews.overruled")), linkTable(t("reviews.overruled"), preview.vetoes)] : null,
      preview.decisions.length ? el("p", { class: "note" }, t("reviews.replaces", { n: preview.decisions.length })) : null);
  });
}
