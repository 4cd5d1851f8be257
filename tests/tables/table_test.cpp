// The getters of a table: what they accept, and the problem with line and field for what they do not.
// SPDX-License-Identifier: Apache-2.0
#include "tables/table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hoshi::tables {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

struct Reading {
  explicit Reading(std::string_view text)
      : document(Document::read(text, "x.toml", problems)), root(*document, problems) {}
  Problems problems;
  std::optional<Document> document;
  Table root;
};

TEST(Table, ReadsEveryKind) {
  Reading read("t = 'x'\ni = 5\nb = true\nd = 2026-11-23\ne = '2026-11-24'\nl = ['a', 'b']\n[s]\nk = 1\n[[m]]\n[[m]]\n");
  EXPECT_EQ(read.root.text("t"), "x");
  EXPECT_EQ(read.root.integer("i"), 5);
  EXPECT_TRUE(read.root.boolean("b", false));
  EXPECT_EQ(read.root.date("d"), "2026-11-23");
  EXPECT_EQ(read.root.date("e"), "2026-11-24");
  EXPECT_THAT(read.root.texts("l"), ElementsAre("a", "b"));
  EXPECT_EQ(read.root.table("s")->integer("k"), 1);
  EXPECT_EQ(read.root.tables("m").size(), 2u);
  read.root.finish();
  EXPECT_EQ(read.problems.to_lines(), "");
}

TEST(Table, GivesFallbacksForWhatIsAbsent) {
  Reading read("");
  EXPECT_EQ(read.root.text("t"), "");
  EXPECT_EQ(read.root.integer("i", 7), 7);
  EXPECT_TRUE(read.root.boolean("b", true));
  EXPECT_EQ(read.root.date("d"), "");
  EXPECT_FALSE(read.root.table("s").has_value());
  EXPECT_TRUE(read.root.value("v").is_null());
  EXPECT_TRUE(read.problems.empty());
}

TEST(Table, ReportsEveryWrongKindWithItsLine) {
  Reading read("t = 5\ni = '5'\nb = 1\nd = 10:00:00\nl = [\n'a',\n2]\ns = []\nm = [1]\n");
  read.root.text("t");
  read.root.integer("i");
  read.root.boolean("b", false);
  read.root.date("d");
  read.root.texts("l");
  read.root.table("s");
  read.root.tables("m");
  EXPECT_EQ(read.problems.to_lines(),
            "x.toml:1: t: must be text in quotation marks\n"
            "x.toml:2: i: must be a whole number without quotation marks\n"
            "x.toml:3: b: must be true or false, without quotation marks\n"
            "x.toml:4: d: must be a date like 2026-11-23\n"
            "x.toml:7: l: must be text in quotation marks\n"
            "x.toml:8: s: must be a table\n"
            "x.toml:9: m: must be a table\n");
}

TEST(Table, WantsWhatIsRequired) {
  Reading read("\na = ' '\n[s]\n");
  read.root.text("a", Presence::required);
  read.root.table("s")->text("b", Presence::required);
  read.root.date("c", Presence::required);
  EXPECT_EQ(read.problems.to_lines(),
            "x.toml:1: c: must be given\nx.toml:2: a: must be given\nx.toml:3: s.b: must be given\n");
}

TEST(Table, RefusesDatesThatAreNotInTheCalendar) {
  Reading read("a = '2026-02-30'\nb = 'soon'\n");
  EXPECT_EQ(read.root.date("a"), "");
  EXPECT_EQ(read.root.date("b"), "");
  EXPECT_EQ(read.problems.to_lines(),
            "x.toml:1: a: must be a date like 2026-11-23, not \"2026-02-30\"\n"
            "x.toml:2: b: must be a date like 2026-11-23, not \"soon\"\n");
}

TEST(Table, RefusesNumbersOutOfRange) {
  Reading read("n = 70000\n");
  EXPECT_EQ(read.root.integer("n", 0, {0, 65535}), 0);
  EXPECT_EQ(read.problems.to_lines(), "x.toml:1: n: must be from 0 to 65535, not 70000\n");
}

TEST(Table, SuggestsTheWordThatWasMeant) {
  Reading read("\nkind = 'ip_devise'\nother = 'zzzzzzzz'\n");
  EXPECT_EQ(read.root.one_of("kind", {"ip_device", "tablet"}), "");
  EXPECT_EQ(read.root.one_of("other", {"ip_device", "tablet"}), "");
  EXPECT_EQ(read.problems.to_lines(),
            "x.toml:2: kind: must be one of ip_device, tablet, not \"ip_devise\"; did you mean \"ip_device\"?\n"
            "x.toml:3: other: must be one of ip_device, tablet, not \"zzzzzzzz\"\n");
}

TEST(Table, ReportsUnknownKeysWithASuggestion) {
  Reading read("[[route]]\nport = 1\n[[route]]\nporrt = 2\nqqqqqq = 3\n");
  for (auto& route : read.root.tables("route")) {
    route.integer("port");
    route.finish();
  }
  read.root.finish();
  EXPECT_EQ(read.problems.to_lines(),
            "x.toml:4: route[2].porrt: \"porrt\" is not a known key here; did you mean \"port\"?\n"
            "x.toml:5: route[2].qqqqqq: \"qqqqqq\" is not a known key here\n");
}

TEST(Table, RefusesControlCharactersInText) {
  Reading read("a = \"x\\u001b[2J\"\nb = \"line\\nline\\t\"\nc = [\n\"\\u0000\"]");
  EXPECT_EQ(read.root.text("a"), "");
  EXPECT_EQ(read.root.text("b"), "line\nline\t");
  EXPECT_TRUE(read.root.texts("c").empty());
  ASSERT_EQ(read.problems.size(), 2u);
  EXPECT_EQ(read.problems.all()[0].line, 1);
  EXPECT_EQ(read.problems.all()[1].line, 4);
  EXPECT_EQ(read.problems.all()[1].key, "problem.control_character");
}

TEST(Table, ShowsHostileNamesOnlyPrintable) {
  Reading read("\"\\u001b[2J\" = 1\n");
  read.root.finish();
  EXPECT_EQ(read.problems.to_lines(), "x.toml:1: \\x1b[2J: \"\\x1b[2J\" is not a known key here\n");
}

TEST(Problems, StayWithinTheirLimit) {
  Problems problems;
  for (int line = 2000; line > 0; --line) problems.add("x", line, "f", {"problem.missing", "must be given"});
  EXPECT_EQ(problems.size(), Problems::limit);
}

TEST(Problems, AreKeptOnce) {
  Reading read("list = 3\n");
  read.root.tables("list");
  read.root.tables("list");
  EXPECT_EQ(read.problems.to_lines(), "x.toml:1: list: must be a list in square brackets\n");
}

TEST(Problems, FillSlotsByName) {
  EXPECT_EQ(fill("{a} and {b}, {c} {", {{"a", "{b}"}, {"b", "2"}}), "{b} and 2, {c} {");
}

TEST(Document, ThatCannotBeReadIsAProblem) {
  Problems problems;
  EXPECT_FALSE(Document::read("\n=", "x.toml", problems).has_value());
  ASSERT_EQ(problems.size(), 1u);
  EXPECT_EQ(problems.all()[0].line, 2);
  EXPECT_THAT(to_text(problems.all()[0]), HasSubstr("x.toml:2: not valid TOML at column 1"));
}

}  // namespace
}  // namespace hoshi::tables
