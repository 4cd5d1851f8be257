#!/usr/bin/python3
# Checks the house rules of STYLE.md and the arrows of CMakeLists.txt; each is a small function with a name.
# SPDX-License-Identifier: Apache-2.0
"""usage: check.py [RULE …]      all rules by default; prints file:line: message for every breach; exit status 1 if any"""
import sys

sys.dont_write_bytecode = True  # the source tree stays clean

import arrows
import shape
import words

CHECKS = arrows.CHECKS + shape.CHECKS + words.CHECKS


def main(wanted):
    unknown = set(wanted) - {check.__name__ for check in CHECKS}
    if unknown:
        print("no such rule: %s; there are:" % ", ".join(sorted(unknown)))
        for check in CHECKS:
            print("  %-42s %s" % (check.__name__, check.__doc__))
        return 2
    broken = 0
    for check in CHECKS:
        if wanted and check.__name__ not in wanted:
            continue
        breaches = list(check())
        broken += bool(breaches)
        print("%s %s" % ("BROKEN" if breaches else "kept  ", check.__name__))
        for path, line, message in breaches:
            print("  %s:%d: %s" % (path, line, message))
        if breaches:
            print("  (the rule: %s)" % check.__doc__)
    count = len(wanted) or len(CHECKS)
    print("house: %d rules kept, %d broken" % (count - broken, broken))
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
