// Signing in with a token.

import { el, fill } from "./dom.js";
import { signIn } from "./session.js";
import { t } from "./words.js";
import { problemBox } from "./problem.js";

export function showSignIn(place, { begin, end, problem }) {
  const told = el("div", {}, problem ? problemBox(problem) : null);
  const token = el("input", { id: "token", name: "token", type: "password", autocomplete: "off", spellcheck: "false", required: true,
    maxlength: "200", "aria-describedby": "token-hint" });
  const actor = el("input", { id: "actor", name: "actor", type: "text", autocomplete: "off", maxlength: "60", "aria-describedby": "actor-hint" });
  const submit = el("button", { type: "submit", class: "main" }, t("sign_in.submit"));
  const form = el("form", { class: "card sign-in", onsubmit: send },
    el("h1", { tabindex: "-1" }, t("sign_in.title")),
    el("label", { for: "token" }, t("sign_in.token")), token, el("p", { id: "token-hint", class: "quiet" }, t("sign_in.token_hint")),
    el("label", { for: "actor" }, t("sign_in.actor")), actor, el("p", { id: "actor-hint", class: "quiet" }, t("sign_in.actor_hint")),
    submit, told,
    el("div", { class: "quiet make" }, el("p", {}, t("sign_in.make")),
      el("pre", { tabindex: "0" }, "cxhub token create DIR --name me \\\n  --scope profiles:read,pipelines:read \\\n  --accepts pii.direct,pii.indirect,identity.key")));
  place.append(form);
  token.focus();

  async function send(event) {
    event.preventDefault();
    submit.disabled = true;
    fill(told);
    try {
      await signIn(token.value.trim(), actor.value.trim(), end);
      begin();
    } catch (failed) {
      if (!failed.code) throw failed;
      fill(told, problemBox(failed));
      token.focus();
      token.select();
    } finally {
      submit.disabled = false;
    }
  }
}
