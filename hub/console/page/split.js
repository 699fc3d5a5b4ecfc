// Putting records apart: what will be apart, which links that overrules, and why, before anything is done.

import { ask } from "./dialog.js";
import { el } from "./dom.js";
import { profileLink, system, text } from "./format.js";
import { Problem, post } from "./session.js";
import { t } from "./words.js";
import { linkTable } from "./graph.js";

const same = (record, member) => record.source === member.source && record.entity === member.entity && record.key === member.key;
const reasonBytes = 1000;

// The links that run between the two groups.
export function cuts(links, goes) {
  const apart = (record) => goes.some((member) => same(record, member));
  return links.filter((link) => apart(link.a) !== apart(link.b));
}

function group(title, members) {
  return el("section", { class: "card" }, el("h3", {}, title), el("ul", {}, members.map((member) => el("li", {}, system(member.source), " ",
    el("strong", {}, member.data.name ? text(member.data.name) : ""), el("div", { class: "code quiet" }, member.key),
    el("div", { class: "quiet" }, [member.data.birth_date, ...(member.data.contact_points ?? [])].filter(Boolean).map(text).join(" · "))))));
}

function preview({ goes, stays, links }) {
  const cut = cuts(links, goes);
  return [
    el("p", {}, t("split.explain")),
    el("div", { class: "columns even" }, group(t("split.stays"), stays), group(t("split.goes"), goes)),
    el("h3", {}, t("split.cuts")),
    cut.length ? linkTable(t("split.cuts"), cut) : el("p", { class: "quiet" }, t("split.no_cuts")),
  ];
}

// An empty `goes` undoes the last merge.
export function openSplit(what) {
  const undo = what.goes.length === 0;
  const reason = el("textarea", { id: "split-reason", rows: "2", required: true, maxlength: "300" });
  ask({
    title: undo ? t("split.undo_title") : t("split.title"),
    content: [undo ? el("p", {}, t("split.undo_explain")) : preview(what), el("label", { for: "split-reason" }, t("split.reason")), reason],
    label: undo ? t("split.undo_submit") : t("split.submit"),
    work: async () => {
      const words = reason.value.trim();
      if (!words || new TextEncoder().encode(words).length > reasonBytes) throw new Problem({ code: "api.bad_body", title: t("split.reason_missing") });
      const records = what.goes.map(({ source, entity, key }) => ({ source, entity, key }));
      const { profiles } = await post(`/v1/profiles/${what.id}/split`, undo ? { reason: words } : { records, reason: words });
      return {
        shown: [el("p", {}, t("split.done")), el("ul", {}, profiles.map((id) => el("li", {}, profileLink(id, el("code", {}, id)))))],
        closed: () => {
          location.hash = `#/profile/${profiles[0]}/records`;
          dispatchEvent(new Event("hashchange"));
        },
      };
    },
  });
}
