# Compares an assessment with the truth file of a device: each entry comes out right, wrong, undecided or missed.
# SPDX-License-Identifier: Apache-2.0
import collections
import json
import tomllib

RIGHT, WRONG, UNDECIDED, MISSED = OUTCOMES = ("right", "wrong", "undecided", "missed")
CLEAN = ("pass", "not_applicable")
# What would be said instead if the tool looked there and took the opposite for true, and what it says when it did not get to look.
OPPOSITE = {"access.unauthenticated": "access.refused", "login.default_accepted": "login.defaults_refused",
            "access.refused": "access.unauthenticated", "login.defaults_refused": "login.default_accepted",
            "asset.seen_in_clear": "asset.seen_protected", "asset.seen_protected": "asset.seen_in_clear"}
NOT_LOOKED = ("access.not_tried", "probe.failed")
Compared = collections.namedtuple("Compared", "entry outcome seen false_pass")


def load(path):
    with open(path, "rb") as file:
        return tomllib.load(file)["truth"]


def load_assessment(folder):
    with open(folder + "/assessment.json", encoding="utf-8") as file:
        return json.load(file)


def has_text(value, wanted):
    """Whether a text, or a text of a list, contains the wanted one; case does not count."""
    return any(wanted.lower() in str(one).lower() for one in (value if isinstance(value, list) else [value]))


def is_match(observation, entry):
    value = observation["value"]
    return all(value.get(name) == wanted for name, wanted in entry.get("expect", {}).items()) and \
        all(name in value and has_text(value[name], wanted) for name, wanted in entry.get("contains", {}).items())


def of_fact(assessment, fact, entry):
    return [one for one in assessment["observations"]
            if one["fact"] == fact and entry.get("endpoint") in (None, one["subject"].get("endpoint"))]


def matching(assessment, entry):
    """Observations of this fact at this endpoint that have all expected values."""
    return [one for one in of_fact(assessment, entry["fact"], entry) if is_match(one, entry)]


def reasons_of(criterion):
    found = []
    for item in criterion.get("items", []):
        for check in item.get("checks", []):
            found += ["%s (%s): %s" % (check["id"], check["verdict"], reason["key"]) for reason in check.get("reasons", [])]
    return ", ".join(found)


def compare(entry, assessment):
    return compare_verdict(entry, assessment) if "verdict" in entry else compare_fact(entry, assessment)


def compare_verdict(entry, assessment):
    criteria = {one["id"]: one for one in assessment["criteria"]}
    criterion = criteria.get(entry["criterion"], {"verdict": "missing"})
    wanted, judged = entry["verdict"], criterion["verdict"]
    outcome = RIGHT if judged == wanted else MISSED if judged == "missing" else UNDECIDED if judged == "inconclusive" else WRONG
    seen = judged if outcome == RIGHT else "%s because %s" % (judged, reasons_of(criterion))
    return Compared(entry, outcome, seen, judged in CLEAN and wanted not in CLEAN)


def compare_fact(entry, assessment):
    candidates = of_fact(assessment, entry["fact"], entry)
    is_there = any(is_match(one, entry) for one in candidates)
    seen = [one["value"] for one in candidates]
    if entry.get("absent"):
        return Compared(entry, WRONG if is_there else RIGHT, seen, False)
    if is_there:
        return Compared(entry, RIGHT, seen, False)
    opposite = [one for one in of_fact(assessment, OPPOSITE.get(entry["fact"]), entry) if is_same_operation(one, entry)]
    seen += [{"fact": one["fact"], **one["value"]} for one in opposite]
    if any(is_certain(one) for one in opposite):
        return Compared(entry, WRONG, seen, entry["fact"] in ("access.unauthenticated", "login.default_accepted"))
    if candidates and not all(is_doubtful(one, entry) for one in candidates):
        return Compared(entry, WRONG, seen, False)
    not_looked = [one for fact in NOT_LOOKED for one in of_fact(assessment, fact, entry)] if "endpoint" in entry else []
    seen += [{"fact": one["fact"], **one["value"]} for one in not_looked]
    return Compared(entry, UNDECIDED if candidates or opposite or not_looked else MISSED, seen, False)


def is_same_operation(observation, entry):
    wanted = entry.get("expect", {}).get("operation")
    return wanted is None or observation["value"].get("operation") == wanted


def is_certain(observation):
    """The tool says so, with a control that worked and without having stopped early."""
    value = observation["value"]
    return value.get("control", True) and not value.get("stopped_by")


