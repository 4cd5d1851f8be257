// The way of an application through the office, in parts that several tests use; every part goes through pages.
// SPDX-License-Identifier: Apache-2.0
import { click, eventually, fill, interest, problems_of, send, take, visit } from "./hands.mjs";
import { invited } from "./people.mjs";

// A corporate number (法人番号) with its check digit: 9 minus the weighted sum modulo 9 (国税庁告示, 平成27年第2号).
export function corporate_number(body) {
  const digits = [...String(body).padStart(12, "0")].reverse().map(Number);
  const sum = digits.reduce((all, digit, at) => all + digit * (at % 2 === 0 ? 1 : 2), 0);
  return String(9 - (sum % 9)) + String(body).padStart(12, "0");
}

const bodies = { ja: 799999990001, en: 799999990002 };

// The clerk registers a party and its contact, and the administrator invites the person who acts for it; once a language.
export async function register_party({ world, lang }) {
  if (world.parties[lang]) return world.parties[lang];
  const clerk = await world.page("clerk", lang);
  await visit(clerk, "/parties");
  await click(clerk, 'main a[href="/parties/new"]');
  await fill(clerk, {
    "name/ja": lang === "ja" ? "星野電機株式会社" : "アルファ機器株式会社", kana: lang === "ja" ? "ホシノデンキ" : "アルファキキ",
    "name/en": lang === "ja" ? "Hoshino Denki Co., Ltd." : "Alpha Devices Inc.", corporate_number: corporate_number(bodies[lang]), country: "JP",
    postal_code: "113-6591", address: "東京都文京区本駒込2-28-8", parts: ["applicant", "manufacturer", "seller"],
  });
  await send(clerk);
  const party = new URL(clerk.url()).pathname.split("/")[2];
  await take(clerk, `/parties/${party}`, "add_person", { part: "contact", name: "鈴木 花子", name_kana: "スズキ ハナコ", division: "品質保証部", email: "suzuki@example.jp", phone: "03-0000-0000" });
  world.people[`applicant_${lang}`] = await invited(world.people.administrator, "鈴木 花子", `suzuki-${lang}@example.jp`, "applicant", party);
  world.parties[lang] = party;
  return party;
}

// Both parties are registered before anybody applies.
export async function applicant_of(test) {
  await register_party(test);
  return test.world.page(`applicant_${test.lang}`, test.lang);
}

export function form_of(world, party, more = {}) {
  return {
    manufacturer: party, seller: party,
    "product/name/ja": "見守りカメラ HC-100", "product/name/en": "Home Camera HC-100", "product/category": "network_camera",
    "product/models": world.result.models.join("\n"), "product/firmware": "1.4.0", "product/support_end": "2031-03-31",
    "product/security_url": "https://example.jp/security", "product/contact": "psirt@example.jp",
    "product/update_method/ja": "設定画面の「更新」から行います。", "product/update_method/en": "Use the update page of the settings.",
    checklist_file: { file: world.result.checklist }, evidence_manifest: world.result.manifest_sha256, declares_truth: true, ...more,
  };
}

// On the page of a draft: fills the form in, has it checked and submits it; gives back the application's path.
export async function complete(applicant, form) {
  await fill(applicant, form);
  const where = new URL(applicant.url()).pathname.replace(/\/edit$/, "");
  await send(applicant, 'main button[name="then"][value="check"]');
  const problem = await problems_of(applicant);
  if (problem) throw new Error("the check: " + problem);
  await take(applicant, where, "submit");
  return where;
}

// Opens an application for a new label and submits it.
export async function apply(test) {
  const applicant = await applicant_of(test);
  await visit(applicant, "/applications/new");
  await fill(applicant, { kind: "new", level: "1", applicant: test.world.parties[test.lang] });
  await send(applicant);
  return complete(applicant, form_of(test.world, test.world.parties[test.lang]));
}

export async function officers_of({ world, lang }, names) {
  const pages = {};
  for (const name of names) pages[name] = await world.page(name, lang);
  return pages;
}

// From submitted to a decision, each step by whom it belongs to. `fee_yen`: what the clerk enters where the scheme knows no fee.
export async function confirm_and_accept({ clerk, reviewer }, where, lang, reference, fee_yen = "") {
  await take(clerk, where, "start_confirmation");
  await take(reviewer, where, "confirm_criterion", { remark: "OK" });
  await take(reviewer, where, "recommend", { interest_statement: interest[lang] });
  if (fee_yen) await take(clerk, where, "enter_fee", { amount_yen: fee_yen, reason: "entered for the tests" });
  await take(clerk, where, "accept");
  await take(clerk, where, "record_payment", { reference });
  await take(clerk, where, "confirm_fee");
}

export async function approve({ decider }, where, lang, conditions = "") {
  await take(decider, where, "approve", { interest_statement: interest[lang], conditions });
}

// The registration number, once the issuer has published the label.
export async function issued_number(page, where) {
  return eventually(async () => {
    await visit(page, where);
    const link = page.locator('main a[href^="/office/labels/"]');
    return (await link.count()) ? (await link.first().getAttribute("href")).split("/").pop() : null;
  });
}

export const public_page = (number, lang) => `/labels/${number}/${lang === "en" ? "index.en.html" : ""}`;

// The words of the label's public page, once they are as wished.
export async function public_words(page, number, lang, is_wished) {
  return eventually(async () => {
    const answer = await visit(page, public_page(number, lang));
    const words = await page.locator("main").innerText();
    return answer.status() === 200 && is_wished(words) && words;
  });
}
