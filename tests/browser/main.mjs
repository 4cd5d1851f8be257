// Runs the browser tests one after the other and says how many checks passed.
// SPDX-License-Identifier: Apache-2.0
import { readdirSync } from "node:fs";
import { chromium } from "playwright-core";
import { close_world } from "./world.mjs";

const wanted = process.argv.slice(2);
const files = readdirSync(new URL(".", import.meta.url)).filter((name) => name.endsWith(".test.mjs")).sort();
let passed = 0;
const failures = [];

// A check counts once; what failed is said where it stands.
export function check(name, is_good, more = "") {
  if (is_good) {
    passed += 1;
    return;
  }
  failures.push(name);
  console.log(`FAILED ${name}${more ? "\n  " + String(more).replace(/\n/g, "\n  ") : ""}`);
}

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM,
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
for (const file of files) {
  if (wanted.length && !wanted.some((name) => file.startsWith(name))) continue;
  const { tests } = await import("./" + file);
  for (const [name, test] of Object.entries(tests)) {
    const began = Date.now();
    const before = failures.length;
    try {
      await test({ browser, check: (what, is_good, more) => check(`${name}: ${what}`, is_good, more) });
    } catch (error) {
      check(`${name}: the test runs to its end`, false, error.stack);
    }
    console.log(`${failures.length === before ? "ok    " : "FAILED"} ${name.padEnd(40)} ${((Date.now() - began) / 1000).toFixed(1)} s`);
  }
}
await browser.close();
await close_world();
console.log(`${passed} passed, ${failures.length} failed`);
process.exit(failures.length === 0 ? 0 : 1);
