// Tests that changed values are judged by effect, at every login, and put back; that first use and labels are looked at.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "fake_bench.h"
#include "probes/value_changing.h"

namespace hoshi::probes {
extern const Probe probe_value_change;
extern const Probe probe_first_use;
extern const Probe probe_initial_passwords;
namespace {

using testing::FakeBench;
using testing::Heard;
using testing::Reply;
using testing::SshAttempt;
using transport::SshCommand;
using transport::SshLogin;

constexpr std::string_view original = "former value 1";

// Two doors over SSH, a command that changes the value of the first or of both, and a web page with sessions.
struct Device {
  std::string first{original};
  std::string second{original};
  bool changes_second = true;
  bool has_effect = true;
  bool ends_sessions = true;
  bool refuses_to_go_back = false;
  std::size_t shortest = 8;
  std::size_t history = 0;
  std::vector<std::string> former{std::string(original)};
  bool is_session_alive = false;
  int changes = 0;

  std::string change(const std::string& to) {
    ++changes;
    const auto begin = former.end() - static_cast<std::ptrdiff_t>(std::min(history, former.size()));
    if (to.size() < shortest || std::find(begin, former.end(), to) != former.end()) return "refused";
    if (refuses_to_go_back && to == original) return "refused";
    if (!has_effect) return "changed";
    first = to;
    if (changes_second) second = to;
    if (ends_sessions) is_session_alive = false;
    former.push_back(to);
    return "changed";
  }
};

SshLogin judged(bool is_right) {
  SshLogin login;
  login.outcome = is_right ? SshLogin::Outcome::accepted : SshLogin::Outcome::refused;
  login.methods = {"password"};
  return login;
}

Recipe ssh_recipe(std::string id, std::string purpose, std::string command) {
  RecipeStep step;
  step.kind = "ssh";
  step.route = "first";
  step.path = std::move(command);
  step.expect = purpose == "change" || purpose == "first_use" ? "changed" : "";
  Recipe recipe;
  recipe.id = std::move(id);
  recipe.purpose = std::move(purpose);
  recipe.authentication = "admin";
  recipe.steps = {step};
  return recipe;
}

Recipe web_recipe(std::string id, std::string purpose, std::string path) {
  RecipeStep step;
  step.kind = "http";
  step.route = "web";
  step.path = std::move(path);
  step.expect = "^HTTP/1.1 200";
  if (purpose == "session") step.keep = {"session=token=([a-z0-9-]+)"};
  Recipe recipe;
  recipe.id = std::move(id);
  recipe.purpose = std::move(purpose);
  recipe.authentication = "admin";
  recipe.steps = {step};
  return recipe;
}

Route route_of(std::string id, std::uint16_t port, std::string protocol) {
  Route route;
  route.id = std::move(id);
  route.transport = "tcp";
  route.port = port;
  route.protocol = std::move(protocol);
  return route;
}

class ValueChange : public ::testing::Test {
 protected:
  ValueChange() {
    bench.described.model = "HC-100";
    bench.described.routes = {route_of("first", 22, "ssh"), route_of("second", 2222, "ssh"), route_of("web", 80, "http")};
    bench.described.logins = {{"first", "first", "admin", "ssh", "", "", "", ""}, {"second", "second", "admin", "ssh", "", "", "", ""}};
    bench.described.recipes = {ssh_recipe("change-ssh", "change", "set {new}")};
    bench.accounts = {{"admin", "root", std::string(original), false}};
    bench.serve_ssh(22, [this](const SshAttempt& attempt) { return judged(attempt.password == device.first); });
    bench.serve_ssh(2222, [this](const SshAttempt& attempt) { return judged(attempt.password == device.second); });
    bench.world.ssh_inside = [this](const SshAttempt&, const SshCommand& command) {
      return command.command.starts_with("set ") ? device.change(command.command.substr(4)) : std::string("what?");
    };
    bench.serve(80, [this](const Heard& heard) { return heard.now.empty() ? Reply{} : Reply{page(heard.now), true}; });
    bench.saw("port.open", {"main", "tcp/22", ""});
  }

