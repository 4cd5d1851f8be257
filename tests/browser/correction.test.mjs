// An application returned for correction: a finding on a criterion, its answer, the corrected submission and what it changed.
// SPDX-License-Identifier: Apache-2.0
import { applicant_of, apply, officers_of } from "./flow.mjs";
import { click, fill, interest, send, take, visit } from "./hands.mjs";

const words = {
  ja: { finding: "パスワード変更の手順が、提出された説明書に見当たりません。\n該当する頁を示してください。", answer: "説明書の12頁に記載しています。" },
  en: { finding: "The manual says nothing of how to change the password.\nPlease name the page.", answer: "It is on page 12 of the manual." },
};

async function correct(test) {
  const { world, lang, check } = test;
  const applicant = await applicant_of(test);
  const where = await apply(test);
  world.applications[`corrected_${lang}`] = where;
  const { clerk, reviewer } = await officers_of(test, ["clerk", "reviewer"]);
  await take(clerk, where, "start_confirmation");

  // The finding is raised from the criterion's own row.
  await visit(reviewer, where);
  await click(reviewer, 'main a[href*="/step/raise_finding?criterion=S1.1-03"]');
  check("the criterion is chosen already", (await reviewer.inputValue('[name="criterion"]')) === "S1.1-03");
  const evidence = await reviewer.locator('[name="evidence"] option:not([value=""])').first().getAttribute("value");
  await fill(reviewer, { severity: "major", text: words[lang].finding, evidence });
  await send(reviewer);
  await take(reviewer, where, "request_correction");

  await visit(applicant, where);
  check("the finding is shown to the applicant", (await applicant.locator("main").innerText()).includes(words[lang].finding.split("\n")[0]));
  check("and the file it is about", (await applicant.locator(`main article:has(a[href*="answer_finding"]) a[href$="/files/${evidence}"]`).count()) === 1);
  await click(applicant, 'main a[href*="/step/answer_finding?finding=1"]');
  check("the finding is chosen already", (await applicant.inputValue('[name="finding"]')) === "1");
  await fill(applicant, { text: words[lang].answer });
  await send(applicant);
  await visit(applicant, where + "/edit");
  await fill(applicant, { "product/firmware": "1.4.1" });
  await send(applicant, 'main button[name="then"][value="save"]');
  await take(applicant, where, "resubmit");

  await visit(reviewer, where);
  const changed = reviewer.locator("main details:has(del) summary");
  await changed.first().click();
  check("what changed is shown", (await reviewer.locator("main del").first().innerText()).includes("1.4.0") && (await reviewer.locator("main ins").first().innerText()).includes("1.4.1"));
  check("the answer is shown to the office", (await reviewer.locator("main").innerText()).includes(words[lang].answer));
  await click(reviewer, 'main a[href*="/step/close_finding"]');
  await send(reviewer);
  await take(reviewer, where, "recommend", { interest_statement: interest[lang] });
  await visit(applicant, where);
  check("the applicant sees that confirmation is done", (await applicant.locator("main").innerText()).includes(lang === "ja" ? "受理判断待ち" : "Awaiting acceptance"));
}

export const tests = { "return and correction": correct };
