// The years of an office in which everything happens once, so that its pages have something to show; look.mjs takes pictures of it.
// SPDX-License-Identifier: Apache-2.0
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { applicant_of, approve, complete, confirm_and_accept, form_of, issued_number, officers_of } from "./flow.mjs";
import { click, fill, interest, send, take, visit } from "./hands.mjs";

const root = new URL("../..", import.meta.url).pathname;

// The program's data with a scheme that suspends and restricts labels as well, which JC-STAR's does not.
export function data_with_all_features() {
  const folder = mkdtempSync(join(tmpdir(), "hoshi-look-data-"));
  for (const name of readdirSync(root)) if (!/^(build|schemes|office$|\.)/.test(name)) symlinkSync(join(root, name), join(folder, name));
  mkdirSync(join(folder, "schemes"));
  cpSync(join(root, "schemes/jc-star"), join(folder, "schemes/jc-star"), { recursive: true });
  const change = (name, with_words) => {
    const path = join(folder, "schemes/jc-star", name);
    writeFileSync(path, with_words(readFileSync(path, "utf8")));
  };
  // The story ends later than the calendar does: what is due then is counted without holidays.
  cpSync(join(root, "office"), join(folder, "office"), { recursive: true });
  const calendar = join(folder, "office/calendar-jp.toml");
  writeFileSync(calendar, readFileSync(calendar, "utf8").replace(/^last_year = .*/m, "last_year = 2030"));
  const other = readFileSync(join(root, "tests/data/schemes/hoshi-test/office.toml"), "utf8");
  const statuses = other.match(/\[\[status\]\]\nid = "(?:suspended|restricted)"[^[]*/g);
  change("workflow.toml", (text) => text.replace('["supersession"]', '["suspension", "restriction", "supersession"]'));
  change("office.toml", (text) => text.replace("[[status]]", statuses.join("") + "[[status]]"));
  return folder;
}

const products = {
  camera: ["見守りカメラ HC-100", "Home Camera HC-100", "network_camera"],
  lock: ["スマートロック SL-20（暗証番号・指紋・ICカード対応モデル）", "Smart Lock SL-20 (PIN, fingerprint and IC card)", "smart_home"],
  router: ["ホームルーター WR-3000AX", "Home Router WR-3000AX", "communication_equipment"],
  pet: ["ペットカメラ PC-30", "Pet Camera PC-30", "network_camera"],
  sensor: ["人感センサー MS-3", "Motion Sensor MS-3", "other"],
  light: ["スマート照明 LX-1", "Smart Light LX-1", "smart_home"],
  speaker: ["スマートスピーカー SP-9", "Smart Speaker SP-9", "other"],
  door: ["ドアホン DP-4", "Door Phone DP-4", "network_camera"],
};

const named = (key) => ({ "product/name/ja": products[key][0], "product/name/en": products[key][1], "product/category": products[key][2] });

async function draft(test, fields) {
  const applicant = await applicant_of(test);
  await visit(applicant, "/applications/new");
  await fill(applicant, { applicant: test.world.parties[test.lang], ...fields });
  await send(applicant);
  if (!applicant.url().endsWith("/edit")) throw new Error(`no draft at ${applicant.url()}: ${await applicant.locator("main").innerText()}`);
  return applicant;
}

// An application for a new label of the product, kept under a name.
async function apply(test, key, kept, more = {}) {
  const applicant = await draft(test, { kind: "new", level: "1" });
  const where = await complete(applicant, form_of(test.world, test.world.parties[test.lang], { ...named(key), ...more }));
  return (test.world.applications[kept] = where);
}

async function accept(test, where) {
  await confirm_and_accept(await officers_of(test, ["clerk", "reviewer"]), where, test.lang, "F-2026-0042");
}

async function issue(test, key, kept, more) {
  const where = await apply(test, key, `issued_${kept}`, more);
  await accept(test, where);
  await approve(await officers_of(test, ["decider"]), where, test.lang);
  return (test.world.labels[kept] = await issued_number(await applicant_of(test), where));
}

// An application or filing about a label there is.
async function about(test, kind, kept, fields) {
  const applicant = await draft(test, { kind, level: "1", label: test.world.labels[kept] });
  const where = await complete_or_file(applicant, kind, fields);
  return (test.world.applications[`${kind}_${kept}`] = where);
}

async function complete_or_file(applicant, kind, fields) {
  if (kind === "extension" || kind === "transfer") return complete(applicant, fields);
  await fill(applicant, fields);
  const where = new URL(applicant.url()).pathname.replace(/\/edit$/, "");
  await send(applicant, 'main button[name="then"][value="save"]');
  await take(applicant, where, "submit_filing");
  return where;
}

const doubt = "公開情報から、初期パスワードが全台共通である疑いがあるため。";
const note = { "note/ja": "宣言の内容と異なることが確認されたため、措置を行いました。対象の製品を利用している方は、製造者の案内を確認してください。", "note/en": "The product differs from its declaration. Please follow the maker's advice." };

async function surveil(test, kept, subject = "初期パスワードに関する疑義") {
  const { inspector } = await officers_of(test, ["inspector"]);
  await visit(inspector, `/office/labels/${test.world.labels[kept]}`);
  await click(inspector, 'main a[href*="/office/cases/new/step/open"]');
  await fill(inspector, { subject, text: doubt, reason: doubt });
  await send(inspector);
  const where = new URL(inspector.url()).pathname;
  return (test.world.cases[`surveillance_${kept}_${Object.keys(test.world.cases).length}`] = where);
}

async function grave(test, kept, step, people) {
  const label = `/office/labels/${test.world.labels[kept]}`;
  const officers = await officers_of(test, people);
  for (const [at, name] of people.entries()) {
    const fields = { reason_code: "nonconforming", reason: doubt, ...(at === 0 ? note : {}) };
    await take_if_asked(officers[name], label, step, fields, test.lang, at + 1 < people.length ? "recorded" : "step");
  }
}

// Fills what the form of the step asks for.
async function take_if_asked(page, where, step, fields, lang, done) {
  await visit(page, where);
  const link = page.locator(`main a[href*="/step/${step}"]`).first();
  if (!(await link.count())) throw new Error(`${where} offers no ${step}`);
  await click(page, link);
  const all = { ...fields, interest_statement: interest[lang] };
  for (const name of Object.keys(all)) if (!(await page.locator(`main [name="${name}"]`).count())) delete all[name];
  await fill(page, all);
  await send(page);
  if (!page.url().includes("done=" + done)) throw new Error(`${step} was not taken: ${page.url()}\n${await page.locator("main").innerText()}`);
}

async function propose_revocation(test, kept) {
  const where = await surveil(test, kept);
  const { inspector } = await officers_of(test, ["inspector"]);
  await take_if_asked(inspector, where, "propose_revocation", { reason: doubt, text: doubt }, test.lang, "step");
  return where;
}

const products_at_first = {
  ja: [["camera", "extended"], ["sensor", "expired"], ["pet", "revoked"], ["light", "withdrawn"]],
  en: [["router", "grace"], ["lock", "superseded"]],
};

async function first_labels(test) {
  await applicant_of(test);
  for (const [key, kept] of products_at_first[test.lang]) await issue(test, key, kept);
}

const changed = { change: "変更はありません。" };

async function grace_label(test) {
  await about(test, "extension", "grace", form_of(test.world, test.world.parties[test.lang], { ...named("router"), ...changed }));
}

async function superseded_label(test) {
  const { world, lang } = test;
  const moved = await about(test, "transfer", "superseded", form_of(world, world.parties[lang], { ...named("lock"), change: "事業譲渡に伴う承継です。", transfer_to: world.parties.ja }));
  const { clerk, decider, reviewer } = await officers_of(test, ["clerk", "decider", "reviewer"]);
  await confirm_and_accept({ clerk, reviewer }, moved, lang, "F-2027-0008", "10000");
  await approve({ decider }, moved, lang);
}

async function extended_label(test) {
  const { world, lang } = test;
  const extension = await about(test, "extension", "extended", form_of(world, world.parties[lang], { ...named("camera"), ...changed }));
  const { clerk, decider, reviewer } = await officers_of(test, ["clerk", "decider", "reviewer"]);
  await confirm_and_accept({ clerk, reviewer }, extension, lang, "F-2027-0007", "10000");
  await approve({ decider }, extension, lang);
}

async function revoked_label(test) {
  const where = await propose_revocation(test, "revoked");
  await take(await applicant_of(test), where, "give_opinion", { text: "是正に時間を要しました。" });
  await grave(test, "revoked", "revoke", ["decider", "second_decider"]);
}

async function withdrawn_label(test) {
  await draft(test, { kind: "new", level: "1" }); // which nobody goes on with, so that it lapses
  const { clerk } = await officers_of(test, ["clerk"]);
  const withdrawal = await about(test, "withdrawal", "withdrawn", { change: "製品の販売とサポートを終了したため。", declares_truth: true });
  await take(clerk, withdrawal, "accept_filing");
}

const finding = "パスワード変更の手順が、提出された説明書に見当たりません。\n該当する頁を示してください。";

async function open_applications(test) {
  const { clerk, reviewer } = await officers_of(test, ["clerk", "reviewer"]);
  const applicant = await draft(test, { kind: "new", level: "1" });
  test.world.applications.empty = new URL(applicant.url()).pathname.replace(/\/edit$/, "");
  await apply(test, "speaker", "submitted");
  const under = await apply(test, "router", "under_confirmation");
  await take(clerk, under, "start_confirmation");
  await take(reviewer, under, "confirm_criterion", { remark: "公開ページで確認した。" });
}

async function returned_and_paid(test) {
  const applicant = await applicant_of(test);
  const { clerk, reviewer } = await officers_of(test, ["clerk", "reviewer"]);
  const returned = await apply(test, "light", "returned");
  await take(clerk, returned, "start_confirmation");
  await visit(reviewer, returned + "/step/raise_finding");
  const evidence = await reviewer.locator('[name="evidence"] option:not([value=""])').first().getAttribute("value");
  await take(reviewer, returned, "raise_finding", { criterion: "S1.1-03", severity: "major", text: finding, evidence });
  await take(reviewer, returned, "request_correction");
  await take(applicant, returned, "answer_finding", { finding: "1", text: "説明書の12頁に記載しています。" });
  const fee = await apply(test, "pet", "fee_due");
  await take(clerk, fee, "start_confirmation");
  await take(reviewer, fee, "recommend", { interest_statement: interest[test.lang] });
  await take(clerk, fee, "accept");
  const decision = await apply(test, "door", "pending_decision");
  await accept(test, decision);
}

async function ended_applications(test) {
  const { lang } = test;
  const applicant = await applicant_of(test);
  const { clerk, decider } = await officers_of(test, ["clerk", "decider"]);
  const gone = await apply(test, "sensor", "withdrawn");
  await take_if_asked(applicant, gone, "withdraw", { reason: "仕様を見直すため。" }, lang, "step");
  const refused = await apply(test, "lock", "not_accepted");
  await take(clerk, refused, "start_confirmation");
  await take_if_asked(decider, refused, "refuse_acceptance", { reason: "製品が制度の対象外であるため。" }, lang, "step");
}

async function labels_and_cases(test) {
  const { world, lang } = test;
  const applicant = await applicant_of(test);
  await issue(test, "camera", "active", { wants_psti_list: true });
  await issue(test, "lock", "suspended");
  await issue(test, "door", "restricted");
  const { inspector, clerk } = await officers_of(test, ["inspector", "clerk"]);
  const demand = await surveil(test, "active");
  await take(inspector, demand, "demand_evidence", { text: "申請時に届け出た証拠目録を提出してください。", reason: doubt });
  const supplied = await surveil(test, "active", "アップデートの提供状況");
  await take(inspector, supplied, "demand_evidence", { text: "証拠目録を提出してください。", reason: doubt });
  await take(applicant, supplied, "supply_evidence", { manifest_file: { file: world.result.manifest } });
  await grave(test, "suspended", "suspend", ["inspector"]);
  await propose_revocation(test, "restricted");
  await grave(test, "restricted", "restrict", ["decider", "second_decider"]);
  const change = await about(test, "change", "active", { ...form_of(world, world.parties[lang], named("camera")), change: "ファームウェア1.5.0で、アップデートの署名方式を変更します。" });
  await take_if_asked(clerk, change, "return_filing", { reason: "変更の時期を記載してください。" }, lang, "step");
}

async function appeal(test) {
  const { world, lang } = test;
  const applicant = await applicant_of(test);
  const { clerk, decider } = await officers_of(test, ["clerk", "decider"]);
  const refused = await apply(test, "speaker", "appealed");
  await take(clerk, refused, "start_confirmation");
  await take_if_asked(decider, refused, "refuse_acceptance", { reason: "製品が制度の対象外であるため。" }, lang, "step");
  await take(applicant, refused, "appeal", { reason: "IP通信を行うIoT製品であり、対象に含まれます。" });
  await visit(clerk, refused);
  await click(clerk, 'main a[href*="/office/cases/new/step/open?kind=appeal"]');
  await fill(clerk, { subject: "不受理に対する異議申立て", text: "対象に含まれます。" });
  await send(clerk);
  world.cases.appeal = new URL(clerk.url()).pathname;
}

async function import_of_a_list(test) {
  const { clerk } = await officers_of(test, ["clerk"]);
  const list = join(test.world.result.folder, "list.csv");
  const rows = ["登録番号,レベル,状態,事業者名,事業者名（英語）,製品名,型番,製品類型,交付日,有効期間満了日,サポート終了日"];
  for (let at = 1; at <= 60; ++at) {
    const month = String((at % 12) + 1).padStart(2, "0");
    rows.push(`2025${month}15${String(at).padStart(5, "0")},★1,有効,${["株式会社ミナト電機,Minato Electric Co. Ltd.", "㈱北斗通信,Hokuto Communications Inc.", "髙橋精密工業株式会社,Takahashi Precision"][at % 3]},スマートカメラ ${at},MC-${at};MC-${at}W,ネットワークカメラ,2025/${month}/15,2027/${month}/15,2030-03-31`);
  }
  rows.push("2025041500003,★1,有効,重複社,,重複品,X-1,その他,2025/4/15,2027/4/15,", "12,★9,不明,,,,,,きのう,,");
  writeFileSync(list, "\ufeff" + rows.join("\r\n") + "\r\n");
  await visit(clerk, "/office/import");
  await fill(clerk, { source: "sample-list", list_date: "2027-01-31", name: "見本のリスト", file: { file: list } });
  await send(clerk);
  await test.shoot?.(clerk, "clerk", "import_preview");
  await send(clerk);
}

async function complaint(test) {
  const page = await test.world.page("public", test.lang);
  await visit(page, "/complaint");
  await fill(page, { subject: "ラベルの表示について", text: "店頭の箱に、登録簿にない番号のラベルが貼られていました。\n写真を保管しています。" });
  await send(page);
}

// Both languages go on side by side; the clock goes forward between the chapters. A part that fails is said, and the others go on.
export async function live(world, shoot) {
  const chapter = (wanted) => Promise.all(Object.entries(wanted).map(async ([lang, parts]) => {
    for (const part of parts) {
      await part({ world, lang, check: () => {}, shoot }).catch((error) => console.log(`${part.name} (${lang}): ${error.stack.slice(0, 900)}`));
    }
  }));
  await chapter({ ja: [first_labels], en: [first_labels] });
  for (const days of [300, 300]) await world.go_forward(days);
  await chapter({ ja: [extended_label, revoked_label, withdrawn_label], en: [grace_label, superseded_label] });
  await world.go_forward(140);
  await chapter({ ja: [labels_and_cases, appeal, complaint], en: [open_applications, returned_and_paid, ended_applications, import_of_a_list] });
}