  std::string page(const std::string& request) {
    if (request.starts_with("GET /session")) device.is_session_alive = true;
    const bool is_fine = request.starts_with("GET /session") || (request.starts_with("GET /me?t-77") && device.is_session_alive);
    const std::string body = is_fine ? "token=t-77" : "no";
    return "HTTP/1.1 " + std::string(is_fine ? "200 OK" : "403 Forbidden") + "\r\nContent-Length: " + std::to_string(body.size()) +
           "\r\n\r\n" + body;
  }
  Result<void> change() { return bench.run(probe_value_change, {"value_change", "main", "", "change-ssh"}); }
  std::vector<std::string> words(std::string_view key) {
    std::vector<std::string> found;
    for (const auto& value : bench.values("value.change")) found.push_back(value[key].as_text());
    return found;
  }
  std::map<std::string, bool> weak() {
    std::map<std::string, bool> found;
    for (const auto& value : bench.values("value.weak")) found[value["what"].as_text()] = value["accepted"].as_bool();
    return found;
  }

  Device device;
  FakeBench bench;
};

using Words = std::vector<std::string>;

TEST_F(ValueChange, IsPlannedForEachRecipeWithALogin) {
  EXPECT_EQ(bench.plan(probe_value_change).size(), 1u);
  bench.described.logins.clear();
  EXPECT_TRUE(bench.plan(probe_value_change).empty());
}

TEST_F(ValueChange, SeesAGoodChangeAtEveryLoginAndPutsTheValueBack) {
  const auto done = change();
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ(words("new"), (Words{"accepted", "accepted"}));
  EXPECT_EQ(words("old"), (Words{"refused", "refused"}));
  for (const auto& value : bench.values("value.change")) EXPECT_TRUE(value["control"].as_bool());
  EXPECT_EQ(device.first, original);
  EXPECT_EQ(device.second, original);
  EXPECT_EQ(weak(), (std::map<std::string, bool>{{"same", true}, {"short", false}, {"user_name", false}}));
}

TEST_F(ValueChange, SeesALoginThatKeepsTheOldValue) {
  device.changes_second = false;
  ASSERT_TRUE(change());
  EXPECT_EQ(words("new"), (Words{"accepted", "refused"}));
  EXPECT_EQ(words("old"), (Words{"refused", "accepted"}));
  EXPECT_EQ(device.first, original);
}

TEST_F(ValueChange, DoesNotBelieveAnAnswerWithoutEffect) {
  device.has_effect = false;
  ASSERT_TRUE(change());
  EXPECT_EQ(words("new"), (Words{"refused", "refused"}));
  EXPECT_EQ(words("old"), (Words{"accepted", "accepted"}));
  EXPECT_EQ(device.changes, 1);
}

TEST_F(ValueChange, SaysNothingWhereTheTestAccountDoesNotWork) {
  bench.accounts.front().password = "another";
  ASSERT_TRUE(change());
  EXPECT_EQ(words("old"), (Words{"not_tried", "not_tried"}));
  EXPECT_EQ(device.changes, 0);
}

TEST_F(ValueChange, SeesWeakValuesTaken) {
  device.shortest = 0;
  ASSERT_TRUE(change());
  EXPECT_EQ(weak(), (std::map<std::string, bool>{{"same", true}, {"short", true}, {"user_name", true}}));
  EXPECT_EQ(device.first, original);
}

TEST_F(ValueChange, GoesRoundByOtherValuesWhereTheLastOnesAreRefused) {
  device.history = 3;
  const auto done = change();
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ(weak().at("same"), false);
  EXPECT_EQ(device.first, original);
}

TEST_F(ValueChange, FailsLoudlyWhenTheValueCannotBePutBack) {
  device.refuses_to_go_back = true;
  const auto done = change();
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, ErrorCode::conflict);
  EXPECT_NE(done.error().message.find("could not be changed back"), std::string::npos);
  EXPECT_EQ(done.error().message.find(device.first), std::string::npos);
  const auto at = done.error().message.find("\":");
  ASSERT_NE(at, std::string::npos);
  // The tester, who knows the former value, can work out the one in force.
  EXPECT_EQ(value_after(std::string(original), done.error().message.substr(at + 2, 8)).value, device.first);
}

TEST_F(ValueChange, UsesTheNextValueOfTheCredentialsFile) {
  bench.accounts.front().next = "Chosen-by-tester-9";
  ASSERT_TRUE(change());
  EXPECT_NE(std::find(device.former.begin(), device.former.end(), "Chosen-by-tester-9"), device.former.end());
  EXPECT_NE(std::find(bench.world.secrets.begin(), bench.world.secrets.end(), "Chosen-by-tester-9"), bench.world.secrets.end());
  EXPECT_EQ(device.first, original);
}

TEST_F(ValueChange, WantsTheNextValueWhereAPersonChangesIt) {
  bench.described.recipes.front().steps.front().kind = "hand";
  EXPECT_FALSE(change());
  EXPECT_EQ(device.changes, 0);
}

TEST_F(ValueChange, SeesWhetherSessionsSurvive) {
  bench.described.recipes.push_back(web_recipe("session-web", "session", "/session"));
  bench.described.recipes.push_back(web_recipe("use-web", "use_session", "/me?{session}"));
  for (const bool ends : {true, false}) {
    bench.observed.clear();
    device.ends_sessions = ends;
    ASSERT_TRUE(change());
    ASSERT_EQ(bench.values("value.session").size(), 1u);
    EXPECT_TRUE(bench.values("value.session").front()["alive_before"].as_bool());
    EXPECT_EQ(bench.values("value.session").front()["alive_after"].as_bool(), !ends);
  }
}

TEST_F(ValueChange, NoObservationHoldsAValue) {
  ASSERT_TRUE(change());
  for (const auto& observation : bench.observed) {
    const auto text = to_json(observation.value);
    for (const auto& value : device.former) EXPECT_EQ(text.find(value), std::string::npos) << text;
  }
}

// A run was killed after it had set a value: what the journal holds is what it observed.
class ValueLeftBehind : public ValueChange {
 protected:
  void left(std::string notes) {
    bench.world.acts = [this, notes = std::move(notes)](const transport::BenchAct& act) {
      ++questions;
      EXPECT_EQ(act.recipe, ":left:change-ssh");
      return transport::BenchActReport{transport::BenchActReport::Outcome::done, notes};
    };
  }
  int questions = 0;
};

TEST_F(ValueLeftBehind, IsFoundByTheNotesAndPutBackBeforeTheTestBegins) {
  device.first = device.second = value_after(std::string(original), "abcdefg7").value;
  left("next made:abcdefg7 former");
  const auto done = change();
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ(device.first, original);
  EXPECT_EQ(device.second, original);
  EXPECT_EQ(words("new"), (Words{"accepted", "accepted"}));
  EXPECT_EQ(questions, 1);
}

TEST_F(ValueLeftBehind, IsFoundAmongWeakValues) {
  device.first = device.second = "root";
  left("made:abcdefg7 short:abcdefg8 user_name");
  ASSERT_TRUE(change());
  EXPECT_EQ(device.first, original);
}

TEST_F(ValueLeftBehind, IsNamedWhenItCannotBePutBack) {
  device.first = device.second = value_after(std::string(original), "abcdefg7").value;
  device.refuses_to_go_back = true;
  left("made:abcdefg7");
  const auto done = change();
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, ErrorCode::conflict);
  EXPECT_NE(done.error().message.find(how_of("made:abcdefg7")), std::string::npos) << done.error().message;
  EXPECT_EQ(done.error().message.find(device.first), std::string::npos);
}

