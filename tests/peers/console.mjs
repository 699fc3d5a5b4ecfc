// The steps of the console's test. Each is one check; the last line is the account that tests/run reads.

import assert from "node:assert/strict";
import fs from "node:fs";
import net from "node:net";
import path from "node:path";
import { createRequire } from "node:module";
import { reviews } from "./console_reviews.mjs";

const { NPM, CHROMIUM, BASE, ADMIN, DESK, LOOK, STEWARD, SITE, CX_SHOTS: SHOTS = "" } = process.env;
const require = createRequire(path.join(NPM, "package.json"));
const { chromium } = require("playwright-core");
const axe = fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

const browser = await chromium.launch({ executablePath: CHROMIUM, args: process.getuid() === 0 ? ["--no-sandbox"] : [] });
const places = [BASE];    // Where the hub is, also behind what cuts the line.
const troubles = [];      // What the browser complained about, and what it asked for elsewhere.
const asked = [];         // Every address that left the browser.
let passed = 0;
let failed = 0;

async function step(name, work) {
  try {
    await work();
    ++passed;
    console.log(`ok       ${name}`);
  } catch (error) {
    ++failed;
    console.log(`FAILED   ${name}\n${error.stack}`);
  }
}

async function open(options = {}, base = BASE) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 860 }, locale: "en-GB", ...options });
  await context.addInitScript(() => addEventListener("securitypolicyviolation", (event) =>
    console.error(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`)));
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  page.on("console", (message) => {
    // The browser itself tells of refusals, which some steps provoke.
    const refusal = message.text().startsWith("Failed to load resource") && places.some((at) => message.location().url.startsWith(`${at}/v1/`));
    if (["error", "warning"].includes(message.type()) && !refusal) troubles.push(message.text());
  });
  page.on("pageerror", (error) => troubles.push(error.message));
  page.on("dialog", (dialog) => { troubles.push(`dialog: ${dialog.message()}`); dialog.dismiss(); });
  page.on("request", (request) => asked.push(`${request.method()} ${request.url()}`));
  await page.goto(`${base}/console/`);
  return page;
}

async function signIn(page, token) {
  await page.fill("#token", token);
  await page.press("#token", "Enter");
  await page.waitForSelector("nav");
  return page;
}

// A line to the hub that can be cut.
async function line() {
  const sockets = new Set();
  let whole = true;
  const server = net.createServer((client) => {
    if (!whole) return client.destroy();
    const hub = net.connect(Number(new URL(BASE).port), "127.0.0.1");
    for (const [socket, other] of [[client, hub], [hub, client]]) {
      sockets.add(socket);
      socket.on("error", () => {}).on("close", () => { sockets.delete(socket); other.destroy(); }).pipe(other);
    }
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const base = `http://127.0.0.1:${server.address().port}`;
  places.push(base);
  return {
    base,
    cut() { whole = false; for (const socket of sockets) socket.destroy(); },
    mend() { whole = true; },
    end() { this.cut(); server.close(); },
  };
}

// Changes what a source says.
function rewrite(name, change) {
  const file = path.join(SITE, name);
  fs.writeFileSync(`${file}.new`, change(fs.readFileSync(file, "utf8")));
  fs.renameSync(`${file}.new`, file);
}

const born = (day) => rewrite("crm.csv", (text) => text.replace(/1988-05-\d\d/, `1988-05-${day}`));
const shows = (page, selector, what) => page.waitForFunction(([at, text]) => document.querySelector(at)?.innerText.includes(text), [selector, what], { timeout: 20_000 });

async function search(page, email) {
  await page.click("nav a[href='#/search']");
  await page.fill("#sought", email);
  await page.press("#sought", "Enter");
  await page.waitForSelector(".cards a");
}

async function profile(page, email, part = "values") {
  await search(page, email);
  await page.click(".cards a");
  await page.waitForSelector("table.values");
  if (part !== "values") {
    await page.click(`#tab-${part}`);
    await page.waitForSelector(`#tab-${part}[aria-selected=true]`);
    await page.waitForFunction(() => !document.querySelector("#panel").textContent.match(/^(Loading|불러오는 중)$/));
  }
}

async function shot(page, name) {
  if (SHOTS) await page.screenshot({ path: path.join(SHOTS, `${name}.png`), fullPage: true });
}

async function accessible(page, where) {
  // The page's policy forbids scripts from elsewhere; the debugger's door is open to the test.
  const session = await page.context().newCDPSession(page);
  await session.send("Runtime.evaluate", { expression: axe });
  const { result } = await session.send("Runtime.evaluate", { awaitPromise: true, returnByValue: true, expression:
    `axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }).then((told) =>
      told.violations.map((rule) => rule.id + ": " + rule.nodes.slice(0, 3).map((node) => node.html + " " + node.failureSummary).join(" | ")))` });
  assert.deepEqual(result.value, [], where);
}

const text = (page, selector) => page.locator(selector).first().innerText();
const main = await open();

await step("a wrong token is refused with code and remedy", async () => {
  await main.fill("#token", "cxh_wrong");
  await main.press("#token", "Enter");
  await main.waitForSelector(".problem");
  assert.match(await text(main, ".problem"), /api\.bad_token[\s\S]*cxhub token create/);
  await shot(main, "sign-in");
  await accessible(main, "sign-in");
});

await step("the token stays in memory", async () => {
  await signIn(main, ADMIN);
  const kept = await main.evaluate(async () => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie,
    (await indexedDB.databases()).length, (await caches.keys()).length, location.href]));
  assert.ok(!kept.includes("cxh_"));
  assert.equal(kept, JSON.stringify([{}, {}, "", 0, 0, `${BASE}/console/`]));
});

