// People of an office acting over HTTP without a browser: links, passwords, one-time codes, forms; a browser then goes on with their session.
// SPDX-License-Identifier: Apache-2.0
import { randomBytes } from "node:crypto";
import { one_time_code } from "./office.mjs";

const plain = (text) => text.replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&quot;/g, '"').replace(/&#39;/g, "'").replace(/&amp;/g, "&");

export class Person {
  constructor(office, name, login) {
    Object.assign(this, { office, name, login, password: randomBytes(18).toString("base64url"), cookies: new Map(), secret: null });
  }

  async send(method, path, body, headers = {}) {
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
    return { status: answer.status, text: await answer.text(), where: answer.headers.get("location") || "" };
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

  async add_codes() {
    const page = await this.must("/account/totp", {}, "/account");
    this.secret = page.text.match(/data-totp-secret>([A-Z2-7]+)</)[1];
    await this.must("/account/totp/confirm", { code: one_time_code(this.secret) }, "/account");
    return this;
  }

  // As a browser has to bring them.
  browser_cookies() {
    return [...this.cookies].map(([name, value]) => ({ name, value, url: this.office.address }));
  }
}

export const link_in = (page) => page.text.match(/data-link>[^<]*(\/link\/[0-9a-f]+)</)[1];

export async function first_administrators(office) {
  const first = await (await new Person(office, "管理 一郎", "admin1@example.jp").use_link(office.first_link)).add_codes();
  const second = await invited(first, "Admin Two", "admin2@example.jp");
  await second.add_codes();
  await grant(first, [first], second, "administrator");
  return [first, second];
}

export async function invited(administrator, name, login, role = "", organisation = "") {
  const person = new Person(administrator.office, name, login);
  return person.use_link(link_in(await administrator.must("/admin/invite", { login, role, organisation }, "/admin")));
}

// Proposed by one administrator, confirmed by others: by itself while there is only one.
export async function grant(proposer, confirmers, person, role) {
  const page = plain((await proposer.get("/admin")).text);
  const account = page.match(new RegExp(`<option value="([^"]+)">[^<]*\\(${person.login.replace(/[.+]/g, "\\$&")}\\)`))[1];
  await proposer.must("/admin/grants", { account, "grant-role": role, "grant-reason": "appointed" }, "/admin");
  for (const other of confirmers) {
    const waiting = (await other.get("/admin")).text.matchAll(/name="grant" value="([^"]+)"/g);
    for (const [, id] of waiting) await other.post("/admin/grants/confirm", { grant: id }, "/admin");
  }
}

export async function officer([first, second], name, login, roles) {
  const person = await invited(first, name, login);
  await person.add_codes();
  for (const role of roles) await grant(first, [second], person, role);
  return person;
}
