// One office that all browser tests share: started once, with people of every role and an adopted edition; each test brings its own products.
// SPDX-License-Identifier: Apache-2.0
import { createHash } from "node:crypto";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Office } from "./office.mjs";
import { first_administrators, officer } from "./people.mjs";

const recording = new URL("../recordings/careful.0.hoshi", import.meta.url).pathname;
const plain = (text) => text.replace(/&quot;/g, '"').replace(/&amp;/g, "&");

// The careful product's recorded assessment as if the adopted edition had judged it; its evidence's manifest as it was.
function recorded_result(edition_sha256) {
  const folder = mkdtempSync(join(tmpdir(), "hoshi-browser-"));
  execFileSync("tar", ["xf", recording, "-C", folder, "assessment.json", "manifest.json"]);
  const assessment = JSON.parse(readFileSync(join(folder, "assessment.json"), "utf8"));
  assessment.scheme.sha256 = edition_sha256;
  writeFileSync(join(folder, "assessment.json"), JSON.stringify(assessment));
  const product = assessment.product;
  return {
    folder,
    checklist: join(folder, "assessment.json"),
    manifest: join(folder, "manifest.json"),
    manifest_sha256: createHash("sha256").update(readFileSync(join(folder, "manifest.json"))).digest("hex"),
    models: [product.product.model, ...(product.family_model || []).map((one) => one.model)],
  };
}

async function adopt_edition(people) {
  const page = plain((await people.decider.get("/office/editions")).text);
  const asked = new URL(page.match(/href="(\/office\/editions\/step\/adopt_edition\?[^"]+)"/)[1], people.decider.office.address).searchParams;
  for (const person of [people.decider, people.second_decider]) {
    await person.must("/office/editions/step/adopt_edition", [...asked, ["reason", "adopted for the tests"]]);
  }
  return asked.get("sha256");
}

async function make_world() {
  const office = await Office.start();
  const administrators = await first_administrators(office);
  const people = { administrator: administrators[0], second_administrator: administrators[1] };
  const staff = {
    clerk: ["受付 伊藤", ["intake", "registrar"]],
    reviewer: ["確認 加藤", ["reviewer"]],
    decider: ["決裁 森", ["decider"]],
    second_decider: ["Decider Noda", ["decider"]],
    third_decider: ["Decider Ueda", ["decider"]],
    inspector: ["調査 岡", ["surveillance"]],
  };
  for (const [name, [shown, roles]] of Object.entries(staff)) people[name] = await officer(administrators, shown, `${name}@example.jp`, roles);
  const result = recorded_result(await adopt_edition(people));
  return { office, people, result, applications: {}, labels: {}, cases: {}, parties: {} };
}

let made = null;
export const world = () => (made ??= make_world());

export async function close_world() {
  if (!made) return;
  const { office, result } = await made;
  await office.stop();
  rmSync(result.folder, { recursive: true, force: true });
}
