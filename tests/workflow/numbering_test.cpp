// Numbers written and read again, typing mistakes found, and the check digit of 法人番号.
// SPDX-License-Identifier: Apache-2.0
#include "workflow/numbering.h"

#include <rapidcheck.h>

#include "workflow/corporate_number.h"
#include "workflow/office_data.h"

namespace hoshi::workflow {
namespace {

TEST(Numbering, WritesAndReadsAgain) {
  const NumberFormat& format = *jc_star().rulebook.number("acceptance_number");
  const auto text = write_number(format, {1, {2027, 3, 31}, 42});
  ASSERT_TRUE(text);
  EXPECT_EQ(text->substr(0, 14), "HC2026-000042-");
  const auto read = read_number(format, *text);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->year, 2026);
  EXPECT_EQ(read->sequence, 42u);
  EXPECT_EQ(counter_name(format, {2027, 3, 31}), "acceptance_number/2026");
  EXPECT_EQ(counter_name(*jc_star().rulebook.number("registration_number"), {2027, 3, 31}), "registration_number");
}

TEST(Numbering, FollowsIso7064) {
  EXPECT_EQ(check_digits("794"), "44");  // ISO/IEC 7064: 79444 leaves 1
  EXPECT_EQ(check_digits("GB"), check_digits("1611"));
}

TEST(Numbering, FindsEveryWrongCharacterAndEveryExchange) {
  const NumberFormat& format = *jc_star().rulebook.number("registration_number");
  const std::string good = write_number(format, {1, {2026, 11, 30}, 12345678}).value();
  for (std::size_t i = 0; i < good.size(); ++i) {
    EXPECT_FALSE(read_number(format, good.substr(0, i))) << i;
    for (const char c : std::string("0123456789AHRZ-\x01")) {
      std::string bad = good;
      bad[i] = c;
      EXPECT_EQ(read_number(format, bad).has_value(), bad == good) << bad;
    }
    if (i + 1 == good.size()) break;
    std::string exchanged = good;
    std::swap(exchanged[i], exchanged[i + 1]);
    EXPECT_EQ(read_number(format, exchanged).has_value(), exchanged == good) << exchanged;
  }
  EXPECT_FALSE(read_number(format, good + "0"));
}

TEST(Numbering, NeverOverflowsIntoAnotherForm) {
  const NumberFormat format{"case_number", "K{year}-{sequence:4}", Confidence::official, "made up", 0};
  EXPECT_TRUE(write_number(format, {1, {2026, 1, 1}, 9999}));
  const auto refused = write_number(format, {1, {2026, 1, 1}, 10000});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::conflict);
  EXPECT_FALSE(write_number(format, {1, {2026, 1, 1}, 0}));
}

TEST(Numbering, RefusesPatternsThatAreNone) {
  for (const char* pattern : {"", "A", "A{year}", "{sequence:3}", "{sequence:11}", "{sequence:5}{sequence:5}", "{check}{sequence:5}", "a{sequence:5}",
                              "{sequence:5", "{year}{fiscal_year}{sequence:5}", "{what}{sequence:5}", "A {sequence:5}"}) {
    EXPECT_FALSE(check_pattern({"case_number", pattern, Confidence::official, "", 0})) << pattern;
  }
}

TEST(Numbering, TellsKindsApart) {
  const auto format = [](const char* pattern) { return NumberFormat{"case_number", pattern, Confidence::official, "", 0}; };
  EXPECT_TRUE(could_be_confused(format("A{sequence:5}"), format("A1{sequence:4}")));
  EXPECT_FALSE(could_be_confused(format("A{sequence:5}"), format("B{sequence:5}")));
  EXPECT_FALSE(could_be_confused(format("A{sequence:5}"), format("A{sequence:6}")));
  EXPECT_TRUE(is_opaque_number("JC-STAR 1"));
  EXPECT_FALSE(is_opaque_number(" 1"));
  EXPECT_FALSE(is_opaque_number(std::string(65, '1')));
}

TEST(CorporateNumber, ChecksTheFirstDigit) {
  EXPECT_EQ(parse_corporate_number("7000012050002").value(), "7000012050002");  // 国税庁
  EXPECT_EQ(parse_corporate_number("７０００－０１２０　５０００２").value(), "7000012050002");
  EXPECT_EQ(corporate_check_digit("000000000000"), '9');
  for (const char* bad : {"", "8000012050002", "7000012050003", "700001205000", "70000120500022", "T7000012050002", "７０００\xEF\xBC"}) {
    const auto refused = parse_corporate_number(bad);
    ASSERT_FALSE(refused) << bad;
    EXPECT_EQ(refused.error().code, ErrorCode::invalid_input);
  }
}

TEST(CorporateNumber, FindsAnyOneWrongDigitThatTheFormulaCanFind) {
  EXPECT_TRUE(rc::check("one digit", [] {
    std::string twelve;
    for (int i = 0; i < 12; ++i) twelve += static_cast<char>('0' + *rc::gen::inRange(0, 10));
    const auto at = *rc::gen::inRange<std::size_t>(0, 12);
    std::string wrong = twelve;
    wrong[at] = static_cast<char>('0' + *rc::gen::inRange(0, 10));
    const int difference = std::abs(wrong[at] - twelve[at]);
    const bool can = difference != 0 && difference != 9;  // modulo 9, 0 and 9 are the same
    RC_ASSERT((corporate_check_digit(wrong) != corporate_check_digit(twelve)) == can);
  }));
}

}  // namespace
}  // namespace hoshi::workflow
