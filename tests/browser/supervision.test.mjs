// A label through an extension of its term, a doubt, a demand for evidence, and revocation with publication.
// SPDX-License-Identifier: Apache-2.0
import { apply, approve, close_all, confirm_and_accept, issued_number, officers_of, register_party } from "./flow.mjs";
import { browser_of, eventually, fill, interest, send, take } from "./hands.mjs";
import { world as shared } from "./world.mjs";

const words = {
  ja: { doubt: "公開情報から、初期パスワードが共通である疑いがあるため。", demand: "申請時に届け出た証拠目録を提出してください。", finding: "証拠により、宣言の内容と異なることを確認した。", opinion: "是正に時間を要しました。", note: "宣言の内容と異なることが確認されたため、適合ラベルを取り消しました。", status: "取消し" },
  en: { doubt: "Public sources suggest a common default password.", demand: "Hand in the manifest declared in the application.", finding: "The evidence differs from the declaration.", opinion: "The correction took us time.", note: "Revoked, as the product differs from its declaration.", status: "Revoked" },
};

async function supervise(browser, check, lang, options) {
  const world = await shared();
  const { person, party } = await register_party(browser, world, lang, options);
  const applicant = await browser_of(browser, world, person, lang, options);
  const officers = await officers_of(browser, world, lang, ["clerk", "reviewer", "decider", "second_decider", "inspector"], options);
  const first = await apply(applicant, world, party, lang);
  await confirm_and_accept(officers, first, lang);
  await approve(officers, first, lang);
  const number = await issued_number(applicant, first);
  const label = `/office/labels/${number}`;

  // The window for an extension opens later: the page says so instead of offering the step.
  await applicant.goto(label);
  await applicant.locator('main a[href*="kind=extension"]').click();
  check("the label is filled in already", (await applicant.inputValue('[name="label"]')) === number);
  await fill(applicant, { applicant: party });
  await send(applicant);
  const extension = new URL(applicant.url()).pathname.replace("/edit", "");
  world.applications[`extension_${lang}`] = extension;
  check("the extension is about the label", (await applicant.inputValue('[name="label"]')) === number);

  await officers.inspector.goto(label);
  await officers.inspector.locator('main a[href*="/office/cases/new/step/open"]').click();
  check("the label of the case is filled in", (await officers.inspector.inputValue('[name="label"]')) === number);
  await fill(officers.inspector, { subject: words[lang].doubt, reason: words[lang].doubt });
  await send(officers.inspector);
  const about = new URL(officers.inspector.url()).pathname;
  world.cases[`surveillance_${lang}`] = about;
  await take(officers.inspector, about, "demand_evidence", { text: words[lang].demand, reason: words[lang].demand });
  await applicant.goto("/desk");
  await applicant.locator(`main a[href="${about}"]`).click();
  check("the holder reads what is demanded", (await applicant.locator("main").innerText()).includes(words[lang].demand));
  await take(applicant, about, "supply_evidence", { manifest_file: { file: world.result.manifest } });
  await take(officers.inspector, about, "confirm_hash");
  await take(officers.inspector, about, "propose_revocation", { reason: words[lang].finding, interest_statement: interest[lang] });
  await take(applicant, about, "give_opinion", { text: words[lang].opinion });
  const revocation = { reason_code: "nonconforming", reason: words[lang].finding, "note/ja": words.ja.note, "note/en": words.en.note, interest_statement: interest[lang] };
  await take(officers.decider, label, "revoke", revocation, "recorded");
  await take(officers.second_decider, label, "revoke", { reason: words[lang].finding, interest_statement: interest[lang], reason_code: "nonconforming" });

  const anybody = await browser_of(browser, world, null, lang, options);
  const text = await eventually(async () => {
    await anybody.goto(`/labels/${number}/${lang === "en" ? "index.en.html" : ""}`);
    const all = await anybody.locator("main").innerText();
    return all.includes(words[lang].status) && all;
  });
  check("the public page says that it was revoked, and why", text.includes(words[lang].note), text.slice(0, 800));
  await take(officers.inspector, about, "conclude");
  world.labels[`revoked_${lang}`] = number;
  await close_all({ ...officers, applicant, anybody });
}

export const tests = {
  "extension, demand for evidence and revocation, in Japanese": ({ browser, check }) => supervise(browser, check, "ja"),
  "extension, demand for evidence and revocation, in English, without scripts": ({ browser, check }) => supervise(browser, check, "en", { scripts: false }),
};
