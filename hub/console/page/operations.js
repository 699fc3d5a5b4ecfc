// What runs: pipelines and sinks with their states, and their rates over the last minutes.

import { announce, button, el, fill, table } from "./dom.js";
import { ago, badge, bytes, number, rate } from "./format.js";
import { rates, samples, tick, watch } from "./monitor.js";
import { may, post } from "./session.js";
import { t, tOr } from "./words.js";
import { problemBox } from "./problem.js";
import { sparkline } from "./spark.js";

const moods = { running: "good", waiting: "good", finished: "good", starting: "", retrying: "warn", paused: "warn", held: "warn", failed: "bad" };

export function showOperations(place) {
  const told = el("div", {});
  const body = el("div", {}, el("p", { class: "quiet" }, t("app.loading")));
  place.append(el("h1", { tabindex: "-1" }, t("operations.title")), told, body);
  let failed = new Set();
  return watch((status, problem) => {
    fill(told, problem ? problemBox(problem) : null);
    if (!status) return;
    draw(body, status);
    const now = new Set([...status.pipelines, ...status.sinks].filter((each) => each.state === "failed").map((each) => each.name));
    for (const name of now) if (!failed.has(name)) announce(t("operations.failed_now", { name }));
    failed = now;
  });
}

// Drawn anew with each sample; whoever stands on a button or in a table stays there.
function draw(body, status) {
  const stood = body.contains(document.activeElement) ? document.activeElement.dataset.action : undefined;
  const scrolled = [...body.querySelectorAll(".scroll")].map((part) => part.scrollLeft);
  const focused = [...body.querySelectorAll(".scroll")].indexOf(document.activeElement);
  fill(body, storeOf(status.store),
    el("h2", {}, t("operations.pipelines")), status.pipelines.length ? pipelines(status.pipelines) : el("p", { class: "quiet" }, t("operations.none")),
    el("h2", {}, t("operations.sinks")), status.sinks.length ? sinks(status.sinks) : el("p", { class: "quiet" }, t("operations.no_sinks")));
  const parts = body.querySelectorAll(".scroll");
  scrolled.forEach((x, at) => { if (parts[at]) parts[at].scrollLeft = x; });
  if (focused >= 0) parts[focused]?.focus({ preventScroll: true });
  if (stood) [...body.querySelectorAll("[data-action]")].find((each) => each.dataset.action === stood)?.focus({ preventScroll: true });
}

function storeOf(store) {
  const figures = [["operations.profiles", number(store.profiles)], ["operations.party_records", number(store.party_records)],
    ["operations.state_records", number(store.state_records)], ["operations.events", number(store.events)],
    ["operations.rejects_open", number(store.rejects_open)], ["operations.size", bytes(store.bytes)], ["operations.free", bytes(store.free_bytes)]];
  return el("section", { "aria-label": t("operations.store") }, el("dl", { class: "tiles" },
    figures.map(([key, shown]) => el("div", {}, el("dt", {}, t(key)), el("dd", {}, shown)))));
}

function stateOf(entry) {
  const state = entry.state === "waiting" && entry.last_error ? "retrying" : entry.state ?? "waiting";
  return badge(tOr(`state.${state}`, state), moods[state] ?? "");
}

function errorRow(entry, columns) {
  if (!entry.last_error) return null;
  return el("tr", { class: "error-row" }, el("td", { colspan: columns }, el("strong", {}, entry.last_error.cause),
    entry.last_error.remedy ? el("div", { class: "quiet" }, `${t("app.remedy")}: ${entry.last_error.remedy}`) : null));
}

function pipelines(all) {
  const heads = [t("operations.stream"), t("operations.state"), t("operations.rate"), { text: t("operations.read"), class: "figure" },
    { text: t("operations.accepted"), class: "figure" }, { text: t("operations.rejected"), class: "figure" }, t("operations.last_success"), t("operations.next_run")];
  return table(t("operations.pipelines"), heads, all.flatMap((stream) => {
    const name = `${stream.name}/${stream.stream}`;
    return [el("tr", {}, el("th", { scope: "row" }, name), el("td", {}, stateOf(stream)),
      el("td", {}, sparkline(`${name}, ${t("operations.rate")}`, rates(`read ${name}`))),
      el("td", { class: "figure" }, number(stream.read)), el("td", { class: "figure" }, number(stream.accepted)),
      el("td", { class: "figure" }, stream.rejected ? el("span", { class: "warn-text" }, number(stream.rejected)) : "0"),
      el("td", { class: "nowrap" }, ago(stream.last_success)), el("td", { class: "nowrap" }, ago(stream.next_run))),
    stream.state === "held" ? heldRow(stream, heads.length) : null, errorRow(stream, heads.length)];
  }).filter(Boolean));
}

function heldRow(stream, columns) {
  const told = el("span", {});
  const decide = (accept) => async () => {
    try {
      await post(`/v1/pipelines/${encodeURIComponent(stream.name)}/${encodeURIComponent(stream.stream)}/snapshot`, { accept });
      announce(t("operations.decided"));
      tick();
    } catch (problem) {
      if (!problem.code) throw problem;
      fill(told, problemBox(problem));
    }
  };
  return el("tr", { class: "error-row" }, el("td", { colspan: columns }, el("strong", {}, t("operations.held")), " ",
    may("pipelines:control") ? [button(t("operations.accept"), decide(true), { "data-action": `accept ${stream.name}/${stream.stream}` }), " ", button(t("operations.refuse"), decide(false), { "data-action": `refuse ${stream.name}/${stream.stream}` }), told] : null));
}

function sinks(all) {
  const heads = [t("operations.sink"), t("operations.state"), t("operations.delivery"), t("operations.backlog"),
    { text: t("operations.rejected"), class: "figure" }, t("operations.last_success"), t("operations.next_run")];
  return table(t("operations.sinks"), heads, all.flatMap((sink) => [el("tr", {},
    el("th", { scope: "row" }, sink.name), el("td", {}, stateOf(sink)),
    el("td", {}, sparkline(`${sink.name}, ${t("operations.delivery")}`, rates(`delivered ${sink.name}`), rate)),
    el("td", {}, sparkline(`${sink.name}, ${t("operations.backlog")}`, samples(`backlog ${sink.name}`), number)),
    el("td", { class: "figure" }, number(sink.rejected ?? 0)),
    el("td", { class: "nowrap" }, ago(sink.last_success)), el("td", { class: "nowrap" }, ago(sink.next_run))), errorRow(sink, heads.length)]).filter(Boolean));
}
