// Passkeys on the pages of the office; everything else works without scripts.
// SPDX-License-Identifier: Apache-2.0
"use strict";

const to_bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
const to_text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

async function post(where, csrf, body) {
  const answer = await fetch(where, {
    method: "POST",
    credentials: "same-origin",
    headers: { "Content-Type": "application/json", "X-CSRF-Token": csrf, Accept: "application/json" },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

// The members that hold bytes come as base64url (WebAuthn, Level 3, 5.1.8 and 5.1.9).
function prepared(options) {
  const ready = { ...options, challenge: to_bytes(options.challenge) };
  if (options.user) ready.user = { ...options.user, id: to_bytes(options.user.id) };
  for (const list of ["allowCredentials", "excludeCredentials"]) {
    if (options[list]) ready[list] = options[list].map((one) => ({ ...one, id: to_bytes(one.id) }));
  }
  return ready;
}

async function assert_with(ask, answer, csrf) {
  const options = await post(ask, csrf, {});
  const found = await navigator.credentials.get({ publicKey: prepared(options.publicKey || options) });
  await post(answer, csrf, {
    credential: to_text(found.rawId),
    clientData: to_text(found.response.clientDataJSON),
    authenticatorData: to_text(found.response.authenticatorData),
    signature: to_text(found.response.signature),
    userHandle: found.response.userHandle ? to_text(found.response.userHandle) : "",
  });
}

async function add_with(box, csrf) {
  const options = await post("/account/passkeys/ask", csrf, {});
  const made = await navigator.credentials.create({ publicKey: prepared(options.publicKey || options) });
  const name = box.querySelector("[data-passkey-name]");
  await post("/account/passkeys", csrf, {
    name: (name && name.value) || "passkey",
    clientData: to_text(made.response.clientDataJSON),
    attestation: to_text(made.response.attestationObject),
  });
}

const acts = {
  "log-in": (box, csrf) => assert_with("/login/passkey/ask", "/login/passkey", csrf),
  second: (box, csrf) => assert_with("/login/second/passkey/ask", "/login/second/passkey", csrf),
  add: add_with,
};

for (const box of document.querySelectorAll("[data-passkey]")) {
  const button = box.querySelector("[data-passkey-start]");
  if (!window.PublicKeyCredential || !button) {
    box.hidden = true;
    continue;
  }
  button.addEventListener("click", async () => {
    const problem = box.querySelector("[data-passkey-problem]");
    problem.textContent = "";
    button.disabled = true;
    try {
      await acts[box.dataset.passkey](box, box.dataset.csrf);
      location.assign(box.dataset.next || "/");
    } catch (error) {
      problem.textContent = problem.dataset.words;
      button.disabled = false;
    }
  });
}
