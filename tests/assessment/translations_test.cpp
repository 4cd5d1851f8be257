// Every reason the room gives has its words in both languages, with the same slots.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <regex>
#include <set>

#include "base/file.h"
#include "base/text.h"

namespace hoshi::assessment {
namespace {

using Slots = std::set<std::string>;
using Reasons = std::map<std::string, Slots>;

Slots matches_of(const std::string& text, const std::regex& pattern) {
  Slots found;
  for (std::sregex_iterator it(text.begin(), text.end(), pattern), end; it != end; ++it) found.insert((*it)[1]);
  return found;
}

// The text of a call from its opening parenthesis to the one that closes it.
std::string call_at(const std::string& source, std::size_t open) {
  int depth = 0;
  for (std::size_t at = open; at < source.size(); ++at) {
    if (source[at] == '(') ++depth;
    if (source[at] == ')' && --depth == 0) return source.substr(open, at - open);
  }
  return "";
}

void collect(const std::string& source, Reasons& reasons) {
  static const std::regex call(R"re(\breason\(\s*"([a-z_.]+)")re");
  static const std::regex slot(R"re(\{"([a-z_0-9]+)",)re");
  for (std::sregex_iterator it(source.begin(), source.end(), call), end; it != end; ++it) {
    const std::size_t open = source.find('(', static_cast<std::size_t>(it->position()));
    const Slots slots = matches_of(call_at(source, open), slot);
    const auto [known, is_new] = reasons.try_emplace((*it)[1], slots);
    EXPECT_TRUE(is_new || known->second == slots) << (*it)[1] << " is given with different slots";
  }
}

Reasons given_reasons() {
  Reasons reasons;
  const std::filesystem::path room = std::filesystem::path(HOSHI_SOURCE_FOLDER) / "src/assessment";
  for (const auto& entry : std::filesystem::recursive_directory_iterator(room)) {
    if (entry.path().extension() != ".cpp") continue;
    const auto source = read_file(entry.path());
    EXPECT_TRUE(source.has_value());
    collect(source.value_or(""), reasons);
  }
  return reasons;
}

// Section [reason] of one file, one key a line, as the house writes it.
void read_words(const std::filesystem::path& file, Reasons& reasons) {
  static const std::regex slot(R"re(\{([a-z_0-9]+)\})re");
  const auto text = read_file(file);
  EXPECT_TRUE(text.has_value());
  std::string section;
  for (const auto& line : split(text.value_or(""), '\n')) {
    if (line.starts_with("[")) section = line;
    const auto equals = line.find(" = ");
    if (section != "[reason]" || equals == std::string::npos) continue;
    reasons[line.substr(0, equals)] = matches_of(line.substr(equals), slot);
  }
}

// <language>.toml, and the topics beside it.
Reasons translated(const std::string& language) {
  const auto folder = std::filesystem::path(HOSHI_SOURCE_FOLDER) / "translations";
  Reasons reasons;
  read_words(folder / (language + ".toml"), reasons);
  for (const auto& entry : std::filesystem::directory_iterator(folder / language)) read_words(entry.path(), reasons);
  return reasons;
}

TEST(Reasons, HaveTheirWordsInJapanese) { EXPECT_EQ(given_reasons(), translated("ja")); }

TEST(Reasons, HaveTheirWordsInEnglish) { EXPECT_EQ(given_reasons(), translated("en")); }

TEST(Reasons, AreFoundInTheSources) {
  const auto reasons = given_reasons();
  EXPECT_GT(reasons.size(), 100u);
  EXPECT_EQ(reasons.at("throttle.none"), (Slots{"login", "tries"}));
}

}  // namespace
}  // namespace hoshi::assessment
