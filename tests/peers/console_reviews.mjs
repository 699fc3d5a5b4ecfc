// Pairs that wait and weights of matching, as a steward and an administrator see them; part of console.mjs.

import assert from "node:assert/strict";

export async function reviews({ step, open, signIn, text, shows, shot, accessible, STEWARD, ADMIN, DESK }) {
  const page = await signIn(await open(), STEWARD);
  const waiting = () => page.locator("table.reviews tbody tr").count();
  const pair = "section[aria-label='The pair in front']";
  const front = () => page.locator("tr.chosen").getAttribute("data-pair");

  await step("pairs that wait are listed, the likeliest first", async () => {
    await page.click("nav a[href='#/reviews']");
    await page.waitForSelector("table.reviews tbody tr");
    assert.equal(await waiting(), 3);
    const weights = (await page.locator("table.reviews td.figure").allInnerTexts()).map(parseFloat);
    assert.deepEqual(weights, [...weights].sort((a, b) => b - a));
    await page.selectOption("#review-band", "0.5-0.7");
    await shows(page, "main", "No pair waits.");
    await page.selectOption("#review-band", "");
    await page.waitForSelector("table.reviews tbody tr");
    assert.equal(await page.locator("nav a[href='#/models']").count(), 0, "a steward is no administrator");
    await shot(page, "reviews");
  });

  await step("a pair stands side by side with the bits of each comparison, and what would come of it", async () => {
    await page.locator("table.reviews tbody tr", { hasText: /M1|M2/ }).locator("a").click();
    await page.waitForSelector(".side-by-side");
    const sides = await text(page, ".side-by-side");
    assert.match(sides, /two profiles/);
    assert.match(sides, /Name\s+Ada Quimby\s+Ada Quimby\s+the same/);
    for (const mailbox of ["lantern@example.org", "walnut@example.net"]) assert.ok(sides.includes(mailbox), mailbox);
    assert.match(sides, /Contact[\s\S]*e-mail[\s\S]*e-mail[\s\S]*different[\s\S]*Name/);
    const bits = (await page.locator("table.terms tbody tr:not(.sum) td:nth-child(3), table.terms tbody tr:not(.sum) td:nth-child(4)").allInnerTexts())
      .map((each) => parseFloat(each.replace("−", "-")) || 0);
    const sum = parseFloat((await page.locator("table.terms tr.sum td:nth-child(3)").innerText()).replace("−", "-"));
    assert.ok(Math.abs(bits.reduce((a, b) => a + b, 0) - sum) < 0.5, `${bits} make ${sum}`);
    await shows(page, "main", "bits are missing");
    assert.match(await text(page, ".columns.even"), /now[\s\S]*members[\s\S]*then[\s\S]*members/);
    await shot(page, "review");
    await accessible(page, "review");
  });

  await step("keys judge and skip where the pair has the focus, and nowhere else", async () => {
    const first = await front();
    await page.focus("#review-state");
    await page.keyboard.press("d");
    await page.focus("#review-reason");
    await page.keyboard.type("sisters and cousins");
    assert.equal(await waiting(), 3, "who types a reason judges nothing");
    await page.fill("#review-reason", "");
    await page.locator(pair).focus();
    const before = await page.locator("table.reviews tbody tr").last().getAttribute("data-pair");
    if (first !== before) {
      await page.keyboard.press("n");
      await page.waitForFunction((old) => document.querySelector("tr.chosen")?.dataset.pair !== old, first);
    }
    assert.equal(await waiting(), 3, "skipped is not judged");
    await page.locator("table.reviews tbody tr").first().locator("a").click();
    await page.waitForFunction(() => document.querySelector("table.reviews tbody tr").classList.contains("chosen"));
    await page.waitForSelector("[data-verdict=same]");
    const judged = await front();
    await page.locator(pair).focus();
    await page.keyboard.press("s");
    await page.waitForFunction((old) => document.querySelector("tr.chosen")?.dataset.pair !== old, judged);
    assert.equal(await waiting(), 2);
  });

  await step("a verdict by button keeps its reason, and the list ends", async () => {
    for (let left = 2; left > 0; --left) {
      await page.locator("table.reviews tbody tr").first().locator("a").click();
      await page.waitForSelector("#review-reason");
      await page.fill("#review-reason", "two people of one name");
      await page.getByRole("button", { name: "Different people" }).click();
      await page.waitForFunction((n) => document.querySelectorAll("table.reviews tbody tr").length === n, left - 1);
    }
    await shows(page, "main", "No pair waits.");
    const decided = await page.evaluate(async (token) => (await (await fetch("/v1/audit/decisions", { headers: { Authorization: `Bearer ${token}` } })).json()), ADMIN);
    const reasons = decided.decisions.map((each) => each.reason);
    assert.equal(reasons.filter((each) => each === "two people of one name").length, 2);
    assert.equal(reasons.filter((each) => each === "cxhub console").length, 1);
  });

  await step("what is refused is told in its place, in Korean too", async () => {
    const other = await signIn(await open({ locale: "ko-KR" }), STEWARD);
    await other.goto(other.url().replace(/#.*/, "") + "#/reviews/1-999999");
    await other.waitForSelector(".problem");
    assert.match(await text(other, ".problem"), /해당 쌍이 더 이상 없습니다[\s\S]*steward\.no_review/);
    await accessible(other, "reviews-ko");
    await other.context().close();
    const desk = await signIn(await open(), DESK);
    assert.equal(await desk.locator("nav a[href='#/reviews']").count(), 0);
    await desk.context().close();
  });

  await step("models tell what is in force, and why none can be learnt", async () => {
    const admin = await signIn(await open(), ADMIN);
    await admin.click("nav a[href='#/models']");
    await shows(admin, "main", "In force: default-1");
    await shows(admin, "main", "the shipped weights are in force");
    await admin.getByRole("button", { name: "Learn a candidate" }).click();
    await admin.click("dialog button[type=submit]");
    await admin.waitForSelector("dialog .problem");
    assert.match(await text(admin, "dialog .problem"), /identity\.few_records/);
    await admin.keyboard.press("Escape");
    await accessible(admin, "models");
    await admin.context().close();
  });

  await step("a candidate shows what it would change, is put in force after a question, and taken back", async () => {
    const forecast = { share: 0.25, records: 900, profiles: 500, would_be: 498, merging: 4, splitting: 1, merges: 2,
      risk: { changing_share: 0.01, vetoed: 1, exclusive: 0, outgrown: 0, crowded: 0, largest: 7 },
      examples: { merges: [{ profiles: ["01a20e14-94ef-71e8-9576-fdda01393862", "01a20e14-94ef-71e8-9576-fdda01393863"], of: 2, records: 3, veto: "birth_date" }],
        splits: [{ profile: "01a20e14-94ef-71e8-9576-fdda01393864", parts: [2, 1] }] } };
    const model = (state) => ({ id: "m1", state, created_at: "2024-05-01T10:00:00Z", figures: { records: 3600, pairs: 9000, expected_matches: 700.4, facts: { birth: { same: { m: 0.9, u: 0.00005 } } }, forecast } });
    let state = "candidate";
    const sent = [];
    const admin = await open();
    const answer = (route, body) => route.fulfill({ contentType: "application/json", body: JSON.stringify(body) });
    await admin.route("**/v1/admin/models", (route) => answer(route, { in_force: state === "active" ? "m1" : "default-1", clustered: 1, models: [model(state)],
      regrouped: { model: "m1", merges: 2, splits: 1 } }));
    await admin.route("**/v1/admin/models/**", (route) => {
      sent.push(new URL(route.request().url()).pathname);
      const active = route.request().url().endsWith("activate");
      state = active ? "active" : "retired";
      return answer(route, active ? { active: "m1", former: "default-1", forecast } : { active: "default-1", former: "m1" });
    });
    await signIn(admin, ADMIN);
    await admin.click("nav a[href='#/models']");
    await admin.click("a[href='#/models/m1']");
    await shows(admin, "section.card", "Tried on a sample of 25");
    assert.match(await text(admin, "section.card"), /would merge\s+4[\s\S]*would split\s+1[\s\S]*merges against a clash\s+1[\s\S]*dates of birth clash[\s\S]*into 2 \+ 1 records/);
    await shot(admin, "models");
    await accessible(admin, "model");
    await admin.getByRole("button", { name: "Put in force: m1" }).click();
    assert.deepEqual(sent, [], "nothing before it is confirmed");
    assert.match(await text(admin, "dialog"), /would merge\s+4/);
    await admin.click("dialog button[type=submit]");
    await shows(admin, "dialog", "m1 is in force in place of default-1.");
    await admin.keyboard.press("Escape");
    await admin.getByRole("button", { name: "Go back to the one before" }).click();
    await admin.click("dialog button[type=submit]");
    await shows(admin, "dialog", "default-1 is in force in place of m1.");
    assert.deepEqual(sent, ["/v1/admin/models/m1/activate", "/v1/admin/models/rollback"]);
    await admin.context().close();
  });
  await page.context().close();
}
