// When answers of people count.
// SPDX-License-Identifier: Apache-2.0
#include "assessment/answers.h"

#include <algorithm>

#include "case.h"

namespace hoshi::assessment {
namespace {

Record rests_on(Record record, std::string document, std::string then, std::string now) {
  record.document = std::move(document);
  record.sha256 = std::move(then);
  record.sha256_now = std::move(now);
  return record;
}

Case asking(Question::Kind kind = Question::Kind::confirmation, std::string document = "") {
  Case given("confirmed");
  given.ask("", kind, std::move(document));
  given.product.documents = {{"policy", "disclosure_policy", "", "", "", "aa"}, {"guide", "manual", "", "", "", "bb"}};
  return given;
}

const Record yes = said("T-01/ask", "", Answer::yes);
const Record no = said("T-01/ask", "", Answer::no);

TEST(Answers, AreReadOneByOne) {
  auto unsigned_yes = yes;
  unsigned_yes.role = "";
  auto undated = yes;
  undated.when = "yesterday";
  auto ahead = yes;
  ahead.when = "2099-01-01";
  const std::vector<Row> rows{
      {"none", [](Case&) {}, Verdict::inconclusive, "answer.missing"},
      {"yes", [](Case& c) { c.records = {yes}; }, Verdict::pass, "answer.yes"},
      {"no", [](Case& c) { c.records = {no}; }, Verdict::fail, "answer.no"},
      {"unknown", [](Case& c) { c.answer("", Answer::unknown); }, Verdict::inconclusive, "answer.unknown"},
      {"unsigned", [&](Case& c) { c.records = {unsigned_yes}; }, Verdict::inconclusive, "answer.not_signed"},
      {"undated", [&](Case& c) { c.records = {undated}; }, Verdict::inconclusive, "answer.not_signed"},
      {"dated ahead", [&](Case& c) { c.records = {ahead}; }, Verdict::inconclusive, "answer.dated_ahead"},
      {"for another subject", [](Case& c) { c.answer("web", Answer::yes); }, Verdict::inconclusive, "answer.missing"},
      {"yes and no", [](Case& c) { c.records = {yes, no}; }, Verdict::inconclusive, "answer.conflicting"},
      {"yes twice", [](Case& c) { c.records = {yes, yes}; }, Verdict::pass, "answer.yes"},
      {"yes and unsigned", [&](Case& c) { c.records = {unsigned_yes, yes}; }, Verdict::pass, "answer.yes"},
      {"unchanged", [](Case& c) { c.records = {rests_on(yes, "guide", "bb", "bb")}; }, Verdict::pass, "answer.yes"},
      {"changed", [](Case& c) { c.records = {rests_on(yes, "guide", "bb", "cc")}; }, Verdict::inconclusive, "answer.lapsed"},
      {"gone", [](Case& c) { c.records = {rests_on(yes, "guide", "bb", "")}; }, Verdict::inconclusive, "answer.lapsed"},
      {"no hash", [](Case& c) { c.records = {rests_on(yes, "guide", "", "")}; }, Verdict::inconclusive, "answer.lapsed"},
      {"no on a changed document", [](Case& c) { c.records = {rests_on(no, "guide", "bb", "cc")}; },
       Verdict::inconclusive, "answer.lapsed"},
  };
  expect_rows([] { return asking(); }, rows);
}

TEST(Answers, RestOnADocumentOfTheKindAskedFor) {
  const auto start = [] { return asking(Question::Kind::confirmation, "disclosure_policy"); };
  auto by_file = yes;
  by_file.file = "policy.pdf";
  by_file.sha256 = by_file.sha256_now = "aa";
  const std::vector<Row> rows{
      {"right", [](Case& c) { c.records = {rests_on(yes, "policy", "aa", "aa")}; }, Verdict::pass, "answer.yes"},
      {"other kind", [](Case& c) { c.records = {rests_on(yes, "guide", "bb", "bb")}; }, Verdict::inconclusive,
       "answer.wrong_document"},
      {"not declared", [](Case& c) { c.records = {rests_on(yes, "paper", "bb", "bb")}; }, Verdict::inconclusive,
       "answer.wrong_document"},
      {"nothing", [](Case& c) { c.records = {yes}; }, Verdict::inconclusive, "answer.wrong_document"},
      {"a file", [&](Case& c) { c.records = {by_file}; }, Verdict::inconclusive, "answer.wrong_document"},
      {"no, as there is none", [](Case& c) { c.records = {no}; }, Verdict::fail, "answer.no"},
      {"no on another kind", [](Case& c) { c.records = {rests_on(no, "guide", "bb", "bb")}; }, Verdict::inconclusive,
       "answer.wrong_document"},
  };
  expect_rows(start, rows);
}

TEST(Answers, OfHandTestsSayWhatWasDoneAndSeenAndShowIt) {
  auto whole = rests_on(yes, "guide", "bb", "bb");
  whole.done = "pulled the plug";
  whole.seen = "settings unchanged";
  auto blank = whole;
  blank.seen = "  ";
  auto not_done = whole;
  not_done.done = "";
  auto no_record = whole;
  no_record.document = no_record.sha256 = no_record.sha256_now = "";
  const std::vector<Row> rows{
      {"whole", [&](Case& c) { c.records = {whole}; }, Verdict::pass, "answer.yes"},
      {"nothing seen", [&](Case& c) { c.records = {blank}; }, Verdict::inconclusive, "answer.incomplete"},
      {"nothing done", [&](Case& c) { c.records = {not_done}; }, Verdict::inconclusive, "answer.incomplete"},
      {"no record", [&](Case& c) { c.records = {no_record}; }, Verdict::inconclusive, "answer.incomplete"},
  };
  expect_rows([] { return asking(Question::Kind::hand_test); }, rows);
}

TEST(Answers, NameTheQuestionThatIsOpenAndTheAnswerThatCounted) {
  Case given = asking();
  EXPECT_EQ(given.run().questions, (std::vector<OpenQuestion>{{"T-01/ask", ""}}));
  given.records = {yes};
  EXPECT_TRUE(given.run().questions.empty());
  EXPECT_EQ(given.run().records, (std::vector<std::string>{"T-01/ask"}));
}

TEST(Answers, FoldTheSameInEveryOrder) {
  auto not_signed = yes;
  not_signed.who = "";
  std::vector<Record> records{no, not_signed, rests_on(yes, "guide", "bb", "cc"), yes};
  const auto before = [](const Record& a, const Record& b) { return to_json(to_value(a)) < to_json(to_value(b)); };
  std::sort(records.begin(), records.end(), before);
  do {
    Case given = asking();
    given.records = records;
    EXPECT_TRUE(gives(given.run().reasons, "answer.conflicting"));
  } while (std::next_permutation(records.begin(), records.end(), before));
}

TEST(Answers, ToADocumentQuestionDoNotRestOnAFileBesideIt) {
  Case given("confirmed");
  given.ask("", Question::Kind::confirmation, "manual").answer("", Answer::yes);
  given.product.documents.push_back({.id = "m", .kind = "manual"});
  Record& record = given.records.back();
  record.document = "m";
  record.sha256 = record.sha256_now = std::string(64, 'a');
  EXPECT_EQ(given.run().verdict, Verdict::pass);
  record.file = "photo.jpg";
  EXPECT_EQ(given.run().verdict, Verdict::inconclusive);
}

}  // namespace
}  // namespace hoshi::assessment
