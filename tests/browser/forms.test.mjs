// What was typed kept on errors, the public's complaint, and the search of the register.
// SPDX-License-Identifier: Apache-2.0
import { corporate_number } from "./flow.mjs";
import { fill, problems_of, send, visit } from "./hands.mjs";

const bodies = { ja: 799999980001, en: 799999980002 };
const nothing = { ja: "該当するラベルはありません。", en: "No label matches." };

async function kept({ world, lang, check }) {
  const page = await world.page("clerk", lang);
  await visit(page, "/parties/new");
  const typed = { "name/ja": "誤記電機株式会社", kana: "ゴキデンキカブシキガイシャ", corporate_number: corporate_number(bodies[lang]), country: "JP", postal_code: "113-6591", address: "東京都文京区1-1" };
  await fill(page, { ...typed, parts: ["applicant", "seller"] });
  await send(page);
  check("the reading with its legal form is refused beside its field", (await page.locator('main .field:has([name="kana"][aria-invalid="true"]) .error').count()) === 1, await problems_of(page));
  check("the summary leads to the field", (await page.locator('main [role=alert] a[href="#f-kana"]').count()) === 1);
  for (const [name, value] of Object.entries(typed)) check(`${name} is kept`, (await page.inputValue(`[name="${name}"]`)) === value);
  check("what was ticked is kept", (await page.locator('[name="parts"]:checked').count()) === 2);
  await fill(page, { kana: "ゴキデンキ" });
  await send(page);
  check("the mended form is taken", page.url().includes("done=step"), await problems_of(page));
}

async function complain({ world, lang, check }) {
  const subject = lang === "ja" ? "ラベルの表示について" : "About the showing of a label";
  const page = await world.page("public", lang);
  await visit(page, "/complaint");
  await fill(page, { subject, text: "1行目\n2行目" });
  await send(page);
  const told = await page.locator("main").innerText();
  check("the complaint gets a number", /[0-9A-Z-]{6,}/i.test(told) && !(await problems_of(page)), told);
  const inspector = await world.page("inspector", lang);
  await visit(inspector, "/office/cases");
  check("the office sees it", (await inspector.locator("main").innerText()).includes(subject));
}

async function search({ world, lang, check }) {
  const number = world.labels[lang];
  const page = await world.page("public", lang);
  const finds = async () => (await page.locator(`main a[href*="/labels/${number}"]`).count()) > 0;
  await visit(page, "/");
  await page.locator('input[name="q"]').fill("hc－100");
  await Promise.all([page.waitForNavigation(), page.locator('input[name="q"]').press("Enter")]);
  check("full and half width, large and small letters are one", await finds(), await page.locator("main").innerText());
  await visit(page, "/labels?q=" + encodeURIComponent(lang === "ja" ? "星野電機㈱" : "ALPHA devices"));
  check("a maker is found", await finds(), await page.locator("main").innerText());
  await visit(page, "/labels?q=zzzzzz");
  const told = await page.locator("main").innerText();
  check("nothing found is said in words", (await page.locator(".nothing").count()) === 1 && told.includes(nothing[lang]) && !(await finds()), told);
  check("what was asked stands in the form", (await page.inputValue('main [name="q"]')) === "zzzzzz");
}

async function every_kind({ world, lang, check }) {
  const page = await world.page(`applicant_${lang}`, lang);
  for (const kind of ["change", "report", "transfer", "withdrawal"]) {
    await visit(page, "/applications/new");
    await fill(page, { kind, level: "1", applicant: world.parties[lang], label: world.labels[lang] });
    await send(page);
    check(`the form of a ${kind} opens`, page.url().endsWith("/edit") && (await page.locator('main [name="change"]').count()) === 1, page.url());
    check(`the form of a ${kind} asks for what its submission needs`, (await page.locator('main [name="checklist_file"]').count()) === Number(kind === "change" || kind === "transfer"));
    if (kind === "change" || kind === "transfer") continue;
    await fill(page, { change: bodies[lang].toString(), declares_truth: true });
    await send(page, 'main button[name="then"][value="save"]');
    check(`a ${kind} asks for nothing about the product`, page.url().includes("done=saved"), await problems_of(page));
  }
}

export const needs = ["issue"];
export const tests = { "what was typed is kept": kept, "every kind of application and filing begins": every_kind, "a complaint": complain, "search of the register": search };