TEST_F(ValueLeftBehind, IsNotAskedForWhereTheFormerValueWorks) {
  left("made:abcdefg7");
  ASSERT_TRUE(change());
  EXPECT_EQ(questions, 0);
}

TEST_F(ValueLeftBehind, IsNotedBeforeEachChange) {
  ASSERT_TRUE(change());
  const auto notes = notes_in(bench.observed);
  ASSERT_FALSE(notes.empty());
  EXPECT_EQ(notes.front().kind, "made");
  EXPECT_EQ(notes.front().authentication, "admin");
  const auto value = value_of(notes.front().text, bench.accounts.front());
  ASSERT_TRUE(value);
  EXPECT_EQ(value->value, device.former.at(1));
  EXPECT_EQ(bench.observed.front().fact, "value.set");
  EXPECT_EQ(notes.back().text, "former");
}

TEST(ValueNotes, AreReadStrictly) {
  const Credential account{"admin", "root", "former value 1", false, ""};
  for (const auto* bad : {"", "made", "made:", "made:12345", "made:ABCDEFG7", "made:abcdefg7x", "other:abcdefg7", "next:abcdefg7", "next"}) {
    EXPECT_FALSE(value_of(bad, account)) << bad;
  }
  EXPECT_EQ(value_of("user_name", account)->value, "root");
  EXPECT_EQ(value_of("short:abcdefg7", account)->value.size(), 4u);
  EXPECT_EQ(how_of("made:x"), "");
}

class FirstUse : public ValueChange {
 protected:
  FirstUse() {
    bench.described.recipes = {ssh_recipe("first", "first_use", "set {new}")};
    bench.labels = {{"A", "admin", "root", "factory"}};
    device.first = device.second = "factory";
  }
  std::vector<Value> look() {
    const auto done = bench.run(probe_first_use, {"first_use", "main", "", "first"});
    EXPECT_TRUE(done) << (done ? "" : done.error().message);
    return bench.values("first_use.state");
  }
};