await step("a customer is found by e-mail", async () => {
  await search(main, "minjun@example.com");
  assert.match(await text(main, ".cards"), /김민준[\s\S]*1988-05-17/);
  await shot(main, "search");
  await main.fill("#sought", "unknown.person@example.com");
  await main.press("#sought", "Enter");
  await main.waitForFunction(() => document.querySelector(".results").textContent.includes("Nobody has it."));
  await main.fill("#sought", "no address");
  await main.press("#sought", "Enter");
  await main.waitForSelector(".results .problem");
  assert.match(await text(main, ".results .problem"), /api\.bad_body/);
});

await step("a profile shows its values with their sources, and why", async () => {
  await profile(main, "minjun@example.com");
  assert.equal(await text(main, "h1"), "김민준");
  assert.match(await text(main, "table.values"), /minjun@example\.com[\s\S]*Date of birth\s+1988-05-17\s+crm/);
  const why = main.locator("button[aria-label='Why Name?']");
  await why.focus();
  await main.keyboard.press("Enter");
  assert.equal(await why.getAttribute("aria-expanded"), "true");
  const told = await text(main, "table.candidates");
  assert.match(told, /chosen/);
  assert.match(told, /passed over[\s\S]*the same as the chosen value/);
  await shot(main, "values");
});

await step("the identity graph draws every record and every link", async () => {
  assert.equal(await main.locator("svg.graph .record").count(), 2);
  assert.equal(await main.locator("svg.graph .link").count(), 1);
  assert.match(await main.locator("svg.graph").getAttribute("aria-label"), /2 records of 2 systems, held by 1 links/);
  assert.match(await main.locator("svg.graph .link title").textContent(), /same e-mail, equal name/);
});

await step("arrow keys move between the parts", async () => {
  await main.locator("#tab-values").focus();
  await main.keyboard.press("ArrowRight");
  assert.equal(await main.evaluate(() => document.activeElement.id), "tab-timeline");
  await main.keyboard.press("Enter");
  await main.waitForSelector("#tab-timeline[aria-selected=true]");
  await main.waitForSelector(".timeline li");
  assert.match(await text(main, ".timeline"), /May|June 2024[\s\S]*order[\s\S]*99/);
  await main.click(".timeline summary");
  assert.match(await text(main, ".timeline dl"), /Total\s+€99/);
  await shot(main, "timeline");
  await main.click("#tab-entities");
  await main.waitForSelector("#panel table");
  assert.match(await text(main, "#panel"), /order \(1\)[\s\S]*shop\.order/);
});

await step("markup in a name is text", async () => {
  await profile(main, "markup@example.com");
  assert.equal(await text(main, "h1"), "<img src=x onerror=alert(1)>");
  assert.equal(await main.locator("main img").count(), 0);
});

