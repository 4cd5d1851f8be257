// From the registration of a party to a published label; officers log in with one-time codes, and one of them with a passkey.
// SPDX-License-Identifier: Apache-2.0
import { applicant_of, apply, approve, confirm_and_accept, issued_number, officers_of, public_words } from "./flow.mjs";
import { click, fill, problems_of, send, visit } from "./hands.mjs";

const words = {
  ja: { turn: "あなたの対応をお待ちしています", nothing: "何も公表できません", product: "見守りカメラ HC-100", condition: "型番の追加は変更届で届け出ること。" },
  en: { turn: "It is your turn", nothing: "nothing may be announced", product: "Home Camera HC-100", condition: "Further models need a notice of change." },
};

async function issue(test) {
  const { world, lang, check } = test;
  const applicant = await applicant_of(test);
  await visit(applicant, "/desk");
  check("the page is in the visitor's language", (await applicant.locator("html").getAttribute("lang")) === lang);
  const where = await apply(test);
  world.applications[`issued_${lang}`] = where;
  const officers = await officers_of(test, ["clerk", "reviewer", "decider"]);
  await visit(officers.clerk, "/office");
  check("the queue shows it", (await officers.clerk.locator(`main a[href="${where}"]`).count()) === 1);
  await confirm_and_accept(officers, where, lang, `F-${lang}-1`);
  await visit(officers.reviewer, where);
  check("the confirmed criterion is marked", (await officers.reviewer.locator("table .tag.good").count()) > 0);
  await visit(applicant, where);
  check("the applicant is told what may be announced", !(await applicant.locator("main").innerText()).includes(words[lang].nothing));
  await approve(officers, where, lang, words[lang].condition);
  const number = await issued_number(applicant, where);
  check("the applicant reads the condition of the decision", (await applicant.locator("main").innerText()).includes(words[lang].condition));
  world.labels[lang] = number;
  const text = await public_words(await world.page("public", lang), number, lang, () => true);
  check("the public page names number and product", text.includes(number) && text.includes(words[lang].product), text.slice(0, 500));
  await visit(applicant, "/desk");
  check("the label stands on the applicant's desk", (await applicant.locator(`main a[href="/office/labels/${number}"]`).count()) === 1);
}

async function turn(test) {
  const applicant = await applicant_of(test);
  await visit(applicant, "/applications/new");
  await fill(applicant, { kind: "new", level: "1", applicant: test.world.parties[test.lang] });
  await send(applicant);
  await visit(applicant, applicant.url().replace("/edit", ""));
  test.check("the page says whose turn it is", (await applicant.locator("main").innerText()).includes(words[test.lang].turn));
}

async function log_in_with_code({ world, lang, check }) {
  const person = world.people.third_decider;
  const page = await world.open(null, lang, { scripts: false });
  await visit(page, "/login?next=/office");
  await fill(page, { login: person.login, password: "not the password" });
  await send(page);
  check("a wrong password is refused", (await problems_of(page)).length > 0);
  check("and the address that was typed is kept", (await page.inputValue('[name="login"]')) === person.login);
  await fill(page, { login: person.login, password: person.password });
  await send(page);
  check("the second factor is asked for", page.url().includes("/login/second"));
  // The code of this half minute may be the one that was used when the account was made.
  for (const later of [0, 1]) {
    if (!page.url().includes("/login/second")) break;
    await fill(page, { code: person.code(later) });
    await send(page);
  }
  check("the officer is in", new URL(page.url()).pathname === "/office", page.url());
  await click(page, 'form[action="/logout"] button');
  await visit(page, "/office");
  check("after logging out the door is shut", page.url().includes("/login"));
  await page.context().close();
}
log_in_with_code.only = "en";

async function passkey({ world, lang, check }) {
  const page = await world.open(world.people[`key_holder_${lang}`], lang);
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("WebAuthn.enable");
  await devtools.send("WebAuthn.addVirtualAuthenticator", {
    options: { protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
  });
  const name = lang === "ja" ? "テストの鍵" : "a test's key";
  await visit(page, "/account");
  await page.fill("[data-passkey-name]", name);
  await Promise.all([page.waitForURL("**/account?done=passkey"), page.click('[data-passkey="add"] [data-passkey-start]')]);
  check("the passkey stands in the account", (await page.locator("main").innerText()).includes(name));
  await click(page, 'form[action="/logout"] button');
  await visit(page, "/office");
  check("after logging out the door is shut", page.url().includes("/login"));
  await Promise.all([page.waitForURL((url) => url.pathname === "/office"), page.click('[data-passkey="log-in"] [data-passkey-start]')]);
  check("the passkey alone logs in", (await page.locator("h1").innerText()).length > 0);
  await page.context().close();
}

export const tests = {
  "a label from registration to its public page": issue,
  "whose turn it is": turn,
  "logging in with a code, without scripts": log_in_with_code,
  "a passkey is added and logs in": passkey,
};
