// The data of one record as a list of names and values.

import { el } from "./dom.js";
import { fieldName, value } from "./format.js";
import { t } from "./words.js";

export function dataList(data, leftOut = []) {
  return el("dl", { class: "data" },
    Object.entries(data).map(([name, of]) => el("div", {}, el("dt", {}, fieldName(name)),
      el("dd", {}, (Array.isArray(of) ? of : [of]).map((part) => el("div", {}, value(part)))))),
    leftOut.length ? el("div", {}, el("dt", {}, t("values.hidden")), el("dd", { class: "quiet" }, leftOut.join(", "))) : null);
}
