// The main forms by keyboard alone, with a focus that can be seen: logging in, a party, an application from its first page to its submission.
// SPDX-License-Identifier: Apache-2.0
import { applicant_of, corporate_number, form_of } from "./flow.mjs";
import { interest, problems_of, visit } from "./hands.mjs";

const stops_max = 160;
const bodies = { ja: 799999970001, en: 799999970002 };

// What has the focus now, and whether a person sees where it is: in the window, not covered, with a ring of at least two pixels.
const focused = (page) => page.evaluate(() => {
  const node = document.activeElement;
  const style = getComputedStyle(node);
  const box = node.getBoundingClientRect();
  return {
    name: node.name || "", value: node.value || "", type: node.type || "", tag: node.tagName, href: node.getAttribute("href") || "", action: node.form?.getAttribute("action") || "",
    is_in_main: Boolean(node.closest("main")),
    is_seen: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2 && box.width > 0 && box.bottom > 0 && box.top < innerHeight,
  };
});

// Whoever listens from the beginning misses no window in which a file is to be chosen.
async function choose_file(page, file) {
  const chosen = page.waitForEvent("filechooser");
  await page.keyboard.press("Enter");
  await (await chosen).setFiles(file);
}

async function operate(page, stop, wish) {
  if (wish.file) {
    await choose_file(page, wish.file);
  } else if (stop.type === "checkbox") {
    await page.keyboard.press("Space");
  } else if (stop.tag === "SELECT") {
    await page.keyboard.press("Home");
    for (let left = await page.evaluate(() => document.activeElement.options.length); left > 0; left -= 1) {
      if ((await focused(page)).value === wish) break;
      await page.keyboard.press("ArrowDown");
    }
  } else if (stop.type === "date") {
    // As this browser's own language (main.mjs) writes a date; a year may have six digits there.
    const [year, month, day] = wish.split("-");
    for (const part of [month, day, "00" + year]) await page.keyboard.type(part);
  } else {
    await page.keyboard.press("Control+A");
    await page.keyboard.insertText(wish);
  }
}

// Goes through the page by the tabulator, operates what `wishes` name, and presses the button that `is_button` knows.
async function type_form(page, check, what, wishes, is_button) {
  const open = new Set(Object.keys(wishes));
  page.on("filechooser", () => {});
  let last = "";
  for (let stops = 0; stops < stops_max; stops += 1) {
    await page.keyboard.press("Tab");
    const stop = await focused(page);
    check(`${what}: the focus on ${stop.tag} ${stop.name || stop.href} can be seen`, stop.is_seen);
    if (!stop.is_in_main) continue;
    if (stop.type === "submit" && is_button(stop)) {
      check(`${what}: every control was reached before the button`, open.size === 0, [...open].join(" "));
      await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
      return;
    }
    const wish = wishes[stop.name];
    const is_meant = Array.isArray(wish) ? wish.includes(stop.value) : wish !== undefined && open.has(stop.name) && last !== stop.name;
    last = stop.name;
    if (!is_meant) continue;
    await operate(page, stop, wish);
    open.delete(stop.name);
  }
  throw new Error(`${what}: the button was not reached`);
}

async function log_in({ world, lang, check }) {
  const person = world.people.key_holder_ja;
  const page = await world.open(null, lang);
  await visit(page, "/login?next=/office");
  await page.keyboard.press("Tab");
  const first = await focused(page);
  check("the first stop leads to the content", first.href === "#content" && first.is_seen);
  await page.keyboard.press("Enter");
  await type_form(page, check, "log-in", { login: person.login, password: person.password }, (stop) => stop.action === "/login");
  for (const later of [0, 1]) {
    if (!page.url().includes("/login/second")) break;
    await type_form(page, check, "code", { code: person.code(later) }, (stop) => stop.action === "/login/second");
  }
  check("logged in by keyboard", new URL(page.url()).pathname === "/office", await problems_of(page));
  await page.context().close();
}
log_in.only = "ja"; // the account's code of a half minute is good once

async function party({ world, lang, check }) {
  const page = await world.open(world.people.clerk, lang);
  await visit(page, "/parties/new");
  const wishes = {
    "name/ja": "鍵盤電機株式会社", kana: "ケンバンデンキ", "name/en": "Keyboard Electric", corporate_number: corporate_number(bodies[lang]), country: "JP",
    postal_code: "113-6591", address: "東京都文京区1-1", parts: ["applicant", "manufacturer"],
  };
  await type_form(page, check, "party", wishes, () => true);
  check("the party was registered by keyboard", page.url().includes("done=step"), await problems_of(page));
  await page.context().close();
}

async function application(test) {
  const { world, lang, check } = test;
  await applicant_of(test);
  const page = await world.open(world.people[`applicant_${lang}`], lang);
  const own = world.parties[lang];
  await visit(page, "/applications/new");
  await type_form(page, check, "opening", { kind: "new", level: "1", applicant: own }, () => true);
  const where = new URL(page.url()).pathname.replace("/edit", "");
  const form = form_of(world, own);
  form.declares_truth = "yes";
  await type_form(page, check, "application", form, (stop) => stop.name === "then" && stop.value === "check");
  check("the application was checked by keyboard", !(await problems_of(page)) && new URL(page.url()).pathname === `${where}/check`, await problems_of(page));
  await visit(page, `${where}/edit`);
  for (const name of ["manufacturer", "product/name/ja", "product/category", "product/support_end", "evidence_manifest"]) {
    check(`${name} was typed`, (await page.inputValue(`[name="${name}"]`)) === form[name], await page.inputValue(`[name="${name}"]`));
  }
  await visit(page, `${where}/step/submit`);
  await type_form(page, check, "submission", {}, () => true);
  check("the application was submitted by keyboard", page.url().includes("done=step"), await problems_of(page));
  await page.context().close();
  return where;
}

async function refusal(test) {
  const { world, lang, check } = test;
  const where = await application(test);
  const page = await world.open(world.people.third_decider, lang);
  await visit(page, `${where}/step/refuse_acceptance`);
  await type_form(page, check, "refusal", { reason: "鍵盤による不受理", interest_statement: interest[lang] }, () => true);
  check("it was refused by keyboard", page.url().includes("done=step"), await problems_of(page));
  await page.context().close();
  world.applications[`keyboard_${lang}`] = where;
}

async function complaint({ world, lang, check }) {
  const page = await world.open(null, lang);
  await visit(page, "/complaint");
  await type_form(page, check, "complaint", { subject: "鍵盤", text: "本文" }, () => true);
  check("the complaint was filed by keyboard", !(await problems_of(page)), await problems_of(page));
  await page.context().close();
}

export const tests = {
  "logging in by keyboard": log_in,
  "a party by keyboard": party,
  "an application by keyboard, and its refusal": refusal,
  "a complaint by keyboard": complaint,
};
