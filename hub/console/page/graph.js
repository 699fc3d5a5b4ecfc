// The identity graph of a profile: records as boxes by system, and the rule on each link that holds them.
//
// The hub names a spanning tree of links, so the drawing is a tree: no two lines cross, however many records there are.

import { el, svg, table } from "./dom.js";
import { recordName, system, systemColour } from "./format.js";
import { t, tOr } from "./words.js";

const box = { width: 184, height: 46 };
const pad = 6;

const idOf = (record) => JSON.stringify([record.source, record.entity, record.key]);

// Each record's distance from the root, its place among the leaves and in reading order. Roots are the records with most
// links; ties go by the order of the hub, so that the same profile always looks the same.
export function layout(members, links) {
  const nodes = new Map(members.map((member) => [idOf(member), { record: member, near: [] }]));
  for (const link of links) {
    const a = nodes.get(idOf(link.a));
    const b = nodes.get(idOf(link.b));
    if (!a || !b) continue;
    a.near.push({ node: b, link });
    b.near.push({ node: a, link });
  }
  const placed = [];
  let rows = 0;
  const place = (node, column, parent, link) => {
    Object.assign(node, { column, parent, link, order: placed.length });
    placed.push(node);
    const children = [];
    for (const next of node.near) {
      if (next.node.column !== undefined) continue;
      place(next.node, column + 1, node, next.link);
      children.push(next.node);
    }
    node.row = children.length ? (children[0].row + children.at(-1).row) / 2 : rows++;
  };
  for (const node of [...nodes.values()].sort((a, b) => b.near.length - a.near.length))
    if (node.column === undefined) place(node, 0, null, null);
  return { placed, rows, columns: 1 + Math.max(0, ...placed.map((node) => node.column)) };
}

export const ruleName = (link) => tOr(`link.${link.rule}`, link.rule);
const clip = (text, most) => (text.length > most ? `${text.slice(0, most - 1)}…` : text);

// From left to right, where there is room: the children of a record stand to its right.
const wide = {
  step: { x: box.width + 190, y: box.height + 16 },
  corner(node) {
    return { x: pad + node.column * this.step.x, y: pad + node.row * this.step.y };
  },
  size: ({ rows, columns }) => ({ width: 2 * pad + columns * box.width + (columns - 1) * 190, height: 2 * pad + rows * box.height + (rows - 1) * 16 }),
  line(from, to) {
    const start = { x: from.x + box.width, y: from.y + box.height / 2 };
    const end = { x: to.x, y: to.y + box.height / 2 };
    return { path: `M${start.x} ${start.y}C${start.x + 30} ${start.y} ${start.x + 15} ${end.y} ${start.x + 45} ${end.y}H${end.x}`,
      rule: { x: end.x - 8, y: end.y - 6, "text-anchor": "end" }, ns: { x: end.x - 8, y: end.y + 15, "text-anchor": "end" } };
  },
};

// From top to bottom, a line a record: fits beside the values and on a telephone.
const narrow = {
  corner: (node) => ({ x: pad + node.column * 30, y: pad + node.order * (box.height + 24) }),
  size: ({ placed, columns }) => ({ width: 2 * pad + (columns - 1) * 30 + box.width + 60, height: 2 * pad + placed.length * (box.height + 24) - 24 }),
  line(from, to) {
    const x = from.x + 14;
    const y = to.y + box.height / 2;
    return { path: `M${x} ${from.y + box.height}V${y - 6}Q${x} ${y} ${x + 6} ${y}H${to.x}`, rule: { x: to.x, y: to.y - 7 }, ns: null };
  },
};

function lineOf(node, shape) {
  const { path, rule, ns } = shape.line(shape.corner(node.parent), shape.corner(node));
  const { link } = node;
  const words = ns || !link.ns || link.rule.startsWith(link.ns) ? ruleName(link) : `${ruleName(link)}: ${link.ns}`;
  return svg("g", { class: `link ${link.rule === "manual" ? "manual" : ""}` },
    svg("title", {}, [ruleName(link), link.ns, link.value].filter(Boolean).join(" ")),
    svg("path", { d: path }), svg("text", rule, clip(words, ns ? 26 : 40)),
    ns && link.ns ? svg("text", { ...ns, class: "quiet" }, clip(link.ns, 24)) : null);
}

function boxOf(node, shape) {
  const { record } = node;
  const { x, y } = shape.corner(node);
  return svg("g", { class: `record ${systemColour(record.source)}` },
    svg("title", {}, recordName(record)),
    svg("rect", { x, y, width: box.width, height: box.height, rx: 6, class: "frame" }),
    svg("rect", { x, y: y + 6, width: 4, height: box.height - 12, rx: 2, class: "mark" }),
    svg("text", { x: x + 14, y: y + 19, class: "strong" }, clip(record.source, 22)),
    svg("text", { x: x + 14, y: y + 36, class: "quiet" }, clip(record.key ?? `#${record.version}`, 25)));
}

function drawing(tree, label, shape) {
  const { width, height } = shape.size(tree);
  return svg("svg", { viewBox: `0 0 ${width} ${height}`, width, height, role: "img", "aria-label": label, class: "graph" },
    tree.placed.filter((node) => node.parent).map((node) => lineOf(node, shape)), tree.placed.map((node) => boxOf(node, shape)));
}

export function linkTable(caption, links) {
  const cell = (record) => el("td", {}, system(record.source), " ", el("span", { class: "code quiet" }, record.key ?? ""));
  return table(caption, [t("graph.from"), t("graph.rule"), t("graph.to")], links.map((link) => el("tr", {}, cell(link.a),
    el("td", {}, ruleName(link), link.ns ? el("div", { class: "quiet code" }, link.value ? `${link.ns}:${link.value}` : link.ns) : null), cell(link.b))), { class: "links" });
}

// Drawing, heading and the same in words, from an answer of the hub's `why`.
export function graph(why, { beside = false } = {}) {
  const links = why.links ?? [];
  const label = t("graph.describe", { records: why.members.length, systems: new Set(why.members.map((member) => member.source)).size, links: links.length });
  return [
    el("h2", {}, t("graph.title")),
    el("p", { class: "quiet" }, label),
    el("div", { class: "scroll canvas", tabindex: "0", role: "region", "aria-label": t("graph.title") }, drawing(layout(why.members, links), label, beside || innerWidth < 900 ? narrow : wide)),
    links.length === 0 ? el("p", { class: "quiet" }, t("graph.alone")) : el("details", {}, el("summary", {}, t("graph.links")), linkTable(t("graph.links"), links)),
    why.apart?.length ? el("details", { open: true }, el("summary", {}, t("graph.apart")), linkTable(t("graph.apart"), why.apart)) : null,
  ];
}
