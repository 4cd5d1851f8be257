// Tests of logins and access over Telnet and MQTT: honest, locking, hanging up, open and hostile devices.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "probes/broker_session.h"
#include "probes/login_device.h"
#include "probes/password_search.h"
#include "probes/throttle_meter.h"

namespace hoshi::probes {

extern const Probe probe_telnet_access;
extern const Probe probe_mqtt_access;

namespace {

using namespace testing;

constexpr std::string_view greeting = "\xff\xfb\x01\xff\xfd\x1f\r\nAC-1\r\nAC-1 login: ";

// A terminal: account, password, then a shell that echoes what is typed and carries out `echo`.
Handler terminal_handler(std::shared_ptr<LoginDevice> device) {
  return [device](const Heard& heard) -> Reply {
    const bool is_closed = device->lock == LockStyle::hangs_up && heard.at < device->locked_until[""];
    if (is_closed) return {"", true};
    if (heard.now.empty()) return {std::string(greeting)};
    std::vector<std::string> lines;
    for (auto& line : split(heard.all, '\n')) {
      while (!line.empty() && static_cast<unsigned char>(line.front()) == 0xff) line.erase(0, 3);
      lines.emplace_back(trimmed(line));
    }
    lines.pop_back();
    if (heard.now.back() != '\n' || lines.empty()) return {};
    if (lines.size() == 1) return {lines[0] + "\r\nPassword: "};
    if (lines.size() > 2) {
      const std::string& typed = lines.back();
      return {typed + "\r\n" + (typed.starts_with("echo ") ? typed.substr(5) : "not found") + "\r\n# "};
    }
    const auto opened = device->judge(lines[0], lines[1], heard.at);
    if (opened == true) return {"\r\nLast login: today\r\n# "};
    if (!opened && device->lock == LockStyle::hangs_up) return {"", true};
    return {"\r\nLogin incorrect\r\nAC-1 login: ", false, false, device->wrong_delay};
  };
}

LoginSurface telnet_surface() {
  auto surface = surface_of("telnet", 23);
  surface.prompts = *protocols::telnet::prompts_from(knowledge_file("prompts"));
  return surface;
}

TEST(TelnetLogin, IsProvenByACommandCarriedOut) {
  FakeBench bench;
  bench.serve(23, terminal_handler(std::make_shared<LoginDevice>()));
  const auto right = try_login(bench.network(), telnet_surface(), "admin", "correct horse");
  EXPECT_EQ(right.outcome, LoginClass::accepted);
  EXPECT_EQ(right.confirmed_by, "shell");
  const auto wrong = try_login(bench.network(), telnet_surface(), "admin", "x");
  EXPECT_EQ(wrong.outcome, LoginClass::refused);
  EXPECT_TRUE(bench.wrote("\xff\xfe\x01")) << "WILL ECHO is refused";
}

TEST(TelnetLogin, UnderstandsJapanesePrompts) {
  FakeBench bench;
  bench.script(23, Script().says("ユーザー名：").hears("admin\r\n").says("パスワード：").hears("x\r\n")
                       .says("パスワードが違います。\r\nユーザー名："));
  EXPECT_EQ(try_login(bench.network(), telnet_surface(), "admin", "x").outcome, LoginClass::refused);
}

TEST(TelnetLogin, TellsHangingUpAfterThePasswordFromHangingUpBefore) {
  FakeBench bench;
  bench.script(23, Script().says("login: ").hears("\n").says("Password: ").hears("\n").closes());
  bench.script(23, Script().closes());
  const auto after = try_login(bench.network(), telnet_surface(), "admin", "x");
  EXPECT_EQ(after.outcome, LoginClass::refused);
  EXPECT_EQ(after.signature.status, "closed after the password");
  EXPECT_EQ(try_login(bench.network(), telnet_surface(), "admin", "x").outcome, LoginClass::connection_lost);
}

TEST(TelnetLogin, HearsAboutLocks) {
  FakeBench bench;
  bench.script(23, Script().says("Too many failures. Try again later.\r\n").closes());
  EXPECT_EQ(try_login(bench.network(), telnet_surface(), "admin", "x").outcome, LoginClass::locked);
}

TEST(TelnetLogin, OfAnOpenShellSaysNothingAboutThePassword) {
  FakeBench bench;
  bench.script(23, Script().says("\r\n# "));
  const auto attempt = try_login(bench.network(), telnet_surface(), "admin", "x");
  EXPECT_EQ(attempt.outcome, LoginClass::unclear);
  EXPECT_TRUE(attempt.answers_anyone);
}

TEST(TelnetLogin, EndsWhenATerminalNeverStopsTalking) {
  FakeBench bench;
  bench.serve(23, [](const Heard&) { return Reply{std::string(1u << 20, 'x')}; });
  EXPECT_EQ(try_login(bench.network(), telnet_surface(), "admin", "x").outcome, LoginClass::connection_lost);
}

TEST(TelnetDefaults, AreFoundAndLocksAreSeen) {
  auto device = std::make_shared<LoginDevice>();
  device->password = "admin";
  FakeBench bench;
  bench.serve(23, terminal_handler(device));
  const auto list = default_list_from(knowledge_file("default_credentials"));
  const auto surface = telnet_surface();
  const auto pairs = ordered_pairs(*list, surface, "", "");
  const auto report = search_default_password(bench.network(), {surface, pairs, nullptr}, {});
  ASSERT_TRUE(report.found);
  EXPECT_EQ(report.confirmed_by, "shell");
}

TEST(TelnetThrottle, OfATerminalThatHangsUpAfterThreeIsABan) {
  auto device = std::make_shared<LoginDevice>();
  device->lock = LockStyle::hangs_up;
  FakeBench bench;
  bench.serve(23, terminal_handler(device));
  const Credential known = test_account(*device);
  const auto surface = telnet_surface();
  const auto report = measure_throttle(bench.network(), {surface, &known}, {});
  EXPECT_EQ(report.throttle_class, "ban_source");
  EXPECT_EQ(report.lock_after_tries, 3);
  EXPECT_TRUE(report.control);
  EXPECT_GE(report.recovery, 60s);
}

Product product_with(std::uint16_t port, std::string_view protocol) {
  Product product;
  Route route;
  route.id = "r";
  route.transport = "tcp";
  route.port = port;
  route.protocol = protocol;
  route.authentication = "auth";
  product.routes.push_back(route);
  product.assets.push_back({"wifi", "Wi-Fi key", "credential", true, "", "", false, {"r"}});
  product.requests.push_back({"q", "r", "wifi", "read", "home/wifi"});
  return product;
}

TEST(TelnetAccess, ProvesAnOpenShellWithARandomNumber) {
  FakeBench bench;
  bench.described = product_with(23, "telnet");
  bench.learn("prompts");
  bench.serve(23, [](const Heard& heard) {
    const auto at = heard.now.find("echo ");
    return at == std::string::npos ? Reply{heard.now.empty() ? "# " : ""}
                                   : Reply{heard.now + std::string(trimmed(heard.now.substr(at + 5))) + "\r\n# "};
  });
  ASSERT_TRUE(bench.run(probe_telnet_access, {"", "main", "tcp/23", ""}));
  const auto greetings = bench.values("telnet.greeting");
  ASSERT_EQ(greetings.size(), 1u);
  EXPECT_TRUE(greetings[0]["shell"].as_bool());
  const auto access = bench.values("access.unauthenticated");
  ASSERT_EQ(access.size(), 1u);
  EXPECT_EQ(access[0]["protected"].as_text(), "yes");
  EXPECT_EQ(access[0]["what"].as_text(), "shell");
}

TEST(TelnetAccess, DoesNotTakeAnEchoServiceForAShell) {
  FakeBench bench;
  bench.learn("prompts");
  bench.serve(7777, [](const Heard& heard) { return Reply{heard.now}; });
  ASSERT_TRUE(bench.run(probe_telnet_access, {"", "main", "tcp/7777", ""}));
  EXPECT_TRUE(bench.values("access.unauthenticated").empty());
  EXPECT_FALSE(bench.values("telnet.greeting").at(0)["shell"].as_bool());
}

TEST(TelnetAccess, RefusesWithTheTestAccountAsControl) {
  FakeBench bench;
  auto device = std::make_shared<LoginDevice>();
  bench.described = product_with(23, "telnet");
  bench.described.logins.push_back({"t", "r", "auth", "telnet", "", "", "", ""});
  bench.accounts = {test_account(*device)};
  bench.learn("prompts");
  bench.serve(23, terminal_handler(device));
  ASSERT_TRUE(bench.run(probe_telnet_access, {"", "main", "tcp/23", ""}));
  EXPECT_TRUE(bench.values("telnet.greeting").at(0)["asks_login"].as_bool());
  ASSERT_EQ(bench.values("access.refused").size(), 1u);
  EXPECT_TRUE(bench.values("access.refused")[0]["control"].as_bool());
}

TEST(TelnetAccess, FailsWithoutItsWords) {
  FakeBench bench;
  EXPECT_FALSE(bench.run(probe_telnet_access, {"", "main", "tcp/23", ""}));
}

// A broker: anonymous or not, one retained message.
Handler broker_handler(bool anonymous, bool delivers = true) {
  return [=](const Heard& heard) -> Reply {
    if (heard.now.empty()) return {};
    const auto kind = static_cast<unsigned char>(heard.now[0]) >> 4;
    if (kind == 1) {
      const bool is_owner = heard.now.find("owner") != std::string::npos &&
                            heard.now.find("secret pass") != std::string::npos;
      const bool has_user = (static_cast<unsigned char>(heard.now.at(9)) & 0x80) != 0;
      return {std::string("\x20\x02\x00", 3) + char(is_owner || (anonymous && !has_user) ? 0 : 5)};
    }
    if (kind != 8) return {};
    std::string reply = std::string("\x90\x03", 2) + heard.now.substr(2, 2) + std::string(1, '\0');
    if (delivers) reply += std::string("\x31\x0f\x00\x09home/wifikey!", 17);
    return {reply};
  };
}

FakeBench& with_broker(FakeBench& bench, Handler handler) {
  bench.described = product_with(1883, "mqtt");
  bench.accounts = {{"auth", "owner", "secret pass", false}};
  bench.serve(1883, std::move(handler));
  return bench;
}

TEST(MqttLogin, IsTheConnectCode) {
  FakeBench bench;
  bench.serve(1883, broker_handler(false));
  EXPECT_EQ(try_login(bench.network(), surface_of("mqtt", 1883), "owner", "secret pass").outcome,
            LoginClass::accepted);
  const auto wrong = try_login(bench.network(), surface_of("mqtt", 1883), "owner", "x");
  EXPECT_EQ(wrong.outcome, LoginClass::refused);
  EXPECT_EQ(wrong.signature.status, "connack 5");
}

TEST(MqttLogin, SpeaksVersion5WhenTheBrokerWantsIt) {
  FakeBench bench;
  bench.serve(1883, [](const Heard& heard) -> Reply {
    if (heard.now.empty()) return {};
    if (heard.now.at(8) == 4) return {std::string("\x20\x02\x00\x01", 4)};
    return {std::string("\x20\x03\x00\x86\x00", 5)};
  });
  const auto attempt = try_login(bench.network(), surface_of("mqtt", 1883), "a", "b");
  EXPECT_EQ(attempt.outcome, LoginClass::refused);
  EXPECT_EQ(attempt.signature.status, "connack 134");
}

TEST(MqttAccess, IsAMessageThatAnybodyGets) {
  FakeBench bench;
  with_broker(bench, broker_handler(true));
  ASSERT_TRUE(bench.run(probe_mqtt_access, {"", "main", "tcp/1883", ""}));
  EXPECT_EQ(bench.values("mqtt.connect").at(0)["anonymous"].as_text(), "accepted");
  const auto access = bench.values("access.unauthenticated");
  ASSERT_EQ(access.size(), 1u);
  EXPECT_EQ(access[0]["protected"].as_text(), "yes");
  EXPECT_EQ(access[0]["what"].as_text(), "home/wifi");
  EXPECT_EQ(access[0]["bytes"].as_integer(), 4);
}

TEST(MqttAccess, OverPlainTcpShowsAProtectedTopicInClear) {
  FakeBench open_to_all;
  with_broker(open_to_all, broker_handler(true));
  ASSERT_TRUE(open_to_all.run(probe_mqtt_access, {"", "main", "tcp/1883", ""}));
  ASSERT_EQ(open_to_all.values("asset.seen_in_clear").size(), 1u);
  EXPECT_EQ(open_to_all.values("asset.seen_in_clear")[0]["how"].as_text(), "read without logging in");
  FakeBench unprotected;
  with_broker(unprotected, broker_handler(false));
  unprotected.described.assets[0].is_protected = false;
  ASSERT_TRUE(unprotected.run(probe_mqtt_access, {"", "main", "tcp/1883", ""}));
  EXPECT_TRUE(unprotected.values("asset.seen_in_clear").empty());
}

TEST(MqttAccess, RefusedByCodeIsControlledByTheTestAccount) {
  FakeBench bench;
  with_broker(bench, broker_handler(false));
  ASSERT_TRUE(bench.run(probe_mqtt_access, {"", "main", "tcp/1883", ""}));
  EXPECT_EQ(bench.values("mqtt.connect").at(0)["anonymous"].as_text(), "refused");
  ASSERT_EQ(bench.values("access.refused").size(), 1u);
  EXPECT_EQ(bench.values("access.refused")[0]["how"].as_text(), "connack_5");
  EXPECT_TRUE(bench.values("access.refused")[0]["control"].as_bool());
}

TEST(MqttAccess, TakesSilenceForNothing) {
  FakeBench bench;
  with_broker(bench, broker_handler(true, false));
  ASSERT_TRUE(bench.run(probe_mqtt_access, {"", "main", "tcp/1883", ""}));
  EXPECT_TRUE(bench.values("access.unauthenticated").empty());
  EXPECT_TRUE(bench.values("access.refused").empty());
  EXPECT_EQ(bench.values("access.not_tried").size(), 1u);
}

TEST(MqttAccess, NeverPublishesWithoutLeave) {
  FakeBench bench;
  with_broker(bench, broker_handler(true));
  bench.described.requests[0].operation = "write";
  ASSERT_TRUE(bench.run(probe_mqtt_access, {"", "main", "tcp/1883", ""}));
  for (const auto& written : bench.world.written) EXPECT_NE(static_cast<unsigned char>(written[0]) >> 4, 3);
  EXPECT_EQ(bench.values("access.not_tried").size(), 1u);
}

TEST(MqttAccess, SurvivesHostileLengths) {
  FakeBench bench;
  with_broker(bench, [](const Heard&) { return Reply{"\x20\xff\xff\xff\xff\xff"}; });
  ASSERT_TRUE(bench.run(probe_mqtt_access, {"", "main", "tcp/1883", ""}));
  EXPECT_TRUE(bench.values("mqtt.connect").empty());
  EXPECT_EQ(bench.values("access.not_tried").size(), 1u);
}

}  // namespace
}  // namespace hoshi::probes
