// Every page for every role, light and dark, narrow and wide: axe-core finds nothing, nothing is wider than the screen, no text is a bare key.
// SPDX-License-Identifier: Apache-2.0
// With HOSHI_PICTURES=FOLDER each page is also kept as a picture, in both languages.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { close_all } from "./flow.mjs";
import { axe, browser_of } from "./hands.mjs";
import { invited } from "./people.mjs";
import { world as shared } from "./world.mjs";

const pictures = process.env.HOSHI_PICTURES || "";
const wide = { width: 1280, height: 900 };
const narrow = { width: 320, height: 800 };
const looks = [["light", wide], ["dark", narrow], ["light", narrow], ["dark", wide]];

async function look_at(page, check, name, where) {
  for (const [scheme, size] of looks) {
    const how = `${where} (${name}, ${scheme}, ${size.width})`;
    await page.setViewportSize(size);
    await page.emulateMedia({ colorScheme: scheme });
    const found = await axe(page);
    check(`axe finds nothing on ${how}`, found.length === 0, found.slice(0, 6).join("\n"));
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    check(`nothing is wider than the screen on ${how}`, width <= size.width, `${width} pixels`);
    if (pictures) {
      mkdirSync(pictures, { recursive: true });
      const file = `${name}${where.replace(/[^a-z0-9]+/gi, "_").slice(0, 90)}_${scheme}_${size.width}.png`;
      await page.screenshot({ path: join(pictures, file), fullPage: true });
    }
  }
  const text = await page.locator("body").innerText();
  const bare = text.match(/\b(pages|form|register|wrong|precheck|state|status|verdict|guard)\.[a-z_]+\b(?!\.)/);
  check(`every text of ${where} (${name}) is there`, !bare, bare?.[0]);
}

// The pages of the list, and those of steps that these pages offer.
async function walk(page, check, name, list, { steps = true } = {}) {
  const seen = new Set();
  const waiting = [...list];
  while (waiting.length) {
    const where = waiting.shift();
    const kind = where.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "ID").replace(/[?#].*/, "");
    if (seen.has(kind)) continue;
    seen.add(kind);
    const answer = await page.goto(where);
    check(`${where} (${name}) opens`, answer.status() < 500, answer.status());
    await look_at(page, check, name, where);
    if (!steps) continue;
    for (const link of await page.locator('main a[href*="/step/"]').all()) waiting.push(await link.getAttribute("href"));
  }
}

async function public_pages(browser, check, lang) {
  const world = await shared();
  const page = await browser_of(browser, world, null, lang);
  const end = lang === "en" ? "index.en.html" : "";
  const labels = Object.values(world.labels).map((number) => `/labels/${number}/${end}`);
  const fresh = await world.people.administrator.must("/admin/invite", { login: `fresh-${lang}@example.jp`, role: "", organisation: "" }, "/admin");
  const link = fresh.text.match(/\/link\/[0-9a-f]+/)[0];
  await walk(page, check, `public-${lang}`, ["/", ...new Set(labels), `/labels?q=HC-100`, "/labels?q=zzzz", `/distribution/${end}`, `/psti/${end}`, `/data/${end}`, "/complaint", "/login", link, "/nothing-here"]);
  await close_all({ page });
}

async function pages_of(browser, check, lang, name, person, list) {
  const world = await shared();
  const page = await browser_of(browser, world, person, lang);
  await walk(page, check, `${name}-${lang}`, list);
  await close_all({ page });
}

const mine = (world) => [...new Set([...Object.values(world.applications)])];

async function office_pages(browser, check, lang) {
  const world = await shared();
  const cases = Object.values(world.cases);
  const labels = Object.values(world.labels).map((number) => `/office/labels/${number}`);
  const party = Object.values(world.parties)[0];
  const lists = {
    clerk: ["/office", "/office?turn=office", "/office?late=yes", "/parties", "/parties?q=zzzz", "/parties/new", party && `/parties/${party}`, "/account"],
    reviewer: [world.applications[`corrected_${lang}`] || mine(world)[0], world.applications[`refused_${lang}`]],
    decider: ["/office/editions", "/office/editions/step/choose_profile", "/office/statistics", ...labels.slice(0, 1), ...cases],
    inspector: ["/office/cases", "/office/cases/new/step/open", ...cases, "/office/labels", ...labels.slice(0, 1)],
    administrator: ["/admin", "/account", "/office"],
  };
  for (const [name, list] of Object.entries(lists)) await pages_of(browser, check, lang, name, world.people[name], list.filter(Boolean));
}

async function applicant_pages(browser, check, lang) {
  const world = await shared();
  const party = world.parties[lang];
  const person = await invited(world.people.administrator, "閲覧 春子", `viewer-${lang}@example.jp`, "applicant", party || "");
  const extension = world.applications[`extension_${lang}`];
  await pages_of(browser, check, lang, "applicant", person, ["/desk", "/applications/new", extension, extension && extension + "/edit", extension && extension + "/check", "/parties", party && `/parties/${party}`, "/account"].filter(Boolean));
}

async function secrets(browser, check, lang) {
  const world = await shared();
  const page = await browser_of(browser, world, world.people.third_decider, lang);
  const shown = [["/account/recovery-codes", "recovery codes"], ["/account/totp", "a key for codes"]];
  for (const [action, name] of shown) {
    await page.goto("/account");
    await Promise.all([page.waitForNavigation(), page.locator(`form[action="${action}"] button`).click()]);
    await look_at(page, check, `secret-${lang}`, action);
    check(`the page shows ${name}`, (await page.locator(".mono").count()) > 0);
  }
  await page.goto("/account");
  await page.fill('[name="name"]', "テスト");
  await page.locator('[name="scope"]').first().check();
  await Promise.all([page.waitForNavigation(), page.locator('form[action="/account/tokens"] button').click()]);
  await look_at(page, check, `secret-${lang}`, "/account/tokens");
  check("the page shows a token", (await page.locator("[data-token]").count()) === 1);
  await close_all({ page });
}

export const tests = {};
for (const lang of ["ja", "en"]) {
  tests[`public pages, ${lang}`] = ({ browser, check }) => public_pages(browser, check, lang);
  tests[`pages of the office, ${lang}`] = ({ browser, check }) => office_pages(browser, check, lang);
  tests[`pages of the applicant, ${lang}`] = ({ browser, check }) => applicant_pages(browser, check, lang);
  tests[`pages that show a secret once, ${lang}`] = ({ browser, check }) => secrets(browser, check, lang);
}
