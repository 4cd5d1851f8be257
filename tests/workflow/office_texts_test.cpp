// Refusals, guards and rules have their words in both languages; docs/office-states.md is what JC-STAR's data say.
// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>

#include "base/file.h"
#include "tables/table.h"
#include "workflow/constitution.h"
#include "workflow/office_data.h"
#include "workflow/vocabulary.h"

namespace hoshi::workflow {
namespace {

Value texts(const std::string& language) {
  const auto text = read_file(source("translations/" + language + "/workflow.toml"));
  const auto document = tables::Document::parse(text.value_or(""), language);
  EXPECT_TRUE(document);
  return document ? tables::to_value(*document) : Value{};
}

TEST(OfficeTexts, StandInEnglishAsInTheCodeAndInJapanese) {
  const Value en = texts("en");
  const Value ja = texts("ja");
  std::map<std::string, std::size_t> count;
  const auto check = [&](const std::string& section, std::string_view name, std::string_view english) {
    EXPECT_EQ(en[section][name].as_text(), english) << section << "." << name;
    EXPECT_NE(ja[section][name].as_text(), "") << section << "." << name;
    ++count[section];
  };
  for (const auto& guard : guards()) check("lacks", guard.name, guard.english);
  for (const auto& kind : refusal_kinds()) check("refusal", kind.key.substr(8), kind.english);
  for (const auto& rule : constitution()) check("constitution", rule.key.substr(13), rule.english);
  for (const auto& [section, expected] : count) EXPECT_EQ(en[section].as_map().size(), expected) << section << " has texts nobody uses";
  for (const auto& role : role_names()) EXPECT_NE(ja["role"][role].as_text(), "") << role;
  for (const auto& turn : turn_names()) EXPECT_NE(ja["turn"][turn].as_text(), "") << turn;
}

TEST(OfficeTexts, TravelInsideErrors) {
  const Machine machine{"filing", "application", "parties", {}, "a", 0, {}, {}};
  const auto refused = take_step(machine, {"a", {}, {}, "", ""}, {"x", "", {}}, {"bad event] [lacks.x", "", ""});
  ASSERT_FALSE(refused);
  const auto message = refusal_in(Error(refused.error()).with_context("application/1"));
  ASSERT_TRUE(message);
  EXPECT_EQ(message->key, "refusal.unknown_step");
  EXPECT_EQ(message->slots.at("event"), "bad?event???lacks?x");
  EXPECT_FALSE(refusal_in({ErrorCode::internal, "no refusal"}));
}

std::string joined(const std::vector<std::string>& all) {
  std::string text;
  for (const auto& one : all) text += (text.empty() ? "" : ", ") + one;
  return text;
}

std::string page() {
  std::string text = "<!-- SPDX-License-Identifier: Apache-2.0 -->\n# 状態と手続 / States and steps\n\n"
                     "Written by `HOSHI_WRITE_DOCS=1 build-dev/tests/test_workflow --gtest_filter='OfficeTexts.*'` from `schemes/jc-star/`; the test\n"
                     "fails when page and data differ. What the profile adds (people, separation) stands in `workflow.toml`.\n";
  for (const auto& machine : jc_star().rulebook.machines) {
    text += "\n## " + machine.name + "\n\n| state | 状態 | state in words | turn | days |\n|---|---|---|---|---|\n";
    for (const auto& state : machine.states) {
      text += "| `" + state.id + "` | " + state.name.ja + " | " + state.name.en + " | " + (state.ends ? "–" : state.turn) + " | " +
              (state.due_days > 0 ? std::to_string(state.due_days) : "") + " |\n";
    }
    text += "\n| step | 手続 | from | to | roles | needs |\n|---|---|---|---|---|---|\n";
    for (const auto& step : machine.transitions) {
      const std::string kinds = step.kinds.empty() ? "" : " (" + joined(step.kinds) + ")";
      text += "| `" + step.event + "`" + kinds + " | " + step.name.ja + " | " + joined(step.from) + " | " + (step.to.empty() ? "=" : step.to) +
              " | " + joined(step.roles) + " | " + joined(step.guards) + " |\n";
    }
  }
  return text;
}

TEST(OfficeTexts, ThePageOfStatesIsWhatTheDataSay) {
  const auto path = source("docs/office-states.md");
  if (std::getenv("HOSHI_WRITE_DOCS") != nullptr) {
    ASSERT_TRUE(write_file(path, page()));
  }
  EXPECT_EQ(read_file(path).value_or(""), page());
}

}  // namespace
}  // namespace hoshi::workflow
