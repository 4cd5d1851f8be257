// An application that is not accepted (不受理), the appeal against it, and the panel that upholds it.
// SPDX-License-Identifier: Apache-2.0
import { apply, close_all, officers_of, register_party } from "./flow.mjs";
import { browser_of, fill, interest, problems_of, send, take } from "./hands.mjs";
import { world as shared } from "./world.mjs";

const words = {
  ja: { refusal: "製品が制度の対象外であるため。", appeal: "IP通信を行うIoT製品であり、対象に含まれます。", upheld: "対象製品と認められる。" },
  en: { refusal: "The product is outside the scheme.", appeal: "It speaks IP and is within the scheme.", upheld: "The product is within the scheme." },
};

async function refuse(browser, check, lang, options) {
  const world = await shared();
  const { person, party } = await register_party(browser, world, lang, options);
  const applicant = await browser_of(browser, world, person, lang, options);
  const where = await apply(applicant, world, party, lang);
  const officers = await officers_of(browser, world, lang, ["clerk", "decider", "second_decider", "third_decider"], options);

  // Without a reason it is refused, and what was typed stays.
  await officers.decider.goto(where);
  await officers.decider.locator('main a[href*="/step/refuse_acceptance"]').click();
  await officers.decider.locator("main form").evaluate((form) => form.setAttribute("novalidate", "")).catch(() => {});
  await fill(officers.decider, { interest_statement: interest[lang], reason: " " });
  await send(officers.decider);
  check("what is missing is said beside its field", (await officers.decider.locator(".field.wrong .error").count()) === 1, await problems_of(officers.decider));
  check("what was typed is kept", (await officers.decider.inputValue('[name="interest_statement"]')) === interest[lang]);
  await take(officers.decider, where, "refuse_acceptance", { reason: words[lang].refusal, interest_statement: interest[lang] });

  await applicant.goto(where);
  check("the applicant reads why", (await applicant.locator("main").innerText()).includes(words[lang].refusal));
  await take(applicant, where, "appeal", { reason: words[lang].appeal });
  await officers.clerk.goto(where);
  await officers.clerk.locator('main a[href*="/office/cases/new/step/open?kind=appeal"]').click();
  await fill(officers.clerk, { subject: lang === "ja" ? "不受理に対する異議申立て" : "Appeal against refusal" });
  await send(officers.clerk);
  const appeal = new URL(officers.clerk.url()).pathname;
  world.cases[`appeal_${lang}`] = appeal;
  await officers.decider.goto(appeal);
  check("who decided first hears no appeal", (await officers.decider.locator('main a.button[href*="uphold_appeal"]').count()) === 0);
  const ruling = { reason: words[lang].upheld, interest_statement: interest[lang] };
  await take(officers.second_decider, appeal, "uphold_appeal", ruling, "recorded");
  await take(officers.third_decider, appeal, "uphold_appeal", ruling);
  await take(officers.clerk, where, "reopen_after_appeal");
  await applicant.goto(where);
  check("the application is looked at again", (await applicant.locator("h1 .tag").innerText()).includes(lang === "ja" ? "確認作業中" : "Under confirmation"));
  await applicant.goto("/desk");
  check("the applicant finds the appeal on the desk", (await applicant.locator(`main a[href="${appeal}"]`).count()) === 1);
  world.applications[`refused_${lang}`] = where;
  await close_all({ ...officers, applicant });
}

export const tests = {
  "refusal and appeal, in Japanese": ({ browser, check }) => refuse(browser, check, "ja"),
  "refusal and appeal, in English, without scripts": ({ browser, check }) => refuse(browser, check, "en", { scripts: false }),
};
