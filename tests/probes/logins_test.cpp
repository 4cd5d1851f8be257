// Tests of where logins are found and of the facts that the login probes emit.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "probes/login_device.h"

namespace hoshi::probes {

extern const Probe probe_logins;
extern const Probe probe_default_credentials;
extern const Probe probe_throttling;
extern const Probe probe_telnet_access;

namespace {

using namespace testing;

Route route(std::string id, std::uint16_t port, std::string protocol) {
  Route made;
  made.id = std::move(id);
  made.transport = "tcp";
  made.port = port;
  made.protocol = std::move(protocol);
  made.authentication = "auth";
  return made;
}

Product camera() {
  Product product;
  product.routes = {route("web", 80, "http"), route("secure", 443, "https"), route("old", 23, "telnet")};
  product.routes[2].status = "disabled";
  product.logins = {{"web-login", "web", "auth", "basic", "/", "", "", "/settings"},
                    {"form-login", "secure", "", "form", "/login", "name", "word", "/settings"},
                    {"telnet-login", "old", "auth", "telnet", "", "", "", ""}};
  return product;
}

void saw_page(FakeBench& bench, std::string_view endpoint, std::string_view authentication, std::string_view path) {
  bench.saw("http.page", {"main", std::string(endpoint), ""},
            object({{"path", path}, {"authentication", authentication}, {"status", 401}, {"tls", false}}));
}

TEST(LoginSurfaces, AreTheDeclaredLoginsOfEnabledRoutes) {
  FakeBench bench;
  bench.described = camera();
  saw_page(bench, "tcp/443", "form", "/start");
  const auto surfaces = login_surfaces(bench.described, bench.before);
  ASSERT_EQ(surfaces.size(), 2u);
  EXPECT_EQ(surfaces[0].id, "form-login");
  EXPECT_TRUE(surfaces[0].tls);
  EXPECT_EQ(surfaces[0].authentication, "auth");
  EXPECT_EQ(surfaces[0].form_page, "/start");
  EXPECT_EQ(surfaces[1].id, "web-login");
  EXPECT_EQ(surfaces[1].privileged_path, "/settings");
}

TEST(LoginSurfaces, IncludeWhatAskedForAPasswordUndeclared) {
  FakeBench bench;
  saw_page(bench, "tcp/8080", "digest", "/admin");
  saw_page(bench, "tcp/8081", "none", "/");
  bench.saw("ssh.methods", {"main", "tcp/22", ""}, object({{"methods", ValueList{"publickey", "password"}}}));
  bench.saw("ssh.methods", {"main", "tcp/2222", ""}, object({{"methods", ValueList{"publickey"}}}));
  bench.saw("telnet.greeting", {"main", "tcp/23", ""}, object({{"asks_login", true}}));
  bench.saw("mqtt.connect", {"main", "tcp/8883", ""}, object({{"anonymous", "refused"}, {"tls", true}}));
  bench.saw("mqtt.connect", {"main", "tcp/1883", ""}, object({{"anonymous", "accepted"}}));
  std::vector<std::string> found;
  for (const auto& surface : login_surfaces(bench.described, bench.before)) {
    found.push_back(surface.endpoint + " " + surface.id + surface.path + (surface.tls ? " tls" : ""));
  }
  EXPECT_EQ(found, (std::vector<std::string>{"tcp/22 observed-ssh/", "tcp/23 observed-telnet/",
                                             "tcp/8080 observed-digest/admin", "tcp/8883 observed-mqtt/ tls"}));
}

TEST(LoginSurfaces, DoNotRepeatADeclaredLogin) {
  FakeBench bench;
  bench.described = camera();
  saw_page(bench, "tcp/80", "digest", "/");
  EXPECT_EQ(login_surfaces(bench.described, bench.before).size(), 2u);
}

TEST(LoginsProbe, EmitsASurfaceForEachTask) {
  FakeBench bench;
  bench.described = camera();
  const auto tasks = bench.plan(probe_logins);
  ASSERT_EQ(tasks.size(), 2u);
  for (const auto& task : tasks) ASSERT_TRUE(bench.run(probe_logins, task));
  EXPECT_EQ(bench.values("login.surface").at(1)["kind"].as_text(), "basic");
  EXPECT_TRUE(bench.plan(probe_logins, {"elsewhere"}).empty());
}

struct DefaultsRow {
  FakeBench bench;
  std::shared_ptr<LoginDevice> device = std::make_shared<LoginDevice>();
  DefaultsRow() {
    bench.described = camera();
    bench.described.logins.resize(1);
    bench.described.logins[0].privileged_path.clear();
    bench.learn("default_credentials");
    bench.serve(80, basic_handler(device));
  }
  Result<void> run(const Probe& probe) { return bench.run(probe, bench.plan(probe).at(0)); }
};

TEST(DefaultCredentials, EmitsControlAndAcceptance) {
  DefaultsRow row;
  row.device->password = "admin";
  ASSERT_TRUE(row.run(probe_default_credentials));
  const auto control = row.bench.values("login.control").at(0);
  EXPECT_EQ(control["negative"].as_text(), "refused");
  EXPECT_EQ(control["positive"].as_text(), "not_given");
  EXPECT_TRUE(control["distinguishable"].as_bool());
  const auto accepted = row.bench.values("login.default_accepted").at(0);
  EXPECT_EQ(accepted["account"].as_text(), "admin");
  EXPECT_FALSE(accepted.has("password"));
  EXPECT_TRUE(row.bench.values("login.defaults_refused").empty());
}

TEST(DefaultCredentials, EmitsRefusalWithControl) {
  DefaultsRow row;
  row.bench.accounts = {test_account(*row.device)};
  ASSERT_TRUE(row.run(probe_default_credentials));
  const auto refused = row.bench.values("login.defaults_refused").at(0);
  EXPECT_TRUE(refused["control"].as_bool());
  EXPECT_EQ(refused["stopped_by"].as_text(), "");
  EXPECT_EQ(row.bench.values("login.control").at(0)["positive"].as_text(), "accepted");
}

TEST(DefaultCredentials, FailsWithoutItsList) {
  DefaultsRow row;
  row.bench.known.clear();
  EXPECT_FALSE(row.run(probe_default_credentials));
  EXPECT_TRUE(row.bench.observed.empty());
}

TEST(Throttling, SendsNothingWithoutLeaveToDisrupt) {
  DefaultsRow row;
  const auto result = row.run(probe_throttling);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::forbidden);
  EXPECT_TRUE(row.bench.observed.empty());
  EXPECT_TRUE(row.bench.world.written.empty());
}

TEST(Throttling, EmitsEveryMemberOfItsFact) {
  DefaultsRow row;
  row.bench.disruption = true;
  row.device->lock = LockStyle::body_200;
  row.bench.accounts = {test_account(*row.device)};
  ASSERT_TRUE(row.run(probe_throttling));
  const auto value = row.bench.values("login.throttle").at(0);
  for (const auto* key : {"class", "tries", "lock_after_tries", "recovery_ms", "serial_per_hour", "parallel_per_hour",
                          "sustained_per_hour", "first_delay_ms", "last_delay_ms", "connections", "control", "scope"}) {
    EXPECT_TRUE(value.has(key)) << key;
  }
  EXPECT_EQ(value["lock_after_tries"].as_integer(), 3);
}

TEST(OpenServices, AreThoseIdentifiedOrDeclaredAndOpen) {
  FakeBench bench;
  bench.described.routes = {route("t", 2323, "telnet"), route("closed", 2324, "telnet")};
  bench.saw("port.open", {"main", "tcp/2323", ""});
  bench.saw("port.open", {"main", "tcp/4444", ""});
  bench.saw("service.identified", {"main", "tcp/4444", ""}, object({{"protocol", "shell"}}));
  bench.saw("service.identified", {"main", "tcp/80", ""}, object({{"protocol", "http"}}));
  std::vector<std::string> endpoints;
  for (const auto& task : bench.plan(probe_telnet_access)) endpoints.push_back(task.endpoint);
  EXPECT_EQ(endpoints, (std::vector<std::string>{"tcp/2323", "tcp/4444"}));
}

}  // namespace
}  // namespace hoshi::probes
