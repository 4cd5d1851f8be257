# Reads an office's store from the outside and finds what may not be: numbers twice, notices lost or doubled, illegal states.
# SPDX-License-Identifier: Apache-2.0
import collections
import glob
import json
import os
import sqlite3
import subprocess
import tomllib

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
# Laid on by the house, not by the scheme (src/office/application_machine.cpp): they change no state and send nothing.
OF_THE_HOUSE = {"save_draft", "answer_finding", "hand_in_report", "raise_finding", "close_finding", "reopen_finding", "confirm_criterion", "rejudge",
                "enter_fee", "record_payment", "extend_deadline"}
MARK_OF_TREE = ".hoshi-register"


class Store:
    """A SQLite store that nobody else has open."""

    def __init__(self, folder):
        self.connection = sqlite3.connect("file:%s?mode=ro" % os.path.join(folder, "office.sqlite"), uri=True)

    def rows(self, sql, *values):
        return self.connection.execute(sql, values).fetchall()


def machines(scheme="jc-star"):
    found = {}
    for path in glob.glob(os.path.join(ROOT, "schemes", scheme, "workflow", "*.toml")):
        with open(path, "rb") as file:
            machine = tomllib.load(file)
        found[machine["name"]] = machine
    return found


def doubled(values):
    return sorted(value for value, count in collections.Counter(values).items() if count > 1)


def numbers(store):
    """Every way a number or a status index could have been given twice."""
    wrong = []
    labels = store.rows("SELECT number, application, status_list, status_index FROM labels")
    taken = dict(store.rows("SELECT number, aggregate FROM numbers WHERE series LIKE '%registration_number'"))
    intents = store.rows("SELECT number, application, status_list, status_index, state FROM label_intents")
    wrong += ["label number twice: %s" % one for one in doubled(row[0] for row in labels)]
    wrong += ["two labels of one application: %s" % one for one in doubled(row[1] for row in labels)]
    wrong += ["status index twice: %s" % (one,) for one in doubled(row[2:] for row in labels)]
    wrong += ["status index of two intents: %s" % (one,) for one in doubled(row[2:4] for row in intents)]
    wrong += ["number of two intents: %s" % one for one in doubled(row[0] for row in intents)]
    for number, application, status_list, status_index in labels:
        if taken.get(number) != "application/" + application:
            wrong.append("label %s of %s bears a number taken for %s" % (number, application, taken.get(number)))
        if (number, application, status_list, status_index, "published") not in intents:
            wrong.append("label %s was published without its intent" % number)
    ordinals = sorted(int(number.split("-")[1]) for number in taken)
    if ordinals != list(range(1, len(ordinals) + 1)):
        wrong.append("registration numbers are not counted up one by one: %s" % ordinals)
    for series, last in store.rows("SELECT name, last FROM number_series"):
        count = store.rows("SELECT COUNT(*) FROM numbers WHERE series = ?", series)[0][0]
        if count != last:
            wrong.append("series %s counted to %d and gave out %d" % (series, last, count))
    return wrong


def events_of(store):
    """aggregate → [(version, kind, data)]"""
    found = collections.defaultdict(list)
    for aggregate, version, kind, data in store.rows("SELECT aggregate, version, kind, data FROM events ORDER BY sequence"):
        found[aggregate].append((version, kind, json.loads(data)))
    return found


def transition_of(machine, kind, state, event):
    for one in machine["transition"]:
        fits_kind = not one.get("kinds") or kind in one["kinds"]
        if one["event"] == event and fits_kind and (state in one.get("from", []) or (state is None and not one.get("from"))):
            return one
    return None


def walk(store):
    """(what is wrong, [(aggregate, version, notice)]): every application's events played through the scheme's machine."""
    wrong, notices = [], []
    machine = machines()["application"]
    states = {aggregate: (state, version) for aggregate, state, version in
              store.rows("SELECT aggregate, state, version FROM states WHERE machine = 'application'")}
    kinds = {"application/" + one: kind for one, kind in store.rows("SELECT id, kind FROM applications")}
    known = {one["id"] for one in machine["state"]}
    for aggregate, events in events_of(store).items():
        if not aggregate.startswith("application/"):
            continue
        state = machine["initial"]
        for number, (version, event, data) in enumerate(events, 1):
            if version != number:
                wrong.append("%s: version %d where %d was due" % (aggregate, version, number))
            if event in OF_THE_HOUSE:
                continue
            transition = transition_of(machine, kinds.get(aggregate), state, event)
            if transition is None:
                wrong.append("%s: %s is no step from %s" % (aggregate, event, state))
                continue
            state = data.get("to") or transition.get("to") or state
            if transition.get("to") and state != transition["to"]:
                wrong.append("%s: %s led to %s" % (aggregate, event, state))
            notices += [(aggregate, version, notice) for notice in transition.get("notices", [])]
        if states.get(aggregate) != (state, len(events)) or state not in known:
            wrong.append("%s: is kept as %s, but its events lead to %s, version %d" % (aggregate, states.get(aggregate), state, len(events)))
    return wrong, notices


