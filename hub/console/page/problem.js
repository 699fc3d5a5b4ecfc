// What went wrong, said with its code and what to do.

import { button, el } from "./dom.js";
import { language, t, tOr } from "./words.js";

// The hub speaks English; where the console has the words in the chosen language, they go first.
const inOwnWords = (problem) => problem.status === undefined || problem.status === 0 || language() !== "en";

export const titleOf = (problem) => (inOwnWords(problem) ? tOr(`problem.${problem.code}`, problem.title || problem.detail) : problem.title);

export function problemBox(problem, again) {
  const title = titleOf(problem);
  const remedy = inOwnWords(problem) ? tOr(`problem.${problem.code}.remedy`, problem.remedy) : problem.remedy;
  const detail = problem.detail && problem.detail !== problem.title && problem.detail !== title ? problem.detail : "";
  return el("div", { class: "problem", role: "alert" },
    el("p", {}, el("strong", {}, title), " ", el("code", {}, problem.code)),
    detail ? el("p", {}, detail) : null,
    remedy ? el("p", {}, el("span", { class: "quiet" }, `${t("app.remedy")}: `), remedy) : null,
    again ? button(t("app.again"), again) : null);
}

// Runs `work` and puts its problem, if there is one, where the result would have gone.
export async function orProblem(place, work, again) {
  try {
    await work();
  } catch (problem) {
    if (problem.name === "AbortError") return;
    if (!problem.code) throw problem;
    place.replaceChildren(problemBox(problem, again));
  }
}
