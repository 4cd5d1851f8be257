// Tests of labels and words on their own.
// SPDX-License-Identifier: Apache-2.0
#include "protocols/text/labels.h"

#include <gtest/gtest.h>

namespace hoshi::protocols::text {
namespace {

Value labels(std::string_view pattern) {
  return object({{"label", ValueList{object({{"name", "model"}, {"pattern", pattern}})}}});
}

TEST(Labels, CatchWhatStandsBehindThem) {
  const auto made = Labels::create(labels("model: ([a-z0-9-]+)")).value();
  EXPECT_EQ(made.find("model", "MODEL： ＨＣ-100, white"), "HC-100");
  EXPECT_EQ(made.find("model", "nothing"), "");
  EXPECT_EQ(made.find("version", "model: x"), "");
}

TEST(Labels, RefuseWhatIsNoPatternWithOneGroup) {
  EXPECT_EQ(Labels::create(labels("(open")).error().code, ErrorCode::invalid_input);
  EXPECT_EQ(Labels::create(labels("no group")).error().code, ErrorCode::invalid_input);
  EXPECT_EQ(Labels::create(Value()).error().code, ErrorCode::invalid_input);
}

TEST(Words, StandAloneOrNotAtAll) {
  EXPECT_TRUE(shows_word("Camera HC-100.", "HC-100"));
  EXPECT_TRUE(shows_word("型番HC-100です", "HC-100"));
  EXPECT_TRUE(shows_word("HC-100B HC-100", "HC-100"));
  EXPECT_FALSE(shows_word("HC-100-B", "HC-100"));
  EXPECT_FALSE(shows_word("XHC-100", "HC-100"));
  EXPECT_FALSE(shows_word("12.1.0", "2.1.0"));
  EXPECT_FALSE(shows_word("2.1.0.4", "2.1.0"));
  EXPECT_FALSE(shows_word("anything", ""));
}

}  // namespace
}  // namespace hoshi::protocols::text