def notices(store, expected):
    """Every notice that the steps call for stands once in the outbox for each contact of the applicant, and no other."""
    wrong = []
    contacts = collections.defaultdict(list)
    for person, organisation in store.rows("SELECT id, organisation FROM persons WHERE erased_at IS NULL AND email <> ''"):
        contacts[organisation].append(person)
    applicants = {"application/" + one: (organisation, contact) for one, organisation, contact in
                  store.rows("SELECT id, applicant, contact FROM applications")}
    wanted = set()
    for aggregate, version, notice in expected:
        organisation, contact = applicants[aggregate]
        for recipient in [contact] if contact else contacts[organisation]:
            wanted.add("%s/%d/%s/%s" % (aggregate, version, notice, recipient))
    there = [name for name, in store.rows("SELECT name FROM outbox WHERE name LIKE 'application/%'")]
    wrong += ["notice lost: " + one for one in sorted(wanted - set(there))]
    wrong += ["notice nobody called for: " + one for one in sorted(set(there) - wanted)]
    wrong += ["notice twice: " + one for one in doubled(there)]
    return wrong


def verify_labels(store, program):
    """What the public verifier says against every label's statement."""
    lines = []
    for value, in store.rows("SELECT value FROM settings WHERE name LIKE 'label_key/%'"):
        key = json.loads(value)
        lines.append("key %d %s %s %s" % (key["algorithm"], key["key"], key["from"], key["until"]))
    labels = store.rows("SELECT number, status_list, status_index, statement FROM labels WHERE statement IS NOT NULL ORDER BY number")
    lines += ["label " + bytes(statement).hex() for _, _, _, statement in labels]
    result = subprocess.run([program], input="\n".join(lines) + "\n", stdout=subprocess.PIPE, text=True, check=True, timeout=60)
    said = result.stdout.splitlines()
    wanted = ["valid %s %d %d" % (number, status_list, status_index) for number, status_list, status_index, _ in labels]
    return ["the verifier says %r, wanted %r" % pair for pair in zip(said, wanted) if pair[0] != pair[1]] + (
        [] if len(said) == len(wanted) else ["%d labels, %d answers" % (len(wanted), len(said))])


def files_of(folder):
    found = {}
    for place, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(place, name)
            with open(path, "rb") as file:
                found[os.path.relpath(path, folder)] = file.read()
    return found


def public_tree(store, folder):
    """The tree is finished, and names every label, and nothing that is no label."""
    with open(os.path.join(folder, MARK_OF_TREE), encoding="utf-8") as file:
        wrong = ["is still being written"] if file.read().startswith("unfinished") else []
    with open(os.path.join(folder, "labels.jsonl"), encoding="utf-8") as file:
        listed = [json.loads(line) for line in file if line.strip()]
    there = {number for number, in store.rows("SELECT number FROM labels")}
    shown = [one["number"] for one in listed if "number" in one]
    wrong += ["listed twice: " + one for one in doubled(shown)]
    wrong += ["label without a line in the list: " + one for one in sorted(there - set(shown))]
    wrong += ["in the list, but no label: " + one for one in sorted(set(shown) - there)]
    pages = {name for name in os.listdir(os.path.join(folder, "labels")) if os.path.isdir(os.path.join(folder, "labels", name))}
    wrong += ["label without a page: " + one for one in sorted(there - pages)]
    for place, _, names in os.walk(folder):
        wrong += ["left behind: " + os.path.join(place, name) for name in names if (name.startswith(".") and name != MARK_OF_TREE) or name.endswith(".tmp")]
    return wrong


def processes_of(office):
    """All of an office's processes that still run, the first one first; also such as left their group."""
    session = office.process.pid
    found = []
    for entry in os.listdir("/proc"):
        if not entry.isdigit():
            continue
        try:
            with open("/proc/%s/stat" % entry, encoding="utf-8", errors="replace") as file:
                fields = file.read().rsplit(")", 1)[1].split()
            with open("/proc/%s/cmdline" % entry, "rb") as file:
                words = file.read().split(b"\0")
        except OSError:
            continue  # It has just ended.
        is_ours = fields[3] == str(session) or office.folder.encode() in words
        if is_ours and fields[0] not in "ZX":
            found.append(int(entry))
    return sorted(found, key=lambda pid: pid != session)

