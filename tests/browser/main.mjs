// Runs the browser tests in both languages at a time and says how many checks passed.
// SPDX-License-Identifier: Apache-2.0
import { launch } from "./hands.mjs";
import { close_world, make_world } from "./world.mjs";

// In the order of an office's years: what is done today, what is done when labels come to the end of their term, and what there is to see then.
const chapters = [
  { files: ["issue", "correction", "refusal"] },
  { days_later: [300, 300], files: ["supervision", "forms"] }, // a label's term is two years, an extension is applied for in the last 180 days
  { files: ["keyboard", "pages"] },
];
const languages = ["ja", "en"];

let passed = 0;
let failed = 0;

// A check counts once; what failed is said where it stands.
function check(name, is_good, more = "") {
  if (is_good) {
    passed += 1;
    return;
  }
  failed += 1;
  console.log(`FAILED ${name}${more ? "\n  " + String(more).replace(/\n/g, "\n  ") : ""}`);
}

async function run_test(world, lang, name, test) {
  const began = Date.now();
  const shown = `${name} (${lang})`;
  let is_well = true;
  const see = (what, is_good, more) => {
    is_well = Boolean(is_good) && is_well;
    check(`${shown}: ${what}`, is_good, more);
  };
  try {
    await test({ world, lang, check: see });
  } catch (error) {
    see("the test runs to its end", false, `${error.stack}\n${await world.standing(lang)}`);
  }
  const troubles = world.troubles[lang].splice(0);
  see("the browser complains of nothing", troubles.length === 0, [...new Set(troubles)].slice(0, 8).join("\n"));
  console.log(`${is_well ? "ok    " : "FAILED"} ${shown.padEnd(60)} ${((Date.now() - began) / 1000).toFixed(1)} s`);
}

// The files that are asked for and those they need.
async function chosen(wanted) {
  const modules = new Map();
  for (const name of chapters.flatMap((chapter) => chapter.files)) modules.set(name, await import(`./${name}.test.mjs`));
  const names = new Set(wanted.length ? [] : modules.keys());
  const add = (name) => {
    if (!modules.has(name)) throw new Error(`there is no test ${name}; there are: ${[...modules.keys()].join(" ")}`);
    for (const needed of modules.get(name).needs || []) add(needed);
    names.add(name);
  };
  wanted.forEach(add);
  return new Map([...modules].filter(([name]) => names.has(name)));
}

async function run_all(browser, modules) {
  const world = await make_world(browser);
  try {
    for (const { days_later = [], files } of chapters) {
      const here = files.filter((name) => modules.has(name));
      if (here.length) for (const days of days_later) await world.go_forward(days);
      await Promise.all(languages.map(async (lang) => {
        for (const file of here) {
          for (const [name, test] of Object.entries(modules.get(file).tests)) {
            if (!test.only || test.only === lang) await run_test(world, lang, name, test);
          }
        }
      }));
    }
  } finally {
    await close_world(world);
  }
}

// Whoever is ended from outside leaves no office behind (office.mjs).
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(1));

const modules = await chosen(process.argv.slice(2));
const browser = await launch();
try {
  await run_all(browser, modules);
} catch (error) {
  check("the tests run to their end", false, error.stack);
}
await browser.close();
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
