// Forms by keyboard alone, what was typed kept on errors, the public's complaint, and the search of the register.
// SPDX-License-Identifier: Apache-2.0
import { close_all, corporate_number, register_party } from "./flow.mjs";
import { browser_of, fill, send } from "./hands.mjs";
import { world as shared } from "./world.mjs";

async function keyboard(browser, check) {
  const world = await shared();
  const { person, party } = await register_party(browser, world, "ja");
  const page = await browser_of(browser, world, person, "ja");
  await page.goto("/applications/new");
  await fill(page, { kind: "new", level: "1", applicant: party });
  await send(page);
  await page.keyboard.press("Tab");
  check("the first stop skips to the content", (await page.evaluate(() => document.activeElement.getAttribute("href"))) === "#content");
  await page.keyboard.press("Enter");
  const wanted = await page.locator("main form").locator("input:not([type=hidden]), select, textarea, button").evaluateAll((all) => all.map((one) => one.name + "/" + one.value));
  const reached = [];
  for (let stops = 0; stops < wanted.length + 20 && reached.length < wanted.length; stops += 1) {
    await page.keyboard.press("Tab");
    const stop = await page.evaluate(() => {
      const node = document.activeElement;
      const style = getComputedStyle(node);
      return { in_form: Boolean(node.closest("main form")), name: node.name + "/" + node.value, tag: node.tagName, seen: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2 };
    });
    if (!stop.in_form) continue;
    // A date is several stops in one control.
    if (reached.at(-1) !== stop.name) reached.push(stop.name);
    check(`the focus on ${stop.name} can be seen`, stop.seen);
    if (stop.name.startsWith("product/name/ja")) await page.keyboard.insertText("鍵盤だけで入力");
  }
  const order = wanted.map((name) => name.split("/value")[0]);
  check("every control is reached, in the order of the page", reached.length === order.length && reached.every((name, at) => name.startsWith(order[at].replace(/\/[^/]*$/, ""))), JSON.stringify([order, reached]));
  await page.locator('button[name="then"][value="save"]').focus();
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
  check("the form was saved by keyboard", page.url().includes("done=saved") && (await page.locator("main").innerText()).includes("鍵盤だけで入力"));
  await close_all({ page });
}

async function kept(browser, check, lang) {
  const world = await shared();
  const page = await browser_of(browser, world, world.people.clerk, lang, { scripts: false });
  await page.goto("/parties/new");
  const typed = { "name/ja": "誤記電機株式会社", kana: "ゴキデンキカブシキガイシャ", corporate_number: corporate_number(799999980000), country: "JP", postal_code: "113-6591", address: "東京都文京区1-1" };
  await fill(page, { ...typed, parts: ["applicant", "seller"] });
  await send(page);
  check("the reading with its legal form is refused beside its field", (await page.locator('.field.wrong:has([name="kana"]) .error').count()) === 1, await page.locator("main").innerText());
  check("the summary leads to the field", (await page.locator('[role=alert] a[href="#f-kana"]').count()) === 1);
  for (const [name, value] of Object.entries(typed)) check(`${name} is kept`, (await page.inputValue(`[name="${name}"]`)) === value);
  check("what was ticked is kept", (await page.locator('[name="parts"]:checked').count()) === 2);
  await fill(page, { kana: "ゴキデンキ" });
  await send(page);
  check("the mended form is taken", page.url().includes("done=step"));
  await close_all({ page });
}

async function complain(browser, check, lang) {
  const world = await shared();
  const page = await browser_of(browser, world, null, lang, { scripts: false });
  await page.goto("/complaint");
  await fill(page, { subject: lang === "ja" ? "ラベルの表示について" : "About a label", text: "1行目\n2行目" });
  await send(page);
  check("the complaint gets a number", /[0-9A-Z-]{6,}/i.test(await page.locator("main").innerText()) && !(await page.locator("[role=alert]").count()), await page.locator("main").innerText());
  const inspector = await browser_of(browser, world, world.people.inspector, lang);
  await inspector.goto("/office/cases");
  check("the office sees it", (await inspector.locator("main").innerText()).includes(lang === "ja" ? "ラベルの表示について" : "About a label"));
  await close_all({ page, inspector });
}

async function search(browser, check, lang) {
  const world = await shared();
  const page = await browser_of(browser, world, null, lang, { scripts: false });
  await page.goto("/");
  await page.locator('input[name="q"]').fill("hc－100");
  await Promise.all([page.waitForNavigation(), page.locator("form button").first().click()]);
  check("full and half width, large and small letters are one", (await page.locator("main a[href*='/labels/']").count()) > 0, await page.locator("main").innerText());
  await page.goto("/labels?q=" + encodeURIComponent("㈱星野電機"));
  check("a maker is found", (await page.locator("main").innerText()).includes("HC-100"), await page.locator("main").innerText());
  await page.goto("/labels?q=zzzzzz");
  check("nothing found is said in words", (await page.locator(".nothing").count()) === 1);
  await close_all({ page });
  return world;
}

export const tests = {
  "the form of an application by keyboard alone": ({ browser, check }) => keyboard(browser, check),
};
for (const lang of ["ja", "en"]) {
  tests[`what was typed is kept, ${lang}, without scripts`] = ({ browser, check }) => kept(browser, check, lang);
  tests[`a complaint, ${lang}, without scripts`] = ({ browser, check }) => complain(browser, check, lang);
  tests[`search of the register, ${lang}, without scripts`] = ({ browser, check }) => search(browser, check, lang);
}
