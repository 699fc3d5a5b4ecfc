// Values of the hub as people read them.

import { el } from "./dom.js";
import { language, t, tOr } from "./words.js";

const locale = () => (language() === "ko" ? "ko-KR" : "en-GB");
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d/;

export const number = (value) => new Intl.NumberFormat(locale()).format(value);

export function rate(value) {
  return new Intl.NumberFormat(locale(), { maximumFractionDigits: value < 10 ? 1 : 0 }).format(value);
}

// Of a share from 0 to 1. What is nearly all, or nearly nothing, is not rounded to it.
export function percent(share) {
  const edge = Math.min(share, 1 - share);
  const digits = edge > 0 && edge < 0.001 ? 4 : edge > 0 && edge < 0.1 ? 1 : 0;
  return new Intl.NumberFormat(locale(), { style: "percent", maximumFractionDigits: digits }).format(share);
}

export function bytes(value) {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"];
  let unit = 0;
  let left = value;
  while (left >= 1000 && unit < units.length - 1) {
    left /= 1000;
    ++unit;
  }
  return new Intl.NumberFormat(locale(), { style: "unit", unit: units[unit], unitDisplay: "short", maximumFractionDigits: left < 10 ? 1 : 0 }).format(left);
}

export function timeText(text) {
  const time = new Date(text);
  if (Number.isNaN(time.getTime())) return text;
  return new Intl.DateTimeFormat(locale(), { dateStyle: "medium", timeStyle: "short" }).format(time);
}

export const timeOfDay = () => new Intl.DateTimeFormat(locale(), { timeStyle: "medium" }).format(new Date());

export const time = (text) => (text ? el("time", { datetime: text, title: text }, timeText(text)) : "–");

// "12 s ago", "in 3 min"
export function ago(text) {
  if (!text) return "–";
  const seconds = (new Date(text).getTime() - Date.now()) / 1000;
  const steps = [["second", 60], ["minute", 60], ["hour", 24], ["day", 30], ["month", 12], ["year", Infinity]];
  let left = seconds;
  for (const [unit, size] of steps) {
    if (Math.abs(left) < size) {
      const shown = new Intl.RelativeTimeFormat(locale(), { numeric: "auto", style: "short" }).format(Math.round(left), unit);
      return el("time", { datetime: text, title: timeText(text) }, shown);
    }
    left /= size;
  }
  return timeText(text);
}

export const fieldName = (name) => tOr(`field.${name}`, name.replaceAll("_", " "));
export const entityName = (name) => tOr(`entity.${name}`, name.replaceAll("_", " "));
export const badge = (text, kind = "") => el("span", { class: `badge ${kind}`.trim() }, text);

// Systems keep their colour as long as the page lives; the name always stands beside it.
const systems = new Map();
export function systemColour(name) {
  if (!systems.has(name)) systems.set(name, systems.size % 8);
  return `system${systems.get(name)}`;
}
export const system = (name) => el("span", { class: `system ${systemColour(name)}` }, name);

const isMoney = (value) => typeof value.amount === "string" && typeof value.currency === "string";

function moneyText(value) {
  try {
    return new Intl.NumberFormat(locale(), { style: "currency", currency: value.currency, minimumFractionDigits: 0 }).format(value.amount);
  } catch {
    return `${value.amount} ${value.currency}`;
  }
}

// One line for any value.
export function text(value) {
  if (value === null || value === undefined) return "–";
  if (typeof value === "boolean") return value ? t("app.yes") : t("app.no");
  if (typeof value === "number") return number(value);
  if (typeof value === "string") return TIME.test(value) ? timeText(value) : value;
  if (Array.isArray(value)) return value.map(text).join("; ");
  if (typeof value.full === "string") return value.full;
  if (typeof value.formatted === "string") return value.formatted;
  if (isMoney(value)) return moneyText(value);
  if (value.kind && (value.email || value.phone || value.handle || value.address))
    return text(value.email ?? value.phone ?? value.handle ?? value.address);
  if (value.ns && value.value) return `${value.ns}:${value.value}`;
  if (value.value !== undefined && value.unit !== undefined) return value.unit === "1" ? `${value.value}` : `${value.value} ${value.unit}`;
  return Object.entries(value).map(([name, part]) => `${fieldName(name)}: ${text(part)}`).join(", ");
}

// The same with what deserves a mark of its own.
export function value(of) {
  if (of !== null && typeof of === "object" && !Array.isArray(of)) {
    if (of.kind && (of.email || of.phone || of.handle || of.address)) {
      return el("span", {}, el("span", { class: "quiet" }, tOr(`contact.${of.kind}`, of.kind), " "), el("span", { class: "strong" }, text(of)),
        of.verified ? [" ", badge(t("contact.verified"), "good")] : null, of.primary ? [" ", badge(t("contact.primary"))] : null);
    }
    if (of.ns && of.value) return el("span", {}, el("span", { class: "quiet" }, `${of.ns} `), el("span", { class: "code" }, of.value));
    if (typeof of.full === "string" && of.given && of.full !== `${of.given} ${of.family}`)
      return el("span", {}, el("span", { class: "strong" }, of.full), el("span", { class: "quiet" }, ` ${of.given}, ${of.family ?? ""}`));
  }
  if (typeof of === "string" && TIME.test(of)) return time(of);
  return el("span", {}, text(of));
}

export const recordName = (record) => `${record.source} ${record.key ?? ""}`.trim();

export const profileLink = (id, label) => el("a", { href: `#/profile/${id}/values` }, label ?? el("span", { class: "code nowrap" }, shortId(id)));
export const shortId = (id) => `${id.slice(0, 8)}…${id.slice(-4)}`;
