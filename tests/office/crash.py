# Kills a running office at random while applications and issues stream through it, and looks at what is left.
# SPDX-License-Identifier: Apache-2.0
import contextlib
import os
import random
import signal
import subprocess
import threading
import time

import applications
import loop
import people
import stored

# A round takes about as long as an office needs to start; HOSHI_CRASH_ROUNDS for fewer or more.
ROUNDS = int(os.environ.get("HOSHI_CRASH_ROUNDS", "100"))
STREAMS = 3
LONGEST_LIFE_SECONDS = 0.8
# Of the rounds: all processes of a running office, all of one that is just starting, one process alone.
KINDS = ["all"] * 6 + ["starting"] * 2 + ["one"] * 2
GONE_SECONDS = 15


class Stream(threading.Thread):
    """Applies and decides without end; the applications it began are all finished before it stops."""

    def __init__(self, staff, applicant, checklist):
        super().__init__(daemon=True)
        self.staff, self.applicant, self.checklist = staff, applicant, checklist
        self.is_over = threading.Event()
        self.made, self.problem = [], None

    def run(self):
        try:
            while not self.is_over.is_set():
                application = applications.hand_in(self.applicant, self.checklist)
                applications.decide(self.staff, application)
                self.made.append(application)
        except Exception as error:  # pylint: disable=broad-except; said by the test, which goes on to look at the store.
            self.problem = error


def kill_all(office):
    """A power cut: every process, in no order that helps."""
    pids = stored.processes_of(office)
    random.shuffle(pids)
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    office.process.wait()
    wait_until_gone(office)
    office.log.close()


def wait_until_gone(office, seconds=GONE_SECONDS):
    until = time.monotonic() + seconds
    while stored.processes_of(office):
        if time.monotonic() > until:
            return False
        time.sleep(0.01)
    return True


def kill_one(office):
    """One process that is not the first: the others go on, and it is started again."""
    children = stored.processes_of(office)[1:]
    if children:
        with contextlib.suppress(ProcessLookupError):
            os.kill(random.choice(children), signal.SIGKILL)


def kill_while_starting(office, port):
    office.log = open(office.log_path, "ab")
    command = [office.hoshi, "serve", "--data", office.folder, "--port", str(port), "--lang", "en"]
    office.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=office.log, stderr=office.log, start_new_session=True)
    time.sleep(random.uniform(0, 1.2))
    kill_all(office)


def play_round(office, port):
    kind = random.choice(KINDS)
    time.sleep(random.uniform(0, LONGEST_LIFE_SECONDS))
    if kind == "one":
        return kill_one(office)
    kill_all(office)
    if kind == "starting":
        kill_while_starting(office, port)
    office.start(port)
    return None


def prepare(case, office):
    staff = loop.Staff(office)
    edition = loop.edition_of(staff.decider.get("/office/editions").text)
    staff.adopt_edition(edition)
    applicant = staff.applicant()
    checklist = applicant.upload(applications.checklist(edition))["sha256"]
    case.note("an office with its people after %.1f s" % (time.monotonic() - case.started))
    return [Stream(staff, applicant, checklist) for _ in range(STREAMS)]


def look(case, office, made):
    store = stored.Store(office.folder)
    for sentence, wrong in (("S10: no number and no status index is given twice", stored.numbers(store)),
                            ("the public register is what the store says", stored.public_tree(store, os.path.join(office.folder, "public"))),
                            ("every label verifies", stored.verify_labels(store, os.path.join(os.path.dirname(case.hoshi), "tests", "verify_labels")))):
        case.check(sentence, not wrong, wrong[:5])
    wrong, expected = stored.walk(store)
    case.check("S8: every application went its legal way", not wrong, wrong[:5])
    wrong = stored.notices(store, expected)
    case.check("S9: no notice is lost, doubled or invented", not wrong, wrong[:5])
    states = dict(store.rows("SELECT aggregate, state FROM states WHERE machine = 'application'"))
    unissued = [one for one in made if states.get("application/" + one) != "issued"]
    case.check("every application decided is issued", made and not unissued, unissued[:5])
    labels = store.rows("SELECT COUNT(*) FROM labels")[0][0]
    case.equal("a label for each", labels, len([one for one in states.values() if one == "issued"]))
    case.check("S9: no application was opened twice by asking again", len(states) == len(made), "%d opened, %d meant" % (len(states), len(made)))
    checked = case.call("store", "check", office.folder)
    case.check("hoshi store check finds nothing", checked.status == 0, checked.out + checked.err)
    return labels


def wait_for_tree(office, seconds=90):
    until = time.monotonic() + seconds
    while time.monotonic() < until and stored.public_tree(stored.Store(office.folder), os.path.join(office.folder, "public")):
        time.sleep(0.3)


def parent_alone(case, office):
    """Children of a parent that was killed do not live on with the keys and the store."""
    os.kill(office.process.pid, signal.SIGKILL)
    office.process.wait()
    case.check("nothing of an office outlives its first process", wait_until_gone(office), stored.processes_of(office))
    office.log.close()


def kill_nine(case):
    seed = int(os.environ.get("HOSHI_CRASH_SEED", time.time_ns() % 1_000_000))
    random.seed(seed)
    office = people.Office(case.hoshi, case.path("data")).start()
    port = int(office.address.rsplit(":", 1)[1])
    try:
        streams = prepare(case, office)
        for stream in streams:
            stream.start()
        began = time.monotonic()
        for _ in range(ROUNDS):
            play_round(office, port)
        case.note("%d rounds in %.1f s" % (ROUNDS, time.monotonic() - began))
        for stream in streams:
            stream.is_over.set()
        for stream in streams:
            stream.join(applications.PATIENCE_SECONDS)
        case.check("each step was answered in the end", not any(one.problem for one in streams), [str(one.problem) for one in streams])
        made = [application for stream in streams for application in stream.made]
        for application in made:
            applications.wait_until_issued(streams[0].applicant, application)
        case.note("all issued after %.1f s" % (time.monotonic() - began))
        wait_for_tree(office)
        case.note("and public after %.1f s" % (time.monotonic() - began))
        parent_alone(case, office)
        labels = look(case, office, made)
        case.note("%d rounds (seed %d), %d applications, %d labels, %.0f s" % (ROUNDS, seed, len(made), labels, time.monotonic() - case.started))
    finally:
        if office.process.poll() is None:
            kill_all(office)


def tests():
    return {"office_crash/kill_nine": kill_nine}
