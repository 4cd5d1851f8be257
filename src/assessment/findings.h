// Gathers what a rule finds, part by part, and makes one check's verdict of it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "assessment/rule.h"

namespace hoshi::assessment {

// Any failing part fails the check, else any open part leaves it inconclusive, else one passing part passes
// it, else what does not apply makes it not applicable; nothing at all is inconclusive. The order of parts is
// irrelevant: reasons, ids and questions come out sorted and without repetitions.
class Findings {
 public:
  explicit Findings(const RuleInput& input) : input_(input) {}

  void passes(Message why) { passing_.push_back(std::move(why)); }
  void fails(Message why) { failing_.push_back(std::move(why)); }
  void stays_open(Message why) { open_.push_back(std::move(why)); }
  void does_not_apply(Message why) { not_applicable_.push_back(std::move(why)); }

  void rest_on(const Observation& observation) { because_.push_back(observation.id); }
  void rest_on_answer(std::string label) { records_.push_back(std::move(label)); }
  void ask(const std::string& question, const std::string& subject) {
    questions_.push_back({question, subject});
  }
  // The value of a parameter the verdict then rests on. That the criterion has it was tested before the rule
  // ran.
  std::int64_t parameter(std::string_view name);

  CheckResult result() &&;

 private:
  const RuleInput& input_;
  std::vector<Message> passing_;
  std::vector<Message> failing_;
  std::vector<Message> open_;
  std::vector<Message> not_applicable_;
  std::vector<std::string> because_;
  std::vector<std::string> records_;
  std::vector<std::string> parameters_;
  std::vector<OpenQuestion> questions_;
};

// Sorted, without repetitions.
void tidy(std::vector<std::string>& texts);
void tidy(std::vector<Message>& messages);

}  // namespace hoshi::assessment
