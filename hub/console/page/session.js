// The token, and calls to the hub. The token lives in this module's memory only: a reload signs out.

let token = "";
let actor = "";
let self = null;
let lost = () => {};

// What went wrong, in the form of the hub's problem documents.
export class Problem extends Error {
  constructor({ code, status = 0, title = "", detail = "", remedy = "", againMs = 0 }) {
    super(detail || title || code);
    Object.assign(this, { code, status, title, detail: detail || title, remedy, againMs });
  }
}

export const signedIn = () => self !== null;
export const me = () => self;
export const may = (scope) => self !== null && (self.scopes.includes(scope) || self.scopes.includes("admin"));

// `ended` is called when the hub no longer takes the token.
export async function signIn(secret, who, ended) {
  if (!/^[\x21-\x7e]+$/.test(secret)) throw new Problem({ code: "api.bad_token" });    // No header can hold it.
  token = secret;
  actor = who;
  try {
    self = await get("/v1/tokens/self");
    lost = ended;
  } catch (problem) {
    signOut();
    throw problem;
  }
}

export function signOut() {
  token = "";
  actor = "";
  self = null;
  lost = () => {};
}

// A header holds bytes; the hub reads them as UTF-8.
const bytesOf = (text) => String.fromCharCode(...new TextEncoder().encode(text));

// `json` is the body as text.
export async function request(method, path, { json, headers: more = {}, signal } = {}) {
  const headers = { Authorization: `Bearer ${token}`, ...more };
  if (actor) headers["CX-Actor"] = bytesOf(actor);
  if (json !== undefined) headers["Content-Type"] = "application/json";
  let answer;
  try {
    answer = await fetch(path, { method, headers, body: json, signal,
      cache: "no-store", credentials: "omit", redirect: "error" });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Problem({ code: "console.unreachable" });
  }
  if (answer.ok) return answer;
  const told = await answer.json().catch(() => ({}));
  const problem = new Problem({ code: `http.${answer.status}`, status: answer.status, againMs: 1000 * (Number(answer.headers.get("Retry-After")) || 0), ...told });
  if (answer.status === 401 && self) lost(problem);
  throw problem;
}

export const get = async (path, options) => (await request("GET", path, options)).json();
export const post = (path, body) => postText(path, JSON.stringify(body));
// `json` is sent as it is written.
export const postText = async (path, json) => (await request("POST", path, { json })).json();
