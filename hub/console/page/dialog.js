// A question before something is done, and what came of it.

import { button, el, fill } from "./dom.js";
import { t } from "./words.js";
import { problemBox } from "./problem.js";

// `work({ say, open })` does it: say(...) shows how far it is, open() tells whether somebody still looks. It answers
// { shown, closed }: what to show as the result, and what to do when that is closed (but not by one of its links).
export function ask({ title, content, label, work }) {
  const told = el("div", { role: "status" });
  const heading = el("h2", { id: "dialog-title" }, title.replace("…", ""));
  const submit = el("button", { type: "submit", class: "main" }, label);
  const body = el("form", { onsubmit: send }, heading, content, told, el("p", { class: "actions" }, submit, button(t("app.cancel"), () => dialog.close())));
  const field = body.querySelector("textarea");
  let closed = () => {};
  const dialog = el("dialog", { "aria-labelledby": "dialog-title", onclose: () => {
    dialog.remove();
    closed();
  } }, body);
  document.body.append(dialog);
  dialog.showModal();
  (field ?? submit).focus();

  async function send(event) {
    event.preventDefault();
    submit.disabled = true;
    fill(told);
    try {
      const result = await work({ say: (...what) => fill(told, what), open: () => dialog.open });
      if (!dialog.open) return result.closed();
      closed = result.closed;
      show(result.shown);
    } catch (problem) {
      if (!problem.code) throw problem;
      fill(told, problemBox(problem));
      submit.disabled = false;
      field?.focus();
    }
  }

  function show(shown) {
    const close = button(t("app.ok"), () => dialog.close(), { class: "main" });
    fill(dialog, heading, el("div", { role: "status" }, shown), el("p", { class: "actions" }, close));
    for (const link of dialog.querySelectorAll("a")) link.addEventListener("click", () => {
      closed = () => {};
      dialog.close();
    });
    close.focus();
  }
}
