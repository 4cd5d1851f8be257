# The office under kill -9; the test itself lies with the others that drive an office, in tests/office.
# SPDX-License-Identifier: Apache-2.0
import os
import sys

import harness

sys.path.insert(0, os.path.join(harness.ROOT, "tests", "office"))

import crash

tests = crash.tests
