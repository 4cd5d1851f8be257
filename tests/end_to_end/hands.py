# A person at the terminal pulls the plug when asked, and the tool sees by itself that the device goes and comes back.
# SPDX-License-Identifier: Apache-2.0
import json
import os
import re
import shutil

import harness
import truth

ZOO = os.path.join(harness.DEVICES, "zoo")
PULL, PUT_IN = "Pull the power plug of the device.", "Plug the device in again."
AWAITED = ("Waiting for the device to go", "Waiting for the device to come back")


def tests():
    return {"hands/power": power, "hands/nobody": nobody}


def described(case):
    """The device keeper, whose power a person cuts; nothing else is cut."""
    folder = case.path("input")
    shutil.copytree(os.path.join(ZOO, "keeper"), folder)
    path = os.path.join(folder, "product.toml")
    with open(path, encoding="utf-8") as file:
        text = file.read()
    for word, sentence in (("off", PULL), ("on", PUT_IN)):
        text = re.sub(r'kind = "command"\n  command = .*echo %s .*' % word, 'kind = "hand"\n  text = {ja = "%s", en = "%s"}' % (sentence, sentence), text)
    text = re.sub(r'\[\[recipe\]\]\nid = "cable-out".*?(?=\[\[recipe\]\]\nid = "power-off")', "", text, flags=re.DOTALL)
    case.write(os.path.join("input", "product.toml"), text)
    return path, os.path.join(folder, "credentials.toml")


def options(case, out):
    product, credentials = described(case)
    return [product, "--target", harness.DEVICE_ADDRESS, "--credentials", credentials, "--only", "outage", "--allow-disruptive",
            "--rate", "50000", "--out", out]


def facts_of(out, name):
    return [one["value"] for one in truth.load_assessment(out)["observations"] if one["fact"] == name]


def power(case):
    out = case.path("result")
    ended = case.inside("keeper", "next_to_hands.py", PULL, PUT_IN, *options(case, out), timeout=300)
    try:
        seen = json.loads(ended.out)
    except ValueError:
        case.check("the script inside runs to its end", False, ended.out + ended.err)
        return
    case.equal("the plug was pulled and put in, twice each", seen["done"], ["off", "on", "off", "on"])
    case.check("it says what is awaited", all(text in seen["text"] for text in AWAITED), seen["text"][-2000:])
    rounds = facts_of(out, "outage.round")
    case.check("two rounds from beginning to end", len(rounds) == 2 and all(one["seen_gone"] and one["seen_back"] for one in rounds), rounds)
    case.check("with their times", all(one["gone_ms"] > 0 and one["back_ms"] > 0 for one in rounds), rounds)
    case.check("everything was kept", facts_of(out, "outage.kept") and all(one["same"] and one["control"] for one in facts_of(out, "outage.kept")),
               facts_of(out, "outage.kept"))


def nobody(case):
    out = case.path("result")
    ended = case.lab("keeper", case.hoshi, "assess", *options(case, out), "--unattended", timeout=300)
    case.check("it ends with a verdict", ended.status in harness.VERDICT_OF, ended.out + ended.err)
    case.equal("nothing was cut, and nothing is said of it", facts_of(out, "outage.round") + facts_of(out, "outage.kept"), [])
