// Assesses a product: reads the case, asks for permission, probes, judges, and leaves the evidence folder.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>

#include "agent/run.h"
#include "operations/case_folder.h"
#include "operations/judge_case.h"

namespace hoshi::operations {

struct AssessOptions {
  CasePaths paths;
  std::string scheme = "jc-star";
  int level = 1;
  std::vector<std::pair<std::string, std::vector<std::string>>> targets;  // name → hosts as the user wrote them
  std::vector<std::uint16_t> ports;                                       // empty: all
  std::vector<std::string> only;  // probes or criteria
  std::vector<std::string> skip;
  std::vector<std::pair<std::string, std::string>> units;  // id → host of further units of the product
  std::vector<std::string> sources;  // addresses of this machine to come from; empty: as the routing table says
  std::uint32_t rate_per_second = 5'000;
  std::string interface;  // of the scan; empty: as the routing table says
  bool allow_disruptive = false;             // --allow-disruptive was given …
  std::vector<std::string> allowed_effects;  // … with these names; empty: all of them
  bool unattended = false;
  bool resume = false;
  std::filesystem::path lab;  // folder of hoshi lab up whose records go into the evidence; empty: none
  std::filesystem::path out;
};

// How the operation talks with whoever started it.
struct Conversation {
  std::function<void(const std::string&)> say;  // one line
  // Asks at the terminal; nothing when there is none or the person gave up.
  std::function<std::optional<std::string>(const std::string&)> ask;
  std::function<void(const agent::Progress&)> progress;
  std::function<bool()> stop_wanted;
  std::string today;  // YYYY-MM-DD
};

struct AssessOutcome {
  Judgement judgement;
  std::string table;
  bool interrupted = false;
};

// What would be sent, without sending anything.
[[nodiscard]] Result<std::string> plan_assessment(const Home& home, const AssessOptions& options);

// invalid_input and forbidden: the user's to mend (exit status 3); anything else is our own failure (4).
[[nodiscard]] Result<AssessOutcome> assess_product(const Home& home, const AssessOptions& options,
                                                   const Conversation& conversation, documents::Colour colour,
                                                   std::size_t columns);

}  // namespace hoshi::operations
