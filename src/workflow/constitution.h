// What scheme data may not break: rules about machines, profiles and office data, each with an id, checked before anything runs.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "domain/scheme.h"
#include "workflow/rulebook.h"

namespace hoshi::workflow {

struct ConstitutionRule {
  std::string_view id;       // "C05"; docs/workflow-format.md lists them
  std::string_view key;      // of translations/*/workflow.toml: "constitution.own_judge"
  std::string_view english;  // the same sentence as there, with {slots}; begins with the id
};

std::span<const ConstitutionRule> constitution();

struct Breach {
  const ConstitutionRule* rule = nullptr;  // never null
  std::string file;                        // "workflow.toml", "workflow/label.toml", "office.toml", "notices.toml"
  int line = 0;
  std::string where;  // "application.approve", "notice.accepted"
  std::map<std::string, std::string> slots{};
  friend bool operator==(const Breach&, const Breach&) = default;
};

// Every breach, each once; empty: good. Machines are checked as they are acted on: for each kind, level and profile.
std::vector<Breach> check_constitution(const Rulebook& rulebook, const std::vector<Level>& levels);

}  // namespace hoshi::workflow
