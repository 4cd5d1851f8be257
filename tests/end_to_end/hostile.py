# Hostile devices: the assessment ends in bounded time and memory, decides nothing for them, and replays.
# SPDX-License-Identifier: Apache-2.0
import json

import evidence
import harness
import products
import truth
from harness import FAILS, INCONCLUSIVE

LONGEST_SECONDS = 180
# A probe is patient with a slow answer until its own budget ends, and the budgets of one address add up.
LONGER_SECONDS = {"one_byte_a_second": 500}
MOST_BYTES = 300 << 20
# behaviour of simulated/hostile.py → port and protocol that the description declares for it
BEHAVIOURS = {
    "say_nothing": (80, "http"), "one_byte_a_second": (80, "http"), "reset_after_request": (80, "http"), "garbage": (443, "https"),
    "endless_headers": (80, "http"), "endless_redirects": (80, "http"), "huge_body": (80, "http"), "chunked_for_ever": (80, "http"),
    "telnet_negotiation_storm": (23, "telnet"), "tls_giant_certificate": (443, "https"), "tls_empty_records": (443, "https"),
    "mqtt_publish_storm": (1883, "mqtt"), "ssh_packet_length_lies": (22, "ssh"), "changes_every_time": (80, "http"),
    "accepts_every_password": (80, "http"), "terminal_escapes": (80, "http"),
}


def against(behaviour):
    port, protocol = BEHAVIOURS[behaviour]

    def run(case):
        product = case.write("box.toml", products.product(port, protocol))
        credentials = case.write("credentials.toml", products.CREDENTIALS)
        out = case.path("result")
        ended = case.lab("hostile:%s:%d" % (behaviour, port), case.hoshi, "assess", product, "--credentials", credentials, "--target",
                         harness.DEVICE_ADDRESS, *harness.QUICK, "--out", out, timeout=LONGER_SECONDS.get(behaviour, LONGEST_SECONDS), watch=True)
        if not case.check("ends with fail or inconclusive in time", ended.status in (FAILS, INCONCLUSIVE),
                          "status %s after %.0f s: %s" % (ended.status, ended.seconds, ended.out + ended.err)):
            return
        case.check("all processes of hoshi stay below 300 MB", 0 < ended.peak_bytes < MOST_BYTES, ended.peak_bytes)
        case.check("no terminal escape is printed", "\x1b" not in ended.out + ended.err)
        check_verdicts(case, truth.load_assessment(out))
        check_tasks(case, out)
        evidence.check_folder(case, out, ended.status, credentials, is_sealed=False)
        case.note("%.0f s, %d MB" % (ended.seconds, ended.peak_bytes >> 20))
    return run


def check_verdicts(case, assessment):
    """Nobody answered a question and the device proves nothing, so nothing may pass."""
    for criterion in assessment["criteria"]:
        if criterion["verdict"] == "inconclusive":
            case.check("%s is inconclusive with a reason" % criterion["id"], truth.reasons_of(criterion) != "")
        else:
            case.check("FALSE PASS: %s is inconclusive or fails" % criterion["id"], criterion["verdict"] == "fail",
                       "%s because %s" % (criterion["verdict"], truth.reasons_of(criterion)))


def check_tasks(case, out):
    with open(out + "/run.json", encoding="utf-8") as file:
        tasks = json.load(file)["tasks"]
    crashed = [task["id"] for task in tasks if task["kind"] in ("crashed", "internal")]
    case.check("no probe crashes", not crashed, crashed)
    case.check("probes were run", len(tasks) > 3, len(tasks))


def tests():
    return {"hostile/" + behaviour: against(behaviour) for behaviour in BEHAVIOURS}
