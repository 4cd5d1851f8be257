// From the registration of a party to a published label; officers log in with one-time codes, and one of them with a passkey.
// SPDX-License-Identifier: Apache-2.0
import { apply, approve, close_all, confirm_and_accept, issued_number, officers_of, register_party } from "./flow.mjs";
import { browser_of, eventually, fill, problems_of, send } from "./hands.mjs";
import { one_time_code } from "./office.mjs";
import { officer } from "./people.mjs";
import { world as shared } from "./world.mjs";

const first_words = { ja: "あなたの対応をお待ちしています", en: "It is your turn" };

async function issue(browser, check, lang, options) {
  const world = await shared();
  const { person, party } = await register_party(browser, world, lang, options);
  const applicant = await browser_of(browser, world, person, lang, options);
  await applicant.goto("/desk");
  check("the page is in the visitor's language", (await applicant.locator("html").getAttribute("lang")) === lang);
  const where = await apply(applicant, world, party, lang);
  world.applications[`issued_${lang}`] = where;
  const officers = await officers_of(browser, world, lang, ["clerk", "reviewer", "decider"], options);
  await officers.clerk.goto("/office");
  check("the queue shows it", (await officers.clerk.locator(`main a[href="${where}"]`).count()) === 1);
  await confirm_and_accept(officers, where, lang);
  await officers.reviewer.goto(where);
  check("the confirmed criterion is marked", (await officers.reviewer.locator("table .tag.good").count()) > 0);
  await applicant.goto(where);
  check("the applicant is told what may be announced", !(await applicant.locator("main").innerText()).includes(lang === "ja" ? "何も公表できません" : "nothing may be announced"));
  await approve(officers, where, lang);
  const number = await issued_number(applicant, where);
  world.labels[lang] = number;
  const anybody = await browser_of(browser, world, null, lang, options);
  const answer = await eventually(async () => {
    const got = await anybody.goto(`/labels/${number}/${lang === "en" ? "index.en.html" : ""}`);
    return got.status() === 200 && got;
  });
  const text = await anybody.locator("main").innerText();
  check("the public page names number and product", text.includes(number) && text.includes(lang === "ja" ? "見守りカメラ HC-100" : "Home Camera HC-100"), text.slice(0, 500));
  check("the public page needs nobody's session", answer.status() === 200);
  await applicant.goto("/desk");
  check("the label stands on the applicant's desk", (await applicant.locator(`main a[href="/office/labels/${number}"]`).count()) === 1);
  await close_all({ ...officers, applicant, anybody });
}

async function turn_words(browser, check, lang) {
  const world = await shared();
  const { person, party } = await register_party(browser, world, lang);
  const applicant = await browser_of(browser, world, person, lang);
  await applicant.goto("/applications/new");
  await fill(applicant, { kind: "new", level: "1", applicant: party });
  await send(applicant);
  await applicant.goto(applicant.url().replace("/edit", ""));
  check("the page says whose turn it is", (await applicant.locator(".turn.mine strong").innerText()) === first_words[lang]);
  await close_all({ applicant });
}

// The half minute of a code must be another than that of the code used before.
const next_code = (person) => one_time_code(person.secret, Date.now() + 30000);

async function log_in_with_code(browser, check, lang) {
  const world = await shared();
  const person = world.people.clerk;
  const page = await browser_of(browser, world, null, lang, { scripts: false });
  await page.goto("/login?next=/office");
  await fill(page, { login: person.login, password: "not the password" });
  await send(page);
  check("a wrong password is refused", (await problems_of(page)).length > 0);
  check("and the address that was typed is kept", (await page.inputValue('[name="login"]')) === person.login);
  await fill(page, { login: person.login, password: person.password });
  await send(page);
  check("the second factor is asked for", page.url().includes("/login/second"));
  await eventually(async () => {
    await fill(page, { code: next_code(person) });
    await send(page);
    return page.url().endsWith("/office");
  }, 70);
  check("the officer is in", page.url().endsWith("/office"));
  await page.locator(".who button").click();
  await page.goto("/office");
  check("after logging out the door is shut", page.url().includes("/login"));
  await close_all({ page });
}

async function passkey(browser, check) {
  const world = await shared();
  const person = await officer([world.people.administrator, world.people.second_administrator], "鍵 谷", "passkey@example.jp", ["reviewer"]);
  const page = await browser_of(browser, world, person, "ja");
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("WebAuthn.enable");
  await devtools.send("WebAuthn.addVirtualAuthenticator", {
    options: { protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
  });
  await page.goto("/account");
  await page.fill("[data-passkey-name]", "テストの鍵");
  await Promise.all([page.waitForURL("**/account?done=passkey"), page.click('[data-passkey="add"] [data-passkey-start]')]);
  check("the passkey stands in the account", (await page.locator("main").innerText()).includes("テストの鍵"));
  await page.locator(".who button").click();
  await page.waitForURL((url) => url.pathname === "/");
  await page.goto("/login?next=/office");
  await Promise.all([page.waitForURL("**/office"), page.click('[data-passkey="log-in"] [data-passkey-start]')]);
  check("the passkey alone logs in", (await page.locator("h1").innerText()).length > 0 && page.url().endsWith("/office"));
  await close_all({ page });
}

export const tests = {
  "a label from registration to its public page, in Japanese": ({ browser, check }) => issue(browser, check, "ja"),
  "a label from registration to its public page, in English, without scripts": ({ browser, check }) => issue(browser, check, "en", { scripts: false }),
  "whose turn it is, in Japanese": ({ browser, check }) => turn_words(browser, check, "ja"),
  "whose turn it is, in English": ({ browser, check }) => turn_words(browser, check, "en"),
  "logging in with a code, without scripts": ({ browser, check }) => log_in_with_code(browser, check, "ja"),
  "logging in with a passkey": ({ browser, check }) => passkey(browser, check),
};
