// Weights of matching: which are in force, what they were learnt from, what a candidate would change; put in force, taken back.

import { ask } from "./dialog.js";
import { button, el, fill, table } from "./dom.js";
import { badge, number, percent, profileLink, time } from "./format.js";
import { get, post } from "./session.js";
import { t, tOr } from "./words.js";
import { orProblem } from "./problem.js";

const moods = { active: "good", candidate: "warn", retired: "" };
const pollMs = 1000;

export function showModels(place, [wanted = ""]) {
  const body = el("div", {}, el("p", { class: "quiet" }, t("app.loading")));
  place.append(el("h1", { tabindex: "-1" }, t("models.title")), el("p", { class: "quiet" }, t("models.explain")), body);
  let left = false;
  draw();
  const timer = setInterval(() => { if (!document.querySelector("dialog") && body.querySelector("[data-unsettled]")) draw(); }, 2 * pollMs);
  return () => {
    left = true;
    clearInterval(timer);
  };

  function draw() {
    return orProblem(body, async () => {
      const told = await get("/v1/admin/models");
      if (!left) fill(body, standing(told, draw), told.models.length ? list(told, draw) : el("p", { class: "quiet" }, t("models.none")), detailOf(told.models.find((model) => model.id === wanted)));
    }, draw);
  }
}

function standing(told, again) {
  const active = told.models.some((model) => model.state === "active");
  const unsettled = told.clustered < 1 || told.training;
  return el("section", { "data-unsettled": unsettled ? "" : null },
    el("p", {}, t("models.in_force"), " ", el("code", {}, told.in_force), " ", badge(told.clustered < 1 ? t("models.clustering", { share: percent(told.clustered) }) : t("models.settled"), told.clustered < 1 ? "warn" : "good")),
    told.regrouped ? el("p", { class: "quiet" }, t("models.regrouped", { merges: number(told.regrouped.merges), splits: number(told.regrouped.splits) })) : null,
    told.training ? el("p", { class: "note" }, progressText(told.training)) : null,
    el("p", { class: "actions" }, button(t("models.train"), () => askTrain(again), { class: "main", disabled: Boolean(told.training) }),
      active ? button(t("models.rollback"), () => askWord(t("models.rollback"), el("p", {}, t("models.rollback_explain")), "/v1/admin/models/rollback", again)) : null));
}

const progressText = ({ phase, done }) => t(`models.phase.${phase}`, { share: percent(done) });

function list(told, again) {
  return table(t("models.title"), [t("models.id"), t("models.state"), t("models.created"), { text: t("models.records"), class: "figure" }, { text: t("models.changes"), class: "figure" }, t("models.act")],
    told.models.map((model) => el("tr", {}, el("td", {}, el("a", { href: `#/models/${model.id}` }, el("code", {}, model.id))),
      el("td", {}, badge(tOr(`models.state.${model.state}`, model.state), moods[model.state])), el("td", { class: "nowrap" }, time(model.created_at)),
      el("td", { class: "figure" }, model.figures ? number(model.figures.records) : "–"),
      el("td", { class: "figure" }, model.figures?.forecast ? percent(model.figures.forecast.risk.changing_share) : "–"),
      el("td", {}, model.state === "active" ? null : button(t("models.activate"), () => askWord(t("models.activate"),
        [el("p", {}, t("models.activate_explain")), model.figures?.forecast ? forecastOf(model.figures.forecast) : el("p", { class: "note" }, t("models.untried"))],
        `/v1/admin/models/${encodeURIComponent(model.id)}/activate`, again), { "aria-label": t("models.activate_one", { id: model.id }) })))));
}

function forecastOf(forecast) {
  const { risk, examples } = forecast;
  const figures = ["profiles", "would_be", "merging", "splitting"].map((name) => [name, number(forecast[name])])
    .concat([["changing", percent(risk.changing_share)]], ["vetoed", "exclusive", "outgrown", "largest"].map((name) => [name, number(risk[name])]));
  return [
    forecast.share < 1 ? el("p", { class: "note" }, t("models.sample", { share: percent(forecast.share) })) : null,
    el("dl", { class: "tiles" }, figures.map(([name, shown]) => el("div", {}, el("dt", {}, t(`models.figure.${name}`)), el("dd", {}, shown)))),
    examples.merges.length ? [el("h3", {}, t("models.merges")), el("ul", {}, examples.merges.map((merge) => el("li", {},
      merge.profiles.map((id) => [profileLink(id), " "]), el("span", { class: "quiet" }, t("models.merge_of", { profiles: number(merge.of), records: number(merge.records) })),
      merge.veto ? [" ", badge(tOr(`link.${merge.veto}`, merge.veto), "warn")] : null)))] : null,
    examples.splits.length ? [el("h3", {}, t("models.splits")), el("ul", {}, examples.splits.map((split) => el("li", {},
      profileLink(split.profile), " ", el("span", { class: "quiet" }, t("models.split_into", { parts: split.parts.join(" + ") })))))] : null,
  ];
}

function detailOf(model) {
  if (!model) return null;
  const facts = Object.entries(model.figures?.facts ?? {}).flatMap(([fact, levels]) => Object.entries(levels).map(([level, { m, u }]) => el("tr", {},
    el("th", { scope: "row" }, tOr(`fact.${fact}`, fact)), el("td", {}, tOr(`level.${level}`, level)),
    el("td", { class: "figure" }, m.toPrecision(3)), el("td", { class: "figure" }, u.toPrecision(3)))));
  return el("section", { class: "card", "aria-label": model.id }, el("h2", {}, el("code", {}, model.id)),
    el("p", { class: "quiet" }, model.figures ? t("models.learnt", { records: number(model.figures.records), pairs: number(model.figures.pairs), matches: number(Math.round(model.figures.expected_matches)) }) : ""),
    model.figures?.forecast ? forecastOf(model.figures.forecast) : el("p", { class: "note" }, t("models.untried")),
    facts.length ? [el("h3", {}, t("models.facts")), table(t("models.facts"), [t("reviews.fact"), t("reviews.level"), { text: t("reviews.m"), class: "figure" }, { text: t("reviews.u"), class: "figure" }], facts)] : null);
}

const goTo = (hash) => () => {
  location.hash = hash;
  dispatchEvent(new Event("hashchange"));
};

// Says how far it is while the hub learns; whoever closes the dialog leaves it at work.
function askTrain(again) {
  ask({ title: t("models.train"), content: el("p", {}, t("models.train_explain")), label: t("models.train"), work: async ({ say, open }) => {
    let done = false;
    const watch = async () => {
      while (!done && open()) {
        const { training } = await get("/v1/admin/models").catch(() => ({}));
        if (!done && training) say(el("p", { class: "note" }, progressText(training)));
        await new Promise((next) => setTimeout(next, pollMs));
      }
    };
    watch();
    try {
      const model = await post("/v1/admin/models", {});
      return { shown: [el("p", {}, t("models.trained")), el("code", {}, model.id), model.figures.forecast ? forecastOf(model.figures.forecast) : null], closed: goTo(`#/models/${model.id}`) };
    } finally {
      done = true;
      again();
    }
  } });
}

function askWord(title, content, path, again) {
  ask({ title, content, label: title, work: async () => {
    const { active, former } = await post(path, {});
    again();
    return { shown: [el("p", {}, t("models.now", { active, former }))], closed: again };
  } });
}