def is_doubtful(observation, entry):
    """It names the thing and leaves open what the truth speaks of."""
    value = observation["value"]
    if value.get("class") == "unknown":
        return True
    return all(value.get(name) in (wanted, "unknown", "", None) or (name == "control" and not value[name])
               for name, wanted in entry.get("expect", {}).items()) and \
        all(not value.get(name) for name in entry.get("contains", {}))


def sentence(entry):
    if "verdict" in entry:
        return "%s comes to %s (%s)" % (entry["criterion"], entry["verdict"], entry["why"])
    words = [entry["criterion"], entry["sub_check"], entry["fact"], entry.get("endpoint", "")]
    words.append(", ".join("%s = %s" % pair for pair in entry.get("expect", {}).items()))
    words.append(", ".join("%s contains %s" % pair for pair in entry.get("contains", {}).items()))
    return "%s%s (%s)" % (" ".join(word for word in words if word), " is absent" if entry.get("absent") else "", entry["why"])


class Confusion:
    """What is true against what came out, over all devices. Filled from several threads, one call a device."""

    def __init__(self):
        self.devices = {}

    def add(self, device, compared):
        """A device that is compared again is there once."""
        self.devices[device] = compared

    def counted(self, key_of):
        counts = collections.defaultdict(collections.Counter)
        for compared in list(self.devices.values()):
            for one in compared:
                if key_of(one.entry):
                    counts[key_of(one.entry)][one.outcome] += 1
        return counts

    @property
    def facts(self):
        """(criterion, sub-check, "present" or "absent")"""
        return self.counted(lambda entry: "verdict" not in entry and
                            (entry["criterion"], entry["sub_check"], "absent" if entry.get("absent") else "present"))

    @property
    def verdicts(self):
        """(criterion, verdict that is true)"""
        return self.counted(lambda entry: "verdict" in entry and (entry["criterion"], entry["verdict"]))

    def may_be_disturbed(self, device):
        """No false pass, and nothing wrong but what is measured by time (S1.1-04: rates and caps of connections)."""
        compared = self.devices.get(device, ())
        return bool(compared) and not any(one.false_pass or (one.outcome == WRONG and one.entry["criterion"] != "S1.1-04") for one in compared)

    def false_passes(self):
        return ["%s: %s" % (device, sentence(one.entry)) for device in sorted(self.devices) for one in self.devices[device]
                if one.false_pass]

    def totals(self):
        return collections.Counter(one.outcome for compared in self.devices.values() for one in compared)

    def table(self):
        head = "  ".join("%9s" % outcome for outcome in OUTCOMES)
        lines = ["%-10s %-20s %-14s %s" % ("criterion", "sub-check", "truth", head)]
        rows = [(*key, counts) for key, counts in self.facts.items()]
        rows += [(criterion, "verdict", verdict, counts) for (criterion, verdict), counts in self.verdicts.items()]
        for criterion, sub_check, truth, counts in sorted(rows, key=lambda row: (row[0], row[1] == "verdict", row[1], row[2])):
            lines.append("%-10s %-20s %-14s %s" % (criterion, sub_check, truth,
                                                   "  ".join("%9s" % (counts[outcome] or "·") for outcome in OUTCOMES)))
        totals = self.totals()
        lines += ["%-10s %-20s %-14s %s" % ("all", "", "%d devices" % len(self.devices),
                                            "  ".join("%9d" % totals[outcome] for outcome in OUTCOMES)), ""]
        false_passes = self.false_passes()
        return "\n".join(lines + ["false passes: %d" % len(false_passes)] + ["  " + line for line in false_passes])

    def results(self):
        """Everything for build/zoo/results.json, in an order that does not depend on the run."""
        facts = [{"criterion": key[0], "sub_check": key[1], "truth": key[2], **{name: counts[name] for name in OUTCOMES}}
                 for key, counts in sorted(self.facts.items())]
        verdicts = [{"criterion": key[0], "truth": key[1], **{name: counts[name] for name in OUTCOMES}}
                    for key, counts in sorted(self.verdicts.items())]
        devices = {device: [{**one.entry, "outcome": one.outcome, **({} if one.outcome == RIGHT else {"seen": one.seen})}
                            for one in compared] for device, compared in sorted(self.devices.items())}
        totals = self.totals()
        return {"totals": {name: totals[name] for name in OUTCOMES}, "false_passes": self.false_passes(),
                "facts": facts, "verdicts": verdicts, "devices": devices}
