# Devices that suffer: the run slows down or stops, says so, and nothing that was not looked at passes; leave is asked per effect.
# SPDX-License-Identifier: Apache-2.0
import json
import os
import shutil

import evidence
import harness
import products
import truth
from harness import FAILS, INCONCLUSIVE

PORTS = "2001-2012"


def health_of(assessment):
    return [one["value"] for one in assessment["observations"] if one["fact"] == "device.health"]


def run_on(case, mode, *words):
    product = case.write("box.toml", products.product(port=2001))
    ended = case.lab("suffering:" + mode, case.hoshi, "assess", product, "--target", harness.DEVICE_ADDRESS, "--ports", PORTS, "--unattended",
                     "--skip", "udp_ports,discovery", *words, "--out", case.path("out"), timeout=240)
    case.check("ends with inconclusive or fail", ended.status in (FAILS, INCONCLUSIVE), ended.err + ended.out)
    if not os.path.exists(case.path("out", "assessment.json")):
        return ended, {}, []
    return ended, truth.load_assessment(case.path("out")), json.load(open(case.path("out", "run.json"), encoding="utf-8"))["tasks"]


def tires(case):
    if not shutil.which("nft"):
        return case.note("nft is not here: the device cannot get tired")
    ended, assessment, tasks = run_on(case, "tires", "--only", "services")
    health = health_of(assessment)
    if case.equal("one fact about its health", len(health), 1):
        case.check("the run was slowed down", health[0]["did"] in ("slowed", "stopped"), health)
        case.check("and not given up", not health[0]["gave_up"], health)
    case.check("says so while it runs", "only two tests at a time" in ended.err, ended.err)
    case.check("and in the end", "suffered from the tests" in ended.out, ended.out)
    looked_at = {one["endpoint"] for one in tasks if one["probe"] == "services" and one["status"] == "done"}
    case.check("every port was looked at all the same", len(looked_at) == 12, sorted(looked_at))
    evidence.check_folder(case, case.path("out"), ended.status, is_sealed=False)


def dies(case):
    if not shutil.which("nft"):
        return case.note("nft is not here: the device cannot die")
    ended, assessment, tasks = run_on(case, "dies")
    health = health_of(assessment)
    if case.equal("one fact about its health", len(health), 1):
        case.check("the run was given up", health[0]["gave_up"] and health[0]["did"] == "stopped", health)
    case.check("says that nothing more is begun", "no further test is begun" in ended.err, ended.err)
    case.check("and that it gave up", "No further tests are run" in ended.err and "stopped answering" in ended.out, ended.err + ended.out)
    skipped = [one for one in tasks if one["kind"] == "skipped" and "suffers" in one["why"]]
    case.check("what was left is recorded as skipped", skipped, tasks)
    case.check("nothing passes", all(one["verdict"] != "pass" for one in assessment.get("criteria", []) if one["id"] in ("S1.1-01", "S1.1-02", "S1.1-04")))
    evidence.check_folder(case, case.path("out"), ended.status, is_sealed=False)


def effects(case):
    """--allow-disruptive=restart is no leave to lock; --plan lists what may happen without asking."""
    product = case.write("box.toml", products.product(port=8080))
    words = ["assess", product, "--target", harness.DEVICE_ADDRESS, "--ports", "8080"]
    plan = case.lab("hostile:healthy", case.hoshi, *words, "--plan")
    case.says("--plan lists the effects", plan, 0, "lock: ", "throttling", "needs leave")
    wrong = case.lab("hostile:healthy", case.hoshi, *words, "--allow-disruptive=explode", "--out", case.path("wrong"))
    case.says("an unknown effect is refused", wrong, harness.WRONG_INPUT, "explode", "lock,restart")
    ended = case.lab("hostile:healthy", case.hoshi, *words, "--allow-disruptive=restart", "--unattended", "--skip", "udp_ports,discovery", "--out", case.path("out"))
    case.check("ends", ended.status in (FAILS, INCONCLUSIVE), ended.err)
    run = json.load(open(case.path("out", "run.json"), encoding="utf-8"))
    case.equal("what was allowed is recorded", run["allowed_effects"], ["restart"])
    refused = [one for one in run["tasks"] if one["probe"] == "throttling"]
    case.check("throttling was not allowed", refused and all(one["kind"] == "not_allowed" and "lock" in one["why"] for one in refused), refused)
    case.check("the same on replay", run["replay"]["same"], run["replay"])


def tests():
    return {"gentle/tires": tires, "gentle/dies": dies, "gentle/effects": effects}
