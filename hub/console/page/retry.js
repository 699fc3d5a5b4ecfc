// An administrator's words to rejects: map them again, one with a corrected record, or dismiss them.

import { pretty } from "./data.js";
import { ask } from "./dialog.js";
import { el } from "./dom.js";
import { number } from "./format.js";
import { Problem, post, postText } from "./session.js";
import { t } from "./words.js";

const refusedShown = 20;

const pathOf = (id, verb) => `/v1/rejects/${encodeURIComponent(id)}/${verb}`;

export const retryOne = (id) => post(pathOf(id, "retry"), {});

// What a retry or a dismissal did.
export function outcome({ accepted, superseded, dismissed, refused = [] }) {
  const counts = dismissed !== undefined ? t("rejects.dismissed", { n: number(dismissed) })
    : t("rejects.retried", { accepted: number(accepted), superseded: number(superseded), refused: number(refused.length) });
  return el("div", { class: refused.length ? "problem" : "note" }, el("p", {}, counts),
    el("ul", {}, refused.slice(0, refusedShown).map((row) => el("li", {}, el("a", { href: `#/rejects/${row.id}` }, el("code", {}, row.code)), ` ${row.why} `,
      row.config_line ? el("code", { class: "quiet" }, row.config_line) : null))),
    refused.length > refusedShown ? el("p", {}, t("rejects.and_more", { n: number(refused.length - refusedShown) })) : null);
}

// `verb` is retry or dismiss. The hub takes a page at a time; whoever closes the dialog ends it after the page under way.
export function askAll(verb, { pipeline, code }, closed) {
  const which = [t("rejects.which"), pipeline && `${t("rejects.pipeline")} ${pipeline}`, code && `${t("rejects.code")} ${code}`].filter(Boolean).join(", ");
  ask({
    title: t(`rejects.${verb}_all`),
    content: [el("p", { class: "strong" }, which), el("p", {}, t(`rejects.${verb}_explain`))],
    label: t(`rejects.${verb}_submit`),
    work: async ({ say, open }) => {
      const total = {};
      let after = "";
      do {
        const answer = await post(`/v1/rejects/${verb}`, { ...(pipeline && { pipeline }), ...(code && { code }), ...(after && { after }) });
        for (const name of ["accepted", "superseded", "dismissed"]) if (name in answer) total[name] = (total[name] ?? 0) + answer[name];
        total.refused = [...(total.refused ?? []), ...(answer.refused ?? [])];
        after = answer.next;
        say(outcome(total));
      } while (after && open());
      return { shown: outcome(total), closed };
    },
  });
}

export function askDismiss(reject, closed) {
  ask({
    title: t("rejects.dismiss"),
    content: el("p", {}, t("rejects.dismiss_explain")),
    label: t("rejects.dismiss_submit"),
    work: async () => ({ shown: outcome(await post(pathOf(reject.id, "dismiss"), {})), closed }),
  });
}

// The record goes to the hub as it was typed, so that no number loses digits on the way.
export function askEdit(reject, closed) {
  const record = el("textarea", { id: "reject-record", rows: "12", class: "code", spellcheck: "false", autocomplete: "off" });
  record.value = pretty(reject.payload);
  ask({
    title: t("rejects.edit"),
    content: [el("p", {}, t("rejects.edit_explain")), el("p", { class: "quiet" }, reject.why), el("label", { for: "reject-record" }, t("rejects.record")), record],
    label: t("rejects.edit_submit"),
    work: async () => {
      if (!isObject(record.value)) throw new Problem({ code: "reject.payload" });
      const answer = await postText(pathOf(reject.id, "retry"), `{"payload":${record.value}}`);
      if (answer.refused.length) throw new Problem({ code: answer.refused[0].code, title: t("rejects.refused_again"), detail: answer.refused[0].why });
      return { shown: outcome(answer), closed };
    },
  });
}

function isObject(text) {
  try {
    const read = JSON.parse(text);
    return typeof read === "object" && read !== null && !Array.isArray(read);
  } catch {
    return false;
  }
}
