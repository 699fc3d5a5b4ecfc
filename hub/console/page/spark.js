// A small line over time, with its figure beside it and the same in words.

import { el, svg } from "./dom.js";
import { rate } from "./format.js";
import { t } from "./words.js";

const width = 120;
const height = 28;
const spansMs = [60_000, 180_000, 600_000];

export function sparkline(what, points, shown = rate) {
  const values = points.map((point) => point.value);
  const now = values.at(-1) ?? 0;
  const max = Math.max(0, ...values);
  const age = points.length ? points.at(-1).at - points[0].at : 0;
  const spanMs = spansMs.find((span) => age <= span) ?? spansMs.at(-1);
  const label = t("operations.spark", { what, now: shown(now), max: shown(max), minutes: spanMs / 60000 });
  const end = points.at(-1)?.at ?? 0;
  const x = (point) => width - ((end - point.at) / spanMs) * width;
  const y = (point) => height - 3 - (max > 0 ? (point.value / max) * (height - 6) : 0);
  const line = points.map((point, at) => `${at ? "L" : "M"}${x(point).toFixed(1)} ${y(point).toFixed(1)}`).join("");
  return el("span", { class: "spark" },
    svg("svg", { viewBox: `0 0 ${width} ${height}`, width, height, role: "img", "aria-label": label },
      svg("title", {}, label),
      svg("path", { class: "ground", d: `M0 ${height - 3}H${width}` }),
      points.length > 1 ? svg("path", { class: "area", d: `${line}L${x(points.at(-1)).toFixed(1)} ${height - 3}L${x(points[0]).toFixed(1)} ${height - 3}Z` }) : null,
      points.length > 1 ? svg("path", { class: "line", d: line }) : null),
    el("span", { class: "figure", "aria-hidden": "true" }, shown(now)));
}