TEST_F(FirstUse, SeesAFactoryValueThatCanBeUsed) {
  device.changes_second = false;
  const auto states = look();
  ASSERT_EQ(states.size(), 2u);
  EXPECT_EQ(states[0]["state"].as_text(), "usable");
  EXPECT_EQ(states[0]["after"].as_text(), "refused");
  EXPECT_TRUE(states[0]["control"].as_bool());
  EXPECT_EQ(states[1]["state"].as_text(), "usable");
  EXPECT_EQ(states[1]["after"].as_text(), "usable");
  EXPECT_EQ(device.first, original);
}

TEST_F(FirstUse, SeesThatSettingOneIsForced) {
  bool is_set = false;
  const auto door = [&](const SshAttempt& attempt) { return judged(is_set && attempt.password == device.first); };
  bench.serve_ssh(22, door);
  bench.serve_ssh(2222, door);
  bench.described.recipes = {web_recipe("first", "first_use", "/session")};
  bench.serve(80, [&](const Heard& heard) {
    if (heard.now.empty()) return Reply{};
    is_set = true;
    device.first = original;
    return Reply{page("GET /session"), true};
  });
  for (const auto& state : look()) {
    EXPECT_EQ(state["state"].as_text(), "forced");
    EXPECT_EQ(state["after"].as_text(), "refused");
    EXPECT_TRUE(state["control"].as_bool());
  }
}

TEST_F(FirstUse, OnlyTriesTheFactoryValueOnAUnitThatIsSetUp) {
  device.first = original;
  device.second = original;
  const auto states = look();
  ASSERT_EQ(states.size(), 2u);
  EXPECT_EQ(states[0]["state"].as_text(), "unknown");
  EXPECT_EQ(states[0]["after"].as_text(), "refused");
  EXPECT_EQ(device.changes, 0);
}

class InitialPasswords : public ValueChange {
 protected:
  InitialPasswords() {
    Authentication admin;
    admin.id = "admin";
    admin.used_by = "user";
    bench.described.authentications = {admin};
    bench.described.units = {{"A", "S-000117", "00:1B:44:11:3A:B7", ""}, {"B", "S-000122", "00:1B:44:12:90:0C", ""}};
    bench.labels = {{"A", "admin", "root", "113ab7"}, {"B", "admin", "root", "12900c"}};
  }
};

TEST_F(InitialPasswords, AreComparedWithLabelsWithoutSendingAnything) {
  ASSERT_TRUE(bench.run(probe_initial_passwords, {"initial_passwords", "", "", "admin"}));
  ASSERT_EQ(bench.values("initial.compared").size(), 1u);
  EXPECT_TRUE(bench.values("initial.compared").front()["control"].as_bool());
  ASSERT_EQ(bench.values("initial.derivable").size(), 1u);
  EXPECT_EQ(bench.values("initial.derivable").front()["rule"].as_text(), "mac_last_6");
  EXPECT_TRUE(bench.world.written.empty());
}

TEST_F(InitialPasswords, AreTriedAtAnotherUnitThatIsNamed) {
  EXPECT_EQ(bench.plan(probe_initial_passwords).size(), 1u);
  EXPECT_EQ(bench.plan(probe_initial_passwords, {"main", "unit_B"}).size(), 3u);
  bench.world.targets.push_back("unit_B");
  bench.world.ssh[{"unit_B", 22}] = [](const SshAttempt& attempt) {
    return judged(attempt.password == "113ab7" || attempt.password == "12900c");
  };
  ASSERT_TRUE(bench.run(probe_initial_passwords, {"initial_passwords", "unit_B", "tcp/22", "first"}));
  ASSERT_EQ(bench.values("initial.shared").size(), 1u);
  EXPECT_EQ(bench.values("initial.shared").front()["how"].as_text(), "accepted by the other unit");
}

TEST_F(InitialPasswords, AreNotSharedByAUnitThatTakesItsOwnOnlyOrAnything) {
  bench.world.targets.push_back("unit_B");
  for (const bool takes_anything : {false, true}) {
    bench.world.ssh[{"unit_B", 22}] = [takes_anything](const SshAttempt& attempt) {
      return judged(takes_anything || attempt.password == "12900c");
    };
    ASSERT_TRUE(bench.run(probe_initial_passwords, {"initial_passwords", "unit_B", "tcp/22", "first"}));
    EXPECT_TRUE(bench.values("initial.shared").empty());
  }
}

}  // namespace
}  // namespace hoshi::probes
