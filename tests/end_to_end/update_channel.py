# The update server that the lab plays, and two updaters that come to it: one takes anything, one looks at the certificate.
# SPDX-License-Identifier: Apache-2.0
import json
import os
import shutil

import harness
import truth

NEXT = os.path.join(harness.HERE, "next_to_channel.py")
TRUTHS = os.path.join(harness.DEVICES, "simulated", "updating")
ADVICE = {"careless": "fail", "careful": "pass", "stranger": "inconclusive"}


def tests():
    return {"update_channel/careless": careless, "update_channel/careful": careful, "update_channel/stranger": stranger}


def careless(case):
    assessed(case, "careless")


def careful(case):
    assessed(case, "careful")


def stranger(case):
    assessed(case, "stranger")


def inside(case, kind):
    missing = [name for name in ("dnsmasq", "chronyd", "nft") if not shutil.which(name, path="/usr/sbin:/usr/bin:/sbin:/bin")]
    if not case.check("dnsmasq, chronyd and nft are installed (cmake/packages.sh, lab_packages)", not missing, missing):
        return None
    ended = case.run([harness.LAB, "run", "--device", "careful", "--", "python3", NEXT, case.hoshi, case.path("lab"), harness.DEVICES, kind], timeout=400)
    try:
        return json.loads(ended.out)
    except ValueError:
        case.check("the script inside runs to its end", False, ended.out + ended.err)
        return None


def advice_of(assessment):
    criterion = next(one for one in assessment["criteria"] if one["id"] == "S1.1-08")
    return criterion["verdict"], {one["id"]: one["verdict"] for one in criterion["advice"]}


def assessed(case, kind):
    seen = inside(case, kind)
    if seen is None:
        return
    case.check("lab up names the update server", "updates.example.jp is the lab" in seen["up"], seen["up"])
    case.equal("the authority's key is for its owner alone", seen["authority_mode"], "0o600")
    case.equal("the update server runs on to the end", seen["status"]["status"], 0)
    out = case.path("lab") + "-result"
    if not case.check("the assessment comes to an end", os.path.exists(out + "/assessment.json"), seen["assessed"]):
        return
    assessment = truth.load_assessment(out)
    for entry in truth.load(os.path.join(TRUTHS, kind + ".truth.toml")):
        compared = truth.compare(entry, assessment)
        case.equal("%s is as it is in truth" % entry["expect"]["case"], (compared.outcome, compared.seen if compared.outcome != truth.RIGHT else ""),
                   (truth.RIGHT, ""))
    verdict, advice = advice_of(assessment)
    case.equal("the advice says so", advice["update_channel"], ADVICE[kind])
    case.equal("and the verdict rests on the image, which nobody tried", verdict, "inconclusive")
    evidence(case, seen, out)
    case.equal("`down` leaves processes, interfaces, addresses, tables and settings as they were", seen["after"], seen["before"])


def files_of(out):
    return [os.path.join(folder, name) for folder, _, names in os.walk(out) for name in names]


def content(path):
    with open(path, "rb") as file:
        return file.read()


def key_of(case):
    """A line out of the middle of the authority's key."""
    lines = content(case.path("lab") + "-authority.pem").splitlines()
    return lines[lines.index(b"-----BEGIN PRIVATE KEY-----") + 5]


def evidence(case, seen, out):
    with open(out + "/captures/updates.jsonl", encoding="utf-8") as file:
        events = [json.loads(line) for line in file]
    shown = [case_name for case_name, _ in sorted({(one["case"], one["session"]) for one in events}, key=lambda pair: pair[1])]
    case.equal("who came is written down, case by case", shown, ["good", "plaintext", "self_signed", "wrong_name", "expired", "unknown_ca"])
    with open(out + "/run.json", encoding="utf-8") as file:
        lab = json.load(file)["lab"]
    case.equal("run.json names the server that was played", lab["updates"]["host"], "updates.example.jp")
    case.check("and the files it gave out by their hashes", {one["path"] for one in lab["updates"]["files"]} == {"/latest.json", "/fw.img"} and
               all(len(one["sha256"]) == 64 for one in lab["updates"]["files"]), lab["updates"])
    case.equal("the authority's key is in no file of the evidence", [path for path in files_of(out) if key_of(case) in content(path)], [])
    case.check("the switch is gone with the lab, its log and its certificate stay",
               {"updates.jsonl", "update-ca.crt"} <= set(seen["left"]) and "update-case" not in seen["left"], seen["left"])
    case.check("and the folder replays to the same verdicts", seen["replayed"]["status"] == seen["assessed"]["status"], seen["replayed"])
