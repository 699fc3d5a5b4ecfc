// The hub's changes as server-sent events (docs/specs/changes.md). EventSource cannot send a token, so this reads them itself.
//
// Where the stream is cut it is asked for again behind the last event, after a pause that grows; nothing else takes its place.
// A page that nobody looks at gives up its place and continues when it is seen again.

import { Problem, request } from "./session.js";

const pauseMaxMs = 30_000;
const silenceMs = 40_000;      // The hub says something every 15 s.

// `profile`: only changes of that one. `after`: where to begin, null for what comes. Calls
//   take(changes)          those that have arrived, in order
//   say("following")       the hub answers; say("cut", problem, ms): it does not, and is asked again so much later
//   missed(problem)        what is asked for is kept no longer; it goes on with what comes
// Answers { start, stop }; a stopped one continues where it was.
export function follower({ after = null, profile = "", take, say, missed }) {
  let position = after;
  let firstPauseMs = 2000;
  let failures = 0;
  let timer = 0;
  let wanted = false;
  let gone = new AbortController();

  function start() {
    wanted = true;
    failures = 0;
    document.addEventListener("visibilitychange", seen);
    connect();
  }

  function stop() {
    wanted = false;
    document.removeEventListener("visibilitychange", seen);
    leave();
  }

  function leave() {
    clearTimeout(timer);
    gone.abort();
  }

  function seen() {
    if (document.hidden) leave();
    else if (gone.signal.aborted) connect();
  }

  async function connect() {
    clearTimeout(timer);
    gone = new AbortController();
    const own = gone;
    try {
      await read(own);
      throw new Problem({ code: "console.cut" });
    } catch (problem) {
      if (own !== gone || !wanted || document.hidden) return;
      if (problem.name !== "AbortError" && !problem.code) throw problem;
      if (problem.code === "api.resync_required") return miss(problem);
      if (problem.status === 401) return;
      const pauseMs = Math.max(problem.againMs ?? 0, Math.min(pauseMaxMs, firstPauseMs * 2 ** failures++) * (0.75 + Math.random() / 2));
      say("cut", problem.code ? problem : new Problem({ code: "console.cut" }), pauseMs);
      timer = setTimeout(connect, pauseMs);
    }
  }

  function miss(problem) {
    position = null;
    missed(problem);
    connect();
  }

  async function read(own) {
    const query = new URLSearchParams({ ...(profile && { profile }), ...(position !== null && { after: position }) });
    const headers = { Accept: "text/event-stream", ...(position !== null && { "Last-Event-ID": String(position) }) };
    const answer = await request("GET", `/v1/changes?${query}`, { headers, signal: own.signal });
    const parts = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    let kept = "";
    for (;;) {
      const silence = setTimeout(() => own.abort(), silenceMs);
      const { done, value } = await parts.read().catch((error) => {
        if (error.name === "AbortError") throw error;
        return { done: true };
      }).finally(() => clearTimeout(silence));
      if (done || own !== gone) return;
      const blocks = (kept + value).split("\n\n");
      kept = blocks.pop();
      use(blocks.map(eventOf));
    }
  }

  function use(events) {
    for (const event of events) {
      if (event.retry) firstPauseMs = event.retry;
      if (event.position !== undefined) position = event.position;
      if (event.greeting) {
        failures = 0;
        say("following");
      }
    }
    const changes = events.filter((event) => event.data && !event.name).map((event) => event.data);
    if (changes.length) take(changes);
    const last = events.find((event) => event.name === "resync_required");
    if (last) throw new Problem(last.data);
  }

  return { start, stop };
}

// The greeting is a comment: "following after 17".
function eventOf(block) {
  const event = {};
  for (const line of block.split("\n")) {
    const [, name, text] = line.match(/^(\w*): ?(.*)$/) ?? [];
    const greeting = name === "" && text.match(/^following after (\d+)$/);
    if (greeting) Object.assign(event, { greeting: true, position: Number(greeting[1]) });
    if (name === "id") event.position = Number(text);
    if (name === "event") event.name = text;
    if (name === "retry") event.retry = Number(text);
    if (name === "data") event.data = JSON.parse(text);
  }
  return event;
}
