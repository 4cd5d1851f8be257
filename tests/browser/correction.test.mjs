// An application returned for correction: a finding on a criterion, its answer, the corrected submission and what it changed.
// SPDX-License-Identifier: Apache-2.0
import { apply, close_all, officers_of, register_party } from "./flow.mjs";
import { browser_of, fill, interest, send, take } from "./hands.mjs";
import { world as shared } from "./world.mjs";

const words = {
  ja: { finding: "パスワード変更の手順が、提出された説明書に見当たりません。\n該当する頁を示してください。", answer: "説明書の12頁に記載しています。", remark: "確認した" },
  en: { finding: "The manual says nothing of how to change the password.\nPlease name the page.", answer: "It is on page 12 of the manual.", remark: "seen" },
};

async function correct(browser, check, lang, options) {
  const world = await shared();
  const { person, party } = await register_party(browser, world, lang, options);
  const applicant = await browser_of(browser, world, person, lang, options);
  const where = await apply(applicant, world, party, lang);
  const officers = await officers_of(browser, world, lang, ["clerk", "reviewer"], options);
  await take(officers.clerk, where, "start_confirmation");

  // The finding is raised from the criterion's own row.
  await officers.reviewer.goto(where);
  await officers.reviewer.locator('tr:has(th:text("S1.1-03")) a[href*="raise_finding"]').click();
  check("the criterion is chosen already", (await officers.reviewer.inputValue('[name="criterion"]')) === "S1.1-03");
  await fill(officers.reviewer, { severity: "major", text: words[lang].finding });
  await send(officers.reviewer);
  await take(officers.reviewer, where, "request_correction", { reason: words[lang].finding });

  await applicant.goto(where);
  check("the finding is shown to the applicant", (await applicant.locator("main").innerText()).includes(words[lang].finding.split("\n")[0]));
  await applicant.locator('main article a[href*="/step/answer_finding?finding=1"]').click();
  check("the finding is chosen already", (await applicant.inputValue('[name="finding"]')) === "1");
  await fill(applicant, { text: words[lang].answer });
  await send(applicant);
  await applicant.goto(where + "/edit");
  await fill(applicant, { "product/firmware": "1.4.1" });
  await send(applicant, 'main button[name="then"][value="save"]');
  await take(applicant, where, "resubmit");

  await officers.reviewer.goto(where);
  const changed = officers.reviewer.locator(".diff");
  await officers.reviewer.locator("details:has(.diff) summary").click();
  check("what changed is shown", (await changed.locator("del").innerText()).includes("1.4.0") && (await changed.locator("ins").innerText()).includes("1.4.1"));
  check("the answer is shown to the office", (await officers.reviewer.locator("main").innerText()).includes(words[lang].answer));
  await officers.reviewer.locator('main article a[href*="close_finding"]').first().click();
  await send(officers.reviewer);
  await take(officers.reviewer, where, "recommend", { interest_statement: interest[lang] });
  world.applications[`corrected_${lang}`] = where;
  await close_all({ ...officers, applicant });
}

export const tests = {
  "return and correction, in Japanese": ({ browser, check }) => correct(browser, check, "ja"),
  "return and correction, in English, without scripts": ({ browser, check }) => correct(browser, check, "en", { scripts: false }),
};
