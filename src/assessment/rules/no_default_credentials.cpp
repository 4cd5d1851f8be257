// No known default account opens a login, and every login was tried to the end.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "assessment/findings.h"
#include "assessment/reason.h"
#include "assessment/surfaces.h"

namespace hoshi::assessment {
namespace {

bool is_judged(const Observation* refused) {
  return refused->value["control"].as_bool() && refused->value["stopped_by"].is_text() &&
         refused->value["stopped_by"].as_text().empty();
}

bool is_whole(const Observation* refused) { return is_judged(refused) && refused->value["left_out"].as_integer() == 0; }

bool was_locked(const Observation* refused) { return refused->value["stopped_by"].as_text() == "lock"; }

void say_what_is_missing(Findings& findings, const std::string& login, std::span<const Observation* const> refused) {
  const auto judged = std::find_if(refused.begin(), refused.end(), is_judged);
  if (judged != refused.end()) {
    const auto count = [&](std::string_view key) { return std::to_string((*judged)->value[key].as_integer()); };
    return findings.stays_open(reason("defaults.left_out", {{"login", login},
                                                            {"tries", count("tries")},
                                                            {"left_out", count("left_out")}}));
  }
  if (std::any_of(refused.begin(), refused.end(), was_locked)) {
    return findings.stays_open(reason("defaults.locked", {{"login", login}}));
  }
  findings.stays_open(reason("defaults.stopped", {{"login", login}}));
}

void judge_surface(Findings& findings, const LoginSurface& surface,
                   std::span<const Observation* const> refused) {
  const std::string login = label_of(surface.subject);
  for (const auto* seen : refused) findings.rest_on(*seen);
  if (!surface.is_seen) return findings.stays_open(reason("login.not_reached", {{"login", login}}));
  if (std::any_of(refused.begin(), refused.end(), is_whole)) {
    return findings.passes(reason("defaults.refused", {{"login", login}}));
  }
  if (refused.empty()) return findings.stays_open(reason("defaults.not_tried", {{"login", login}}));
  const bool had_control = std::any_of(refused.begin(), refused.end(),
                                       [](const Observation* o) { return o->value["control"].as_bool(); });
  if (!had_control) return findings.stays_open(reason("defaults.no_control", {{"login", login}}));
  say_what_is_missing(findings, login, refused);
}

CheckResult evaluate(const RuleInput& input) {
  Findings findings(input);
  for (const auto* accepted : input.file.observations.with_fact("login.default_accepted")) {
    findings.rest_on(*accepted);
    findings.fails(reason("defaults.accepted", {{"login", label_of(accepted->subject)},
                                                {"account", accepted->value["account"].as_text()}}));
  }
  const BySubject refused(input.file.observations, "login.defaults_refused");
  const auto surfaces = login_surfaces(input.file);
  if (surfaces.empty()) findings.stays_open(reason("login.none"));
  for (const auto& surface : surfaces) judge_surface(findings, surface, refused.at(surface.subject));
  return std::move(findings).result();
}

}  // namespace

extern const Rule rule_no_default_credentials;
const Rule rule_no_default_credentials{"no_default_credentials", {}, {}, {}, false, evaluate};

}  // namespace hoshi::assessment
