// Names of intrusions and phases, ids of tasks, look-up in the catalog.
// SPDX-License-Identifier: Apache-2.0
#include "probes/probe.h"

#include <algorithm>

namespace hoshi::probes {

std::string_view name_of(Intrusion intrusion) {
  switch (intrusion) {
    case Intrusion::passive: return "passive";
    case Intrusion::active: return "active";
    case Intrusion::disruptive: return "disruptive";
  }
  return "disruptive";
}

std::string_view name_of(Phase phase) {
  switch (phase) {
    case Phase::discovery: return "discovery";
    case Phase::identification: return "identification";
    case Phase::detail: return "detail";
    case Phase::documents: return "documents";
    case Phase::comparison: return "comparison";
    case Phase::access: return "access";
    case Phase::login: return "login";
    case Phase::throttling: return "throttling";
    case Phase::change: return "change";
    case Phase::outage: return "outage";
    case Phase::update: return "update";
    case Phase::erasure: return "erasure";
  }
  return "erasure";
}

const std::vector<Artifact>& Bench::artifacts() const {
  static const std::vector<Artifact> none;
  return none;
}

const std::vector<Canary>& Bench::canaries() const {
  static const std::vector<Canary> none;
  return none;
}

const std::vector<InitialPassword>& Bench::initial_passwords() const {
  static const std::vector<InitialPassword> none;
  return none;
}

std::string Task::id() const {
  std::string text = probe;
  for (const auto* part : {&target, &endpoint, &reference}) {
    if (!part->empty()) text += "-" + *part;
  }
  const auto is_plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
           c == '.';
  };
  std::replace_if(text.begin(), text.end(), [&](char c) { return !is_plain(c); }, '-');
  return text;
}

const Probe* find_probe(std::string_view name) {
  for (const auto* probe : catalog()) {
    if (probe->name == name) return probe;
  }
  return nullptr;
}

}  // namespace hoshi::probes
