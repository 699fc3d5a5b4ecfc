// What happened to a customer and what is, newest first.

import { el, fill, moreButton } from "./dom.js";
import { badge, entityName, system, text, timeText } from "./format.js";
import { get } from "./session.js";
import { language, t } from "./words.js";
import { dataList } from "./data.js";
import { orProblem } from "./problem.js";

const page = 50;

// The members that say most in one line, by entity.
const telling = {
  order: ["number", "total", "status"], loyalty_entry: ["points", "reason", "kind"], loyalty_membership: ["program", "tier"],
  social_post: ["text"], consent: ["purpose", "channel", "state"], identity_link: ["provider", "state"],
  interaction: ["type", "channel", "subject"], survey_response: ["survey", "score", "comment"], contact_point: ["kind", "email", "phone"],
};

export function summaryOf(record) {
  const names = telling[record.entity] ?? Object.keys(record.data).slice(0, 3);
  return names.filter((name) => record.data[name] !== undefined).map((name) => text(record.data[name])).join(" · ");
}

export function showTimeline(panel, id) {
  const list = el("div", { class: "timeline" });
  const told = el("div", {});
  const more = moreButton(() => orProblem(told, load, load));
  let before = "";
  let day = "";
  let entries = null;
  return orProblem(panel, async () => {
    await load();
    fill(panel, el("h2", {}, t("timeline.title")), list, told, more);
  }, () => showTimeline(panel, id));

  async function load() {
    const answer = await get(`/v1/profiles/${encodeURIComponent(id)}/timeline?limit=${page}${before ? `&before=${encodeURIComponent(before)}` : ""}`);
    fill(told, answer.records.length === 0 && !before ? el("p", { class: "quiet" }, t("app.none")) : null);
    for (const record of answer.records) add(record);
    before = answer.next ?? "";
    more.hidden = !answer.next;
  }

  function add(record) {
    const at = record.time ?? record.recorded_at;
    const year = new Intl.DateTimeFormat(language() === "ko" ? "ko-KR" : "en-GB", { year: "numeric", month: "long" }).format(new Date(at));
    if (year !== day) {
      day = year;
      entries = el("ol", {});
      list.append(el("h3", {}, day), entries);
    }
    entries.append(el("li", {}, el("details", {}, el("summary", {},
      el("time", { datetime: at }, timeText(at)), badge(entityName(record.entity), `entity ${record.kind ?? ""}`),
      el("span", { class: "grow" }, summaryOf(record)), system(record.source)), dataList(record.data, record.left_out))));
  }
}
