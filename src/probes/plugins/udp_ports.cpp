// Asks the UDP services of a target in their own protocols, and says which answered and what they are.
// SPDX-License-Identifier: Apache-2.0
#include <chrono>

#include "probes/endpoint.h"
#include "probes/probe.h"
#include "probes/udp_questions.h"
#include "protocols/services/fingerprints.h"

namespace hoshi::probes {
namespace {

namespace datagrams = protocols::datagrams;
namespace services = protocols::services;

std::vector<std::string_view> facts() { return {"port.open", "service.identified", "ports.scanned"}; }

std::vector<Task> plan(const PlanInput& input) {
  std::vector<Task> tasks;
  for (const std::string& target : input.targets) tasks.push_back({"udp_ports", target, "", ""});
  return tasks;
}

std::vector<Bytes> payloads_for(const std::vector<UdpQuestion>& questions, transport::Network& network) {
  std::vector<Bytes> payloads;
  for (const UdpQuestion& question : questions) {
    payloads.push_back(question.entry->question(network.random(datagrams::random_bytes)));
  }
  return payloads;
}

Value value_of(const UdpService& service, const services::Fingerprints& fingerprints, const transport::Network& network) {
  if (!service.recognised) {
    return object({{"protocol", "unknown"}, {"tls", false}, {"product", ""}, {"version", ""},
                   {"banner", service.said}, {"how", "answer"}});
  }
  const auto& found = *service.recognised;
  const std::string banner = network.redacted(found.banner);
  services::Product product{found.product, found.version};
  if (product.name.empty()) product = fingerprints.match({found.protocol, banner, "", true});
  return object({{"protocol", found.protocol},
                 {"tls", found.protocol == "coaps" || found.protocol == "quic"},
                 {"product", network.redacted(product.name)},
                 {"version", product.version.empty() ? found.version : product.version},
                 {"banner", banner},
                 {"how", service.over_group_only ? "answer to the group" : "answer"}});
}

Result<void> run(const Task& task, Bench& bench) {
  const auto fingerprints = services::Fingerprints::create(bench.knowledge("services"));
  if (!fingerprints) return tl::unexpected(fingerprints.error());
  const auto questions = udp_questions(bench.product(), task.target);
  const auto payloads = payloads_for(questions, bench.network());
  std::vector<transport::DatagramQuestion> asked;
  for (std::size_t at = 0; at < questions.size(); ++at) {
    asked.push_back({questions[at].port, payloads[at], questions[at].reach});
  }
  const auto answers = HOSHI_TRY(bench.network().ask_datagrams(task.target, asked, {}));
  const UdpFindings findings = judge_answers(questions, payloads, answers);
  for (const auto& [port, service] : findings.open) {
    const Subject place{task.target, udp_endpoint(port), ""};
    bench.observe("port.open", place, ValueMap{});
    bench.observe("service.identified", place, value_of(service, *fingerprints, bench.network()));
  }
  const auto open = static_cast<std::uint32_t>(findings.open.size());
  bench.observe("ports.scanned", {task.target, "udp", ""},
                object({{"asked", findings.asked},
                        {"open", open},
                        {"closed", findings.closed},
                        {"filtered", findings.asked - open - findings.closed},
                        {"complete", answers.size() == questions.size()},
                        {"control", open + findings.closed > 0}}));
  return {};
}

}  // namespace

// Every question goes out at once; the last answer is waited for 2.2 s.
extern const Probe probe_udp_ports;
const Probe probe_udp_ports{"udp_ports", Phase::discovery, Intrusion::active, std::chrono::seconds(30),
                            facts,       plan,             run};

}  // namespace hoshi::probes
