# What must hold of every evidence folder: it replays, its manifest checks, it seals, and no test password is in it.
# SPDX-License-Identifier: Apache-2.0
import base64
import hashlib
import json
import os
import tomllib
import urllib.parse

from harness import PASSES, FAILS

SHORTEST_PASSWORD = 6  # Shorter ones stand in ordinary text by chance.
PUBLIC_LIST = "knowledge/default_credentials.toml"  # It names them all; the evidence holds a copy.
GOOD, ALTERED, UNKNOWN_SIGNER = 0, 1, 2


def check_folder(case, folder, status, credentials=None, is_sealed=True):
    """Everything below for one finished assessment that ended with this status."""
    check_replay(case, folder, status)
    check_manifest(case, folder)
    if credentials:
        check_no_password(case, folder, passwords_of(credentials, case.environment))
    if is_sealed:
        check_seal(case, folder)


def check_replay(case, folder, status):
    ended = case.call("assess", "--replay", folder)
    case.equal("--replay ends with the same status", ended.status, status)
    case.check("--replay says the verdicts are the same", "the same" in ended.out, ended.out[-400:] + ended.err)
    with open(folder + "/run.json", encoding="utf-8") as file:
        replay = json.load(file)["replay"]
    case.check("run.json: replay.same", replay["same"] is True, json.dumps(replay["differences"], ensure_ascii=False))


def check_manifest(case, folder):
    with open(folder + "/manifest.json", encoding="utf-8") as file:
        listed = {one["path"]: one for one in json.load(file)["files"]}
    wrong = []
    for path, one in listed.items():
        try:
            with open(os.path.join(folder, path), "rb") as file:
                content = file.read()
        except OSError as error:
            wrong.append("%s: %s" % (path, error.strerror))
            continue
        if len(content) != one["bytes"] or hashlib.sha256(content).hexdigest() != one["sha256"]:
            wrong.append(path + ": other bytes")
    there = {os.path.relpath(os.path.join(at, name), folder) for at, _, names in os.walk(folder) for name in names}
    wrong += [path + ": not in the manifest" for path in sorted(there - set(listed) - {"manifest.json"})]
    case.check("every file is in the manifest with its hash", not wrong, wrong)


def passwords_of(path, environment):
    with open(path, "rb") as file:
        entries = tomllib.load(file).get("credential", [])
    return [(one["account"], one.get("password") or environment[one["password_env"]]) for one in entries]


def forms_of(account, password):
    """The bytes by which a password would show: as it is, in hex, for a URL, and in base64 wherever it stands there."""
    raw = password.encode()
    forms = {raw, raw.hex().encode(), raw.hex().upper().encode(), urllib.parse.quote(password, safe="").encode(),
             base64.b64encode(account.encode() + b":" + raw).rstrip(b"="), raw.hex(" ").encode()}
    for shift in range(3):  # The first and last character of the middle depend on the neighbours.
        middle = base64.b64encode(b"\0" * shift + raw)[(0, 2, 3)[shift]:]
        forms.add(middle[:(len(raw) + shift) // 3 * 4 - (0, 2, 3)[shift]])
    return {form for form in forms if len(form) >= SHORTEST_PASSWORD}


def check_no_password(case, folder, accounts):
    found = []
    for account, password in accounts:
        if len(password) < SHORTEST_PASSWORD:
            continue
        forms = forms_of(account, password)
        for at, _, names in os.walk(folder):
            for name in names:
                path = os.path.join(at, name)
                with open(path, "rb") as file:
                    content = file.read()
                if os.path.relpath(path, folder) != PUBLIC_LIST:
                    found += ["%s as %s" % (os.path.relpath(path, folder), form.decode()) for form in forms if form in content]
    case.check("no test password is in the evidence", not found, found)


def check_seal(case, folder):
    key, sealed = case.path("assessor"), case.path("sealed.hoshi")  # one seal a case: a key is never overwritten
    options = ["--passphrase-file", case.write("passphrase", "correct horse for this test\n")]
    made = case.call("key", "new", key, *options)
    if not case.check("a key is made", made.status == 0, made.err):
        return
    ended = case.call("evidence", "seal", folder, "--key", key + ".key", "--out", sealed, *options)
    if not case.check("the folder is sealed", ended.status == 0, ended.out + ended.err):
        return
    case.equal("the seal is good", case.call("evidence", "verify", sealed, "--trust", key + ".pub").status, GOOD)
    case.equal("a signer nobody trusts is never good", case.call("evidence", "verify", sealed).status, UNKNOWN_SIGNER)
    ended = case.call("assess", "--replay", sealed)
    case.check("the sealed archive replays", ended.status in (PASSES, FAILS, 2) and "the same" in ended.out, ended.out[-300:] + ended.err)
    check_flipped(case, sealed, key + ".pub")


def check_flipped(case, sealed, public_key):
    with open(sealed, "rb") as file:
        content = bytearray(file.read())
    position = content.index(b'"verdict"') + 20  # In the middle of assessment.json, not in the padding of the archive.
    content[position] ^= 1
    with open(sealed + ".flipped", "wb") as file:
        file.write(content)
    ended = case.call("evidence", "verify", sealed + ".flipped", "--trust", public_key)
    case.equal("a flipped byte is found", ended.status, ALTERED)
