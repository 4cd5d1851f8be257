// Guessing passwords is slowed, locked or limited, as measured at every login.
// SPDX-License-Identifier: Apache-2.0
#include <optional>

#include "assessment/answers.h"
#include "assessment/reason.h"
#include "assessment/surfaces.h"

namespace hoshi::assessment {
namespace {

constexpr std::string_view lock_max = "lock_after_tries_max";
constexpr std::string_view rate_max = "sustained_guesses_per_hour_max";
constexpr std::string_view tries_min = "tries_min";

// The person is asked in the terms of the question: once, for each authentication or route, else for each
// login.
std::string subject_for(const LoginSurface& surface, const Question& question) {
  if (question.over.empty()) return "";
  if (question.over == "authentications" && surface.login != nullptr) return surface.login->authentication;
  if (question.over == "routes" && surface.login != nullptr) return surface.login->route;
  return label_of(surface.subject);
}

// Where the measurement does not decide, a person does; unanswered, `why` says what was missing.
void person_decides(Findings& findings, const LoginSurface& surface, const std::optional<Answers>& answers,
                    Message why) {
  if (answers) {
    const AnswerState state = judge_answer(findings, *answers, subject_for(surface, answers->question()));
    if (state == AnswerState::yes || state == AnswerState::no) return;
  }
  findings.stays_open(std::move(why));
}

// A limit of the rate shuts out for moments only: there the rate decides, not after how many tries it was met.
bool is_locked_in_time(Findings& findings, const Observation& seen) {
  const std::string& kind = seen.value["class"].as_text();
  if (kind != "lock_account" && kind != "ban_source") return false;
  const std::int64_t lock = seen.value["lock_after_tries"].as_integer();
  return lock >= 1 && lock <= findings.parameter(lock_max);
}

// A rate of 0 was not measured; one measured where nothing was seen to slow the guesses proves no protection.
bool is_slow_enough(Findings& findings, const Observation& seen) {
  const std::string& kind = seen.value["class"].as_text();
  const std::int64_t rate = seen.value["sustained_per_hour"].as_integer();
  if (kind.empty() || kind == "none" || kind == "unknown" || rate < 1) return false;
  return rate <= findings.parameter(rate_max);
}

void judge_measurement(Findings& findings, const LoginSurface& surface, const std::optional<Answers>& answers,
                       const Observation& seen) {
  const std::string login = label_of(surface.subject);
  const std::string rate = std::to_string(seen.value["sustained_per_hour"].as_integer());
  const std::int64_t tries = seen.value["tries"].as_integer();
  if (!seen.value["control"].as_bool()) {
    return person_decides(findings, surface, answers, reason("throttle.no_control", {{"login", login}}));
  }
  if (seen.value["class"].as_text() == "none" && tries >= findings.parameter(tries_min)) {
    return findings.fails(reason("throttle.none", {{"login", login}, {"tries", std::to_string(tries)}}));
  }
  if (is_locked_in_time(findings, seen)) {
    const auto lock = std::to_string(seen.value["lock_after_tries"].as_integer());
    return findings.passes(reason("throttle.locked", {{"login", login}, {"tries", lock}}));
  }
  if (is_slow_enough(findings, seen)) {
    return findings.passes(reason("throttle.slow", {{"login", login}, {"rate", rate}}));
  }
  person_decides(findings, surface, answers,
                 reason("throttle.person_decides", {{"login", login}, {"rate", rate}}));
}

CheckResult evaluate(const RuleInput& input) {
  Findings findings(input);
  const auto answers = answers_for(input);
  const BySubject throttles(input.file.observations, "login.throttle");
  const auto surfaces = login_surfaces(input.file);
  if (surfaces.empty()) findings.does_not_apply(reason("login.none"));
  for (const auto& surface : surfaces) {
    const auto measured = throttles.at(surface.subject);
    if (measured.empty()) {
      person_decides(findings, surface, answers,
                     reason("throttle.not_measured", {{"login", label_of(surface.subject)}}));
    }
    for (const auto* seen : measured) {
      findings.rest_on(*seen);
      judge_measurement(findings, surface, answers, *seen);
    }
  }
  return std::move(findings).result();
}

}  // namespace

extern const Rule rule_throttling;
const Rule rule_throttling{"throttling", {}, {}, {lock_max, rate_max, tries_min}, false, evaluate};

}  // namespace hoshi::assessment
