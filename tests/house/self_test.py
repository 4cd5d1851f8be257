#!/usr/bin/python3
# Checks the checkers: every house rule finds the breach planted for it and accepts the tree without it.
# SPDX-License-Identifier: Apache-2.0
import os
import subprocess
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
SPDX = "SPDX-License-Identifier: Apache-2.0"
HEAD = "// Says what it is for.\n// %s\n" % SPDX
ROOMS = ["base", "domain", "tables", "i18n", "protocols", "transport", "signing", "schemes", "documents"]
PAGE = "<!-- %s -->\n" % SPDX + "word " * 30

# A tree that keeps every rule.
GOOD = {
    "CMakeLists.txt": "# Builds it.\n# %s\n" % SPDX + "".join("hoshi_room(%s USES base)\n" % room for room in ROOMS[1:]) +
                      "hoshi_room(base USES \"\" LIBRARIES OpenSSL::Crypto)\nhoshi_plugin_room(probes FOLDER plugins USES base domain)\n"
                      "hoshi_program(hoshi probes)\n",
    "src/base/text.h": HEAD + "#pragma once\n#include <string>\n[[nodiscard]] Result<int> number(int a);\n",
    "src/base/text.cpp": HEAD + '#include "base/text.h"\nint f() {\n  return 1;  // "default:" new Thing\n}\n',
    "src/probes/plugins/look.cpp": HEAD + '#include "base/text.h"\nauto say() { return text("probe.look"); }\n',
    "src/probes/plugins/look.md": PAGE,
    "tests/probes/look_test.cpp": HEAD + "extern const Probe probe_look;\n",
    "translations/ja.toml": "# %s\n[probe]\nlook = \"{what} 見る\"\n" % SPDX,
    "translations/en.toml": "# %s\n[probe]\nlook = \"look at {what}\"\n" % SPDX,
    "docs/facts.md": "<!-- %s -->\n" % SPDX,
    "docs/product-description.md": "<!-- %s -->\n" % SPDX,
}

BREACHES = {
    "arrows_are_declared": {"src/domain/a.cpp": HEAD + '#include "tables/x.h"\n'},
    "arrows_have_no_cycle": {"CMakeLists.txt": GOOD["CMakeLists.txt"].replace('base USES ""', "base USES domain")},
    "third_party_headers_stay_in_their_rooms": {"src/domain/a.cpp": HEAD + "#include <openssl/evp.h>\n"},
    "sockets_stay_at_the_rim": {"src/probes/a.cpp": HEAD + "#include <sys/socket.h>\n"},
    "the_middle_is_pure": {"src/domain/a.cpp": HEAD + "auto f() { return std::chrono::system_clock::now(); }\n"},
    "every_file_names_its_licence": {"src/base/a.cpp": "// Says what it is for.\n"},
    "every_file_begins_with_a_sentence": {"src/base/a.cpp": "// %s\n" % SPDX},
    "files_are_short": {"src/base/a.cpp": HEAD + "\n" * 500},
    "functions_are_short": {"src/base/a.cpp": HEAD + "namespace a {\nstruct B {\n  void f(int a) const {\n" + "a;\n" * 59 + "  }\n};\n}\n"},
    "results_are_nodiscard": {"src/base/a.h": HEAD + "#pragma once\nclass A {\n public:\n  static Result<std::map<int, int>> create(\n    int a);\n};\n"},
    "bytes_are_not_reinterpreted": {"src/base/a.cpp": HEAD + "auto a = reinterpret_cast<char*>(b);\n"},
    "switches_over_enums_name_every_value": {
        "src/base/a.cpp": HEAD + "int f(E e) {\n  switch (e) {\n    case E::one: return 1;\n    default: return 2;\n  }\n}\n"},
    "memory_has_owners": {"src/base/a.cpp": HEAD + "auto* a = new Thing(1);\n"},
    "headers_are_included_once": {"src/base/a.h": HEAD},
    "nothing_is_left_for_later": {"src/base/a.cpp": HEAD + "// TO" + "DO: more\n"},
    "co_await_stands_outside_braces": {"src/base/a.cpp": HEAD + "Task f() {\n  Agg a{1, co_await g()};\n}\n"},
    "results_are_tried_first_in_braces": {"src/base/a.cpp": HEAD + "Result<A> f() const {\n  auto a = HOSHI_TRY(g(1, HOSHI_TRY(h())));\n"
                                          "  return A{HOSHI_TRY(h()), object({{name, HOSHI_TRY(g(1, 2))}})};\n}\n"},
    "refusals_of_the_office_are_translated": {"src/office/a.cpp": HEAD + 'auto f() { return fail(ErrorCode::conflict, "data/day: is not new"); }\n'},
    "every_plugin_has_a_page": {"src/probes/plugins/hear.cpp": HEAD},
    "every_page_has_a_plugin": {"src/probes/plugins/hear.md": PAGE},
    "every_plugin_is_tested": {"src/probes/plugins/hear.cpp": HEAD},
    "both_languages_say_the_same": {"translations/ja.toml": "# %s\n[probe]\nlook = \"見る\"\n" % SPDX},
    "texts_that_code_uses_exist": {"src/base/a.cpp": HEAD + 'auto a = text("probe.hear");\n'},
    "texts_are_used": {"translations/en.toml": "# %s\n[probe]\nlook = \"{what}\"\nhear = \"hear\"\n" % SPDX},
}


