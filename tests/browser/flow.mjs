// The way of an application through the office, in parts that several tests use; every part goes through pages.
// SPDX-License-Identifier: Apache-2.0
import { eventually, fill, interest, send, take, browser_of } from "./hands.mjs";
import { invited } from "./people.mjs";

// A corporate number (法人番号) with its check digit: 9 minus the weighted sum modulo 9 (国税庁告示, 平成27年第2号).
export function corporate_number(body) {
  const digits = [...String(body).padStart(12, "0")].reverse().map(Number);
  const sum = digits.reduce((all, digit, at) => all + digit * (at % 2 === 0 ? 1 : 2), 0);
  return String(9 - (sum % 9)) + String(body).padStart(12, "0");
}

let registered = 0;

// The clerk registers a party and its contact; the administrator invites the person who acts for it.
export async function register_party(browser, world, lang, options) {
  const clerk = await browser_of(browser, world, world.people.clerk, lang, options);
  registered += 1;
  await clerk.goto("/parties");
  await clerk.locator('main a[href="/parties/new"]').click();
  await fill(clerk, {
    "name/ja": `星野電機${registered}株式会社`, kana: "ホシノデンキ", "name/en": `Hoshino Denki ${registered} Co., Ltd.`,
    corporate_number: corporate_number(799999990000 + registered), country: "JP", postal_code: "113-6591", address: "東京都文京区本駒込2-28-8",
    parts: ["applicant", "manufacturer", "seller"],
  });
  await send(clerk);
  const party = new URL(clerk.url()).pathname.split("/")[2];
  await take(clerk, `/parties/${party}`, "add_person", { part: "contact", name: "鈴木 花子", name_kana: "スズキ ハナコ", division: "品質保証部", email: "suzuki@example.jp", phone: "03-0000-0000" });
  await clerk.context().close();
  world.parties[lang] = party;
  const person = await invited(world.people.administrator, `鈴木 花子${registered}`, `suzuki${registered}@example.jp`, "applicant", party);
  return { person, party };
}

export function form_of(world, party, lang, more = {}) {
  return {
    manufacturer: party, seller: party,
    "product/name/ja": "見守りカメラ HC-100", "product/name/en": "Home Camera HC-100", "product/category": "network_camera",
    "product/models": world.result.models.join("\n"), "product/firmware": "1.4.0", "product/support_end": "2031-03-31",
    "product/security_url": "https://example.jp/security", "product/contact": "psirt@example.jp",
    "product/update_method/ja": "設定画面の「更新」から行います。", "product/update_method/en": "Use the update page of the settings.",
    checklist_file: { file: world.result.checklist }, evidence_manifest: world.result.manifest_sha256, declares_truth: true, ...more,
  };
}

// Opens an application, fills it in, has it checked, and submits it; gives back its path.
export async function apply(applicant, world, party, lang, { kind = "new", label = "", form = {} } = {}) {
  await applicant.goto(kind === "new" ? "/applications/new" : `/applications/new?kind=${kind}&label=${label}`);
  await fill(applicant, { kind, level: "1", applicant: party });
  await send(applicant);
  await fill(applicant, form_of(world, party, lang, form));
  const where = new URL(applicant.url()).pathname.replace(/\/edit$/, "");
  await send(applicant, 'main button[name="then"][value="check"]');
  if (await applicant.locator("main [role=alert]").count()) throw new Error("the check: " + (await applicant.locator("main [role=alert]").innerText()));
  await take(applicant, where, "submit");
  return where;
}

// From submitted to a decision, each step by whom it belongs to.
export async function confirm_and_accept(officers, where, lang) {
  await take(officers.clerk, where, "start_confirmation");
  await take(officers.reviewer, where, "confirm_criterion", { remark: "OK" });
  await take(officers.reviewer, where, "recommend", { interest_statement: interest[lang] });
  await take(officers.clerk, where, "accept");
  await take(officers.clerk, where, "record_payment", { reference: "F-2026-001" });
  await take(officers.clerk, where, "confirm_fee");
}

export async function approve(officers, where, lang) {
  await take(officers.decider, where, "approve", { interest_statement: interest[lang] });
}

// The registration number, once the issuer has published the label.
export async function issued_number(page, where) {
  return eventually(async () => {
    await page.goto(where);
    const link = page.locator('main a[href^="/office/labels/"]');
    return (await link.count()) ? (await link.first().getAttribute("href")).split("/").pop() : null;
  });
}

export async function officers_of(browser, world, lang, names, options) {
  const pages = {};
  for (const name of names) pages[name] = await browser_of(browser, world, world.people[name], lang, options);
  return pages;
}

export async function close_all(pages) {
  for (const page of Object.values(pages)) await page.context().close();
}
