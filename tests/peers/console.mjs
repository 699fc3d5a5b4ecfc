// The steps of the console's test. Each is one check; the last line is the account that tests/run reads.

import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { createRequire } from "node:module";

const { NPM, CHROMIUM, BASE, ADMIN, DESK, SITE, CX_SHOTS: SHOTS = "" } = process.env;
const require = createRequire(path.join(NPM, "package.json"));
const { chromium } = require("playwright-core");
const axe = fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

const browser = await chromium.launch({ executablePath: CHROMIUM, args: process.getuid() === 0 ? ["--no-sandbox"] : [] });
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

async function open(options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 860 }, locale: "en-GB", ...options });
  await context.addInitScript(() => addEventListener("securitypolicyviolation", (event) =>
    console.error(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`)));
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  page.on("console", (message) => {
    // The browser itself tells of refusals, which some steps provoke.
    const refusal = message.text().startsWith("Failed to load resource") && message.location().url.startsWith(`${BASE}/v1/`);
    if (["error", "warning"].includes(message.type()) && !refusal) troubles.push(message.text());
  });
  page.on("pageerror", (error) => troubles.push(error.message));
  page.on("dialog", (dialog) => { troubles.push(`dialog: ${dialog.message()}`); dialog.dismiss(); });
  page.on("request", (request) => asked.push(`${request.method()} ${request.url()}`));
  await page.goto(`${BASE}/console/`);
  return page;
}

async function signIn(page, token) {
  await page.fill("#token", token);
  await page.press("#token", "Enter");
  await page.waitForSelector("nav");
  return page;
}

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
  assert.equal(await main.locator("dialog").count(), 0);
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

await step("changes appear by themselves", async () => {
  await main.click("nav a[href='#/changes']");
  await main.waitForSelector("table.changes tbody tr");
  const file = path.join(SITE, "crm.csv");
  fs.writeFileSync(`${file}.new`, fs.readFileSync(file, "utf8").replace("1988-05-17", "1988-05-18"));
  fs.renameSync(`${file}.new`, file);
  const before = await main.locator("table.changes tbody tr").first().innerText();
  await main.waitForFunction((old) => document.querySelector("table.changes tbody tr").innerText !== old, before, { timeout: 20_000 });
  assert.match(await text(main, "table.changes tbody tr"), /person\s+updated[\s\S]*김민준/);
  await main.click("text=Pause");
  assert.equal(await text(main, "[role=status].badge"), "Paused");
  await shot(main, "changes");
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

await step("a reject tells why, where, what to do, and what was read", async () => {
  await main.click("nav a[href='#/rejects']");
  await main.click("tbody a");
  await main.waitForSelector(".detail pre");
  assert.match(await text(main, ".detail"), /file\.key[\s\S]*What to do[\s\S]*crm\.csv:6[\s\S]*Nobody/);
  await shot(main, "rejects");
  await main.selectOption("#reject-state", "dismissed");
  await main.waitForFunction(() => document.querySelectorAll("tbody a").length === 0);
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
  for (const name of ["Search", "Changes", "Operations", "Rejects", "English", "한국어", "Sign out", "sought"]) assert.ok(seen.includes(name), `${name} in ${seen}`);
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
  assert.equal(await text(page, "nav"), "검색\n변경\n운영\n거부된 레코드");
  await page.click("button[lang=en]");
  assert.equal(await page.evaluate(() => document.documentElement.lang), "en");
  assert.equal(await text(page, "nav"), "Search\nChanges\nOperations\nRejects");
  await page.context().close();
});

await step("a token sees no more than it may", async () => {
  const page = await signIn(await open(), DESK);
  assert.equal(await text(page, "nav"), "Search");
  await profile(page, "minjun@example.com");
  assert.equal(await text(page, "h1"), "No name to show");
  assert.match(await text(page, ".note"), /Not shown[\s\S]*contact_points/);
  assert.ok(!(await page.content()).includes("minjun@example.com"));
  await page.goto(`${BASE}/console/#/rejects`);
  await page.context().close();
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
    for (const view of ["changes", "operations", "rejects"]) {
      await page.click(`nav a[href='#/${view}']`);
      await page.waitForSelector("main tbody tr");
      await check(view);
    }
    await page.context().close();
  });
}

await step("no complaint of the browser, no policy violated", async () => assert.deepEqual(troubles, []));

await step("no personal data and no token in any address, nothing from elsewhere", async () => {
  const told = asked.map(decodeURIComponent).join("\n");
  for (const secret of ["example.com", "John", "김민준", "cxh_", "1988-05-17"]) assert.ok(!told.includes(secret), secret);
  assert.deepEqual(asked.filter((line) => !line.includes(` ${BASE}/`)), []);
});

await browser.close();
console.log(`${passed} passed, ${failed} failed, 0 skipped`);
process.exit(failed ? 1 : 0);
