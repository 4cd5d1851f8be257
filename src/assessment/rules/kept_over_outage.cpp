// What users set is the same after the device lost its power, or its network.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <set>

#include "assessment/answers.h"
#include "assessment/reason.h"
#include "assessment/subjects.h"

namespace hoshi::assessment {
namespace {

using Messages = std::vector<Message>;

// Rounds in which the device was really seen to go and to come back, of one kind.
std::set<std::int64_t> true_rounds(Findings& findings, Messages& open, const CaseFile& file, const std::string& kind) {
  std::set<std::int64_t> rounds;
  for (const auto* seen : file.observations.with_fact("outage.round")) {
    if (seen->value["kind"].as_text() != kind) continue;
    findings.rest_on(*seen);
    const std::string round = std::to_string(seen->value["round"].as_integer());
    if (!seen->value["seen_gone"].as_bool()) {
      open.push_back(reason("outage.not_gone", {{"kind", kind}, {"round", round}}));
    } else if (!seen->value["seen_back"].as_bool()) {
      open.push_back(reason("outage.not_back", {{"kind", kind}, {"round", round}}));
    } else if (seen->value["control"].as_bool()) {
      rounds.insert(seen->value["round"].as_integer());
    }
  }
  if (rounds.empty()) open.push_back(reason("outage.not_tried", {{"kind", kind}}));
  return rounds;
}

// An asset that is the value of an authentication: one recipe names both, or both have one name.
const Authentication* value_of(const Product& product, const Asset& asset) {
  if (const auto* same = product.authentication(asset.id)) return same;
  for (const auto& recipe : product.recipes) {
    if (recipe.asset == asset.id && !recipe.authentication.empty()) return product.authentication(recipe.authentication);
  }
  return nullptr;
}

// What users set, by the ids that observations name it by.
std::set<std::string> set_by_users(const Product& product) {
  std::set<std::string> ids;
  for (const auto& asset : product.assets) {
    if (!asset.set_by_user) continue;
    const Authentication* authentication = value_of(product, asset);
    ids.insert(authentication != nullptr ? authentication->id : asset.id);
  }
  for (const auto* authentication : user_authentications(product)) {
    if (authentication->factor != "none") ids.insert(authentication->id);
  }
  return ids;
}

enum class Kept { yes, no, not_seen };

// Of one thing in all rounds. Lost once is lost; without control nothing is said.
Kept kept_in(Findings& findings, const CaseFile& file, const std::string& kind, const std::set<std::int64_t>& rounds,
             const std::string& id) {
  std::set<std::int64_t> kept;
  bool is_lost = false;
  for (const auto* seen : file.observations.with_fact("outage.kept")) {
    const std::int64_t round = seen->value["round"].as_integer();
    const bool counts = seen->subject.reference == id && seen->value["kind"].as_text() == kind && rounds.contains(round);
    if (!counts) continue;
    findings.rest_on(*seen);
    if (!seen->value["control"].as_bool()) continue;
    if (seen->value["same"].as_bool()) kept.insert(round);
    is_lost = is_lost || (seen->value.has("same") && !seen->value["same"].as_bool());
  }
  if (is_lost) return Kept::no;
  return !rounds.empty() && kept == rounds ? Kept::yes : Kept::not_seen;
}

// Where something was not compared a person speaks, of everything that is set. A "no" counts in any case.
void person_decides(Findings& findings, const std::optional<Answers>& answers, Messages open) {
  const AnswerState state = answers ? answers->to("") : AnswerState::missing;
  if (answers && (!open.empty() || state == AnswerState::no)) judge_answer(findings, *answers, "");
  if (state == AnswerState::yes) return;
  for (auto& why : open) findings.stays_open(std::move(why));
}

CheckResult evaluate(const RuleInput& input) {
  Findings findings(input);
  Messages open;
  const std::string& kind = input.check.arguments["kind"].as_text();
  const auto rounds = true_rounds(findings, open, input.file, kind);
  const auto things = set_by_users(*input.file.product);
  if (things.empty()) open.push_back(reason("outage.nothing_set", {{"kind", kind}}));
  for (const auto& id : things) {
    if (rounds.empty()) break;
    const Kept kept = kept_in(findings, input.file, kind, rounds, id);
    if (kept == Kept::yes) findings.passes(reason("outage.kept", {{"what", id}, {"kind", kind}}));
    if (kept == Kept::no) findings.fails(reason("outage.lost", {{"what", id}, {"kind", kind}}));
    if (kept == Kept::not_seen) open.push_back(reason("outage.not_compared", {{"what", id}, {"kind", kind}}));
  }
  person_decides(findings, answers_for(input), std::move(open));
  return std::move(findings).result();
}

}  // namespace

extern const Rule rule_kept_over_outage;
const Rule rule_kept_over_outage{"kept_over_outage", {"kind"}, {"kind"}, {}, false, evaluate};

}  // namespace hoshi::assessment
