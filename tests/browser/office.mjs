// Starts an office for a test, lets its clock go forward, and stops it again.
// SPDX-License-Identifier: Apache-2.0
import { spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const start_seconds = 60;
const day_ms = 86400000;

// RFC 6238: six digits, 30 seconds, SHA-1, as authenticator apps do.
export function one_time_code(secret, when) {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  let bits = "";
  for (const letter of secret.replace(/[\s=]/g, "").toUpperCase()) bits += alphabet.indexOf(letter).toString(2).padStart(5, "0");
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(when / 30000)));
  const digest = createHmac("sha1", key).update(counter).digest();
  const at = digest[19] & 15;
  return String((digest.readUInt32BE(at) & 0x7fffffff) % 1000000).padStart(6, "0");
}

// Debian's libfaketime shows all processes of the office a clock that is so many days ahead; what they wait by stays true. An offset that stands
// in the environment is read once, so that the signer needs no file for it behind its filter of system calls.
function clock_ahead(days) {
  if (!days) return {};
  return { LD_PRELOAD: "/usr/$LIB/faketime/libfaketimeMT.so.1", FAKETIME: `+${days}d`, FAKETIME_DONT_FAKE_MONOTONIC: "1", NO_FAKE_STAT: "1" };
}

export class Office {
  // On a new folder, or on one that an office left behind, so many days ahead.
  static async start({ folder = mkdtempSync(join(tmpdir(), "hoshi-office-")), days_ahead = 0 } = {}) {
    const office = new Office();
    Object.assign(office, { folder, days_ahead });
    process.once("exit", () => office.process.kill("SIGTERM"));
    await office.run(0);
    office.first_link = office.log.match(/\/link\/[0-9a-f]+/)?.[0];
    office.port = new URL(office.address).port;
    return office;
  }

  // What the office takes for the time, in milliseconds.
  now() {
    return Date.now() + this.days_ahead * day_ms;
  }

  async run(port) {
    this.log = "";
    this.process = spawn(process.env.HOSHI_PROGRAM, ["serve", "--data", join(this.folder, "data"), "--port", String(port), "--lang", "en"], {
      stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, ...clock_ahead(this.days_ahead) },
    });
    for (const stream of [this.process.stdout, this.process.stderr]) stream.on("data", (text) => (this.log = (this.log + text).slice(0, 100000)));
    const until = Date.now() + start_seconds * 1000;
    while (!this.log.includes("Ctrl-C")) {
      if (this.process.exitCode !== null || Date.now() > until) throw new Error("the office did not start:\n" + this.log);
      await new Promise((done) => setTimeout(done, 50));
    }
    this.address = this.log.match(/https?:\/\/[^\s/]+/)[0].replace("127.0.0.1", "localhost");
  }

  // Ends the office and starts it again, on the same data and port, so many days later; all sessions are over then.
  async go_forward(days) {
    await this.end();
    this.days_ahead += days;
    await this.run(this.port);
  }

  async end() {
    if (this.process.exitCode !== null) return;
    const ended = new Promise((done) => this.process.once("exit", done));
    this.process.kill("SIGTERM");
    const late = setTimeout(() => this.process.kill("SIGKILL"), 15000);
    await ended;
    clearTimeout(late);
  }

  async stop() {
    await this.end();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
