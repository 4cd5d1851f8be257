// Takes pictures of every page of a rich office, as every role, in both languages, light and dark, wide and narrow, for people to look at.
// SPDX-License-Identifier: Apache-2.0
// usage: tests/browser/run look FOLDER [WORD…]     The office stays in FOLDER/office, so that the next time only pictures are taken.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { click, launch, visit } from "./hands.mjs";
import { Office } from "./office.mjs";
import { Person } from "./people.mjs";
import { data_with_all_features, live } from "./rich.mjs";
import { make_world, World } from "./world.mjs";

const [folder, ...words] = process.argv.slice(2);
if (!folder) throw new Error("say where the pictures go");
const kept = join(folder, "office");
const state_file = join(folder, "office.json");

// Each page in the first, and in the second all the rest once: the other language, dark, narrow.
const looks = [
  { lang: "ja", scheme: "light", size: { width: 1280, height: 900 } },
  { lang: "en", scheme: "dark", size: { width: 375, height: 800 } },
  { lang: "ja", scheme: "light", size: { width: 375, height: 800 } },
  { lang: "en", scheme: "light", size: { width: 1280, height: 900 } },
  { lang: "ja", scheme: "dark", size: { width: 1280, height: 900 } },
].slice(0, Number(process.env.HOSHI_LOOKS || 2));

const is_wanted = (name) => words.length === 0 || words.some((word) => name.includes(word));

async function shoot(page, { lang, scheme, size }, role, name) {
  await page.setViewportSize(size);
  await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
  await page.evaluate(() => document.getAnimations().forEach((one) => one.finish()));
  await page.screenshot({ path: join(folder, `${role}-${name}-${lang}-${scheme}-${size.width}.png`), fullPage: true });
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  if (width > size.width) console.log(`${role} ${name} (${lang}): ${width} pixels are wider than the screen`);
}

async function shoot_all(page, role, name) {
  for (const look of looks) if (look.lang === "ja") await shoot(page, look, role, name);
}

function save(world) {
  const people = Object.fromEntries(Object.entries(world.people).map(([short, { name, login, password, secret, roles }]) => [short, { name, login, password, secret, roles }]));
  const { applications, labels, cases, parties } = world;
  writeFileSync(state_file, JSON.stringify({ days_ahead: world.office.days_ahead, people, applications, labels, cases, parties }, null, 1));
}

async function make(browser) {
  const world = await make_world(browser);
  await live(world, (page, role, name) => shoot_all(page, role, name));
  rmSync(world.result.folder, { recursive: true, force: true });
  save(world);
  return world;
}

async function go_on(browser) {
  const { days_ahead, people, ...rest } = JSON.parse(readFileSync(state_file, "utf8"));
  const world = Object.assign(new World(browser), rest);
  world.office = await Office.start({ folder: kept, days_ahead });
  for (const [short, one] of Object.entries(people)) world.people[short] = Object.assign(new Person(world.office, one.name, one.login), one);
  await Promise.all(Object.values(world.people).map((person) => person.log_in()));
  return world;
}

const ends = { ja: "", en: "index.en.html" };

function public_places({ labels }) {
  const end = (lang) => ends[lang];
  const places = {
    home: () => "/", found: () => "/labels?q=HC-100", found_none: () => "/labels?q=zzzz", mistyped: () => "/labels?q=HC-10O", distribution: (lang) => `/distribution/${end(lang)}`, psti: (lang) => `/psti/${end(lang)}`,
    data: (lang) => `/data/${end(lang)}`, complaint: () => "/complaint", log_in: () => "/login", subscribe_label: () => `/subscriptions/new?label=${labels.active}`, subscribe_search: () => "/subscriptions/new?q=HC-100",
    error_404: () => "/nothing-here", error_link: () => "/link/" + "0".repeat(64), label_listed: (lang) => `/labels/2025021500001/${end(lang)}`,
  };
  for (const [name, number] of Object.entries(labels)) places[`label_${name}`] = (lang) => `/labels/${number}/${end(lang)}`;
  return places;
}

const prefixed = (prefix, all, more = "") => Object.fromEntries(Object.entries(all).map(([name, where]) => [`${prefix}_${name}`, () => where + more]));
const office_labels = ({ labels }) => prefixed("label", Object.fromEntries(Object.entries(labels).map(([name, number]) => [name, `/office/labels/${number}`])));

// By role: who looks and at which pages.
const places_of = {
  public: ["", public_places],
  applicant: ["applicant_ja", (world) => ({ desk: () => "/desk", new: () => "/applications/new", account: () => "/account", parties: () => "/parties", party: () => `/parties/${world.parties.ja}`, error_403: () => "/admin",
    ...prefixed("application", world.applications), ...office_labels(world), ...prefixed("case", world.cases) })],
  applicant2: ["applicant_en", (world) => ({ desk: () => "/desk", ...prefixed("application", world.applications), ...prefixed("edit", world.applications, "/edit"), check: () => world.applications.empty + "/check" })],
  clerk: ["clerk", (world) => ({ queue: () => "/office", queue_all: () => "/office?state=all", parties: () => "/parties", party_new: () => "/parties/new", party: () => `/parties/${world.parties.ja}`, labels: () => "/office/labels", cases: () => "/office/cases",
    import: () => "/office/import", statistics: () => "/office/statistics", fees: () => "/office/fees", outbox: () => "/office/outbox", case_new: () => "/office/cases/new/step/open", accredit: () => `/parties/${world.parties.ja}/step/accredit`, ...prefixed("application", world.applications), ...office_labels(world) })],
  reviewer: ["reviewer", (world) => ({ queue: () => "/office", ...prefixed("application", world.applications) })],
  decider: ["decider", (world) => ({ queue: () => "/office", editions: () => "/office/editions", end_edition: () => "/office/editions/step/end_edition", choose_profile: () => "/office/editions/step/choose_profile",
    ...prefixed("application", world.applications), ...prefixed("case", world.cases), ...office_labels(world), account: () => "/account" })],
  inspector: ["inspector", (world) => ({ cases: () => "/office/cases", ...prefixed("case", world.cases), ...office_labels(world) })],
  administrator: ["administrator", () => ({ admin: () => "/admin", account: () => "/account", office: () => "/office" })],
};

