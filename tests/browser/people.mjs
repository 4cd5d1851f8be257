// People of an office acting over HTTP without a browser: links, passwords, one-time codes, forms; a browser then goes on with their session.
// SPDX-License-Identifier: Apache-2.0
import { randomBytes } from "node:crypto";
import { one_time_code } from "./office.mjs";

export const plain = (text) => text.replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&quot;/g, '"').replace(/&#39;/g, "'").replace(/&amp;/g, "&");

export class Person {
  constructor(office, name, login) {
    Object.assign(this, { office, name, login, password: randomBytes(18).toString("base64url"), cookies: new Map(), secret: null });
  }

  // Again as late as Retry-After says: tests are quicker than people, and meet the office's limit for an address or account.
  async send(method, path, body, headers = {}) {
    for (let tries = 1; ; ++tries) {
      const answer = await this.send_once(method, path, body, headers);
      if (answer.status !== 429 || tries === 10) return answer;
      await new Promise((resolve) => setTimeout(resolve, 1000 * answer.retry_after));
    }
  }

  async send_once(method, path, body, headers) {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const answer = await fetch(this.office.address + path, {
      method, body, redirect: "manual",
      headers: { "Accept-Language": "en", ...(cookie ? { Cookie: cookie } : {}), ...headers },
    });
    for (const line of answer.headers.getSetCookie()) {
      const [, name, value] = line.match(/^([^=]+)=([^;]*)/);
      if (value && !/Max-Age=0/i.test(line)) this.cookies.set(name, value);
      else this.cookies.delete(name);
    }
    return { status: answer.status, text: await answer.text(), where: answer.headers.get("location") || "", retry_after: Number(answer.headers.get("retry-after")) || 1 };
  }

  get(path) { return this.send("GET", path); }

  // Fills the form on the page `at`, which carries the token against forgery, and sends it to `path`.
  async post(path, fields, at = path) {
    const page = await this.get(at);
    const csrf = page.text.match(/name="csrf" value="([^"]+)"/);
    if (!csrf) throw new Error(`${this.name}: no form at ${at}: ${page.status}`);
    const body = new URLSearchParams([["csrf", csrf[1]], ...(Array.isArray(fields) ? fields : Object.entries(fields))]);
    return this.send("POST", path, body, { "Content-Type": "application/x-www-form-urlencoded", Origin: this.office.address });
  }

  async must(path, fields, at) {
    const answer = await this.post(path, fields, at);
    if (answer.status !== 303 && answer.status !== 200) throw new Error(`${this.name} ${path}: ${answer.status} ${answer.text.match(/role="alert">(.*?)<\/div>/s)?.[1] || answer.text.slice(0, 600)}`);
    return answer;
  }

  async use_link(link) {
    await this.must(link, { login: this.login, name: this.name, password: this.password, again: this.password });
    return this;
  }

  // Each half minute's code is good once; one half minute is forgiven to slow clocks, so that the next one's is good as well.
  code(half_minutes_later = 0) {
    return one_time_code(this.secret, this.office.now() + half_minutes_later * 30000);
  }

  async add_codes() {
    const page = await this.must("/account/totp", {}, "/account");
    this.secret = page.text.match(/data-totp-secret>([A-Z2-7]+)</)[1];
    await this.must("/account/totp/confirm", { code: this.code() }, "/account");
    return this;
  }

  async log_in() {
    this.cookies.clear();
    await this.must("/login", { login: this.login, password: this.password, next: "/account" });
    if (this.secret) await this.must("/login/second", { code: this.code(), next: "/account" });
    return this;
  }

  // As a browser has to bring them.
  browser_cookies() {
    return [...this.cookies].map(([name, value]) => ({ name, value, url: this.office.address }));
  }
}

export const link_in = (page) => page.text.match(/data-link>[^<]*(\/link\/[0-9a-f]+)</)[1];

export async function invited(administrator, name, login, role = "", organisation = "") {
  const person = new Person(administrator.office, name, login);
  return person.use_link(link_in(await administrator.must("/admin/invite", { login, role, organisation }, "/admin")));
}

async function propose(administrator, person, role) {
  const page = plain((await administrator.get("/admin")).text);
  const account = page.match(new RegExp(`<option value="([^"]+)">[^<]*\\(${person.login.replace(/[.+]/g, "\\$&")}\\)`))[1];
  await administrator.must("/admin/grants", { account, "grant-role": role, "grant-reason": "appointed" }, "/admin");
}

// Confirms what others proposed; nobody confirms an own proposal or an own role.
async function confirm_others(administrator) {
  const waiting = (await administrator.get("/admin")).text.matchAll(/name="grant" value="([^"]+)"/g);
  for (const [, id] of waiting) await administrator.post("/admin/grants/confirm", { grant: id }, "/admin");
}

// Roles end after a year at most. Each is proposed by one administrator and confirmed by another, so that to renew those of the
// administrators takes three.
export async function appoint([first, second, third], people) {
  await Promise.all(people.map(async (person) => {
    for (const role of person.roles) await propose(person === first ? second : first, person, role);
  }));
  await confirm_others(third);
  await confirm_others(second);
  const left = (await first.get("/admin")).text.match(/name="grant" value=/g);
  if (left) throw new Error(`${left.length} roles are still to be confirmed`);
}

async function invited_officer(administrator, name, login, roles) {
  const person = await (await invited(administrator, name, login)).add_codes();
  return Object.assign(person, { roles });
}

// The first administrator by the link of the start; the second needs nobody's consent while there is only one.
export async function first_administrators(office) {
  const first = await (await new Person(office, "管理 一郎", "admin1@example.jp").use_link(office.first_link)).add_codes();
  first.roles = ["administrator"];
  const second = await invited_officer(first, "Admin Two", "admin2@example.jp", ["administrator"]);
  await propose(first, second, "administrator");
  const third = await invited_officer(first, "管理 三奈", "admin3@example.jp", ["administrator"]);
  await propose(first, third, "administrator");
  await confirm_others(second);
  return [first, second, third];
}

// `wanted`: by a short name, the name shown and the roles; all at a time.
export async function officers(administrators, wanted) {
  const made = await Promise.all(Object.entries(wanted).map(async ([short, [shown, roles]]) => {
    return [short, await invited_officer(administrators[0], shown, `${short}@example.jp`, roles)];
  }));
  await appoint(administrators, made.map(([, person]) => person));
  return Object.fromEntries(made);
}
