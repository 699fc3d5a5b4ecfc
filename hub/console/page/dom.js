// Elements made without HTML text: what comes from the hub is always text, never markup.

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

export const button = (label, onclick, more = {}) => el("button", { type: "button", onclick, ...more }, label);

// A table that scrolls in itself when the window is narrow, also by keyboard.
export function table(caption, heads, rows, more = {}) {
  return el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": caption },
    el("table", more,
      el("caption", { class: "hidden" }, caption),
      el("thead", {}, el("tr", {}, heads.map((head) => el("th", { scope: "col", class: head.class }, head.text ?? head)))),
      el("tbody", {}, rows)));
}
