// Lets a passkey answer the server's question (navigator.credentials) and sends what it says; plain JavaScript.
// SPDX-License-Identifier: Apache-2.0
//
// A button or form takes part by its attributes:
//   <button type="button" data-passkey="show" data-ask="/login/second/passkey/ask" data-answer="/login/second/passkey">
// data-passkey: "add", "show" (second factor) or "log-in"; data-ask: POST that gives the question as JSON; data-answer: POST
// that takes {…, name} as JSON and gives {"next": "/somewhere"}; data-name: id of a text field with a name for a new key;
// data-problem: id of an element that is shown, with its data-text-* sentences, when it does not succeed.
// The form token stands in <meta name="csrf" content="…">.
"use strict";

(() => {
  const toBytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const toText = (bytes) =>
    btoa(String.fromCharCode(...new Uint8Array(bytes))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const withBytes = (keys) => (keys || []).map((key) => ({ ...key, id: toBytes(key.id) }));

  const post = async (address, content) => {
    const token = document.querySelector('meta[name="csrf"]');
    const answer = await fetch(address, {
      method: "POST",
      credentials: "same-origin",
      redirect: "error",
      headers: {
        "Content-Type": "application/json",
        Accept: "application/json",
        "X-CSRF-Token": token ? token.content : "",
      },
      body: JSON.stringify(content),
    });
    const said = await answer.json();
    if (!answer.ok) throw new Error(said.detail || said.title || String(answer.status));
    return said;
  };

  const add = async (question) => {
    const options = {
      ...question,
      challenge: toBytes(question.challenge),
      user: { ...question.user, id: toBytes(question.user.id) },
      excludeCredentials: withBytes(question.excludeCredentials),
    };
    const made = await navigator.credentials.create({ publicKey: options });
    return {
      clientData: toText(made.response.clientDataJSON),
      attestation: toText(made.response.attestationObject),
    };
  };

  const show = async (question) => {
    const options = {
      ...question,
      challenge: toBytes(question.challenge),
      allowCredentials: withBytes(question.allowCredentials),
    };
    const shown = await navigator.credentials.get({ publicKey: options });
    return {
      credential: toText(shown.rawId),
      clientData: toText(shown.response.clientDataJSON),
      authenticatorData: toText(shown.response.authenticatorData),
      signature: toText(shown.response.signature),
      userHandle: shown.response.userHandle ? toText(shown.response.userHandle) : "",
    };
  };

  const tell = (button, problem) => {
    const place = document.getElementById(button.dataset.problem || "");
    if (!place) return;
    const gaveUp = problem.name === "NotAllowedError" || problem.name === "AbortError";
    const known = problem.name === "InvalidStateError";
    place.textContent = (gaveUp && place.dataset.textGaveUp) || (known && place.dataset.textKnown) || problem.message;
    place.hidden = false;
    place.focus();
  };

  const run = async (button) => {
    button.disabled = true;
    try {
      const question = await post(button.dataset.ask, {});
      const answer = button.dataset.passkey === "add" ? await add(question) : await show(question);
      const name = document.getElementById(button.dataset.name || "");
      const said = await post(button.dataset.answer, { ...answer, name: name ? name.value : "" });
      // Only an address of our own is followed.
      const next = new URL(said.next || "/", location.origin);
      location.assign(next.origin === location.origin ? next.href : "/");
    } catch (problem) {
      tell(button, problem);
      button.disabled = false;
    }
  };

  for (const button of document.querySelectorAll("[data-passkey]")) {
    if (!window.PublicKeyCredential) {
      button.hidden = true;
      continue;
    }
    button.addEventListener("click", () => run(button));
  }
})();
