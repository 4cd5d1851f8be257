// Parsing of TOML into nodes: lines, limits, and text that is not TOML.
// SPDX-License-Identifier: Apache-2.0
#include "tables/document.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "tables/table.h"

namespace hoshi::tables {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr std::string_view sample = R"(format = "x/1" # a comment
[product]
id = "hc-100"
when = 2026-11-23
port = 0x1bb
on = true
[[route]]
id = "web"
texts = [
  "a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p.q.r.s.t.u.v",
  '[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[',
]
[[route]]
id = "ssh"
[[route.check]]
long = """
{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{ \""" "quoted" """""
)";

std::string error_of(std::string_view text, Limits limits = {}, Secrecy secrecy = Secrecy::open) {
  const auto document = Document::parse(text, "x.toml", secrecy, limits);
  return document ? "" : document.error().message;
}

std::string repeated(std::string_view part, std::size_t times) {
  std::string all;
  for (std::size_t i = 0; i < times; ++i) all += part;
  return all;
}

TEST(Document, SurvivesEveryCharacterWhereWhiteSpaceMayStand) {
  for (const char* text : {"あ", "\u3000", "「」", "ｶ", "é", "漢", "\U0001F600"}) {
    const std::string word(text);
    EXPECT_TRUE(Document::parse("a = \"\"\"x \\\n  " + word + "\"\"\"\n", "t").has_value()) << word;
    EXPECT_FALSE(Document::parse(word + " = 1\n", "t").has_value()) << word;
    EXPECT_FALSE(Document::parse("a = " + word + "\n", "t").has_value()) << word;
  }
}

TEST(Document, KeepsValuesWithTheLineTheyStandOn) {
  const auto document = Document::parse(sample, "x.toml");
  ASSERT_TRUE(document) << document.error().message;
  const Node& root = document->root();
  EXPECT_EQ(root.member("product")->line, 2);
  EXPECT_EQ(root.member("product")->member("when")->text, "2026-11-23");
  EXPECT_EQ(root.member("product")->member("when")->kind, Node::Kind::date);
  EXPECT_EQ(root.member("product")->member("port")->number, 443);
  const Node& routes = *root.member("route");
  ASSERT_EQ(routes.children.size(), 2u);
  EXPECT_EQ(routes.children[0].line, 7);
  EXPECT_EQ(routes.children[1].line, 13);
  EXPECT_EQ(routes.children[0].member("texts")->children[1].line, 11);
  EXPECT_EQ(routes.children[1].member("check")->children[0].member("long")->line, 16);
}

TEST(Document, BecomesAValue) {
  const auto document = Document::parse("a = [1, {b = 'x'}]\nd = 2026-11-23\nt = false\nf = 1.5", "x.toml");
  ASSERT_TRUE(document);
  EXPECT_EQ(to_json(to_value(*document)), R"({"a":[1,{"b":"x"}],"d":"2026-11-23","f":"1.5","t":false})");
}

TEST(Document, NamesFileLineAndColumnOfTextThatIsNotToml) {
  EXPECT_THAT(error_of("a = 1\nb = = 2\n"), StartsWith("x.toml:2:5: not valid TOML"));
  EXPECT_THAT(error_of("a = 1\na = 2\n"), StartsWith("x.toml:2:"));
  EXPECT_THAT(error_of("a = \"\xff\xfe\"\n"), StartsWith("x.toml:1:"));
}

TEST(Document, RefusesHeadersThatBreakAssertionsOfTheParser) {
  for (const char* text : {"[[[1]]]", "[[=", "[&", "[[[a]]]\n", "\xEF\xBB\xBF [[[[{)b={c=[1[,2]]"}) {
    EXPECT_THAT(error_of(text), HasSubstr("not valid TOML")) << text;
  }
}

TEST(Document, TakesAnyLetterAfterABackslashAtTheEndOfALine) {
  for (const std::string letter : {"ќ", "あ", "ア", "漢", "é"}) {
    const auto document = Document::parse("a = \"\"\"\\\n" + letter + "\"\"\"\n", "x.toml");
    ASSERT_TRUE(document) << letter;
    EXPECT_EQ(document->root().member("a")->text, letter);
    EXPECT_THAT(error_of("\n" + letter + " = 1\n"), StartsWith("x.toml:2:1: not valid TOML")) << letter;
  }
}

TEST(Document, ShowsNothingOfASecretFile) {
  const std::string error = error_of("ok = 1\npassword = hunter2\n", {}, Secrecy::secret);
  EXPECT_THAT(error, StartsWith("x.toml:2:"));
  EXPECT_THAT(error, Not(HasSubstr("hunt")));
}

TEST(Document, RefusesTextThatIsTooLarge) {
  EXPECT_THAT(error_of("a = 12345", {.bytes = 4}), HasSubstr("larger than 4 bytes"));
}

TEST(Document, RefusesTooManyValues) {
  EXPECT_THAT(error_of("a = [1, 2,\n 3, 4]", {.values = 4}), StartsWith("x.toml:2:1: more than 4 values"));
}

TEST(Document, RefusesDeepNestingInEveryNotation) {
  constexpr std::size_t many = 100'000;
  const std::string dotted = "a" + repeated(".a", many);
  EXPECT_THAT(error_of("x = 1\na = " + repeated("[", many)), StartsWith("x.toml:2:1: nested deeper"));
  EXPECT_THAT(error_of("a = " + repeated("{a = ", many)), HasSubstr("nested deeper"));
  EXPECT_THAT(error_of("\n[" + dotted + "]"), StartsWith("x.toml:2:1: nested deeper"));
  EXPECT_THAT(error_of(dotted + " = 1"), HasSubstr("nested deeper"));
  EXPECT_THAT(error_of("a = \"\"\"\"x\"\"\"\"\"\n" + dotted + " = 1"), StartsWith("x.toml:2:1: nested deeper"));
  // Each notation alone stays within the limit, together they do not.
  EXPECT_THAT(error_of("[a.a.a.a.a.a.a.a.a]\nb.b.b.b.b.b.b.b.b = 1"), HasSubstr("nested deeper than 16"));
}

TEST(Document, CountsNoBracketsInsideStringsAndComments) {
  const std::string brackets = repeated("[", 100);
  EXPECT_EQ(error_of("# " + brackets + "\na = '" + brackets + "'\nb = \"\\\"" + brackets + "\""), "");
  EXPECT_EQ(error_of("a = '''\n" + brackets + "''\n''''\nb = \"\"\"\\\n" + brackets + "\\\"\"\"\"\""), "");
}

TEST(Document, SurvivesTruncationAtEveryByte) {
  std::size_t parsed = 0;
  for (std::size_t length = 0; length <= sample.size(); ++length) {
    const auto document = Document::parse(sample.substr(0, length), "x.toml");
    if (document) ++parsed;
    if (!document) {
      EXPECT_THAT(document.error().message, StartsWith("x.toml:"));
    }
  }
  EXPECT_GT(parsed, 5u);
}

TEST(Document, SurvivesRandomChangesOfBytes) {
  std::mt19937 random(20261123);
  constexpr std::string_view alphabet = "[]{}\"'.=,#\n\\ a1-:T\x01\xff";
  std::size_t refused = 0;
  for (int round = 0; round < 3000; ++round) {
    std::string text(sample);
    for (int change = 0; change < 4; ++change) {
      text[random() % text.size()] = alphabet[random() % alphabet.size()];
    }
    if (!Document::parse(text, "x.toml")) ++refused;
  }
  EXPECT_GT(refused, 1000u);
}

}  // namespace
}  // namespace hoshi::tables
