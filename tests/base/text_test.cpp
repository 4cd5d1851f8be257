// Text helpers, encodings, dates and files.
// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include "base/date.h"
#include "base/encoding.h"
#include "base/file.h"

namespace hoshi {
namespace {

TEST(Text, SplitsAndTrims) {
  EXPECT_EQ(split("a,,b", ','), (std::vector<std::string>{"a", "", "b"}));
  EXPECT_EQ(trimmed(" \t x y\n"), "x y");
  EXPECT_EQ(join({"", "a", ""}, ","), ",a,");
}

TEST(Text, ReadsNumbersWithinTheirLimitOnly) {
  EXPECT_EQ(parse_number("65535", 65535), 65535u);
  EXPECT_FALSE(parse_number("65536", 65535).has_value());
  EXPECT_FALSE(parse_number("-1", 10).has_value());
  EXPECT_FALSE(parse_number("", 10).has_value());
  EXPECT_FALSE(parse_number("99999999999999999999", UINT64_MAX).has_value());
  EXPECT_EQ(parse_number("18446744073709551615", UINT64_MAX), UINT64_MAX);
}

TEST(Text, SuggestsOnlyWhatIsNear) {
  EXPECT_EQ(nearest("protocl", {"protocol", "purpose"}), "protocol");
  EXPECT_FALSE(nearest("xyz", {"protocol", "purpose"}).has_value());
}

TEST(Text, ShowsControlCharactersAndCuts) {
  EXPECT_EQ(printable("a\x1b[31m", 100), "a\\x1b[31m");
  EXPECT_EQ(printable("abcdef", 3), "abc…");
  EXPECT_EQ(printable("日本", 6), "日本");
  EXPECT_EQ(printable("日本", 5), "日…");
  EXPECT_LE(printable(std::string(1000, '\0'), 200).size(), 203u);
  EXPECT_LE(printable(std::string(1000, '\xff'), 200).size(), 203u);
}

TEST(Text, ShowsWhatWouldChangeHowOthersLook) {
  EXPECT_EQ(printable("a\u202eb\u2066c\u2028d", 100), "a\\u202eb\\u2066c\\u2028d");
  EXPECT_EQ(printable("\xc2\x9b" "31m\xc2\xa0", 100), "\\u009b31m\xc2\xa0");  // C1 CSI; a hard space stays
  EXPECT_EQ(printable("\xef\xbb\xbfx", 100), "\\ufeffx");
  EXPECT_EQ(printable("日本 😀 é", 100), "日本 😀 é");
}

TEST(Text, RepairsUtf8AndNothingElse) {
  EXPECT_EQ(valid_utf8("日本\xe6\x97"), "日本\xEF\xBF\xBD\xEF\xBF\xBD");
  EXPECT_EQ(valid_utf8("\xc0\xaf"), "\xEF\xBF\xBD\xEF\xBF\xBD");     // overlong
  EXPECT_EQ(valid_utf8("\xed\xa0\x80").find("\xed"), std::string::npos);  // surrogate
  EXPECT_EQ(valid_utf8("😀"), "😀");
}

TEST(Encoding, RoundTrips) {
  for (std::size_t size = 0; size < 40; ++size) {
    Bytes bytes(size);
    for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<std::uint8_t>(i * 37);
    EXPECT_EQ(*from_base64(to_base64(bytes)), bytes);
    EXPECT_EQ(*from_hex(to_hex(bytes)), bytes);
  }
  EXPECT_EQ(to_base64(to_bytes("foob")), "Zm9vYg==");  // RFC 4648, 10
}

TEST(Encoding, RefusesOtherSpellings) {
  for (const char* text : {"Zm9vYh==", "Zm9v\n", "Zg=", "====", "Zm9vYg", "Z=9v"}) EXPECT_FALSE(from_base64(text)) << text;
  EXPECT_FALSE(from_hex("abc"));
  EXPECT_FALSE(from_hex("zz"));
}

TEST(Encoding, HashesAsTheStandardSays) {  // FIPS 180-4, example "abc"
  EXPECT_EQ(sha256_hex(std::string_view("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Date, IsADayOfTheCalendar) {
  EXPECT_EQ(to_text(*parse_date("2028-02-29")), "2028-02-29");
  for (const char* text : {"2026-02-29", "2026-13-01", "2026-1-1", "20260101", "2026-01-01x", ""}) {
    EXPECT_FALSE(parse_date(text).has_value()) << text;
  }
}

TEST(Date, InstantsRoundTrip) {
  const auto instant = parse_instant("2026-11-23T01:22:42.123Z");
  ASSERT_TRUE(instant.has_value());
  EXPECT_EQ(to_text(*instant), "2026-11-23T01:22:42.123Z");
  EXPECT_FALSE(parse_instant("2026-11-23T24:00:00.000Z").has_value());
}

TEST(File, IsReplacedAsAWholeAndErrorsNameIt) {
  const std::string path = ::testing::TempDir() + "file-test-" + std::to_string(::getpid());
  ASSERT_TRUE(write_file(path, "one").has_value());
  ASSERT_TRUE(write_file(path, "two").has_value());
  EXPECT_EQ(*read_file(path), "two");
  EXPECT_EQ(read_file(path, 2).error().code, ErrorCode::invalid_input);
  const auto missing = read_file(path + ".missing");
  EXPECT_EQ(missing.error().code, ErrorCode::not_found);
  EXPECT_NE(missing.error().message.find(path), std::string::npos);
  EXPECT_EQ(write_file("/dev/full/x", "x").error().code, ErrorCode::not_found);
}

}  // namespace
}  // namespace hoshi