await step("a wrong merge is split, with a preview and a reason", async () => {
  await profile(main, "reed@example.com", "records");
  assert.equal(await main.locator("ul.records > li").count(), 3);
  await main.locator("ul.records > li", { hasText: "C2" }).locator("input").check();
  await main.click("text=Split off 1");
  const dialog = await text(main, "dialog");
  assert.match(dialog, /Stays together[\s\S]*C1[\s\S]*Goes apart[\s\S]*C2[\s\S]*Links that this overrules/);
  await shot(main, "split");
  await accessible(main, "split");
  await main.keyboard.press("Escape");
  await main.waitForSelector("dialog", { state: "detached" });
  await main.click("text=Split off 1");
  await main.fill("#split-reason", "father and son");
  await main.click("dialog button[type=submit]");
  await main.waitForSelector("dialog li a");
  assert.equal(await main.locator("dialog li a").count(), 2);
  await main.click("dialog button.main");
  await main.waitForFunction(() => [1, 2].includes(document.querySelectorAll("ul.records > li").length));
  await main.click("#tab-history");
  await main.waitForSelector("#panel ol.versions");
  assert.match(await text(main, "#panel"), /split[\s\S]*by a steward[\s\S]*put apart[\s\S]*father and son/);
  await shot(main, "history");
});

await step("what cannot be undone is told with its code", async () => {
  await profile(main, "markup@example.com", "records");
  assert.equal(await main.locator("text=Undo the last merge").count(), 0, "one record alone has nothing to undo");
  await profile(main, "minjun@example.com", "records");
  await main.click("text=Undo the last merge");
  await main.fill("#split-reason", "try");
  await main.click("dialog button[type=submit]");
  await main.waitForSelector("dialog li a, dialog .problem");
  const told = await text(main, "dialog");
  assert.match(told, /steward\.no_merge|Done/);
  await main.keyboard.press("Escape");
});

await step("changes appear by themselves, over one stream", async () => {
  const before = asked.length;
  await main.click("nav a[href='#/changes']");
  await main.waitForSelector("table.changes tbody tr");
  await shows(main, "[role=status].badge", "Live");
  born(18);
  await shows(main, "table.changes tbody tr", "김민준");
  assert.match(await text(main, "table.changes tbody tr"), /person\s+updated[\s\S]*김민준/);
  assert.equal(asked.slice(before).filter((line) => line.includes("/v1/changes")).length, 1, "nothing is polled");
  await main.click("text=Pause");
  assert.equal(await text(main, "[role=status].badge"), "Paused");
  const first = await text(main, "table.changes tbody tr");
  born(19);
  await main.waitForTimeout(2500);
  assert.equal(await text(main, "table.changes tbody tr"), first);
  await main.click("text=Follow");
  await main.waitForFunction((old) => document.querySelector("table.changes tbody tr").innerText !== old, first, { timeout: 20_000 });
  await main.waitForFunction(() => document.querySelectorAll(".spark .line").length === 1);
  await shot(main, "changes");
});

await step("a cut line is told, mends by itself, and nothing is missed or doubled", async () => {
  const wire = await line();
  const page = await signIn(await open({}, wire.base), ADMIN);
  await page.click("nav a[href='#/changes']");
  await shows(page, "[role=status].badge", "Live");
  await page.waitForSelector("table.changes tbody tr");
  wire.cut();
  await shows(page, "[role=status].badge", "Interrupted, trying again in");
  assert.match(await text(page, "main .problem"), /console\.(cut|unreachable)[\s\S]*What to do/);
  await shot(page, "cut");
  await accessible(page, "cut");
  const newest = await page.locator("table.changes tbody tr td").first().innerText();
  born(20);
  await page.waitForTimeout(2500);
  wire.mend();
  await shows(page, "[role=status].badge", "Live");
  assert.equal(await page.locator("main .problem").count(), 0);
  await page.waitForFunction((old) => document.querySelector("table.changes tbody td").innerText !== old, newest, { timeout: 20_000 });
  const seqs = await page.locator("table.changes tbody tr td:first-child").allInnerTexts();
  assert.equal(new Set(seqs).size, seqs.length);
  assert.deepEqual(seqs, [...seqs].sort((a, b) => b - a));
  wire.end();
  await page.context().close();
});

