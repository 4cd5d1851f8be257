# SPDX-License-Identifier: Apache-2.0
# Checks the judge of tests/zoo/run itself: what it calls right, wrong, undecided, missed and a false pass.
import os
import sys

from expectations import expect, expect_equal

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "end_to_end"))
import truth  # noqa: E402


def seen(fact, endpoint="tcp/80", **value):
    return {"fact": fact, "subject": {"target": "main", "endpoint": endpoint}, "value": value}


def judge(entry, *observations, **verdicts):
    criteria = [{"id": "S1.1-0%s" % number[1:], "verdict": verdict} for number, verdict in verdicts.items()]
    return truth.compare({"criterion": "S1.1-02", "sub_check": "x", "why": "y", **entry}, {"observations": list(observations), "criteria": criteria})


def outcome(entry, *observations, **verdicts):
    return judge(entry, *observations, **verdicts).outcome


def test_comparison():
    default = {"fact": "login.default_accepted", "endpoint": "tcp/80", "expect": {"account": "admin"}}
    found, refused = seen("login.default_accepted", account="admin"), seen("login.defaults_refused", control=True, stopped_by="")
    expect_equal("what is true and seen is right", outcome(default, found), "right")
    expect_equal("at another endpoint it is missed", outcome(default, seen("login.default_accepted", "tcp/81", account="admin")), "missed")
    expect_equal("nothing at all is missed", outcome(default), "missed")
    expect_equal("another value is wrong", outcome(default, seen("login.default_accepted", account="root")), "wrong")
    expect_equal("the opposite with control is wrong", outcome(default, refused), "wrong")
    expect("and a false pass", judge(default, refused).false_pass)
    doubtful = seen("login.defaults_refused", control=False, stopped_by="")
    expect_equal("the opposite without control is undecided", outcome(default, doubtful), "undecided")
    expect_equal("so is one that stopped early", outcome(default, seen("login.defaults_refused", control=True, stopped_by="lock")), "undecided")
    expect_equal("and a probe that failed", outcome(default, seen("probe.failed", why="x")), "undecided")
    expect("none of these is a false pass", not any(judge(default, *one).false_pass for one in ((), (doubtful,), (found,))))

    read = {"fact": "access.unauthenticated", "endpoint": "tcp/80", "expect": {"operation": "read"}}
    write_refused = seen("access.refused", operation="write", control=True)
    expect_equal("a refused write says nothing of a read", outcome(read, write_refused), "missed")

    absent = {"fact": "login.default_accepted", "endpoint": "tcp/80", "absent": True}
    expect_equal("what is not there and not seen is right", outcome(absent), "right")
    expect_equal("a false alarm is wrong", outcome(absent, found), "wrong")

    service = {"fact": "service.identified", "endpoint": "tcp/80", "expect": {"protocol": "ipp"}}
    expect_equal("an unknown protocol is undecided", outcome(service, seen("service.identified", protocol="unknown")), "undecided")
    expect_equal("another one is wrong", outcome(service, seen("service.identified", protocol="http")), "wrong")
    throttle = {"fact": "login.throttle", "expect": {"class": "lock_account", "lock_after_tries": 5}}
    unknown = {"class": "unknown", "lock_after_tries": 0}
    expect_equal("a measurement that did not come about is undecided", outcome(throttle, seen("login.throttle", **unknown)), "undecided")
    expect_equal("one that says no lock is wrong", outcome(throttle, seen("login.throttle", **{**unknown, "class": "none"})), "wrong")
    named = {"fact": "discovery.announced", "contains": {"names": "yamada"}}
    expect_equal("a text within a list is found, whatever its case", outcome(named, seen("discovery.announced", names=["Hanako YAMADA"])), "right")
    expect_equal("another is not", outcome(named, seen("discovery.announced", names=["Camera"])), "wrong")

    for wanted, judged, result, is_false_pass in (
            ("fail", "fail", "right", False), ("fail", "pass", "wrong", True), ("fail", "not_applicable", "wrong", True),
            ("fail", "inconclusive", "undecided", False), ("inconclusive", "pass", "wrong", True), ("inconclusive", "fail", "wrong", False),
            ("pass", "fail", "wrong", False), ("pass", "not_applicable", "wrong", False)):
        one = judge({"verdict": wanted}, c2=judged)
        expect_equal("%s judged %s" % (wanted, judged), (one.outcome, one.false_pass), (result, is_false_pass))
    expect_equal("a criterion that is not there is missed", outcome({"verdict": "fail"}), "missed")