// The forms of the steps that a page offers, each sort once for all roles.
async function steps_from(page, seen) {
  const links = await page.locator('main a[href*="/step/"]').evaluateAll((all) => all.map((one) => one.getAttribute("href")));
  return links.filter((link) => {
    const sort = link.replace(/[0-9a-f]{8}-[0-9a-f-]{27}|\d{6,}/g, "").replace(/\?.*/, "");
    return !seen.has(sort) && seen.add(sort);
  });
}

async function look_as(world, role, look) {
  const [who, places] = places_of[role];
  const page = await world.open(world.people[who] || null, look.lang, { scripts: true });
  const seen = (world.steps_seen ??= {})[`${look.lang} ${look.size.width} ${look.scheme}`] ??= new Set();
  for (const [name, where] of Object.entries(places(world))) {
    if (!is_wanted(`${role}-${name}`) && !words.includes("step")) continue;
    await visit(page, where(look.lang));
    if (is_wanted(`${role}-${name}`)) await shoot(page, look, role, name);
    for (const link of await steps_from(page, seen)) {
      const step = "step_" + link.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "").replace(/[?].*/, "").replace(/[^a-z]+/g, "_");
      if (!is_wanted(`${role}-${step}`)) continue;
      await visit(page, link);
      await shoot(page, look, role, step);
    }
  }
  await page.context().close();
}

// Pages that only an act leads to: secrets shown once, refused forms, the second factor.
async function acts(world, look) {
  const page = await world.open(world.people.third_decider, look.lang);
  const act = async (name, steps) => {
    if (!is_wanted(`act-${name}`)) return;
    await steps();
    await shoot(page, look, "act", name);
  };
  const at = (where) => visit(page, where);
  await act("recovery_codes", async () => (await at("/account"), click(page, 'form[action="/account/recovery-codes"] button')));
  await act("totp", async () => (await at("/account"), click(page, 'form[action="/account/totp"] button')));
  await act("token", async () => {
    await at("/account");
    await page.fill('form[action="/account/tokens"] [name="name"]', "検査用");
    await page.locator('form[action="/account/tokens"] [name="scope"]').first().check();
    await click(page, 'form[action="/account/tokens"] button');
  });
  const refused = await world.open(world.people.clerk, look.lang, { scripts: false });
  const refuse = async (name, where, button) => {
    if (!is_wanted(`act-${name}`)) return;
    await visit(refused, where);
    await refused.evaluate(() => document.querySelectorAll("main form").forEach((one) => (one.noValidate = true)));
    await click(refused, button);
    await shoot(refused, look, "act", name);
  };
  const send = 'main form[method="post"] button[type="submit"]';
  await refuse("party_422", "/parties/new", send);
  await refuse("complaint_422", "/complaint", send);
  await refuse("import_422", "/office/import", send);
  await refuse("case_422", "/office/cases/new/step/open", send);
  const nobody = await world.open(null, look.lang);
  if (is_wanted("act-second")) {
    const person = world.people.third_decider;
    await visit(nobody, "/login?next=/office");
    await nobody.fill('[name="login"]', person.login);
    await nobody.fill('[name="password"]', "wrong");
    await click(nobody, 'main form button[type="submit"]');
    await shoot(nobody, look, "act", "log_in_wrong");
    await nobody.fill('[name="password"]', person.password);
    await click(nobody, 'main form button[type="submit"]');
    await shoot(nobody, look, "act", "second");
  }
  if (is_wanted("act-invited")) {
    const admin = await world.open(world.people.administrator, look.lang);
    await visit(admin, "/admin");
    await admin.fill('form[action="/admin/invite"] [name="login"]', `guest-${look.lang}-${Date.now()}@example.jp`);
    await click(admin, 'form[action="/admin/invite"] button[type="submit"]');
    await shoot(admin, look, "act", "invited");
    const link = (await admin.content()).match(/\/link\/[0-9a-f]+/)[0];
    await visit(nobody, link);
    await shoot(nobody, look, "act", "link");
  }
  for (const one of [page, refused, nobody]) await one.context().close();
}

mkdirSync(folder, { recursive: true });
process.env.HOSHI_DATA = data_with_all_features();
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(1));
const browser = await launch();
const is_old = existsSync(state_file);
const world = is_old ? await go_on(browser) : await make(browser);
const guarded = async (what, job) => {
  try {
    await job();
  } catch (error) {
    console.log(`${what}: ${error.stack.slice(0, 600)}`);
  }
};
await Promise.all(["ja", "en"].map(async (lang) => {
  for (const look of looks.filter((one) => one.lang === lang)) {
    for (const role of Object.keys(places_of)) await guarded(`${role} ${lang}`, () => look_as(world, role, look));
    await guarded(`acts ${lang}`, () => acts(world, look));
  }
}));
await world.office.end();
if (!is_old) execFileSync("mv", [world.office.folder, kept]);
rmSync(process.env.HOSHI_DATA, { recursive: true, force: true });
await browser.close();
process.exit(0);
