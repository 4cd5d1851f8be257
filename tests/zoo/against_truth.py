# Assesses every device whose truth is known and compares facts and verdicts with its truth file.
# SPDX-License-Identifier: Apache-2.0
import datetime
import glob
import json
import os
import shutil
import subprocess
import sys
import tomllib

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path[1:1] = [os.path.join(ROOT, "tests", "end_to_end"), os.path.join(ROOT, "tests", "devices", "simulated")]

import evidence  # noqa: E402
import harness  # noqa: E402
import prepare  # noqa: E402
import truth  # noqa: E402

ZOO = os.path.join(harness.DEVICES, "zoo")
SIMULATED = os.path.join(harness.DEVICES, "simulated")
ASSESSMENT_TIMEOUT_SECONDS = 540  # locks are waited out twice: while guessing, and while measuring
confusion = truth.Confusion()


def assess(case, device, product, *options):
    out = case.path("result")
    ended = case.lab(device, case.hoshi, "assess", product, "--target", harness.DEVICE_ADDRESS, *options, *harness.QUICK, "--out", out,
                     timeout=ASSESSMENT_TIMEOUT_SECONDS)
    case.write("terminal.txt", ended.out + ended.err)
    if case.check("the assessment ends with a verdict", ended.status in harness.VERDICT_OF, "%s %s" % (ended.status, ended.out + ended.err)):
        case.note("exit status %d after %.0f s" % (ended.status, ended.seconds))
        return out, ended.status
    return None, None


def compare(case, out, status, truth_file, credentials):
    assessment = truth.load_assessment(out)
    case.equal("the exit status is the verdict's", harness.VERDICT_OF[status], assessment["verdict"])
    compared = [truth.compare(entry, assessment) for entry in truth.load(truth_file)]
    for one in compared:
        said = ("FALSE PASS: " if one.false_pass else "") + "%s: %s" % (one.outcome, truth.sentence(one.entry))
        case.check(said, one.outcome == truth.RIGHT, one.seen if isinstance(one.seen, str) else json.dumps(one.seen, ensure_ascii=False))
    confusion.add(case.name, compared)
    evidence.check_folder(case, out, status, credentials)


def zoo_device(name):
    def run(case):
        folder = case.path("input")
        shutil.copytree(os.path.join(ZOO, name), folder)
        for scan in glob.glob(os.path.join(folder, "documents", "*.grype.json")):  # A scan grows old.
            prepare.date_scan(scan, datetime.date.today().isoformat())
        with open(os.path.join(folder, "product.toml"), encoding="utf-8") as file:
            has_images = "firmware_image" in file.read()
        if has_images:  # Made once a checkout, with keys that the device was given as well.
            made = subprocess.run([os.path.join(harness.DEVICES, "images.py"), name], stdout=subprocess.PIPE, text=True, check=True).stdout.strip()
            for image in glob.glob(os.path.join(made, "image-*")):
                shutil.copy(image, folder)
        credentials, answers = os.path.join(folder, "credentials.toml"), os.path.join(folder, "answers.toml")
        options = ["--answers", answers] if os.path.exists(answers) else []
        with open(os.path.join(folder, "device.toml"), "rb") as file:
            units = tomllib.load(file).get("units", 1)
        options += [word for unit in range(1, units) for word in ("--unit", "%c=192.0.2.%d" % (ord("A") + unit, 10 + unit))]
        out, status = assess(case, [name] * units, os.path.join(folder, "product.toml"), "--credentials", credentials, *options)
        if out:
            compare(case, out, status, os.path.join(folder, "truth.toml"), credentials)
    return run


def simulated_device(name):
    def run(case):
        subprocess.run([sys.executable, os.path.join(SIMULATED, "prepare.py"), name, "--out", case.path("input")], check=True)
        start = case.path("input", name)
        credentials = start + ".credentials.toml"
        out, status = assess(case, name, start + ".product.toml", "--answers", start + ".answers.toml", "--credentials", credentials)
        if out:
            case.equal("its exit status", status, {"careful": harness.PASSES, "careless": harness.FAILS}[name])
            compare(case, out, status, os.path.join(SIMULATED, name + ".truth.toml"), credentials)
    return run


def fetching_device(kind):
    """Behind a lab that plays its update server."""
    def run(case):
        missing = [name for name in ("dnsmasq", "chronyd", "nft") if not shutil.which(name, path="/usr/sbin:/usr/bin:/sbin:/bin")]
        if not case.check("dnsmasq, chronyd and nft are installed (cmake/packages.sh, lab_packages)", not missing, missing):
            return
        images = subprocess.run([os.path.join(harness.DEVICES, "images.py"), "fetching"], stdout=subprocess.PIPE, text=True, check=True).stdout.strip()
        ended = case.inside("careful", "next_to_fetching.py", case.path("lab"), harness.DEVICES, images, kind, timeout=400)
        case.write("terminal.txt", ended.out + ended.err)
        if not case.check("the script inside runs to its end", ended.status == 0, ended.out + ended.err):
            return
        seen = json.loads(ended.out)
        out = case.path("lab") + "-result"
        if not case.check("the assessment ends with a verdict", seen["status"] in harness.VERDICT_OF, seen["said"]):
            return
        case.equal("the update server is closed at the end", seen["left_case"], "closed")
        case.check("`down` leaves nothing behind, and no image in the lab's folder", seen["after"] == seen["before"] and "update-handed" not in seen["files"], seen)
        compare(case, out, seen["status"], os.path.join(SIMULATED, "fetching", kind + ".truth.toml"), None)
        check_fetches(case, out)
    return run


def check_fetches(case, out):
    """What was served whole is in the server's log by the hash that the observation has."""
    with open(out + "/captures/updates.jsonl", encoding="utf-8") as file:
        answered = {one.get("sha256") for one in map(json.loads, file) if one["what"] == "answered" and one.get("acknowledged")}
    variants = [one["value"] for one in truth.load_assessment(out)["observations"] if one["fact"] == "update.variant"]
    lost = [one["variant"] for one in variants if one["fetched"] == "whole" and one["sha256"] not in answered]
    case.check("each image that was fetched whole is in updates.jsonl by its SHA-256", variants and not lost, lost)


def tests():
    found = {name: simulated_device(name) for name in ("careful", "careless")}
    found.update({"fetching_" + kind: fetching_device(kind) for kind in ("careful", "careless", "stranger")})
    for name in sorted(os.listdir(ZOO)):
        if os.path.exists(os.path.join(ZOO, name, "truth.toml")):
            found[name] = zoo_device(name)
    return found