await step("a reader that fell behind is told so and goes on", async () => {
  const page = await open();
  let asking = 0;
  await page.route("**/v1/changes?*", (route) => (asking++ ? route.continue() : route.fulfill({ status: 410, contentType: "application/problem+json",
    body: JSON.stringify({ code: "api.resync_required", status: 410, title: "The changes asked for are kept no longer", detail: "", remedy: "" }) })));
  await signIn(page, ADMIN);
  await page.click("nav a[href='#/changes']");
  await page.waitForSelector(".missed");
  assert.match(await text(page, ".missed"), /Some changes were missed[\s\S]*api\.resync_required/);
  await shows(page, "[role=status].badge", "Live");
  assert.equal(await page.locator(".missed").count(), 1, "it stays until somebody has read it");
  await page.context().close();
});

await step("an open profile shows what changes, and leaves people where they are", async () => {
  await profile(main, "minjun@example.com");
  await shows(main, ".live", "Live");
  const why = main.locator("button[aria-label='Why Name?']");
  await why.click();
  const streams = asked.filter((line) => line.includes("/v1/changes?profile=")).length;
  assert.ok(streams > 0, "it follows this profile alone");
  born(21);
  await shows(main, "table.values", "1988-05-21");
  await shows(main, ".live", "updated");
  assert.equal(await why.getAttribute("aria-expanded"), "true");
  assert.equal(await main.evaluate(() => document.activeElement.getAttribute("aria-label")), "Why Name?");
  await shot(main, "live");
  await main.click("#tab-records");
  await main.locator("ul.records input").first().check();
  born(22);
  await main.waitForSelector(".live button");
  assert.equal(await main.locator("ul.records input:checked").count(), 1, "who is at work is not disturbed");
  await main.click(".live button");
  await main.waitForFunction(() => document.querySelectorAll("ul.records input:checked").length === 0);
  assert.equal(await main.locator(".live button").count(), 0);
  const page = await signIn(await open({ locale: "ko-KR" }), ADMIN);
  await profile(page, "minjun@example.com");
  await shows(page, ".live", "실시간");
  born(23);
  await shows(page, "table.values", "1988-05-23");
  await shows(page, ".live", "갱신됨");
  await page.context().close();
});

await step("where no place is free an open profile says so, in Korean, and is shown all the same", async () => {
  const page = await open({ locale: "ko-KR" });
  await page.route("**/v1/changes?*", (route) => route.fulfill({ status: 429, headers: { "Retry-After": "7" }, contentType: "application/problem+json",
    body: JSON.stringify({ code: "api.too_many_followers", status: 429, title: "All places for followers are taken", detail: "", remedy: "" }) }));
  await signIn(page, ADMIN);
  await profile(page, "minjun@example.com");
  assert.match(await text(page, ".live"), /끊김, 7초 후 다시 연결[\s\S]*자리가 모두 사용 중[\s\S]*api\.too_many_followers/);
  await shot(page, "no-place-ko");
  await page.context().close();
});

