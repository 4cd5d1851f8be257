// What the tests do with a browser: filling forms by the names of their fields, taking steps, looking with axe-core.
// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from "node:fs";
import { chromium } from "playwright-core";

export const launch = () => chromium.launch({
  executablePath: process.env.CHROMIUM,
  env: { ...process.env, LANGUAGE: "en_US", LC_ALL: "C.UTF-8" },
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});

export const interest = { ja: "申請者との雇用・取引・出資の関係はありません。", en: "I have no ties with the applicant or the product." };

// `fields`: by name; true ticks, a {file} is chosen, a list ticks several, anything else is typed or selected.
export async function fill(page, fields) {
  for (const [name, value] of Object.entries(fields)) {
    const control = page.locator(`main [name="${name}"]`);
    if (value === true) await control.check();
    else if (Array.isArray(value)) for (const one of value) await page.locator(`main [name="${name}"][value="${one}"]`).check();
    else if (value.file) await control.setInputFiles(value.file);
    else if ((await control.evaluate((node) => node.tagName)) === "SELECT") await control.selectOption(value);
    else await control.fill(value);
  }
}

// A person would wait as well when the office says that it was asked too much at once.
export async function visit(page, where) {
  for (let tries = 1; ; ++tries) {
    const answer = await page.goto(where, { waitUntil: "domcontentloaded" });
    if (answer?.status() !== 429 || tries === 10) return answer;
    await page.waitForTimeout(1000 * (Number(answer.headers()["retry-after"]) || 1));
  }
}

export async function click(page, what) {
  const place = typeof what === "string" ? page.locator(what).first() : what;
  await Promise.all([page.waitForNavigation({ waitUntil: "domcontentloaded" }), place.click()]);
}

// The button that sends the form of the page; a browser that would not send it says which fields are wrong.
export async function send(page, button = 'main form[method="post"] button[type="submit"]') {
  const place = page.locator(button).first();
  const wrong = await place.evaluate((node) => [...node.form.querySelectorAll(":invalid:not(fieldset)")].map((one) => `${one.name}: ${one.validationMessage}`));
  if (wrong.length) throw new Error(`the form at ${page.url()} cannot be sent: ${wrong.join(", ")}`);
  return click(page, place);
}

export async function problems_of(page) {
  const alert = page.locator("main [role=alert]:not(:empty)");
  return (await alert.count()) ? alert.first().innerText() : "";
}

// From the page `where` by its link to the step; `done`: what the address says afterwards.
export async function take(page, where, event, fields = {}, done = "step") {
  await visit(page, where);
  const link = page.locator(`main a[href*="/step/${event}"]`).first();
  if (!(await link.count())) throw new Error(`${where} offers no ${event}:\n${await page.locator("main").innerText()}`);
  await click(page, link);
  await fill(page, fields);
  await send(page);
  if (!page.url().includes("done=" + done)) throw new Error(`${event} was not taken (${page.url()}):\n${await problems_of(page)}\n${(await page.locator("main").innerText()).slice(0, 1500)}`);
}

export async function eventually(look, seconds = 60) {
  const until = Date.now() + seconds * 1000;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (Date.now() > until) throw new Error("waited in vain: " + look);
    await new Promise((done) => setTimeout(done, 250));
  }
}

const axe_source = readFileSync(new URL("node_modules/axe-core/axe.min.js", import.meta.url), "utf8");

// What axe-core finds, as lines; empty is good. `rules`: these alone.
export async function axe(page, rules = null) {
  if (!(await page.evaluate(() => Boolean(globalThis.axe)))) await page.evaluate(axe_source);
  const only = rules || ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
  const found = await page.evaluate((runOnly) => globalThis.axe.run(document, { runOnly, resultTypes: ["violations"] }), only);
  return found.violations.flatMap((one) => one.nodes.map((node) => `${one.id}: ${node.target.join(" ")}: ${node.failureSummary.split("\n").slice(1, 3).join(" ")}`));
}
