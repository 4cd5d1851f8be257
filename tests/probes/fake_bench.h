// A Bench for tests of probes: a product, credentials, knowledge, a FakeNetwork, and the observations collected.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "probes/bench.h"
#include "probes/fake_network.h"
#include "probes/probe.h"

namespace hoshi::probes::testing {

// Parses knowledge/<name>.toml of this source tree (defined in fake_bench_test.cpp). Fails the test when it cannot.
Value knowledge_file(std::string_view name);

// How to use:
//   FakeBench bench;
//   bench.serve(80, [](const Heard& heard) { return Reply{heard.now.empty() ? "" : "HTTP/1.1 200 OK\r\n\r\n", true}; });
//   bench.script(23, Script().says("\xff\xfd\x01login: ").hears("root").says("Password: "));   // one connection each
//   ASSERT_TRUE(bench.run(probe_services, {"services", "main", "tcp/80", ""}));
//   EXPECT_EQ(bench.values("service.identified").at(0)["protocol"].as_text(), "http");
// Ports nobody serves are refused; silent() ones time out; other targets than "main" are forbidden (add to
// world.targets). The clock is fake: reads, waits and delays move world.now and nothing sleeps; world.deadline ends
// every call. Every write is in world.written; world.services[{"main", 80}].connections counts connections.
class FakeBench final : public Bench {
 public:
  FakeBench() : network_(world) {}

  FakeWorld world;
  Product described;
  Observations before;  // what former phases saw
  std::vector<Credential> accounts;
  std::map<std::string, DocumentContent, std::less<>> documents;
  std::map<std::string, Value, std::less<>> known;
  bool disruption = false;
  std::vector<Effect> refused_effects;  // of recipes
  std::vector<Artifact> mapped_artifacts;
  std::vector<Canary> planted;
  std::vector<InitialPassword> labels;
  int own_sources = 1;  // more: world.targets needs "main@source2" as well
  std::vector<Observation> observed;
  std::map<std::string, std::string, std::less<>> kept;  // name and content

  // A device: the handler is called at each connect and each write of every connection to main:port.
  void serve(std::uint16_t port, Handler handler) { world.services[{"main", port}].handler = std::move(handler); }
  // The same behind TLS: connect_tls gives the session, the handler sees plain text. Plain connects are refused.
  void serve_tls(std::uint16_t port, transport::TlsSession session, Handler handler) {
    auto& service = world.services[{"main", port}];
    service.handler = std::move(handler);
    service.tls = std::move(session);
    service.plain = false;
  }
  // One more connection that main:port will take; connections beyond the scripts are refused.
  void script(std::uint16_t port, Script conversation) {
    world.services[{"main", port}].scripts.push_back(std::move(conversation));
  }
  void silent(std::uint16_t port) { world.services[{"main", port}].silent = true; }
  void serve_ssh(std::uint16_t port, SshHandler handler) { world.ssh[{"main", port}] = std::move(handler); }
  void scans_as(std::string_view target, transport::ScanReport report) { world.scans[std::string(target)] = report; }
  // Makes knowledge/<name>.toml of the source tree available.
  void learn(std::string_view name) { known[std::string(name)] = knowledge_file(name); }
  // Adds an observation of a former phase.
  void saw(std::string_view fact, Subject subject, Value value = ValueMap{}) {
    Observation observation{"", "earlier", std::string(fact), std::move(subject), std::move(value), {}};
    observation.id = identify(observation);
    before.add(std::move(observation));
  }

  // Runs one task; refuses observations of facts the probe does not declare.
  [[nodiscard]] Result<void> run(const Probe& probe, Task task) {
    running_ = &probe;
    task.probe = std::string(probe.name);
    return probe.run(task, *this);
  }
  std::vector<Task> plan(const Probe& probe, const std::vector<std::string>& targets = {"main"}) const {
    return probe.plan({described, before, targets});
  }
  // Values of the observations with that fact, in the order they were made.
  std::vector<Value> values(std::string_view fact) const {
    std::vector<Value> found;
    for (const Observation& observation : observed) {
      if (observation.fact == fact) {
        found.push_back(observation.value);
      }
    }
    return found;
  }
  bool wrote(std::string_view part) const {
    return std::any_of(world.written.begin(), world.written.end(),
                       [part](const std::string& written) { return written.find(part) != std::string::npos; });
  }

  const Product& product() const override { return described; }
  const Observations& seen() const override { return before; }
  transport::Network& network() override { return network_; }
  const std::vector<Credential>& credentials() const override { return accounts; }
  const DocumentContent* document(std::string_view id) const override {
    const auto found = documents.find(id);
    return found == documents.end() ? nullptr : &found->second;
  }
  EvidenceReference keep(std::string_view name, std::string_view content) override {
    kept[std::string(name)] = std::string(content);
    return {"documents/" + std::string(name), sha256_hex(content)};
  }
  const Value& knowledge(std::string_view name) const override {
    static const Value nothing;
    const auto found = known.find(name);
    return found == known.end() ? nothing : found->second;
  }
  bool disruption_allowed() const override { return disruption; }
  bool is_allowed(Effect effect) const override { return !has_effect(refused_effects, effect); }
  const std::vector<Artifact>& artifacts() const override { return mapped_artifacts; }
  const std::vector<Canary>& canaries() const override { return planted; }
  const std::vector<InitialPassword>& initial_passwords() const override { return labels; }
  int sources() const override { return own_sources; }
  void observe(std::string_view fact, Subject subject, Value value,
               std::vector<EvidenceReference> further_evidence = {}) override {
    if (running_ != nullptr) {
      const auto declared = running_->facts();
      HOSHI_ASSERT(std::find(declared.begin(), declared.end(), fact) != declared.end());
    }
    Observation observation{"", running_ ? std::string(running_->name) : "", std::string(fact), std::move(subject),
                            std::move(value), std::move(further_evidence)};
    observation.id = identify(observation);
    observed.push_back(std::move(observation));
  }

 private:
  FakeNetwork network_;
  const Probe* running_ = nullptr;
};

}  // namespace hoshi::probes::testing
