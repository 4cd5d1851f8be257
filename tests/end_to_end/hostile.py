# Hostile devices: every behaviour beside a healthy service, which must be judged right; nothing passes, hangs, swells or strays.
# SPDX-License-Identifier: Apache-2.0
import json
import os

import bounds
import evidence
import harness
import hostile_groups
import products
import truth
from harness import FAILS, INCONCLUSIVE

MOST_BYTES = 300 << 20
# Terminal escapes, bidi overrides and C1 controls that the devices print: none may reach a terminal or a page.
FORBIDDEN_CHARACTERS = ("\x1b", "\x07", "\u202e", "\u2066", "\x9b")
FORBIDDEN_MARKUP = ("<script>alert(1)", "<img src=x")
# Facts that mean "this was seen to be right": a device that lies or breaks can never earn them.
EARNED_FACTS = {"login.defaults_refused": "control", "access.refused": "control", "login.throttle": "control", "login.default_accepted": "",
                "asset.seen_protected": ""}
BROKEN = ("crashed", "internal")


def against(group):
    def run(case):
        members = hostile_groups.members_of(group)
        product = case.write("box.toml", products.several(
            [products.HEALTHY] + [(one.name, one.endpoint, one.protocol) for one in members if one.protocol]))
        credentials = case.write("credentials.toml", products.CREDENTIALS)
        device = "hostile:healthy+" + "+".join("%s:%d" % (one.name, one.port) for one in members)
        words = [product, "--credentials", credentials, "--target", harness.DEVICE_ADDRESS, *harness.QUICK, *hostile_groups.words_of(group)]
        ended = case.inside(device, "next_to_device.py", "packets", str(group.longest_seconds + 30), case.path("watched"), "--", *words, timeout=group.longest_seconds + 60, watch=True)
        if not case.check("the run ends and is watched", ended.status == 0, "status %s after %.0f s: %s" % (ended.status, ended.seconds, ended.out + ended.err)):
            return
        result = json.loads(ended.out)
        check_bounds(case, group, ended, result)
        bounds.check_packets(case, result)
        out = case.path("watched", "out")
        if result["assessed"]["status"] in (FAILS, INCONCLUSIVE):
            check_assessment(case, group, members, out)
            evidence.check_folder(case, out, result["assessed"]["status"], credentials, is_sealed=False)
        case.note("%d behaviours, %.0f s, %d MB%s" % (len(members), result["seconds"], ended.peak_bytes >> 20, "".join(
            ", the kernel refused %s" % place for place in result["refusals"])))
    return run


def check_bounds(case, group, ended, result):
    assessed = result["assessed"]
    case.check("ends with fail or inconclusive", assessed["status"] in (FAILS, INCONCLUSIVE), assessed)
    case.check("ends within %d s" % group.longest_seconds, result["seconds"] < group.longest_seconds, result["seconds"])
    case.check("all processes of hoshi stay below 300 MB", 0 < ended.peak_bytes < MOST_BYTES, ended.peak_bytes)
    case.check("no terminal escape is printed", not any(one in assessed["words"] for one in FORBIDDEN_CHARACTERS), assessed["words"])


def check_assessment(case, group, members, out):
    assessment = truth.load_assessment(out)
    with open(out + "/run.json", encoding="utf-8") as file:
        tasks = json.load(file)["tasks"]
    check_verdicts(case, assessment)
    for one in members:
        check_behaviour(case, one, assessment, tasks)
    if group.is_healthy_beside:
        check_healthy(case, assessment, tasks)
    with open(out + "/report.html", encoding="utf-8") as file:
        page = file.read()
    case.check("the report holds no escapes and no markup of a device",
               not any(one in page for one in FORBIDDEN_CHARACTERS + FORBIDDEN_MARKUP), [one for one in FORBIDDEN_CHARACTERS + FORBIDDEN_MARKUP if one in page])
    left_out = sorted(name for name in os.listdir(os.path.dirname(out)) if name != "out")
    case.check("no file is written outside of the folder", not left_out, left_out)


def check_verdicts(case, assessment):
    """Nobody answered a question and the device proves nothing, so nothing may pass."""
    for criterion in assessment["criteria"]:
        if criterion["verdict"] == "inconclusive":
            case.check("%s is inconclusive with a reason" % criterion["id"], truth.reasons_of(criterion) != "")
        else:
            case.check("FALSE PASS: %s is inconclusive or fails" % criterion["id"], criterion["verdict"] == "fail",
                       "%s because %s" % (criterion["verdict"], truth.reasons_of(criterion)))


def check_behaviour(case, one, assessment, tasks):
    """What one behaviour must come to: no task broke over it, nothing was believed, and what is missing has a reason."""
    ours = [task for task in tasks if task["endpoint"] == one.endpoint]
    broken = [task for task in ours if task["kind"] in BROKEN]
    case.check("%s: no probe breaks" % one.name, not broken, broken)
    believed = ["%s %s" % (seen["fact"], seen["value"]) for seen in assessment["observations"]
                if seen["subject"].get("endpoint") == one.endpoint and is_earned(seen) and seen["fact"] not in one.may_earn]
    case.check("%s: nothing is believed" % one.name, not believed, believed)
    if one.protocol:
        case.check("%s: what is missing has a reason" % one.name, bool(reasons_naming(assessment, one.name)), [task["id"] for task in ours])


def is_earned(seen):
    if seen["fact"] not in EARNED_FACTS:
        return False
    control = EARNED_FACTS[seen["fact"]]
    is_complete = seen["value"].get("stopped_by", "") != "connection"  # says itself that it found out nothing
    return is_complete and (not control or seen["value"].get(control) is True)


def reasons_naming(assessment, name):
    """Reasons of checks that did not pass and speak of this door, its login, its request or its asset."""
    names = {name, "login_" + name, "read_" + name}
    return [reason for criterion in assessment["criteria"] for item in criterion.get("items", []) for check in item.get("checks", [])
            if check["verdict"] in ("fail", "inconclusive") for reason in check.get("reasons", [])
            if names & {word for slot in reason["slots"].values() for word in str(slot).replace("/", " ").split()}]


def check_healthy(case, assessment, tasks):
    """The service beside them is judged as if it stood alone."""
    def seen(fact, **wanted):
        return truth.matching(assessment, {"fact": fact, "endpoint": "tcp/8080", "expect": wanted})
    failed = [task for task in tasks if task["endpoint"] == "tcp/8080" and task["status"] != "done" and task["kind"] != "skipped"]
    case.check("healthy: every probe gets to its end", not failed, failed)
    case.check("healthy: is identified", seen("service.identified", protocol="http"))
    case.check("healthy: refuses who has no password, by a control", seen("access.refused", how="401", control=True))
    case.check("healthy: tells right from wrong passwords", seen("login.control", distinguishable=True))
    case.check("healthy: refuses all default passwords, by a control", seen("login.defaults_refused", control=True, stopped_by=""))


def every_behaviour_is_run(case):
    groups = hostile_groups.groups()
    run = [one.name for group in groups for one in hostile_groups.members_of(group)]
    case.equal("every behaviour runs once", sorted(run), sorted(set(hostile_groups.BEHAVIOURS) - {"healthy"}))
    case.check("there are at least 65", len(run) >= 65, len(run))
    case.note("%d behaviours in %d runs" % (len(run), len(groups)))


def tests():
    found = {"hostile/" + group.name: against(group) for group in hostile_groups.groups()}
    return {**found, "hostile/every_behaviour_is_run": every_behaviour_is_run}
