// The data of one record as a list of names and values.

import { el } from "./dom.js";
import { fieldName, value } from "./format.js";
import { t } from "./words.js";

// JSON indented, a text that was kept as JSON as itself, anything else as it is. Numbers keep all their digits; where the
// browser cannot promise that, the text stays as it is too.
export function pretty(payload) {
  try {
    const read = JSON.parse(payload, (_, value, { source } = {}) => (typeof value === "number" ? JSON.rawJSON(source) : value));
    return typeof read === "string" ? read : JSON.stringify(read, null, 2);
  } catch {
    return payload;
  }
}

export function dataList(data, leftOut = []) {
  return el("dl", { class: "data" },
    Object.entries(data).map(([name, of]) => el("div", {}, el("dt", {}, fieldName(name)),
      el("dd", {}, (Array.isArray(of) ? of : [of]).map((part) => el("div", {}, value(part)))))),
    leftOut.length ? el("div", {}, el("dt", {}, t("values.hidden")), el("dd", { class: "quiet" }, leftOut.join(", "))) : null);
}
