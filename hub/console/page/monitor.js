// Samples of the status, taken while somebody is signed in, so that rates can be drawn over time.

import { get, may } from "./session.js";

const everyMs = 3000;
const samplesMax = 200;      // Ten minutes.

const series = new Map();    // name -> [{ at, value }]
const watchers = new Set();
let timer = 0;
let run = 0;                 // Answers of an earlier signing in are nobody's.
let latest = null;
let problem = null;

export function start() {
  stop();
  if (may("pipelines:read")) tick();
}

export function stop() {
  clearTimeout(timer);
  ++run;
  latest = null;
  problem = null;
  series.clear();
}

export const status = () => latest;
export const samples = (name) => series.get(name) ?? [];

// Calls `changed(status, problem)` now, if there is something, and after each sample. Answers how to end that.
export function watch(changed) {
  watchers.add(changed);
  if (latest || problem) changed(latest, problem);
  return () => watchers.delete(changed);
}

export async function tick() {
  clearTimeout(timer);
  const own = run;
  try {
    const told = await get("/v1/pipelines");
    if (own !== run) return;
    latest = told;
    problem = null;
    take(latest);
  } catch (failed) {
    if (!failed.code) throw failed;
    if (own !== run) return;
    problem = failed;
  }
  for (const changed of watchers) changed(latest, problem);
  timer = setTimeout(tick, everyMs);
}

function push(name, at, value) {
  const list = series.get(name) ?? [];
  list.push({ at, value });
  if (list.length > samplesMax) list.shift();
  series.set(name, list);
}

function take(status) {
  const at = Date.now();
  for (const stream of status.pipelines) push(`read ${stream.name}/${stream.stream}`, at, stream.read);
  for (const sink of status.sinks) {
    push(`delivered ${sink.name}`, at, sink.delivered_seq ?? 0);
    push(`backlog ${sink.name}`, at, sink.backlog ?? 0);
  }
  push("seq", at, status.store.last_seq);
}

// Growth per second between neighbours of a counter's samples.
export function rates(name) {
  const list = samples(name);
  return list.slice(1).map((sample, at) => ({ at: sample.at, value: Math.max(0, (sample.value - list[at].value) / Math.max(0.001, (sample.at - list[at].at) / 1000)) }));
}
