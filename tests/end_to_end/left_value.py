# A run that ends in the middle of a password change: --resume puts the former value back, and a person is told which one is in force.
# SPDX-License-Identifier: Apache-2.0
import json
import os

import harness
import truth
from harness import FAILS, INCONCLUSIVE, PASSES

CHANGER = os.path.join(harness.DEVICES, "zoo", "changer_good")


def ended(how):
    def run(case):
        out = case.path("result")
        ended_run = case.inside("changer_good", "next_to_change.py", out, how, os.path.join(CHANGER, "product.toml"), "--target", harness.DEVICE_ADDRESS,
                                "--credentials", os.path.join(CHANGER, "credentials.toml"), "--ports", "23,80", "--only", "value_change,logins", "--allow-disruptive",
                                "--unattended", timeout=400)
        try:
            seen = json.loads(ended_run.out)
        except ValueError:
            case.check("the script inside runs to its end", False, ended_run.out + ended_run.err)
            return
        case.equal("the run ended while another value was in force", seen["former_when_killed"], False)
        if how == "interrupt":
            case.check("the person is told how to know it", "SHA-256 of the former value with" in seen["said"] and "--resume" in seen["said"], seen["said"][-1500:])
        case.check("--resume ends with a verdict", seen["status"] in (PASSES, FAILS, INCONCLUSIVE), seen["said_then"][-1500:])
        case.equal("the former value is in force again", seen["former_at_the_end"], True)
        changes = [one["value"] for one in truth.load_assessment(out)["observations"] if one["fact"] == "value.change"]
        case.check("and the change was tried to its end", changes and all(one["new"] == "accepted" and one["old"] == "refused" for one in changes), changes)
        with open(os.path.join(out, "run.json"), encoding="utf-8") as file:
            case.equal("replay gives the same", json.load(file)["replay"], {"same": True, "differences": []})
    return run


def tests():
    return {"left_value/killed": ended("kill"), "left_value/interrupted": ended("interrupt")}
