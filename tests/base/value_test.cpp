// JSON values: canonical writing, strict parsing of hostile text.
// SPDX-License-Identifier: Apache-2.0
#include "base/value.h"

#include <gtest/gtest.h>

namespace hoshi {
namespace {

TEST(Json, IsCanonical) {
  const Value a = object({{"b", 1}, {"a", ValueList{true, Value(), "ü"}}});
  EXPECT_EQ(to_json(a), R"({"a":[true,null,"ü"],"b":1})");
  EXPECT_EQ(to_json(*parse_json(to_json(a))), to_json(a));
}

TEST(Json, EscapesControlCharactersAndRepairsUtf8) {
  EXPECT_EQ(to_json(Value("a\"\\\n\x01\x7f")), "\"a\\\"\\\\\\n\\u0001\\u007f\"");
  EXPECT_EQ(to_json(Value("\xff\xc3")), "\"\xEF\xBF\xBD\xEF\xBF\xBD\"");
}

TEST(Json, ReadsBackEveryTextItWrites) {
  std::string all;
  for (int c = 1; c < 256; ++c) all.push_back(static_cast<char>(c));
  const std::string written = to_json(Value(all));
  EXPECT_EQ(to_json(*parse_json(written)), written);
}

TEST(Json, RefusesWhatIsDoubtful) {
  for (const char* text : {"", "{", "[1,]", "{\"a\":1,\"a\":2}", "1 2", "nul", "{\"a\"}", "\"\\x\"", "[1}"}) {
    EXPECT_FALSE(parse_json(text).has_value()) << text;
  }
}

TEST(Json, KeepsItsLimits) {
  EXPECT_FALSE(parse_json(std::string(100, '[') + std::string(100, ']')).has_value());
  EXPECT_TRUE(parse_json(std::string(60, '[') + std::string(60, ']')).has_value());
  EXPECT_FALSE(parse_json("[1,2,3]", {.depth = 8, .input_bytes = 3}).has_value());
}

TEST(Json, NeverMakesANumberItCannotHold) {
  EXPECT_EQ(parse_json("9223372036854775807")->as_integer(), INT64_MAX);
  EXPECT_TRUE(parse_json("9223372036854775808")->is_text());
  EXPECT_TRUE(parse_json("1.5")->is_text());
}

TEST(Value, GivesFallbacksForOtherKinds) {
  const Value value = object({{"n", 5}});
  EXPECT_EQ(value["n"].as_text(), "");
  EXPECT_EQ(value["absent"].as_integer(7), 7);
  EXPECT_TRUE(value["absent"]["deeper"].is_null());
}

}  // namespace
}  // namespace hoshi
