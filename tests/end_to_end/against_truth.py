# Assesses every device whose truth is known and compares facts and verdicts with its truth file.
# SPDX-License-Identifier: Apache-2.0
import os
import subprocess
import sys

import evidence
import harness
import truth

ZOO = os.path.join(harness.DEVICES, "zoo")
SIMULATED = os.path.join(harness.DEVICES, "simulated")
confusion = truth.Confusion()


def assess(case, device, product, *options):
    out = case.path("result")
    ended = case.lab(device, case.hoshi, "assess", product, "--target", harness.DEVICE_ADDRESS, *options, *harness.QUICK, "--out", out)
    case.write("terminal.txt", ended.out + ended.err)
    if case.check("the assessment ends with a verdict", ended.status in harness.VERDICT_OF, "%s %s" % (ended.status, ended.out + ended.err)):
        case.note("exit status %d after %.0f s" % (ended.status, ended.seconds))
        return out, ended.status
    return None, None


def compare(case, out, status, truth_file, credentials):
    assessment = truth.load_assessment(out)
    case.equal("the exit status is the verdict's", harness.VERDICT_OF[status], assessment["verdict"])
    confusion.compare(case, truth.load(truth_file), assessment)
    evidence.check_folder(case, out, status, credentials)


def zoo_device(name):
    def run(case):
        folder = os.path.join(ZOO, name)
        credentials, answers = os.path.join(folder, "credentials.toml"), os.path.join(folder, "answers.toml")
        options = ["--answers", answers] if os.path.exists(answers) else []
        out, status = assess(case, name, os.path.join(folder, "product.toml"), "--credentials", credentials, *options)
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


def tests():
    found = {name: simulated_device(name) for name in ("careful", "careless")}
    for name in sorted(os.listdir(ZOO)):
        if os.path.exists(os.path.join(ZOO, name, "truth.toml")):
            found[name] = zoo_device(name)
    return found
