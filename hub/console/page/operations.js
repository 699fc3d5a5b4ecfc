// What runs: pipelines and sinks with their states, what to do about them, and their rates over the last minutes.

import { ask } from "./dialog.js";
import { announce, button, el, fill, remember, table } from "./dom.js";
import { ago, badge, bytes, number, rate, timeText } from "./format.js";
import { rates, samples, tick, watch } from "./monitor.js";
import { may, post } from "./session.js";
import { t, tOr } from "./words.js";
import { problemBox } from "./problem.js";
import { sparkline } from "./spark.js";

const moods = { running: "good", waiting: "good", finished: "good", resync: "good", retrying: "warn", paused: "warn", held: "warn", failed: "bad", resync_required: "bad" };

export function showOperations(place) {
  const told = el("div", {});
  const said = el("div", { role: "status" });
  const body = el("div", {}, el("p", { class: "quiet" }, t("app.loading")));
  place.append(el("h1", { tabindex: "-1" }, t("operations.title")), told, said, body);
  let failed = new Set();
  return watch((status, problem) => {
    fill(told, problem ? problemBox(problem) : null);
    if (!status) return;
    if (!body.querySelector("button:active")) draw(body, status, (what, path, sent) => act(said, what, path, sent));
    const now = new Set([...status.pipelines, ...status.sinks].filter((each) => each.state === "failed").map((each) => each.name));
    for (const name of now) if (!failed.has(name)) announce(t("operations.failed_now", { name }));
    failed = now;
  });
}

// Drawn anew with each sample; whoever stands on a button or in a table stays there.
function draw(body, status, act) {
  const back = remember(body);
  fill(body, storeOf(status.store), tokens(status.tokens_ending ?? []),
    el("h2", {}, t("operations.pipelines")), status.pipelines.length ? pipelines(status.pipelines, act) : el("p", { class: "quiet" }, t("operations.none")),
    el("h2", {}, t("operations.sinks")), status.sinks.length ? sinks(status.sinks) : el("p", { class: "quiet" }, t("operations.no_sinks")));
  back();
}

// Sends an administrator's word, and tells that it was taken or why it was refused.
async function act(said, what, path, sent) {
  try {
    await post(path, sent);
    fill(said, el("p", { class: "note" }, what));
    tick();
  } catch (problem) {
    if (!problem.code) throw problem;
    fill(said, problemBox(problem));
  }
}

function storeOf(store) {
  const figures = [["operations.profiles", number(store.profiles)], ["operations.party_records", number(store.party_records)],
    ["operations.state_records", number(store.state_records)], ["operations.events", number(store.events)],
    ["operations.rejects_open", number(store.rejects_open)], ["operations.size", bytes(store.bytes)], ["operations.free", bytes(store.free_bytes)]];
  return el("section", { "aria-label": t("operations.store") }, el("dl", { class: "tiles" },
    figures.map(([key, shown]) => el("div", {}, el("dt", {}, t(key)), el("dd", {}, shown)))));
}

function tokens(ending) {
  return ending.map((token) => el("p", { class: "note" }, t("operations.token_ends", { name: token.name, time: timeText(token.expires_at) }), " ", el("code", {}, token.remedy)));
}

// What stands in the store but not in the configuration any more has no state.
function stateOf(entry) {
  const state = entry.state === "waiting" && entry.last_error ? "retrying" : entry.state ?? "gone";
  const breaker = entry.breaker && entry.breaker !== "closed" ? entry.breaker : "";
  return [badge(tOr(`state.${state}`, state), moods[state] ?? ""), breaker ? [" ", badge(t(`breaker.${breaker}`), "warn")] : null];
}

// What it means, the hub's own words for the cause, and what to do.
function trouble(kind, { cause, remedy }, columns, actions = null) {
  return el("tr", { class: `error-row ${moods[kind]}` }, el("td", { colspan: columns }, el("strong", {}, t(`trouble.${kind}`)),
    el("div", { lang: "en" }, cause), el("div", { class: "quiet" }, `${t("app.remedy")}: ${tOr(`trouble.${kind}.remedy`, remedy)}`), actions));
}

function troubles(entry, columns, actions) {
  const kind = entry.state === "failed" || entry.state === "resync_required" ? entry.state : "retrying";
  return [
    entry.attention ? trouble(entry.state === "paused" ? "paused" : "held", entry.attention, columns, entry.state === "paused" ? null : actions) : null,
    entry.last_error ? trouble(kind, entry.last_error, columns) : null,
  ];
}

