// Tests of charset detection and conversion.
// SPDX-License-Identifier: Apache-2.0
#include "protocols/http/charset.h"

#include <gtest/gtest.h>

#include "base/bytes.h"
#include "base/encoding.h"

namespace hoshi::protocols::http {
namespace {

std::string from_hex_text(std::string_view hex) { return to_text(from_hex(hex).value()); }

constexpr std::string_view text = "日本語のお問い合わせ";
constexpr std::string_view shift_jis = "93fa967b8cea82cc82a896e282a28d8782ed82b9";
constexpr std::string_view euc_jp = "c6fccbdcb8eca4cea4aacce4a4a4b9e7a4efa4bb";

TEST(Charset, IsTakenFromTheHeaderThenFromThePage) {
  EXPECT_EQ(declared_charset("text/html; charset=\"Shift_JIS\"", "<meta charset=utf-8>"), "shift_jis");
  EXPECT_EQ(declared_charset("text/html", "<meta charset='EUC-JP'>"), "euc-jp");
  EXPECT_EQ(declared_charset("", "<meta http-equiv=x content='text/html; charset = x-sjis'>"), "x-sjis");
  EXPECT_EQ(declared_charset("", "\xEF\xBB\xBFhello"), "utf-8");
  EXPECT_EQ(declared_charset("", "<?xml version='1.0' encoding='EUC-JP'?>"), "euc-jp");
  EXPECT_EQ(declared_charset("", std::string(2000, ' ') + "<meta charset=utf-8>"), "");
}

TEST(Charset, ConvertsJapaneseEncodings) {
  EXPECT_EQ(to_utf8(from_hex_text(shift_jis), "shift_jis").value(), text);
  EXPECT_EQ(to_utf8(from_hex_text(euc_jp), "euc-jp").value(), text);
  EXPECT_EQ(to_utf8("\x1B$BF|K\\8l\x1B(B", "iso-2022-jp").value(), "日本語");
  EXPECT_EQ(to_utf8("caf\xE9", "iso-8859-1").value(), "café");
}

TEST(Charset, FindsOutWhenThePageSaysNothingOrLies) {
  EXPECT_EQ(to_utf8(from_hex_text(shift_jis), "").value(), text);
  EXPECT_EQ(to_utf8(from_hex_text(euc_jp), "utf-8").value(), text);
  EXPECT_EQ(to_utf8(text, "x-unknown").value(), text);
  EXPECT_EQ(to_utf8("\xEF\xBB\xBFok", "utf-8").value(), "ok");
}

TEST(Charset, MarksWhatFitsNowhere) {
  EXPECT_EQ(to_utf8("a\xFF\xFE\xFF", "utf-8").value(), "a\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
  EXPECT_EQ(to_utf8("\xFF\xFFok", "shift_jis").value(), "\xEF\xBF\xBD\xEF\xBF\xBDok");
}

TEST(Charset, RefusesTextsBeyondItsLimit) {
  EXPECT_EQ(to_utf8(std::string(text_limit_bytes + 1, 'a'), "").error().code, ErrorCode::invalid_input);
}

TEST(Charset, TruncatedAnywhereIsStillValidUtf8) {
  const std::string bytes = from_hex_text(shift_jis);
  for (std::size_t length = 0; length <= bytes.size(); ++length) {
    const auto converted = to_utf8(std::string_view(bytes).substr(0, length), "shift_jis");
    ASSERT_TRUE(converted) << length;
    EXPECT_LE(converted->size(), text.size() + 3) << length;
  }
}

}  // namespace
}  // namespace hoshi::protocols::http
