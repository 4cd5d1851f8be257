// One office that all browser tests share: people of every role, an adopted edition, and a browser for each of them in each language.
// SPDX-License-Identifier: Apache-2.0
import { createHash } from "node:crypto";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Office } from "./office.mjs";
import { appoint, first_administrators, officers, plain } from "./people.mjs";

const recording = new URL("../recordings/careful.0.hoshi", import.meta.url).pathname;
const timeout_ms = 15000;
const staff = {
  clerk: ["受付 伊藤", ["intake", "registrar"]],
  reviewer: ["確認 加藤", ["reviewer"]],
  decider: ["決裁 森", ["decider"]],
  second_decider: ["Decider Noda", ["decider"]],
  third_decider: ["Decider Ueda", ["decider"]],
  inspector: ["調査 岡", ["surveillance"]],
  key_holder_ja: ["鍵 谷", ["reviewer"]],
  key_holder_en: ["Keyes", ["reviewer"]],
};

// The careful product's recorded assessment as if the adopted edition had judged it; its evidence's manifest as it was.
function recorded_result(edition_sha256) {
  const folder = mkdtempSync(join(tmpdir(), "hoshi-browser-"));
  execFileSync("tar", ["xf", recording, "-C", folder, "assessment.json", "manifest.json"]);
  const assessment = JSON.parse(readFileSync(join(folder, "assessment.json"), "utf8"));
  assessment.scheme.sha256 = edition_sha256;
  writeFileSync(join(folder, "assessment.json"), JSON.stringify(assessment));
  const product = assessment.product;
  return {
    folder,
    checklist: join(folder, "assessment.json"),
    manifest: join(folder, "manifest.json"),
    manifest_sha256: createHash("sha256").update(readFileSync(join(folder, "manifest.json"))).digest("hex"),
    models: [product.product.model, ...(product.family_model || []).map((one) => one.model)],
  };
}

async function adopt_edition(people) {
  const page = plain((await people.decider.get("/office/editions")).text);
  const asked = new URL(page.match(/href="(\/office\/editions\/step\/adopt_edition\?[^"]+)"/)[1], people.decider.office.address).searchParams;
  for (const person of [people.decider, people.second_decider]) {
    await person.must("/office/editions/step/adopt_edition", [...asked, ["reason", "adopted for the tests"]]);
  }
  return asked.get("sha256");
}

// Errors of scripts, refusals of the content security policy and pieces of pages that did not come. A page that is itself an answer of refusal
// is no trouble.
function watch(context, troubles) {
  context.on("console", (message) => {
    if (message.type() === "error" && !message.text().startsWith("Failed to load resource")) troubles.push(`${message.location().url}: ${message.text()}`);
  });
  context.on("weberror", (error) => troubles.push(`${error.page()?.url()}: ${error.error().stack}`));
  context.on("response", (answer) => {
    if (answer.status() >= 400 && !answer.request().isNavigationRequest()) troubles.push(`${answer.url()}: ${answer.status()}`);
  });
}

export class World {
  constructor(browser) {
    Object.assign(this, { browser, troubles: { ja: [], en: [] }, applications: {}, labels: {}, cases: {}, parties: {}, people: {}, kept: new Map() });
  }

  // A browser of one person's own, or of nobody's, in a language; `scripts: false` is a browser that runs none.
  async open(person, lang, { scripts = true } = {}) {
    const context = await this.browser.newContext({
      locale: lang === "ja" ? "ja-JP" : "en-GB", baseURL: this.office.address, javaScriptEnabled: scripts, reducedMotion: "reduce",
    });
    context.setDefaultTimeout(timeout_ms);
    watch(context, this.troubles[lang]);
    if (person) await context.addCookies(person.browser_cookies());
    await context.request.get(`/language/${lang}?back=/complaint`, { maxRedirects: 0 });
    return context.newPage();
  }

  // The page that `name` has open in a language all the time. Those who read English run no scripts: everything but passkeys goes without.
  async page(name, lang) {
    const key = `${name} ${lang}`;
    if (!this.kept.has(key)) this.kept.set(key, { name, lang, page: await this.open(this.people[name], lang, { scripts: lang === "ja" }) });
    return this.kept.get(key).page;
  }

  // Where everybody's page stands, for the message of a test that failed.
  async standing(lang) {
    const all = [...this.kept.values()].filter((one) => one.lang === lang);
    const lines = await Promise.all(all.map(async ({ name, page }) => `${name} at ${page.url()}: ${(await page.locator("body").innerText().catch(String)).replace(/\s+/g, " ").slice(150, 300)}`));
    return lines.join("\n");
  }

  // So many days later everybody logs in anew and has the old roles again.
  async go_forward(days) {
    await this.office.go_forward(days);
    const people = Object.values(this.people);
    await Promise.all(people.map((person) => person.log_in()));
    await appoint(this.administrators, people.filter((person) => person.roles));
    for (const { name, page } of this.kept.values()) {
      if (this.people[name]) await page.context().addCookies(this.people[name].browser_cookies());
    }
  }
}

export async function make_world(browser) {
  const world = new World(browser);
  world.office = await Office.start();
  world.administrators = await first_administrators(world.office);
  const [administrator, second_administrator, third_administrator] = world.administrators;
  world.people = { administrator, second_administrator, third_administrator, ...(await officers(world.administrators, staff)) };
  world.result = recorded_result(await adopt_edition(world.people));
  return world;
}

export async function close_world(world) {
  await world.office.stop();
  rmSync(world.result.folder, { recursive: true, force: true });
}
