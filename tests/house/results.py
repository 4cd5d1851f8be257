#!/usr/bin/python3
# Turns what ctest, GoogleTest and test scripts leave behind into lines "passed|failed|skipped|dataless NAME", and sums them.
# SPDX-License-Identifier: Apache-2.0
"""usage: results.py ctest NAME BUILD_FOLDER      lines for every test of ctest.xml and test-results/*.xml
       results.py script NAME LOG STATUS       lines for a script: from its last line, or else from its exit status
       results.py sum FOLDER                   the failures, the skipped, the times, and "N passed, N failed[, N skipped]"
A line may begin with a count: "12 passed NAME". "dataless" is a test skipped because ../shared/data is absent.
"""
import glob
import os
import re
import sys
import xml.etree.ElementTree as ElementTree

SKIPPED_STATUS = 77
NO_DATA = "shared/data"
LINE = re.compile(r"^(?:(\d+) )?(passed|failed|skipped|dataless) (.*)$")


def googletest(path, part):
    """Lines of one program's XML, and whether any of its tests failed."""
    lines = []
    for case in ElementTree.parse(path).iter("testcase"):
        name = "%s %s.%s" % (part, case.get("classname"), case.get("name"))
        skipped = case.find("skipped")
        if case.find("failure") is not None:
            lines.append("failed " + name)
        elif skipped is not None or case.get("result") == "skipped":
            reason = ((skipped.get("message") or "") if skipped is not None else "").strip().replace("\n", " ")
            lines.append("%s %s: %s" % ("dataless" if NO_DATA in reason else "skipped", name, reason))
        elif case.get("status") != "notrun":
            lines.append("passed " + name)
    return lines


def ctest(part, folder):
    try:
        cases = list(ElementTree.parse(os.path.join(folder, "ctest.xml")).iter("testcase"))
    except (OSError, ElementTree.ParseError):
        return ["failed %s: ctest left no results" % part]
    if not cases:
        return ["failed %s: ctest ran no test" % part]
    lines = []
    for case in cases:
        name = case.get("name")
        own = os.path.join(folder, "test-results", "test_%s.xml" % name)
        inner = []
        if os.path.exists(own):
            try:
                inner = googletest(own, part)
            except ElementTree.ParseError:
                pass  # It died while writing; the program as a whole has failed, below.
        lines += inner
        has_failed = case.get("status") == "fail" or case.find("failure") is not None
        if has_failed and not any(line.startswith("failed") for line in inner):
            lines.append("failed %s %s: the test program itself" % (part, name))
        elif case.get("status") in ("notrun", "disabled") or case.find("skipped") is not None:
            lines.append("skipped %s %s" % (part, name))
        elif not inner and not has_failed:
            lines.append("passed %s %s" % (part, name))
    return lines


def script(part, log, status):
    with open(log, encoding="utf-8", errors="replace") as file:
        said = file.read().splitlines()
    counts = [match for match in (re.fullmatch(r"(\d+) passed, (\d+) failed(?:, (\d+) skipped)?", line.strip()) for line in said)
              if match]
    if not counts:
        word = {0: "passed", SKIPPED_STATUS: "skipped"}.get(status, "failed")
        return ["%s %s (exit status %d)" % (word, part, status)]
    passed, failed, skipped = (int(count or 0) for count in counts[-1].groups())
    lines = ["%d passed %s" % (passed, part)]
    if failed or status not in (0, SKIPPED_STATUS):
        lines.append("%d failed %s (see %s)" % (max(failed, 1), part, log))
    if skipped:
        lines.append("%d skipped %s (see %s)" % (skipped, part, log))
    return lines


def total(folder):
    counts = dict.fromkeys(("passed", "failed", "skipped", "dataless"), 0)
    told = []
    for path in sorted(glob.glob(os.path.join(folder, "*"))):
        with open(path, encoding="utf-8") as file:
            for match in filter(None, map(LINE.match, file.read().splitlines())):
                counts[match[2]] += int(match[1] or 1)
                if match[2] != "passed":
                    told.append("%s: %s" % (match[2], match[3]))
    for line in told:
        print(line)
    if os.path.exists(os.path.join(folder, "times")):
        with open(os.path.join(folder, "times"), encoding="utf-8") as file:
            print(file.read(), end="")
    if counts["dataless"]:
        print("%d tests were skipped because ../shared/data is not here" % counts["dataless"])
    failed, skipped = counts["failed"], counts["skipped"] + counts["dataless"]
    if os.environ.get("CI") == "true" and counts["skipped"]:
        print("%d skipped tests count as failed here (CI=true)" % counts["skipped"])
        failed, skipped = failed + counts["skipped"], counts["dataless"]
    if not counts["passed"]:
        print("nothing passed")
    print("%d passed, %d failed%s" % (counts["passed"], failed, ", %d skipped" % skipped if skipped else ""))
    return 1 if failed or not counts["passed"] else 0


def main(words):
    if words[:1] == ["ctest"] and len(words) == 3:
        print("\n".join(ctest(words[1], words[2])))
    elif words[:1] == ["script"] and len(words) == 4:
        print("\n".join(script(words[1], words[2], int(words[3]))))
    elif words[:1] == ["sum"] and len(words) == 2:
        return total(words[1])
    else:
        print(__doc__, file=sys.stderr)
        return 3
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
