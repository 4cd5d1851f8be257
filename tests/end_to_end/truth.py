# Compares an assessment with the truth file of a device, and counts right and wrong for each criterion and sub-check.
# SPDX-License-Identifier: Apache-2.0
import collections
import json
import tomllib


def load(path):
    with open(path, "rb") as file:
        return tomllib.load(file)["truth"]


def load_assessment(folder):
    with open(folder + "/assessment.json", encoding="utf-8") as file:
        return json.load(file)


def matching(assessment, entry):
    """Observations of this fact at this endpoint that have all expected values."""
    return [one for one in of_fact(assessment, entry)
            if all(one["value"].get(name) == wanted for name, wanted in entry.get("expect", {}).items())]


def of_fact(assessment, entry):
    return [one for one in assessment["observations"]
            if one["fact"] == entry["fact"] and entry.get("endpoint") in (None, one["subject"].get("endpoint"))]


def reasons_of(criterion):
    found = []
    for item in criterion.get("items", []):
        for check in item.get("checks", []):
            found += ["%s (%s): %s" % (check["id"], check["verdict"], reason["key"]) for reason in check.get("reasons", [])]
    return ", ".join(found)


def what_is_said(entry):
    words = [entry["criterion"], entry.get("sub_check", "verdict"), entry.get("fact", "")]
    if "endpoint" in entry:
        words.append(entry["endpoint"])
    if "expect" in entry:
        words.append(", ".join("%s = %s" % pair for pair in entry["expect"].items()))
    return " ".join(word for word in words if word) + (" is absent" if entry.get("absent") else "")


class Confusion:
    """What was expected against what came out, over all devices. Filled from several threads, one call a device."""

    def __init__(self):
        self.facts = collections.defaultdict(collections.Counter)
        self.verdicts = collections.defaultdict(collections.Counter)
        self.false_passes = []

    def compare(self, case, entries, assessment):
        verdicts = {one["id"]: one for one in assessment["criteria"]}
        for entry in entries:
            if "verdict" in entry:
                self.compare_verdict(case, entry, verdicts.get(entry["criterion"], {"verdict": "missing"}))
            else:
                self.compare_fact(case, entry, assessment)

    def compare_verdict(self, case, entry, criterion):
        wanted, judged = entry["verdict"], criterion["verdict"]
        self.verdicts[entry["criterion"]][wanted, judged] += 1
        sentence = "%s comes to %s (%s)" % (entry["criterion"], wanted, entry["why"])
        if judged in ("pass", "not_applicable") and wanted not in ("pass", "not_applicable"):
            self.false_passes.append("%s %s" % (case.name, entry["criterion"]))
            sentence = "FALSE PASS: " + sentence
        case.check(sentence, judged == wanted, "%s because %s" % (judged, reasons_of(criterion)))

    def compare_fact(self, case, entry, assessment):
        is_there, is_wanted = bool(matching(assessment, entry)), not entry.get("absent", False)
        outcome = {(True, True): "seen", (False, False): "rightly absent", (True, False): "missed",
                   (False, True): "false alarm"}[is_wanted, is_there]
        self.facts[entry["criterion"], entry["sub_check"]][outcome] += 1
        seen = [one["value"] for one in of_fact(assessment, entry)]
        case.check("%s (%s)" % (what_is_said(entry), entry["why"]), is_there == is_wanted, json.dumps(seen, ensure_ascii=False))

    def table(self):
        columns = ["seen", "rightly absent", "missed", "false alarm"]
        lines = ["%-10s %-22s %s" % ("criterion", "sub-check", "  ".join("%14s" % column for column in columns))]
        for (criterion, sub_check), counts in sorted(self.facts.items()):
            lines.append("%-10s %-22s %s" % (criterion, sub_check, "  ".join("%14d" % counts[column] for column in columns)))
        lines += ["", "%-10s %s" % ("criterion", "verdict expected → judged: devices")]
        for criterion, counts in sorted(self.verdicts.items()):
            lines.append("%-10s %s" % (criterion, ", ".join("%s → %s: %d%s" % (
                *pair, count, "" if pair[0] == pair[1] else " (!)") for pair, count in sorted(counts.items()))))
        lines += ["", "false passes: %s" % (", ".join(self.false_passes) or "none")]
        return "\n".join(lines)
