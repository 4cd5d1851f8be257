// A simulated device with settings, a password, a backup and a reset, whose power can be cut: for outage and erasure.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/encoding.h"
#include "base/text.h"
#include "probes/fake_bench.h"

namespace hoshi::probes::testing {

struct StatefulDevice {
  bool keeps_settings = true;   // over a power cut
  bool keeps_password = true;
  bool erases = true;           // on reset
  std::string version_after_reset = "2.1.0";

  std::string wifi;
  std::string password = "owner-secret-1";
  std::string version = "2.1.0";
  int resets = 0;

  static constexpr const char* label = "label-secret-9";

  void lose_power() {
    if (!keeps_settings) wifi.clear();
    if (!keeps_password) password = label;
  }
  void reset() {
    ++resets;
    version = version_after_reset;
    if (!erases) return;
    wifi.clear();
    password = label;
  }
  std::string answer(const std::string& request) {
    if (request.starts_with("GET / ")) return page("200 OK", "<h1>a device</h1>");
    const std::string right = "Basic " + to_base64(to_bytes("admin:" + password));
    if (request.find("Authorization: " + right) == std::string::npos) {
      return page("401 Unauthorized", "no", "WWW-Authenticate: Basic realm=\"x\"\r\n");
    }
    if (request.starts_with("POST /wifi")) wifi = request.substr(request.find("\r\n\r\nkey=") + 8);
    if (request.starts_with("POST /reset")) reset();
    if (request.starts_with("GET /backup")) return page("200 OK", to_base64(to_bytes("#wifi=" + wifi)));
    if (request.starts_with("GET /version")) return page("200 OK", "version=" + version);
    return page("200 OK", "wifi=" + wifi + ";");
  }
  static std::string page(const std::string& status, const std::string& body, const std::string& headers = "") {
    return "HTTP/1.1 " + status + "\r\n" + headers + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
  }
};

inline RecipeStep web_step(std::string method, std::string path, std::string keep = "") {
  RecipeStep step;
  step.kind = "http";
  step.route = "web";
  step.login = "web";
  step.method = std::move(method);
  step.path = std::move(path);
  step.expect = " 200 ";
  if (!keep.empty()) step.keep = {std::move(keep)};
  return step;
}

inline Recipe recipe(std::string id, std::string purpose, RecipeStep step, std::string asset = "") {
  Recipe made;
  made.id = std::move(id);
  made.purpose = std::move(purpose);
  made.asset = std::move(asset);
  made.steps = {std::move(step)};
  return made;
}

inline RecipeStep bench_step(std::string await) {
  RecipeStep step;
  step.kind = "command";
  step.await = std::move(await);
  return step;
}

// The bench with the device, its description, the owner's account, the label and one canary.
class StatefulBench : public ::testing::Test {
 protected:
  StatefulBench() {
    bench.learn("services");
    bench.learn("prompts");
    bench.learn("identity");
    describe();
    bench.accounts = {{"web", "admin", "owner-secret-1", false}};
    bench.labels = {{"A", "web", "admin", StatefulDevice::label}};
    bench.planted = {{"wifi", "wifi", "canary-7d1e55"}};
    bench.disruption = true;
    bench.saw("port.open", {"main", "tcp/80", ""});
    bench.saw("service.identified", {"main", "tcp/80", ""}, object({{"protocol", "http"}, {"tls", false}}));
    transport::ScanReport open;
    open.open = {80};
    bench.scans_as("main", open);
    bench.serve(80, [this](const Heard& heard) {
      const bool is_whole = heard.all.find("\r\n\r\n") != std::string::npos;
      return is_whole && !heard.now.empty() ? Reply{device.answer(heard.all), true} : Reply{};
    });
    bench.world.acts = [this](const transport::BenchAct& act) { return act_on(act.recipe); };
  }

  void describe() {
    Route web;
    web.id = "web";
    web.transport = "tcp";
    web.port = 80;
    web.protocol = "http";
    web.authentication = "web";
    bench.described.routes = {web};
    Authentication owner;
    owner.id = "web";
    owner.factor = "password";
    owner.used_by = "user";
    owner.default_value = "unique_per_unit";
    bench.described.authentications = {owner};
    Login login;
    login.id = "web";
    login.route = "web";
    login.authentication = "web";
    login.kind = "basic";
    login.path = "/wifi";
    login.privileged_path = "/wifi";
    bench.described.logins = {login};
    Asset wifi;
    wifi.id = "wifi";
    wifi.set_by_user = true;
    bench.described.assets = {wifi};
    auto set = web_step("POST", "/wifi");
    set.body = "key={value}";
    bench.described.recipes = {recipe("set-wifi", "set", set, "wifi"),
                               recipe("read-wifi", "read", web_step("GET", "/wifi", "value=wifi=([^;]*)"), "wifi"),
                               recipe("version", "version", web_step("GET", "/version", "value=version=(.*)")),
                               recipe("off", "power_off", bench_step("gone")),
                               recipe("on", "power_on", bench_step("back"))};
  }

  virtual transport::BenchActReport act_on(const std::string& id) {
    if (id == ":names") return names_now();
    auto& service = bench.world.services[{"main", 80}];
    if (id == "off") device.lose_power();
    service.silent = id == "off" && !stays;
    return {transport::BenchActReport::Outcome::done, ""};
  }
  // What the lab's DNS was asked for since the last time; the last of `names` again and again. None: there is no lab.
  transport::BenchActReport names_now() {
    if (names.empty()) return {};
    const std::string now = names.front();
    if (names.size() > 1) names.erase(names.begin());
    return {transport::BenchActReport::Outcome::done, now};
  }
  // The values of one fact about one reference.
  std::vector<Value> about(std::string_view fact, std::string_view reference) const {
    std::vector<Value> found;
    for (const auto& one : bench.observed) {
      if (one.fact == fact && one.subject.reference == reference) found.push_back(one.value);
    }
    return found;
  }

  FakeBench bench;
  StatefulDevice device;
  std::vector<std::string> names;
  bool stays = false;  // the plug is not the device's
};

}  // namespace hoshi::probes::testing
