// Asks the multicast groups of the link and reports what the target announces of itself.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/text.h"
#include "probes/discovery/group_questions.h"
#include "probes/endpoint.h"
#include "probes/probe.h"
#include "protocols/text/labels.h"

namespace hoshi::probes {
namespace {

std::vector<std::string_view> facts() {
  return {"discovery.announced", "port.open", "service.identified", "identity.shown"};
}

std::vector<Task> plan(const PlanInput& input) {
  std::vector<Task> tasks;
  for (const auto& target : input.targets) tasks.push_back({"discovery", target, "", ""});
  return tasks;
}

std::vector<std::string> declared_models(const Product& product) {
  std::vector<std::string> models{product.model};
  for (const auto& family : product.family) models.push_back(family.model);
  std::erase(models, "");
  std::stable_sort(models.begin(), models.end(), [](const auto& a, const auto& b) { return a.size() > b.size(); });
  return models;
}

// Many devices are named after their model; only what is a plain host name can be asked for (RFC 952).
std::vector<std::string> host_labels(const std::vector<std::string>& models) {
  constexpr std::size_t label_limit_bytes = 63;
  std::vector<std::string> labels;
  for (const auto& model : models) {
    const bool is_plain = std::all_of(model.begin(), model.end(), [](char c) {
      return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-';
    });
    if (is_plain && model.size() <= label_limit_bytes) labels.push_back(model);
  }
  return labels;
}

std::string declared_in(const std::vector<std::string>& wanted, const Announcement& announcement) {
  std::vector<std::string> texts{announcement.software};
  texts.insert(texts.end(), announcement.names.begin(), announcement.names.end());
  for (const auto& word : wanted) {
    for (const auto& text : texts) {
      if (protocols::text::shows_word(text, word)) return word;
    }
  }
  return {};
}

// A field meant for the model counts as it is; names and server lines only where they hold the declared one: they
// also name software and whatever the owner likes.
void observe_identity(const Subject& place, const Announcement& announcement, Bench& bench) {
  std::string model = announcement.model;
  if (trimmed(model).empty()) model = declared_in(declared_models(bench.product()), announcement);
  std::string version = announcement.version;
  const auto& firmware = bench.product().firmware;
  if (trimmed(version).empty() && !firmware.empty()) version = declared_in({firmware}, announcement);
  if (trimmed(model).empty() && trimmed(version).empty()) return;
  bench.observe("identity.shown", place,
                object({{"model", printable_text(model)},
                        {"version", printable(trimmed(version), 100)},
                        {"where", "discovery " + announcement.protocol}}));
}

void observe(const Heard& heard, const Task& task, Bench& bench) {
  const Announcement& announcement = heard.announcement;
  const Subject place{task.target, udp_endpoint(heard.port), ""};
  const auto software = protocols::ssdp::software_of(announcement.software);
  bench.observe("port.open", place, ValueMap{});
  bench.observe("service.identified", place,
                object({{"protocol", announcement.protocol},
                        {"tls", false},
                        {"product", printable_text(software.product)},
                        {"version", printable(software.version, 100)},
                        {"banner", printable_text(announcement.software)},
                        {"how", "question to the group"}}));
  bench.observe("discovery.announced", {task.target, "", announcement.protocol}, value_of(announcement));
  observe_identity(place, announcement, bench);
}

// A device may announce what is secret here, a password in its name for instance.
void redact(Announcement& announcement, const transport::Network& network) {
  for (auto* list : {&announcement.names, &announcement.services, &announcement.locations}) {
    for (auto& text : *list) text = network.redacted(text);
  }
  for (auto* text : {&announcement.model, &announcement.version, &announcement.software})
    *text = network.redacted(*text);
}

Result<void> run(const Task& task, Bench& bench) {
  const auto labels = host_labels(declared_models(bench.product()));
  auto heard = HOSHI_TRY(ask_groups(bench.network(), task.target, labels));
  for (auto& one : heard) {
    redact(one.announcement, bench.network());
    observe(one, task, bench);
  }
  return {};
}

}  // namespace

// Four rounds of at most 2.1 seconds.
extern const Probe probe_discovery;
const Probe probe_discovery{
    "discovery", Phase::discovery, Intrusion::active, std::chrono::seconds(20), facts, plan, run};

}  // namespace hoshi::probes
