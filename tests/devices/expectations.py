# SPDX-License-Identifier: Apache-2.0
# What every check of selftest.py uses: sentences that hold or not, counted.
UNIT_PASSWORD = "Suzume-4821-Kawa"
results = []


def expect(sentence, is_true, seen=""):
    results.append(bool(is_true))
    print("%s %s%s" % ("ok    " if is_true else "FAILED", sentence, "" if is_true else "; saw: %r" % (seen,)), flush=True)


def expect_equal(sentence, seen, wanted):
    expect(sentence, seen == wanted, seen)
