// Reading of examples, and what is refused in them.
// SPDX-License-Identifier: Apache-2.0
#include "schemes/load_example.h"

#include <gtest/gtest.h>

#include "schemes/scheme_under_test.h"

namespace hoshi::schemes {
namespace {

TEST(LoadExample, ReadsEvidenceAndExpectation) {
  const auto loaded = load_example(
      "criterion = 'T-1'\nexpect = 'fail'\nprovisional = true\nwhy = 'w'\ntoday = 2026-11-23\n"
      "product = '''\n[product]\nid = 'p'\n'''\n[[observation]]\nfact = 'port.open'\ntarget = 'main'\n"
      "endpoint = 'tcp/80'\nvalue = {a = 1}\n[[answer]]\nquestion = 'T-1/reachable'\nanswer = 'no'\nwhen = 2026-11-20\n"
      "sha256 = 'aa'\nsha256_now = 'bb'\n",
      "e.toml");
  ASSERT_EQ(loaded.problems.to_lines(), "");
  const Example& example = loaded.example;
  EXPECT_EQ(example.expect, Verdict::fail);
  EXPECT_EQ(example.provisional, true);
  EXPECT_EQ(to_text(*example.today), "2026-11-23");
  EXPECT_EQ(example.product, "[product]\nid = 'p'\n");
  EXPECT_EQ(example.product_line, 6);
  EXPECT_EQ(example.observations.at(0).subject.endpoint, "tcp/80");
  EXPECT_EQ(example.observations.at(0).value["a"].as_integer(), 1);
  EXPECT_EQ(example.observations.at(0).id, identify(example.observations.at(0)));
  EXPECT_EQ(example.records.at(0).answer, Answer::no);
  EXPECT_EQ(example.records.at(0).sha256_now, "bb");
}

TEST(LoadExample, RefusesWhatIsMissingOrUnknown) {
  const auto loaded = load_example("expect = 'good'\n[[observation]]\nfact = 'port.opn'\nvlue = {}\n", "e.toml");
  EXPECT_EQ(loaded.problems.size(), 5u) << loaded.problems.to_lines();
  EXPECT_EQ(to_text(loaded.problems.all()[0]), "e.toml:1: criterion: must be given");
  EXPECT_EQ(loaded.problems.all()[3].line, 3);
  EXPECT_EQ(loaded.problems.all()[4].field, "observation[1].vlue");
}

TEST(LoadExamples, ReadsAllOfTheTinyScheme) {
  const auto scheme = load_scheme(tiny_scheme(), known_rules()).scheme;
  const auto loaded = load_examples(tiny_scheme(), scheme);
  EXPECT_EQ(loaded.problems.to_lines(), "");
  ASSERT_EQ(loaded.examples.size(), 5u);
  EXPECT_EQ(loaded.examples[0].name, "T-1.nothing");
}

TEST(LoadExamples, RefusesNamesTheSchemeDoesNotHave) {
  const SchemeUnderTest folder;
  const auto scheme = folder.load().scheme;
  folder.write("examples/T-1.other.toml", "criterion = 'T-2'\nexpect = 'pass'\nwhy = 'w'\n[[answer]]\nquestion = 'T-2/slow'\n");
  folder.write("examples/T-7.none.toml", "\ncriterion = 'T-7'\nexpect = 'pass'\nwhy = 'w'\n");
  folder.write("examples/readme.txt", "");
  EXPECT_EQ(folder.without_folder(load_examples(folder.folder(), scheme).problems.to_lines()),
            "examples/T-1.other.toml:1: criterion: the file's name \"T-1.other\" does not begin with its criterion "
            "\"T-2\" and a dot\n"
            "examples/T-1.other.toml:5: answer: \"T-2/slow\" is not defined as [[question]]\n"
            "examples/T-7.none.toml:2: criterion: \"T-7\" is not defined as criterion; did you mean \"T-1\"?\n"
            "examples/readme.txt: only .toml files belong in this folder\n");
}

}  // namespace
}  // namespace hoshi::schemes
