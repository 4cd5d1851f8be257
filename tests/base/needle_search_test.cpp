// Tests of the search for many needles and of the forms of planted values.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <set>

#include "base/value_forms.h"
#include "base/needle_search.h"
#include "base/encoding.h"

namespace hoshi {
namespace {

std::set<std::pair<std::size_t, std::size_t>> found(const NeedleSearch& needles, const std::string& text) {
  std::set<std::pair<std::size_t, std::size_t>> all;
  needles.search(to_bytes(text), [&](std::size_t index, std::size_t offset) { all.emplace(index, offset); });
  return all;
}

TEST(NeedleSearch, FindsEachAtEveryPlace) {
  const std::vector<std::string> words{"canary", "nary-1", "a much longer needle than that", "canary-1"};
  const NeedleSearch needles(words);
  const std::string text = "canary-1 and a much longer needle than that, canarycanary";
  std::set<std::pair<std::size_t, std::size_t>> expected;
  for (std::size_t i = 0; i < words.size(); ++i) {
    for (auto at = text.find(words[i]); at != std::string::npos; at = text.find(words[i], at + 1)) expected.emplace(i, at);
  }
  EXPECT_EQ(found(needles, text), expected);
  EXPECT_EQ(expected.size(), 6u);
}

TEST(NeedleSearch, AgreesWithAPlainSearchOverNoise) {
  std::uint32_t state = 7;
  const auto next = [&] { return static_cast<char>('a' + ((state = state * 1664525u + 1013904223u) >> 24) % 3); };
  std::string text;
  for (int i = 0; i < 20'000; ++i) text += next();
  std::vector<std::string> words;
  for (int i = 0; i < 40; ++i) words.push_back(text.substr(static_cast<std::size_t>(i) * 400, 5 + static_cast<std::size_t>(i) % 4));
  std::set<std::pair<std::size_t, std::size_t>> expected;
  for (std::size_t i = 0; i < words.size(); ++i) {
    for (auto at = text.find(words[i]); at != std::string::npos; at = text.find(words[i], at + 1)) expected.emplace(i, at);
  }
  EXPECT_EQ(found(NeedleSearch(words), text), expected);
}

TEST(NeedleSearch, NothingIsFoundInNothing) {
  EXPECT_TRUE(found(NeedleSearch({"canary"}), "canar").empty());
  EXPECT_TRUE(found(NeedleSearch({}), "canary").empty());
  EXPECT_TRUE(found(NeedleSearch({"ab"}), "abab").empty());
  EXPECT_EQ(found(NeedleSearch({"canary"}), "canary").size(), 1u);
}

// Whatever stands before and after, the form is in the encoding of the whole.
TEST(ValueForms, Base64IsFoundAtEveryAlignment) {
  const std::string value = "canary/??>>-~7";
  const auto forms = forms_of_value(value);
  for (std::size_t before = 0; before < 6; ++before) {
    for (std::size_t after = 0; after < 4; ++after) {
      const std::string encoded = to_base64(to_bytes(std::string(before, 'x') + value + std::string(after, 'y')));
      const auto is_in = [&](const ValueForm& form) { return form.how == "base64" && encoded.find(form.bytes) != std::string::npos; };
      EXPECT_TRUE(std::any_of(forms.begin(), forms.end(), is_in)) << before << " " << after;
    }
  }
}

TEST(ValueForms, AreTheOnesFilesHave) {
  const auto forms = forms_of_value("user&1\"/x");
  const auto has = [&](const std::string& how, const std::string& bytes) {
    return std::any_of(forms.begin(), forms.end(), [&](const ValueForm& form) { return form.how == how && form.bytes == bytes; });
  };
  EXPECT_EQ(forms.at(0).how, "raw");
  EXPECT_TRUE(has("hex", "757365722631222f78"));
  EXPECT_TRUE(has("hex", "757365722631222F78"));
  EXPECT_TRUE(has("utf-16", std::string("u\0s\0e\0r\0&\0001\0\"\0/\0x\0", 18)));
  EXPECT_TRUE(has("utf-16", std::string("\0u\0s\0e\0r\0&\0001\0\"\0/\0x", 18)));
  EXPECT_TRUE(has("url", "user%261%22%2Fx"));
  EXPECT_TRUE(has("url", "user%261%22%2fx"));
  EXPECT_TRUE(has("json", "user&1\\\"/x"));
  EXPECT_TRUE(has("json", "user\\u00261\\\"\\/x"));
  EXPECT_TRUE(has("xml", "user&amp;1&quot;/x"));
  EXPECT_TRUE(has("reversed", "x/\"1&resu"));
}

}  // namespace
}  // namespace hoshi
