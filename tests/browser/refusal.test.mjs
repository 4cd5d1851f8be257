// An application that is not accepted (不受理), the appeal against it (異議申立て), and the panel that upholds it.
// SPDX-License-Identifier: Apache-2.0
import { applicant_of, apply, officers_of } from "./flow.mjs";
import { click, fill, interest, problems_of, send, take, visit } from "./hands.mjs";

const words = {
  ja: { refusal: "製品が制度の対象外であるため。", appeal: "IP通信を行うIoT製品であり、対象に含まれます。", upheld: "対象製品と認められる。", subject: "不受理に対する異議申立て", again: "確認作業中" },
  en: { refusal: "The product is outside the scheme.", appeal: "It speaks IP and is within the scheme.", upheld: "The product is within the scheme.", subject: "Appeal against refusal", again: "Under confirmation" },
};

async function refuse(test) {
  const { world, lang, check } = test;
  const applicant = await applicant_of(test);
  const where = await apply(test);
  world.applications[`refused_${lang}`] = where;
  const { clerk, decider, second_decider, third_decider } = await officers_of(test, ["clerk", "decider", "second_decider", "third_decider"]);

  // Without a reason it is refused, and what was typed stays.
  await visit(decider, where);
  await click(decider, 'main a[href*="/step/refuse_acceptance"]');
  await fill(decider, { interest_statement: interest[lang], reason: " " });
  await send(decider);
  check("what is missing is said beside its field", (await decider.locator('main .field:has([name="reason"]) .error').count()) === 1, await problems_of(decider));
  check("what was typed is kept", (await decider.inputValue('[name="interest_statement"]')) === interest[lang]);
  await take(decider, where, "refuse_acceptance", { reason: words[lang].refusal, interest_statement: interest[lang] });

  await visit(applicant, where);
  check("the applicant reads why", (await applicant.locator("main").innerText()).includes(words[lang].refusal));
  await take(applicant, where, "appeal", { reason: words[lang].appeal });
  await visit(clerk, where);
  await click(clerk, 'main a[href*="/office/cases/new/step/open?kind=appeal"]');
  await fill(clerk, { subject: words[lang].subject, text: words[lang].appeal });
  await send(clerk);
  const appeal = new URL(clerk.url()).pathname;
  world.cases[`appeal_${lang}`] = appeal;
  await visit(decider, appeal);
  check("who decided first hears no appeal", (await decider.locator('main a[href*="/step/uphold_appeal"]').count()) === 0);
  const ruling = { reason: words[lang].upheld, interest_statement: interest[lang] };
  await take(second_decider, appeal, "uphold_appeal", ruling, "recorded");
  await take(third_decider, appeal, "uphold_appeal", ruling);
  await take(clerk, where, "reopen_after_appeal");
  await visit(applicant, where);
  check("the application is looked at again", (await applicant.locator("main").innerText()).includes(words[lang].again));
  await visit(applicant, "/desk");
  check("the applicant finds the appeal on the desk", (await applicant.locator(`main a[href="${appeal}"]`).count()) === 1);
}

export const tests = { "refusal and appeal": refuse };
