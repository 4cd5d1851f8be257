// Every port of every target was looked at, by a scan that could have seen an open one; over UDP a person may say so.
// SPDX-License-Identifier: Apache-2.0
#include "assessment/answers.h"
#include "assessment/reason.h"
#include "assessment/scans.h"

namespace hoshi::assessment {
namespace {

// Answers that count go before what was observed: a person can look where no question of ours is understood.
bool is_decided(AnswerState state) {
  return state == AnswerState::yes || state == AnswerState::no || state == AnswerState::conflicting;
}

CheckResult evaluate(const RuleInput& input) {
  Findings findings(input);
  const std::string& named = input.check.arguments["transport"].as_text();
  const bool is_udp = named == "udp";
  if (!named.empty() && named != "tcp" && !is_udp) {
    findings.stays_open(reason("check.argument_unknown", {{"name", "transport = " + named}}));
    return std::move(findings).result();
  }
  const auto answers = answers_for(input);
  if (answers && is_decided(answers->to(""))) {
    judge_answer(findings, *answers, "");
    return std::move(findings).result();
  }
  if (judge_scans(findings, input.file, is_udp ? "udp" : "tcp")) {
    findings.passes(is_udp ? reason("scan.udp_complete") : reason("scan.complete"));
  } else if (answers) {
    judge_answer(findings, *answers, "");
  }
  return std::move(findings).result();
}

}  // namespace

extern const Rule rule_ports_scanned;
const Rule rule_ports_scanned{"ports_scanned", {"transport"}, {}, {}, false, evaluate};

}  // namespace hoshi::assessment
