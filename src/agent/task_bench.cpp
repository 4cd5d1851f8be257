// The bench of one task.
// SPDX-License-Identifier: Apache-2.0
#include "agent/task_bench.h"

#include <algorithm>
#include <exception>

#include "base/encoding.h"

namespace hoshi::agent {
namespace {

constexpr std::size_t observations_limit = 5'000;      // of one task; a server with every TLS suite gives some 400
constexpr std::size_t observation_limit_bytes = 64u << 10;

// File names under documents/: what comes from a device or a URL is reduced to plain characters.
std::string plain_name(std::string_view name) {
  std::string plain(name.substr(0, 120));
  std::replace_if(
      plain.begin(), plain.end(),
      [](char c) {
        const bool fine = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
                          c == '_' || c == '-';
        return !fine;
      },
      '-');
  while (plain.starts_with('.')) plain.erase(0, 1);
  return plain.empty() ? "document" : plain;
}

bool is_in_list(const Value& list, const std::string& password) {
  const auto& pairs = list["pair"].as_list();
  return std::any_of(pairs.begin(), pairs.end(), [&](const Value& pair) { return pair["password"].as_text() == password; });
}

// The test passwords that can be told from ordinary words: shorter ones, those that are an account's name as well, and
// those of the public list ("default") would tear holes into every text and hide nothing.
std::vector<std::string> telling_passwords(const Supplies& supplies) {
  constexpr std::size_t shortest = 6;
  const auto& credentials = supplies.credentials;
  const auto list = supplies.knowledge.find("default_credentials");
  std::vector<std::string> passwords;
  for (const auto& one : credentials) {
    const bool is_account = std::any_of(credentials.begin(), credentials.end(),
                                        [&](const probes::Credential& other) { return other.account == one.password; });
    const bool is_public = list != supplies.knowledge.end() && is_in_list(list->second, one.password);
    if (one.password.size() >= shortest && !is_account && !is_public) passwords.push_back(one.password);
  }
  return passwords;
}

std::string without(std::string text, const std::vector<std::string>& secrets) {
  for (const auto& secret : secrets) {
    for (auto at = text.find(secret); at != std::string::npos; at = text.find(secret, at)) {
      text.replace(at, secret.size(), secret.size(), '*');
    }
  }
  return text;
}

// Texts within a value, with test passwords replaced. The probes redact what they quote; this is the second lock.
Value redacted(const std::vector<std::string>& secrets, const Value& value) {
  if (value.is_text()) return without(value.as_text(), secrets);
  if (value.is_list()) {
    ValueList list;
    for (const auto& item : value.as_list()) list.push_back(redacted(secrets, item));
    return list;
  }
  if (value.is_map()) {
    ValueMap map;
    for (const auto& [key, member] : value.as_map()) map.emplace(key, redacted(secrets, member));
    return map;
  }
  return value;
}

}  // namespace

std::vector<probes::Effect> Supplies::refused_of(const probes::Probe& probe) const {
  std::vector<probes::Effect> refused;
  for (const auto effect : probe.effects) {
    if (!probes::has_effect(allowed_effects, effect)) refused.push_back(effect);
  }
  return refused;
}

// A probe that declares nothing may only do something where everything was allowed.
bool TaskBench::disruption_allowed() const {
  if (probe_.effects.empty()) return supplies_.allowed_effects == probes::all_effects();
  return supplies_.refused_of(probe_).empty();
}

TaskBench::TaskBench(const Supplies& supplies, const Observations& seen, const probes::Probe& probe,
                     const probes::Task& task, transport::Network& network, TaskSink sink)
    : supplies_(supplies), seen_(seen), probe_(probe), task_(task), network_(network), sink_(std::move(sink)) {}

const probes::DocumentContent* TaskBench::document(std::string_view id) const {
  const auto found = supplies_.documents.find(id);
  return found != supplies_.documents.end() ? &found->second : nullptr;
}

EvidenceReference TaskBench::keep(std::string_view name, std::string_view content) {
  const std::string hash = sha256_hex(content);
  const std::string plain = hash.substr(0, 12) + "-" + plain_name(name);  // two documents of one name stay apart
  sink_.keep(plain, content);
  return {"documents/" + plain, hash};
}

const Value& TaskBench::knowledge(std::string_view name) const {
  static const Value none;
  const auto found = supplies_.knowledge.find(name);
  return found != supplies_.knowledge.end() ? found->second : none;
}

void TaskBench::observe(std::string_view fact, Subject subject, Value value,
                        std::vector<EvidenceReference> further_evidence) {
  const auto facts = probe_.facts();
  if (std::find(facts.begin(), facts.end(), fact) == facts.end()) {
    if (broken_promise_.empty()) broken_promise_ = "the probe said a fact it does not declare: " + std::string(fact);
    return;
  }
  if (++observed_ > observations_limit) {
    if (broken_promise_.empty()) broken_promise_ = "the device made more observations than one task may make";
    return;
  }
  Observation observation;
  observation.probe = probe_.name;
  observation.fact = fact;
  observation.subject = std::move(subject);
  observation.value = value.is_null() ? Value(ValueMap{}) : redacted(telling_passwords(supplies_), value);
  observation.evidence = std::move(further_evidence);
  if (to_json(observation.value).size() > observation_limit_bytes) {
    if (broken_promise_.empty()) broken_promise_ = "an observation is larger than allowed: " + std::string(fact);
    return;
  }
  observation.id = identify(observation);
  sink_.observe(observation);
}

namespace {

// A guided test that nobody was there for is `waiting`: --resume runs it again.
std::string kind_of(ErrorCode code) {
  if (code == ErrorCode::unavailable) return "unreachable";
  return code == ErrorCode::conflict ? "waiting" : "internal";
}

}  // namespace

TaskEnd run_probe(const probes::Probe& probe, const probes::Task& task, TaskBench& bench,
                  const std::function<bool()>& deadline_passed) {
  TaskEnd end;
  try {
    const auto result = probe.run(task, bench);
    end.done = result.has_value();
    if (!result) {
      end.kind = deadline_passed() ? "deadline" : kind_of(result.error().code);
      end.why = result.error().message;
    }
  } catch (const std::exception& problem) {
    end = {false, "internal", problem.what()};
  }
  // Probes take a network that is silent for a device that is: what the deadline cut short is not done.
  if (end.done && deadline_passed()) end = {false, "deadline", "the time of this task was over before its end"};
  if (end.done && !bench.broken_promise().empty()) end = {false, "internal", bench.broken_promise()};
  return end;
}

}  // namespace hoshi::agent