def check(files, rule):
    with tempfile.TemporaryDirectory() as root:
        for path, text in files.items():
            os.makedirs(os.path.dirname(os.path.join(root, path)), exist_ok=True)
            with open(os.path.join(root, path), "w", encoding="utf-8") as file:
                file.write(text)
        return subprocess.run([sys.executable, os.path.join(HERE, "check.py"), rule], env={**os.environ, "HOSHI_HOUSE_ROOT": root},
                              stdout=subprocess.PIPE, text=True, check=False)


class HouseRules(unittest.TestCase):
    def test_each_finds_what_was_planted_and_nothing_else(self):
        for rule, files in BREACHES.items():
            with self.subTest(rule):
                good, bad = check(GOOD, rule), check({**GOOD, **files}, rule)
                self.assertEqual(good.returncode, 0, good.stdout)
                self.assertEqual(bad.returncode, 1, bad.stdout)
                self.assertTrue(any(path in bad.stdout for path in files), bad.stdout)

    def test_no_rule_is_without_a_breach_here(self):
        listed = subprocess.run([sys.executable, os.path.join(HERE, "check.py"), "?"], stdout=subprocess.PIPE, text=True, check=False)
        rules = [line.split()[0] for line in listed.stdout.splitlines()[1:]]
        self.assertEqual(sorted(rules), sorted(BREACHES))


class Results(unittest.TestCase):
    def total(self, text, **environment):
        with tempfile.TemporaryDirectory() as folder:
            with open(os.path.join(folder, "unit"), "w", encoding="utf-8") as file:
                file.write(text)
            ended = subprocess.run([sys.executable, os.path.join(HERE, "results.py"), "sum", folder], stdout=subprocess.PIPE, text=True,
                                   env={**os.environ, "CI": "", **environment}, check=False)
            return ended.stdout.splitlines()[-1], ended.returncode

    def test_passed_failed_and_skipped_are_summed(self):
        self.assertEqual(self.total("3 passed a\npassed b\n"), ("4 passed, 0 failed", 0))
        self.assertEqual(self.total("passed a\n2 failed b\n"), ("1 passed, 2 failed", 1))
        self.assertEqual(self.total("passed a\nskipped b: no reason\n"), ("1 passed, 0 failed, 1 skipped", 0))

    def test_in_ci_a_skipped_test_is_a_failure_unless_only_shared_data_is_missing(self):
        self.assertEqual(self.total("passed a\nskipped b: why\ndataless c: why\n", CI="true"), ("1 passed, 1 failed, 1 skipped", 1))
        self.assertEqual(self.total("passed a\ndataless c: why\n", CI="true"), ("1 passed, 0 failed, 1 skipped", 0))

    def test_nothing_at_all_is_a_failure(self):
        self.assertEqual(self.total(""), ("0 passed, 0 failed", 1))


if __name__ == "__main__":
    unittest.main()
