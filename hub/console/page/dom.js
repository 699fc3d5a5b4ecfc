// Elements made without HTML text: what comes from the hub is always text, never markup.

import { t } from "./words.js";

const SVG = "http://www.w3.org/2000/svg";

function put(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

// el("button", { type: "button", onclick: save }, "Save"); children that are null, undefined or false are left out.
export const el = (tag, attributes = {}, ...children) => put(document.createElement(tag), attributes, children);

export const svg = (tag, attributes = {}, ...children) => put(document.createElementNS(SVG, tag), attributes, children);

export function fill(element, ...children) {
  element.replaceChildren(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

let ids = 0;
export const freshId = (prefix) => `${prefix}-${++ids}`;

// Says a short sentence to screen readers without moving the focus.
const announcer = el("div", { class: "hidden", role: "status", "aria-live": "polite" });
export const announcement = announcer;
export function announce(text) {
  announcer.textContent = "";
  requestAnimationFrame(() => { announcer.textContent = text; });
}

const nameOf = (element) => element.dataset.action ?? element.getAttribute("aria-label") ?? element.textContent;
const named = (place, selector) => [...place.querySelectorAll(selector)];

// Notes where people are in `place`; what it answers brings them back there once the content was made anew.
export function remember(place) {
  const stood = place.contains(document.activeElement) && place !== document.activeElement ? nameOf(document.activeElement) : null;
  const open = new Set(named(place, "details[open] > summary, [aria-expanded=true]").map(nameOf));
  const scrolled = new Map(named(place, ".scroll").map((part) => [nameOf(part), [part.scrollLeft, part.scrollTop]]));
  return () => {
    for (const summary of named(place, "details > summary")) if (open.has(nameOf(summary))) summary.parentElement.open = true;
    for (const toggle of named(place, "[aria-expanded=false]")) if (open.has(nameOf(toggle))) toggle.click();
    for (const part of named(place, ".scroll")) part.scrollTo(...(scrolled.get(nameOf(part)) ?? [0, 0]));
    if (stood === null || (place.contains(document.activeElement))) return;
    named(place, "a, button, input, select, textarea, summary, [tabindex]").find((each) => nameOf(each) === stood)?.focus({ preventScroll: true });
  };
}

export const button = (label, onclick, more = {}) => el("button", { type: "button", onclick, ...more }, label);

// Brings the next page of a list.
export const moreButton = (onclick) => button(t("app.more"), onclick, { "data-action": "more" });

// A table that scrolls in itself when the window is narrow, also by keyboard.
export function table(caption, heads, rows, more = {}) {
  return el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": caption },
    el("table", more,
      el("caption", { class: "hidden" }, caption),
      el("thead", {}, el("tr", {}, heads.map((head) => el("th", { scope: "col", class: head.class }, head.text ?? head)))),
      el("tbody", {}, rows)));
}