const pathOf = (stream, verb) => `/v1/pipelines/${encodeURIComponent(stream.name)}/${verb}`;

function pipelines(all, act) {
  const control = may("pipelines:control");
  const heads = [t("operations.stream"), t("operations.state"), t("operations.rate"), { text: t("operations.read"), class: "figure" },
    { text: t("operations.accepted"), class: "figure" }, { text: t("operations.rejected"), class: "figure" }, t("operations.last_success"), t("operations.next_run"),
    control ? t("operations.actions") : null].filter(Boolean);
  return table(t("operations.pipelines"), heads, all.flatMap((stream) => {
    const name = `${stream.name}/${stream.stream}`;
    return [el("tr", {}, el("th", { scope: "row" }, name), el("td", {}, stateOf(stream)),
      el("td", {}, sparkline(`${name}, ${t("operations.rate")}`, rates(`read ${name}`))),
      el("td", { class: "figure" }, number(stream.read)), el("td", { class: "figure" }, number(stream.accepted)),
      el("td", { class: "figure" }, stream.rejected ? el("span", { class: "warn-text" }, number(stream.rejected)) : "0"),
      el("td", { class: "nowrap" }, ago(stream.last_success)), el("td", { class: "nowrap" }, ago(stream.next_run)),
      control ? el("td", { class: "nowrap" }, stream.state ? controls(stream, name, act) : null) : null),
    ...troubles(stream, heads.length, control ? decisions(stream, name, act) : null)];
  }).filter(Boolean));
}

function controls(stream, name, act) {
  const word = (verb, slot = verb) => button(t(`operations.${verb}`), () => act(t(`operations.${verb}.done`, { name }), pathOf(stream, verb), { stream: stream.stream }),
    { class: "plain", "aria-label": `${t(`operations.${verb}`)}: ${name}`, "data-action": `${slot} ${name}` });
  // What receives cannot be told to read.
  return [word(stream.state === "paused" ? "resume" : "pause", "hold"), stream.state === "paused" || stream.receives ? null : word("run")];
}

// Of a snapshot that is held.
function decisions(stream, name, act) {
  const word = (verb, accept) => button(t(`operations.${verb}`), () => act(t("operations.decided"), pathOf(stream, `${encodeURIComponent(stream.stream)}/snapshot`), { accept }), { "data-action": `${verb} ${name}` });
  return el("div", { class: "actions" }, word("accept", true), word("refuse", false));
}

function sinks(all) {
  const control = may("pipelines:control");
  const heads = [t("operations.sink"), t("operations.state"), t("operations.delivery"), t("operations.backlog"),
    { text: t("operations.rejected"), class: "figure" }, t("operations.last_success"), t("operations.next_run"), control ? t("operations.actions") : null].filter(Boolean);
  return table(t("operations.sinks"), heads, all.flatMap((sink) => [el("tr", {},
    el("th", { scope: "row" }, sink.name), el("td", {}, stateOf(sink)),
    el("td", {}, sparkline(`${sink.name}, ${t("operations.delivery")}`, rates(`delivered ${sink.name}`), rate)),
    el("td", {}, sparkline(`${sink.name}, ${t("operations.backlog")}`, samples(`backlog ${sink.name}`), number)),
    el("td", { class: "figure" }, number(sink.rejected ?? 0)),
    el("td", { class: "nowrap" }, ago(sink.last_success)), el("td", { class: "nowrap" }, ago(sink.next_run)),
    control ? el("td", {}, sink.state && sink.state !== "resync" ? resyncButton(sink.name) : null) : null), ...troubles(sink, heads.length)]).filter(Boolean));
}

const resyncButton = (name) => button(t("operations.resync"), () => ask({
  title: t("operations.resync_title", { name }),
  content: el("p", {}, t("operations.resync_explain")),
  label: t("operations.resync_submit"),
  work: async () => {
    await post(`/v1/sinks/${encodeURIComponent(name)}/resync`);
    return { shown: el("p", {}, t("operations.resync_done", { name })), closed: tick };
  },
}), { class: "plain", "aria-label": `${t("operations.resync")}: ${name}`, "data-action": `resync ${name}` });
