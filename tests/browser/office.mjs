// Starts an office for a test, with its first administrator and people of every role, and stops it again.
// SPDX-License-Identifier: Apache-2.0
import { spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const start_seconds = 30;

// RFC 6238: six digits, 30 seconds, SHA-1, as authenticator apps do.
export function one_time_code(secret, when = Date.now()) {
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

export class Office {
  // `options`: further words of the command line.
  static async start(options = []) {
    const office = new Office();
    office.folder = mkdtempSync(join(tmpdir(), "hoshi-office-"));
    office.log = "";
    office.process = spawn(process.env.HOSHI_PROGRAM, ["serve", "--data", join(office.folder, "data"), "--port", "0", "--lang", "en", ...options], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    office.process.stdout.on("data", (text) => (office.log += text));
    office.process.stderr.on("data", (text) => (office.log += text));
    const until = Date.now() + start_seconds * 1000;
    while (Date.now() < until && !office.log.includes("/link/")) {
      if (office.process.exitCode !== null) break;
      await new Promise((done) => setTimeout(done, 100));
    }
    const address = office.log.match(/https?:\/\/[^\s/]+/);
    const link = office.log.match(/\/link\/[0-9a-f]+/);
    if (!address || !link) throw new Error("the office did not start:\n" + office.log);
    office.address = address[0].replace("127.0.0.1", "localhost");
    office.first_link = link[0];
    return office;
  }

  async stop() {
    if (this.process.exitCode === null) {
      const ended = new Promise((done) => this.process.once("exit", done));
      this.process.kill("SIGTERM");
      const late = setTimeout(() => this.process.kill("SIGKILL"), 15000);
      await ended;
      clearTimeout(late);
    }
    rmSync(this.folder, { recursive: true, force: true });
  }
}
