# The doors of an office, an intruder, and its databases; the tests themselves lie with the others that drive an office, in tests/office.
# SPDX-License-Identifier: Apache-2.0
import os
import sys

import harness

sys.path.insert(0, os.path.join(harness.ROOT, "tests", "office"))

import databases
import intruder
import urls


def tests():
    return {**urls.tests(), **intruder.tests(), **databases.tests()}