await step("a page that nobody looks at gives up its place, and catches up when it is seen again", async () => {
  const page = await signIn(await open(), ADMIN);
  const look = (hidden) => page.evaluate((is) => {
    Object.defineProperty(document, "hidden", { value: is, configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
  }, hidden);
  await profile(page, "minjun@example.com");
  await shows(page, ".live", "Live");
  await look(true);
  born(24);
  await page.waitForTimeout(3000);
  assert.match(await text(page, "table.values"), /1988-05-23/);
  await look(false);
  await shows(page, "table.values", "1988-05-24");
  await page.context().close();
});

await step("pipelines and sinks show state, rates and what is wrong", async () => {
  await main.click("nav a[href='#/operations']");
  await main.waitForSelector("th:has-text('crm/contacts')");
  assert.match(await text(main, "main"), /crm\/contacts\s+(waiting|running)/);
  await main.waitForFunction(() => document.querySelectorAll(".spark .line").length > 4, null, { timeout: 20_000 });
  assert.match(await main.locator(".spark svg").first().getAttribute("aria-label"), /crm\/contacts, Records\/s: [\d.]+ now/);
  await main.waitForSelector(".error-row");
  assert.match(await text(main, ".error-row"), /What to do: /);
  await shot(main, "operations");
});

await step("a pipeline is paused, told why and what to do, resumed and run", async () => {
  const row = main.locator("tr", { has: main.locator("th:text-is('crm/contacts')") });
  await row.getByRole("button", { name: "Pause" }).focus();
  await main.keyboard.press("Enter");
  await row.getByText("paused").waitFor();
  assert.match(await text(main, "[role=status] .note"), /crm\/contacts is paused\./);
  assert.match(await row.locator("xpath=following-sibling::tr[1]").innerText(), /Nothing is read until it is resumed\.\s+an administrator has paused it[\s\S]*What to do: Resume it/);
  assert.equal(await row.getByRole("button", { name: "Run now" }).count(), 0);
  assert.equal(await main.evaluate(() => document.activeElement.getAttribute("aria-label")), "Resume: crm/contacts", "the focus stays");
  await shot(main, "paused");
  await main.keyboard.press("Enter");
  await row.getByRole("button", { name: "Run now" }).click();
  await shows(main, "[role=status] .note", "crm/contacts reads now.");
  await row.getByText(/running|waiting/).waitFor();
  assert.deepEqual(await main.locator("tr", { hasText: "hook/customers" }).getByRole("button").allInnerTexts(), ["Pause"], "what receives is not told to read");
});

await step("a refused word is told, in Korean too", async () => {
  const page = await signIn(await open({ locale: "ko-KR" }), ADMIN);
  await page.click("nav a[href='#/operations']");
  const row = page.locator("tr", { has: page.locator("th:text-is('crm/contacts')") });
  await row.getByRole("button", { name: "일시 정지" }).click();
  await row.locator(".badge", { hasText: "일시 정지" }).waitFor();
  assert.match(await row.locator("xpath=following-sibling::tr[1]").innerText(), /재개할 때까지 아무것도 읽지 않습니다[\s\S]*해결 방법/);
  await row.getByRole("button", { name: "재개" }).click();
  await page.route("**/v1/pipelines/*/run", (route) => route.fulfill({ status: 409, contentType: "application/problem+json",
    body: JSON.stringify({ code: "admin.not_running", status: 409, title: "The pipeline does not run", detail: "pipeline 'crm' does not run", remedy: "Look at status." }) }));
  await row.getByRole("button", { name: "지금 실행" }).click();
  await page.waitForSelector("[role=status] .problem");
  assert.match(await text(page, "[role=status] .problem"), /파이프라인이 실행 중이 아닙니다[\s\S]*admin\.not_running/);
  await shot(page, "refused-ko");
  await page.context().close();
});

await step("a sink is resynced, after a question", async () => {
  const file = path.join(SITE, "out/changes.jsonl");
  const lines = () => fs.readFileSync(file, "utf8").split("\n").length;
  const before = lines();
  await main.getByRole("button", { name: "Resync…: changes" }).click();
  assert.match(await text(main, "dialog"), /newest change of everything/);
  assert.equal(lines(), before);
  await main.click("dialog button[type=submit]");
  await shows(main, "dialog", "takes the snapshot now");
  await main.keyboard.press("Escape");
  for (let i = 0; i < 100 && lines() === before; ++i) await main.waitForTimeout(100);
  assert.ok(lines() > before, "it got everything once more");
});

await step("a reject tells why, where, what to do, and what was read; it is tried again, corrected, dismissed", async () => {
  await main.click("nav a[href='#/rejects']");
  await main.click("tbody tr:has-text('crm.csv') a");
  await main.waitForSelector(".detail pre");
  assert.match(await text(main, ".detail"), /file\.key[\s\S]*What to do[\s\S]*crm\.csv:6[\s\S]*Nobody/);
  await shot(main, "rejects");
  await main.getByRole("button", { name: "Retry", exact: true }).click();
  await main.waitForSelector(".detail [role=status] .problem");
  assert.match(await text(main, ".detail [role=status]"), /1 refused again|reject\.payload/);
  await main.click("text=Edit and retry…");
  await shot(main, "edit");
  await accessible(main, "edit");
  await main.fill("#reject-record", "Nobody");
  await main.click("dialog button[type=submit]");
  await main.waitForSelector("dialog .problem");
  assert.match(await text(main, "dialog"), /reject\.payload/);
  await main.fill("#reject-record", '{"id": "C9", "name": "Some Body", "email": "somebody@example.com", "born": "", "changed": "2024-01-01T00:00:00Z"}');
  await main.click("dialog button[type=submit]");
  await shows(main, "dialog", "1 stored");
  await main.click("dialog button.main");
  await shows(main, ".detail", "retried");
  assert.equal(await main.locator("tbody tr:has-text('crm.csv')").count(), 0);
  assert.equal(await main.getByRole("button", { name: "Edit and retry…" }).count(), 0);
  await search(main, "somebody@example.com");
  assert.match(await text(main, ".cards"), /Some Body/);
});

await step("all rejects of a code are tried again and dismissed; what another closed is told", async () => {
  await main.click("nav a[href='#/rejects']");
  const row = main.locator("tbody tr", { hasText: "orders.csv:4" });
  await row.waitFor();
  const code = await row.locator("code").innerText();
  await row.locator("a").click();
  await main.waitForSelector(".detail pre");
  await main.selectOption("#reject-code", code);
  await main.waitForFunction(() => document.querySelectorAll("tbody tr").length === 3);
  await main.click("text=Retry all…");
  assert.match(await text(main, "dialog"), new RegExp(`All open rejects, Code ${code}`));
  await main.click("dialog button[type=submit]");
  await shows(main, "dialog", "0 stored");
  assert.match(await text(main, "dialog"), /3 refused again/);
  assert.equal(await main.locator("dialog li").count(), 3);
  await shot(main, "retry-all");
  await main.keyboard.press("Escape");
  await main.waitForFunction(() => document.querySelectorAll("tbody tr").length === 3);

  const page = await signIn(await open({ locale: "ko-KR" }), ADMIN);
  await page.click("nav a[href='#/rejects']");
  await page.waitForSelector("tbody tr");
  await page.selectOption("#reject-code", code);
  await page.waitForFunction(() => document.querySelectorAll("tbody tr").length === 3);
  await page.click("text=모두 제외…");
  assert.match(await text(page, "dialog"), new RegExp(`미해결 거부 전체, 코드 ${code}[\\s\\S]*되돌릴 수 없습니다`));
  await shot(page, "dismiss-all-ko");
  await page.click("dialog button[type=submit]");
  await shows(page, "dialog", "3건 제외");
  await page.keyboard.press("Escape");
  await page.waitForFunction(() => document.querySelectorAll("tbody tr").length === 0);
  await page.context().close();

  await main.getByRole("button", { name: "Dismiss…", exact: true }).click();
  await main.click("dialog button[type=submit]");
  await main.waitForSelector("dialog .problem");
  assert.match(await text(main, "dialog .problem"), /reject\.closed/);
  await main.keyboard.press("Escape");
  await main.selectOption("#reject-code", "");
  await main.waitForSelector("tbody tr");
});

await step("a record that is edited keeps every digit", async () => {
  const told = await main.evaluate(() => import("/console/data.js").then(({ pretty }) => pretty('{"n":12345678901234567890,"p":1.10,"s":"x"}')));
  assert.equal(told, '{\n  "n": 12345678901234567890,\n  "p": 1.10,\n  "s": "x"\n}');
});

await step("by keyboard alone: skip link, menu, search, result", async () => {
  const page = await signIn(await open(), ADMIN);
  await page.waitForSelector("form.search");
  const focus = () => page.evaluate(() => document.activeElement.textContent || document.activeElement.id || document.activeElement.tagName);
  await page.mouse.click(2, 2);      // At the very start of the page.
  await page.keyboard.press("Tab");
  assert.equal(await focus(), "Skip to content");
  const seen = [];
  for (let i = 0; i < 14 && !seen.includes("sought"); ++i) {
    await page.keyboard.press("Tab");
    seen.push(await focus());
    const ring = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
    assert.notEqual(ring, "none", `no focus ring on ${seen.at(-1)}`);
  }
  for (const name of ["Search", "Reviews", "Changes", "Operations", "Rejects", "English", "한국어", "Sign out", "sought"]) assert.ok(seen.includes(name), `${name} in ${seen}`);
  await page.keyboard.type("minjun@example.com");
  await page.keyboard.press("Enter");
  await page.waitForSelector(".cards a");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.waitForSelector("table.values");
  assert.equal(await page.evaluate(() => document.activeElement.tagName), "H1", "the focus goes to the new heading");
  await page.context().close();
});

await step("Korean by the browser's language and by the switch", async () => {
  const page = await signIn(await open({ locale: "ko-KR" }), ADMIN);
  assert.equal(await page.evaluate(() => document.documentElement.lang), "ko");
  assert.equal(await text(page, "nav"), "검색\n검토\n변경\n운영\n거부된 레코드\n모델");
  await page.click("button[lang=en]");
  assert.equal(await page.evaluate(() => document.documentElement.lang), "en");
  assert.equal(await text(page, "nav"), "Search\nReviews\nChanges\nOperations\nRejects\nModels");
  await page.context().close();
});

await step("a token sees no more than it may", async () => {
  const page = await signIn(await open(), DESK);
  assert.equal(await text(page, "nav"), "Search");
  await profile(page, "minjun@example.com");
  assert.match(await text(page, ".live"), /Not live[\s\S]*changes:read/);
  assert.equal(await text(page, "h1"), "No name to show");
  assert.match(await text(page, ".note"), /Not shown[\s\S]*contact_points/);
  assert.ok(!(await page.content()).includes("minjun@example.com"));
  await page.context().close();
  const looker = await signIn(await open(), LOOK);
  await looker.click("nav a[href='#/operations']");
  await looker.waitForSelector("th:has-text('crm/contacts')");
  assert.equal(await looker.locator("main button").count(), 0);
  await looker.click("nav a[href='#/rejects']");
  await looker.click("tbody a");
  await looker.waitForSelector(".detail h2");
  assert.equal(await looker.locator("main button:visible").count(), 0);
  await looker.context().close();
});

await step("a token that ends signs out and says so", async () => {
  const made = await fetch(`${BASE}/v1/tokens`, { method: "POST", headers: { Authorization: `Bearer ${ADMIN}`, "Content-Type": "application/json" },
    body: JSON.stringify({ name: "short", scopes: ["profiles:read"] }) }).then((answer) => answer.json());
  const page = await signIn(await open(), made.token);
  await fetch(`${BASE}/v1/tokens/${made.id}`, { method: "DELETE", headers: { Authorization: `Bearer ${ADMIN}` } });
  await page.fill("#sought", "minjun@example.com");
  await page.press("#sought", "Enter");
  await page.waitForSelector("#token");
  assert.match(await text(page, ".problem"), /api\.bad_token/);
  await page.context().close();
});

const looks = [["light", {}], ["dark", { colorScheme: "dark" }], ["Korean", { locale: "ko-KR" }],
  ["360 px", { viewport: { width: 360, height: 740 } }], ["200 %", { viewport: { width: 640, height: 430 }, deviceScaleFactor: 2 }]];
for (const [name, options] of looks) {
  await step(`every view is accessible and fits: ${name}`, async () => {
    const page = await signIn(await open(options), ADMIN);
    const check = async (view) => {
      await shot(page, `${name.replace(/\W+/g, "")}-${view}`);
      await accessible(page, `${name} ${view}`);
      const wide = await page.evaluate(() => document.scrollingElement.scrollWidth - innerWidth);
      assert.ok(wide <= 0, `${view} is ${wide} px too wide`);
    };
    await search(page, "minjun@example.com");
    await check("search");
    for (const part of ["values", "timeline", "entities", "records", "history"]) {
      await profile(page, "minjun@example.com", part);
      if (part === "values") await page.locator("table.values button").first().click();
      await page.evaluate(() => document.querySelectorAll("#panel details").forEach((details) => { details.open = true; }));
      await check(part);
    }
    for (const view of ["changes", "operations", "rejects", "reviews"]) {
      await page.click(`nav a[href='#/${view}']`);
      await page.waitForSelector("main tbody tr");
      await check(view);
    }
    await page.click("table.reviews tbody a");
    await page.waitForSelector(".columns.even, main .problem");
    await check("review");
    await page.context().close();
  });
}

await reviews({ step, open, signIn, text, shows, shot, accessible, STEWARD, ADMIN, DESK });

await step("no complaint of the browser, no policy violated", async () => assert.deepEqual(troubles, []));

await step("no personal data and no token in any address, nothing from elsewhere", async () => {
  const told = asked.map(decodeURIComponent).join("\n");
  for (const secret of ["example.com", "John", "김민준", "cxh_", "1988-05-17"]) assert.ok(!told.includes(secret), secret);
  assert.deepEqual(asked.filter((line) => !places.some((at) => line.includes(` ${at}/`))), []);
});

await browser.close();
console.log(`${passed} passed, ${failed} failed, 0 skipped`);
process.exit(failed ? 1 : 0);
