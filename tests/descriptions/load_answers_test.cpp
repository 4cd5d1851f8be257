// Reading of answers files: records, whose answers they are, and what makes an override complete.
// SPDX-License-Identifier: Apache-2.0
#include "descriptions/load_answers.h"

#include <gtest/gtest.h>

#include "base/encoding.h"

namespace hoshi::descriptions {
namespace {

const std::string head = "format = 'hoshi-answers/1'\nproduct = 'p'\n";
const std::string signed_off = "who = 'A. Sato'\nrole = 'QA'\nwhen = 2026-11-23\n";

Product product() {
  Product made;
  made.id = "p";
  made.documents.emplace_back().id = "policy";
  return made;
}

Scheme scheme() {
  Scheme made;
  Criterion criterion;
  criterion.id = "T-1";
  criterion.questions.emplace_back().id = "T-1/contact";
  made.criteria = {criterion};
  return made;
}

LoadedAnswers load(const std::string& text) {
  const Scheme asked = scheme();
  return load_answers(text, "a.toml", product(), &asked,
                      [](const Record& record) { return sha256_hex(record.document + record.file); });
}

std::string problems_of(const std::string& text) { return load(text).problems.to_lines(); }

TEST(LoadAnswers, ReadsARecordAndAsksForTheHashOfWhatItReliesOn) {
  const auto loaded = load(head + "[[answer]]\nquestion = 'T-1/contact'\nanswer = 'yes'\ndocument = 'policy'\nsha256 = '" +
                           sha256_hex("policy") + "'\n" + signed_off);
  ASSERT_EQ(loaded.problems.to_lines(), "");
  ASSERT_EQ(loaded.records.size(), 1u);
  EXPECT_EQ(loaded.records[0].answer, Answer::yes);
  EXPECT_EQ(loaded.records[0].when, "2026-11-23");
  EXPECT_TRUE(loaded.records[0].is_signed_off());
  EXPECT_FALSE(loaded.records[0].has_lapsed());
}

TEST(LoadAnswers, LetsAnAnswerLapseWhenTheBytesDiffer) {
  const auto loaded = load(head + "[[answer]]\nquestion = 'T-1/contact'\nanswer = 'yes'\ndocument = 'policy'\nsha256 = '" +
                           sha256_hex("older policy") + "'\n" + signed_off);
  ASSERT_EQ(loaded.records.size(), 1u);
  EXPECT_TRUE(loaded.records[0].has_lapsed());
}

TEST(LoadAnswers, RefusesAnotherProductsAnswers) {
  const auto loaded = load("format = 'hoshi-answers/1'\nproduct = 'q'\n[[answer]]\nquestion = 'T-1/contact'\n");
  EXPECT_EQ(loaded.problems.to_lines(), "a.toml:2: product: this file is for the product \"q\", not for \"p\"\n");
  EXPECT_TRUE(loaded.records.empty());
}

TEST(LoadAnswers, RefusesAnotherFormat) {
  EXPECT_EQ(problems_of("format = 'hoshi-product/1'\n"),
            "a.toml:1: format: must be \"hoshi-answers/1\"; this program reads no other format\n");
  EXPECT_EQ(problems_of("\nproduct = 'p'"), "a.toml:1: format: must be given\n");
}

TEST(LoadAnswers, RefusesQuestionsNobodyAsks) {
  EXPECT_EQ(problems_of(head + "[[answer]]\nquestion = 'T-1/contakt'\nanswer = 'yes'\n" + signed_off),
            "a.toml:4: answer[1].question: the scheme asks no question \"T-1/contakt\"; did you mean \"T-1/contact\"?\n");
}

TEST(LoadAnswers, WantsWhoRoleWhenAndAKnownAnswer) {
  EXPECT_EQ(problems_of(head + "[[answer]]\nquestion = 'T-1/contact'\nanswer = 'ja'\nrole = ''\nwhen = 'today'\n"),
            "a.toml:3: answer[1].who: must be given\n"
            "a.toml:5: answer[1].answer: must be one of yes, no, unknown, not \"ja\"\n"
            "a.toml:6: answer[1].role: must be given\n"
            "a.toml:7: answer[1].when: must be a date like 2026-11-23, not \"today\"\n");
}

TEST(LoadAnswers, TakesQuestionsThatNobodyHasAnsweredYet) {
  EXPECT_EQ(problems_of(head + "[[answer]]\nquestion = 'T-1/contact'\nanswer = 'unknown'\nwho = ''\nrole = ''\nwhen = ''\n"), "");
}

TEST(LoadAnswers, RefusesWrongSources) {
  const std::string start = head + "[[answer]]\nquestion = 'T-1/contact'\nanswer = 'yes'\n" + signed_off;
  EXPECT_EQ(problems_of(start + "document = 'polici'\n"),
            "a.toml:9: answer[1].document: there is no [[document]] called \"polici\"; did you mean \"policy\"?\n");
  EXPECT_EQ(problems_of(start + "file = '../x'\n"),
            "a.toml:9: answer[1].file: must be the path of a file below the folder of this one, without \"..\", not "
            "\"../x\"\n");
  EXPECT_EQ(problems_of(start + "file = 'x'\nsha256 = '12'\n"),
            "a.toml:10: answer[1].sha256: must be the 64 hexadecimal digits (0-9, a-f) of a SHA-256 hash\n");
  EXPECT_EQ(problems_of(start + "sha256 = '" + sha256_hex("x") + "'\n"),
            "a.toml:9: answer[1].sha256: names no document or file whose hash this is\n");
  EXPECT_EQ(problems_of(start + "sha265 = ''\n"),
            "a.toml:9: answer[1].sha265: \"sha265\" is not a known key here; did you mean \"sha256\"?\n");
}

TEST(LoadAnswers, WantsTwoPeopleReasonAndEvidenceForAnOverride) {
  EXPECT_EQ(problems_of(head + "[[answer]]\nquestion = 'T-1/override'\n" + signed_off + "second_person = 'A. Sato'\n"),
            "a.toml:3: answer[1].verdict: an override needs verdict: a verdict, a reason, two different people and "
            "evidence\n"
            "a.toml:3: answer[1].comment: an override needs comment: a verdict, a reason, two different people and "
            "evidence\n"
            "a.toml:3: answer[1].document: an override needs document: a verdict, a reason, two different people and "
            "evidence\n"
            "a.toml:8: answer[1].second_person: an override needs second_person: a verdict, a reason, two different "
            "people and evidence\n");
  EXPECT_EQ(problems_of(head + "[[answer]]\nquestion = 'T-1/override'\n" + signed_off +
                        "second_person = 'B. Ito'\nverdict = 'pass'\ncomment = 'because'\ndocument = 'policy'\n"),
            "");
}

TEST(LoadAnswers, KeepsVerdictsOutOfOrdinaryAnswers) {
  EXPECT_EQ(problems_of(head + "[[answer]]\nquestion = 'T-1/contact'\nanswer = 'yes'\n" + signed_off +
                        "verdict = 'pass'\nsecond_person = 'B'\n"),
            "a.toml:9: answer[1].verdict: belongs to overrides alone\n"
            "a.toml:10: answer[1].second_person: belongs to overrides alone\n");
}

TEST(LoadAnswers, SurvivesTruncationAtEveryByte) {
  const std::string text = head + "[[answer]]\nquestion = 'T-1/contact'\nanswer = 'yes'\n" + signed_off + "file = 'x'\n";
  std::size_t whole = 0;
  for (std::size_t length = 0; length <= text.size(); ++length) {
    if (load(text.substr(0, length)).problems.empty()) ++whole;
  }
  EXPECT_GT(whole, 1u);
  EXPECT_LT(whole, text.size() / 2);
}

}  // namespace
}  // namespace hoshi::descriptions
