# Nothing collected is lost: killed at any moment, interrupted, or the disk full, --resume finishes with the same verdicts.
# SPDX-License-Identifier: Apache-2.0
import json
import os

import evidence
import harness
from harness import FAILS, INCONCLUSIVE, OWN_FAILURE, WRONG_INPUT

SIMULATED = os.path.join(harness.DEVICES, "simulated")
SEED = 20261123
KILLED = -9
# Too small for the folder itself, for the transcripts, and for the reports at the end.
DISKS_KIB = [16, 120, 500]


def words_of():
    """The careless product has many services and no lock, so that every run sees the same; throttling takes longest."""
    start = os.path.join(SIMULATED, "careless")
    return [start + ".product.toml", "--target", harness.DEVICE_ADDRESS, "--credentials", start + ".credentials.toml",
            "--answers", start + ".answers.toml", "--skip", "throttling", *harness.QUICK]


def next_to(case, verb, *options):
    ended = case.inside("careless", "next_to_device.py", verb, *options, "--", *words_of(), timeout=400)
    if not case.check("the rounds come to their end", ended.status == 0, "%s %s" % (ended.status, ended.out + ended.err)):
        return None
    return json.loads(ended.out)


def check_resumed(case, sentence, resumed, undisturbed):
    case.equal(sentence + ": --resume finishes with the same status", resumed["status"], undisturbed["status"])
    differences = {name: (verdict, (resumed["verdicts"] or {}).get(name)) for name, verdict in undisturbed["verdicts"].items()
                   if (resumed["verdicts"] or {}).get(name) != verdict}
    case.check(sentence + ": and the same verdicts", not differences, "%s failed: %s; %s" % (
        differences, resumed["failed"], resumed["words"] if resumed["verdicts"] is None else ""))
    case.check(sentence + ": not marked as interrupted", resumed["interrupted"] is False)


def killed(whom, rounds):
    def run(case):
        result = next_to(case, "kill", whom, str(rounds), str(SEED), case.path("rounds"))
        if result is None:
            return
        case.check("an undisturbed run ends with a verdict", result["undisturbed"]["status"] in (FAILS, INCONCLUSIVE))
        case.check("at least half of the rounds were hit in time", sum(one["was_hit"] for one in result["rounds"]) * 2 >= rounds)
        for one in result["rounds"]:
            sentence = "%s hit after %s" % (whom, one["after"])
            if one["was_hit"]:
                check_hit(case, whom, sentence, one, result["undisturbed"])
            check_resumed(case, sentence, one["resumed"], result["undisturbed"])
        evidence.check_folder(case, case.path("rounds", "round-%d" % (rounds - 1)), result["undisturbed"]["status"], is_sealed=False)
    return run


def check_hit(case, whom, sentence, one, undisturbed):
    if whom == "command":
        case.equal(sentence + ": ends by the signal", one["status"], KILLED)
        return
    case.check(sentence + ": the command ends with a status of its own", one["status"] in (FAILS, INCONCLUSIVE), one["status"])
    case.check(sentence + ": and a whole assessment", one["left"]["verdicts"] is not None)
    if whom == "interrupt":
        is_complete = one["left"]["verdicts"] == undisturbed["verdicts"]  # It came while the last words were written.
        case.check(sentence + ": marked as interrupted, or complete", one["left"]["interrupted"] is True or is_complete, one["left"])


def full_disk(case):
    undisturbed = next_to(case, "kill", "command", "0", str(SEED), case.path("roomy"))["undisturbed"]
    for kib in DISKS_KIB:
        result = next_to(case, "disk", str(kib), case.path("disk-%d" % kib))
        if result is None:
            continue
        sentence = "a disk of %d KiB" % kib
        case.check(sentence + ": is an error", result["full"]["status"] in (OWN_FAILURE, WRONG_INPUT), result["full"])
        case.check(sentence + ": says that there is no space", any(
            text in result["full"]["words"] for text in ("No space left", "disk full")), result["full"]["words"])
        check_resumed(case, sentence, result["resumed"], undisturbed)
        case.note("%s: %d bytes were kept" % (sentence, result["full"]["kept_bytes"]))


def tests():
    return {"interruptions/kill_command": killed("command", 5), "interruptions/kill_agent": killed("agent", 5),
            "interruptions/control_c": killed("interrupt", 3), "interruptions/full_disk": full_disk}
