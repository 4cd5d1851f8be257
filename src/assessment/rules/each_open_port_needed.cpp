// Each open port is declared with its purpose, and a person says that it is needed.
// SPDX-License-Identifier: Apache-2.0
#include <map>

#include "assessment/answers.h"
#include "assessment/reason.h"
#include "assessment/scans.h"
#include "assessment/subjects.h"
#include "base/text.h"

namespace hoshi::assessment {
namespace {

// Made once: ports may be tens of thousands.
std::map<std::string, const Route*> routes_by_port(const Product& product) {
  std::map<std::string, const Route*> routes;
  for (const auto& route : product.routes) {
    if (is_enabled(route)) routes.try_emplace(route.target + " " + route.endpoint(), &route);
  }
  return routes;
}

CheckResult evaluate(const RuleInput& input) {
  Findings findings(input);
  const Question& question = *find_question(input.criterion, input.check.question);
  const Answers answers(input.file, question);
  const auto routes = routes_by_port(*input.file.product);
  const auto open = subjects_of("open_ports", input.file)->names;
  for (const auto& port : open) {
    judge_answer(findings, answers, port);
    const auto route = routes.find(port);
    if (route == routes.end()) {
      findings.stays_open(reason("port.not_declared", {{"port", port}}));
    } else if (trimmed(route->second->purpose).empty()) {
      findings.stays_open(reason("port.no_purpose", {{"port", port}, {"route", route->second->id}}));
    }
  }
  for (const auto* seen : input.file.observations.with_fact("port.open")) findings.rest_on(*seen);
  const bool all_known = judge_scans(findings, input.file);
  if (all_known && open.empty()) findings.passes(reason("port.none_open"));
  return std::move(findings).result();
}

}  // namespace

extern const Rule rule_each_open_port_needed;
const Rule rule_each_open_port_needed{"each_open_port_needed", {}, {}, {}, true, evaluate};

}  // namespace hoshi::assessment
