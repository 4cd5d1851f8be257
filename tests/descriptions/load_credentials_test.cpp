// Reading of credentials: accounts with their passwords, and messages that never show what stands in the file.
// SPDX-License-Identifier: Apache-2.0
#include "descriptions/load_credentials.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hoshi::descriptions {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const std::string head = "format = 'hoshi-credentials/1'\nproduct = 'p'\n";

LoadedCredentials load(const std::string& text) {
  Product product;
  product.id = "p";
  product.authentications.emplace_back().id = "web";
  return load_credentials(text, "c.toml", product, [](const std::string& name) -> std::optional<std::string> {
    if (name == "HC_PASSWORD") return "from the environment";
    if (name == "EMPTY") return "";
    return std::nullopt;
  });
}

TEST(LoadCredentials, ReadsPasswordsFromTheFileAndTheEnvironment) {
  const auto loaded = load(head + "[[credential]]\nauthentication = 'web'\naccount = 'admin'\npassword = 'x y'\n"
                                  "[[credential]]\nauthentication = 'web'\naccount = 'b'\npassword_env = 'HC_PASSWORD'\n"
                                  "second = true\n");
  ASSERT_EQ(loaded.problems.to_lines(), "");
  ASSERT_EQ(loaded.credentials.size(), 2u);
  EXPECT_EQ(loaded.credentials[0].password, "x y");
  EXPECT_FALSE(loaded.credentials[0].second);
  EXPECT_EQ(loaded.credentials[1].password, "from the environment");
  EXPECT_TRUE(loaded.credentials[1].second);
}

TEST(LoadCredentials, ReadsTheValueAPasswordMayBeChangedTo) {
  const auto loaded = load(head + "[[credential]]\nauthentication = 'web'\npassword = 'x'\nnext = 'y z'\n");
  ASSERT_EQ(loaded.problems.to_lines(), "");
  EXPECT_EQ(loaded.credentials.at(0).next, "y z");
}

TEST(LoadCredentials, RefusesWhatIsIncompleteOrAmbiguous) {
  EXPECT_EQ(load(head + "[[credential]]\naccount = 'admin'\n").problems.to_lines(),
            "c.toml:3: credential[1].authentication: must be given\n"
            "c.toml:3: credential[1].password: give password or password_env\n");
  EXPECT_EQ(load(head + "[[credential]]\nauthentication = 'web'\npassword = 'x'\npassword_env = 'HC_PASSWORD'\n")
                .problems.to_lines(),
            "c.toml:6: credential[1].password_env: give password or password_env, not both\n");
  EXPECT_EQ(load(head + "[[credential]]\nauthentication = 'ssh'\npassword = 'x'\n").problems.to_lines(),
            "c.toml:4: credential[1].authentication: there is no [[authentication]] called \"ssh\"\n");
  EXPECT_EQ(load(head + "[[credential]]\nauthentication = 'web'\npassword = 'x'\naccont = 'x'\n").problems.to_lines(),
            "c.toml:6: credential[1].accont: \"accont\" is not a known key here; did you mean \"account\"?\n");
}

TEST(LoadCredentials, RefusesVariablesThatAreNotSetWithoutShowingTheirName) {
  for (const char* name : {"HUNTER2", "hunter 2", "EMPTY"}) {
    EXPECT_EQ(load(head + "[[credential]]\nauthentication = 'web'\npassword_env = '" + name + "'\n").problems.to_lines(),
              "c.toml:5: credential[1].password_env: the environment has no variable of this name, or it is empty\n");
  }
}

TEST(LoadCredentials, RefusesAnotherProductAndAnotherFormat) {
  EXPECT_EQ(load("format = 'hoshi-credentials/1'\nproduct = 'q'\n").problems.to_lines(),
            "c.toml:2: product: this file is for the product \"q\", not for \"p\"\n");
  EXPECT_EQ(load("format = 'x'\nproduct = 'p'\n").problems.to_lines(),
            "c.toml:1: format: must be \"hoshi-credentials/1\"; this program reads no other format\n");
}

TEST(LoadCredentials, NeverQuotesThePassword) {
  for (const char* line : {"password = hunter2", "password = 'hunter2", "password = ['hunter2']", "password = \"hunter2\\u0007\"",
                           "password = {hunter2 = }", "password = hunter2hunter2"}) {
    const auto loaded = load(head + "[[credential]]\nauthentication = 'web'\n" + line + "\n");
    EXPECT_FALSE(loaded.problems.empty()) << line;
    EXPECT_THAT(loaded.problems.to_lines(), Not(HasSubstr("unter"))) << line;
    EXPECT_THAT(loaded.problems.to_lines(), HasSubstr("c.toml:5")) << line;
  }
}

TEST(LoadCredentials, SurvivesTruncationAtEveryByteWithoutShowingAnything) {
  const std::string text = head + "[[credential]]\nauthentication = 'web'\npassword = 'hunter2 hunter2'\n";
  for (std::size_t length = 0; length <= text.size(); ++length) {
    EXPECT_THAT(load(text.substr(0, length)).problems.to_lines(), Not(HasSubstr("unter"))) << length;
  }
}

}  // namespace
}  // namespace hoshi::descriptions
