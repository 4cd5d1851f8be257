// A label through an extension of its term, a doubt, a demand for evidence, and revocation (取消し) with publication.
// SPDX-License-Identifier: Apache-2.0
import { approve, complete, confirm_and_accept, form_of, officers_of, public_words } from "./flow.mjs";
import { click, eventually, fill, interest, send, take, visit } from "./hands.mjs";

export const needs = ["issue"];

const words = {
  ja: { change: "変更はありません。", doubt: "公開情報から、初期パスワードが共通である疑いがあるため。", demand: "申請時に届け出た証拠目録を提出してください。", finding: "証拠により、宣言の内容と異なることを確認した。", opinion: "是正に時間を要しました。", status: "取消し" },
  en: { change: "Nothing has changed.", doubt: "Public sources suggest a common default password.", demand: "Hand in the manifest declared in the application.", finding: "The evidence differs from the declaration.", opinion: "The correction took us time.", status: "Revoked" },
};
const note = { ja: "宣言の内容と異なることが確認されたため、適合ラベルを取り消しました。", en: "Revoked, as the product differs from its declaration." };

// The last day of the label's term, as the public page gives it in a machine's words.
async function end_of_term(page, number) {
  const answer = await page.request.get(`/labels/${number}/label.json`);
  return answer.ok() ? (await answer.json()).valid_until : answer.status();
}

async function extend(test) {
  const { world, lang, check } = test;
  const number = world.labels[lang];
  const applicant = await world.page(`applicant_${lang}`, lang);
  const officers = await officers_of(test, ["clerk", "reviewer", "decider"]);
  const anybody = await world.page("public", lang);
  const before = await end_of_term(anybody, number);
  await visit(applicant, `/office/labels/${number}`);
  await click(applicant, 'main a[href*="kind=extension"]');
  check("the label is filled in already", (await applicant.inputValue('[name="label"]')) === number);
  await fill(applicant, { applicant: world.parties[lang] });
  await send(applicant);
  check("the extension is about the label", (await applicant.inputValue('[name="label"]')) === number);
  const form = form_of(world, world.parties[lang], { change: words[lang].change });
  const extension = await complete(applicant, form);
  world.applications[`extension_${lang}`] = extension;
  await visit(officers.clerk, extension);
  const read = await officers.clerk.locator("main").innerText();
  // Dates and choices stand there in words.
  const typed = Object.entries(form).filter(([name, value]) => typeof value === "string" && !/support_end|category|manufacturer|seller/.test(name));
  const unread = typed.filter(([, value]) => !value.split("\n").every((line) => read.includes(line))).map(([name]) => name);
  check("the office reads all that was written on the form", typed.length > 8 && unread.length === 0, unread.join(" "));
  check("and who makes and sells it", (await officers.clerk.locator(`main details a[href="/parties/${world.parties[lang]}"]`).count()) === 3);
  await confirm_and_accept(officers, extension, lang, `F-${lang}-2`, "10000");
  await approve(officers, extension, lang);
  const after = await eventually(async () => {
    const now = await end_of_term(anybody, number);
    return now !== before && now;
  });
  check("the term is two years longer", Number(String(after).slice(0, 4)) === Number(String(before).slice(0, 4)) + 2, `${before} → ${after}`);
}

async function revoke(test) {
  const { world, lang, check } = test;
  const number = world.labels[lang];
  const label = `/office/labels/${number}`;
  const applicant = await world.page(`applicant_${lang}`, lang);
  const { decider, second_decider, inspector } = await officers_of(test, ["decider", "second_decider", "inspector"]);
  await visit(inspector, label);
  await click(inspector, 'main a[href*="/office/cases/new/step/open"]');
  check("the label of the case is filled in", (await inspector.inputValue('[name="label"]')) === number);
  await fill(inspector, { subject: words[lang].doubt, text: words[lang].doubt, reason: words[lang].doubt });
  await send(inspector);
  const about = new URL(inspector.url()).pathname;
  world.cases[`surveillance_${lang}`] = about;
  await take(inspector, about, "demand_evidence", { text: words[lang].demand, reason: words[lang].doubt });
  await visit(applicant, "/desk");
  await click(applicant, `main a[href="${about}"]`);
  check("the holder reads what is demanded", (await applicant.locator("main").innerText()).includes(words[lang].demand));
  await visit(applicant, about + "/step/supply_evidence");
  const asked = await applicant.locator("main").innerText();
  check("and where it is handed in, what for and why", asked.includes(words[lang].demand) && asked.includes(words[lang].doubt));
  await take(applicant, about, "supply_evidence", { manifest_file: { file: world.result.manifest } });
  await take(inspector, about, "confirm_hash");
  await take(inspector, about, "propose_revocation", { reason: words[lang].finding, interest_statement: interest[lang] });
  await take(applicant, about, "give_opinion", { text: words[lang].opinion });
  const revocation = { reason_code: "nonconforming", reason: words[lang].finding, "note/ja": note.ja, "note/en": note.en, interest_statement: interest[lang] };
  await take(decider, label, "revoke", revocation, "recorded");
  await take(second_decider, label, "revoke", { reason: words[lang].finding, interest_statement: interest[lang], reason_code: "nonconforming" });
  const text = await public_words(await world.page("public", lang), number, lang, (all) => all.includes(words[lang].status));
  check("the public page says that it was revoked, and why", text.includes(note[lang]), text.slice(0, 800));
  await take(inspector, about, "conclude");
}

export const tests = { "extension two years later": extend, "demand for evidence and revocation": revoke };
