// Every page that a role comes to by links: axe-core finds nothing, light and dark, wide and narrow; nothing is wider than the screen, no text is a bare key.
// SPDX-License-Identifier: Apache-2.0
// With HOSHI_BROWSER_PICTURES=FOLDER each page is also kept as a picture.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { public_page } from "./flow.mjs";
import { axe, click, visit } from "./hands.mjs";
import { invited } from "./people.mjs";

export const needs = ["issue", "correction", "refusal", "supervision", "forms"];

const pictures = process.env.HOSHI_BROWSER_PICTURES || "";
const wide = { width: 1280, height: 900 };
const narrow = { width: 320, height: 800 };
const looks = [["light", wide], ["light", narrow], ["dark", narrow], ["dark", wide]];
const bare_key = /\b(pages|form|register|wrong|precheck|state|status|verdict|guard)\.[a-z_]+\b(?!\.)/;

// What kinds of elements a page is built of: its signs are an element's name, class, role and type with those of what it stands in.
const signs_of = (page) => page.evaluate(() => {
  const sign = (node) => `${node.localName}.${node.getAttribute("class") || ""}[${node.getAttribute("role") || ""}${node.getAttribute("type") || ""}]`;
  return [...new Set([...document.body.querySelectorAll("*")].map((node) => `${sign(node.parentElement)} ${sign(node)}`))];
});

async function keep_picture(page, lang, name, where, [scheme, size]) {
  const folder = join(pictures, lang, name);
  mkdirSync(folder, { recursive: true });
  const file = `${where.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "ID").replace(/[0-9a-f]{32,}/g, "X").replace(/[^a-z0-9]+/gi, "_").slice(0, 90)}_${scheme}_${size.width}.png`;
  await page.screenshot({ path: join(folder, file), fullPage: true });
}

// Every page is opened as every role and its width looked at; axe-core looks in all looks at each sort of page, and at each with an element of a
// kind not seen before in this language.
async function look_at({ world, lang, check }, page, name, where) {
  const seen = ((world.signs ??= {})[lang] ??= new Set());
  const signs = await signs_of(page);
  const is_new = signs.some((sign) => !seen.has(sign)) || !seen.has(sort_of(where));
  seen.add(sort_of(where));
  signs.forEach((sign) => seen.add(sign));
  for (const look of is_new || pictures ? looks : [looks[1]]) {
    const [scheme, size] = look;
    await page.setViewportSize(size);
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
    const how = `${where} (${name}, ${scheme}, ${size.width})`;
    const width = await page.evaluate(() => {
      document.getAnimations().forEach((one) => one.finish());
      return document.documentElement.scrollWidth;
    });
    check(`nothing is wider than the screen on ${how}`, width <= size.width, `${width} pixels`);
    if (is_new) {
      // In the dark nothing but the colours is another.
      const found = await axe(page, scheme === "dark" ? ["color-contrast", "link-in-text-block"] : null);
      check(`axe finds nothing on ${how}`, found.length === 0, found.slice(0, 6).join("\n"));
    }
    if (pictures) await keep_picture(page, lang, name, where, look);
  }
  const text = await page.locator("body").innerText();
  check(`every text of ${where} (${name}) is there`, !bare_key.test(text), bare_key.exec(text)?.[0]);
}

const kind_of = (where) => where.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "ID").replace(/\/labels\/[^/?]*\d[^/?]*/, "/labels/N").replace(/[?#].*/, "");
const sort_of = (where) => kind_of(where).replace(/\/step\/.*/, "/step");

// Files, the other language, and what only another visitor sees: the register's pages are the same for all, and are looked at as the public.
function is_to_be_visited(link, name, lang) {
  if (/^\/(language|static|api)\//.test(link) || /\.(json|jsonl|jsonld|csv|xlsx|xml|atom|svg|png|pdf|cose|txt)(\?|$)|\/files\//.test(link)) return false;
  const is_register = /^\/($|[?#]|index\.|labels|distribution|psti|data|complaint|subscriptions)/.test(link);
  if (is_register && name !== "public") return false;
  return lang === "en" || !/index\.en\.html/.test(link);
}

// From the pages of the list by their links, one page of each kind.
async function walk(test, page, name, list) {
  const seen = new Set();
  const waiting = [...list];
  while (waiting.length) {
    const where = waiting.shift();
    const kind = list.includes(where) ? where : kind_of(where);
    if (seen.has(kind)) continue;
    seen.add(kind).add(kind_of(where));
    const answer = await visit(page, where);
    test.check(`${where} (${name}) opens`, answer.status() < 500, answer.status());
    await look_at(test, page, name, where);
    const links = await page.locator("a[href^='/']").evaluateAll((all) => all.filter((one) => !one.hasAttribute("download")).map((one) => one.getAttribute("href")));
    waiting.push(...links.filter((link) => is_to_be_visited(link, name, test.lang)));
  }
}

async function walk_as(test, name, person, list) {
  const page = await test.world.open(person, test.lang);
  await walk(test, page, name, list.filter(Boolean));
  await page.context().close();
}

const of_language = (all, lang) => Object.entries(all).filter(([name]) => name.endsWith(lang)).map(([, value]) => value);

async function public_pages(test) {
  const { world, lang } = test;
  const end = lang === "en" ? "index.en.html" : "";
  const login = `fresh-${lang}@example.jp`;
  const fresh = await world.people.administrator.must("/admin/invite", { login, role: "", organisation: "" }, "/admin");
  const list = ["/", public_page(world.labels[lang], lang), "/labels?q=HC-100", "/labels?q=zzzz", `/distribution/${end}`, `/psti/${end}`, `/data/${end}`, "/complaint", "/login", fresh.text.match(/\/link\/[0-9a-f]+/)[0], "/nothing-here"];
  await walk_as(test, "public", null, list);
}

const office_lists = {
  clerk: () => ["/office", "/parties"],
  reviewer: ({ world, lang }) => ["/office", world.applications[`corrected_${lang}`], world.applications[`refused_${lang}`]],
  decider: () => ["/office", "/office/editions"],
  inspector: ({ world, lang }) => ["/office/cases", ...of_language(world.cases, lang)],
  administrator: () => ["/admin"],
};

async function applicant_pages(test) {
  const { world, lang } = test;
  const person = await invited(world.people.administrator, "閲覧 春子", `viewer-${lang}@example.jp`, "applicant", world.parties[lang]);
  await walk_as(test, "applicant", person, ["/desk", ...of_language(world.applications, lang)]);
}

async function secrets(test) {
  const { world, lang, check } = test;
  const page = await world.open(world.people.third_decider, lang);
  for (const [action, name] of [["/account/recovery-codes", "recovery codes"], ["/account/totp", "a key for codes"]]) {
    await visit(page, "/account");
    await click(page, `form[action="${action}"] button`);
    await look_at(test, page, "secret", action);
    check(`the page shows ${name}`, (await page.locator("main .mono").count()) > 0);
  }
  await visit(page, "/account");
  await page.fill('form[action="/account/tokens"] [name="name"]', "test");
  await page.locator('form[action="/account/tokens"] [name="scope"]').first().check();
  await click(page, 'form[action="/account/tokens"] button');
  await look_at(test, page, "secret", "/account/tokens");
  check("the page shows a token", (await page.locator("[data-token]").count()) === 1);
  await page.context().close();
}

export const tests = { "pages of the public": public_pages };
for (const [name, list] of Object.entries(office_lists)) {
  tests[`pages of the ${name}`] = (test) => walk_as(test, name, test.world.people[name], list(test));
}
tests["pages of the applicant"] = applicant_pages;
tests["pages that show a secret once"] = secrets;
