// House steps laid upon machines of applications.
// SPDX-License-Identifier: Apache-2.0
#include "office/application_machine.h"

#include <algorithm>
#include <set>

namespace hoshi::office {
namespace {

using Names = std::vector<std::string>;

template <class Is>
std::set<std::string> starts_of(const workflow::Machine& machine, Is is) {
  std::set<std::string> states;
  for (const auto& transition : machine.transitions) {
    if (is(transition)) states.insert(transition.from.begin(), transition.from.end());
  }
  return states;
}

bool names(const Names& all, std::string_view one) { return std::find(all.begin(), all.end(), one) != all.end(); }

workflow::Transition step(std::string event, const std::set<std::string>& from, Names roles, Words name) {
  workflow::Transition made;
  made.event = std::move(event);
  made.from.assign(from.begin(), from.end());
  made.roles = std::move(roles);
  made.name = std::move(name);
  return made;
}

void add(workflow::Machine& machine, workflow::Transition made) {
  if (!made.from.empty()) machine.transitions.push_back(std::move(made));
}

}  // namespace

workflow::Machine with_house_steps(workflow::Machine machine) {
  auto with_party = starts_of(machine, [](const auto& one) { return one.act == "submission"; });
  with_party.insert(machine.initial);
  const auto at_confirmation = starts_of(machine, [&](const workflow::Transition& one) {
    const bool returns = with_party.contains(one.to) && !names(one.roles, "applicant") && one.to != machine.initial;
    return returns || one.act == "recommendation";
  });
  const auto at_acceptance = starts_of(machine, [](const auto& one) { return one.act == "acceptance"; });
  const auto at_fee = starts_of(machine, [](const auto& one) { return names(one.guards, "fee_settled") && !names(one.roles, "issuer"); });
  for (auto& transition : machine.transitions) {
    if (transition.act != "decision") continue;
    for (const auto* event : {"confirm_criterion", "raise_finding", "close_finding", "hand_in_report"}) {
      if (!names(transition.differs_from, event)) transition.differs_from.emplace_back(event);
    }
  }
  const Names party{"applicant", "agent"};
  const Names confirming{"reviewer", "intake"};
  Names drafting = party;
  drafting.push_back("intake");
  add(machine, step("save_draft", with_party, drafting, {"下書きを保存する", "Save the draft"}));
  auto answer = step("answer_finding", with_party, party, {"指摘に回答する", "Answer a finding"});
  answer.guards = {"open_finding"};
  add(machine, std::move(answer));
  add(machine, step("hand_in_report", with_party, {"laboratory"}, {"適合評価報告書を提出する", "Hand in the evaluation report"}));
  add(machine, step("raise_finding", at_confirmation, confirming, {"指摘を記録する", "Raise a finding"}));
  add(machine, step("close_finding", at_confirmation, confirming, {"指摘を解消済みにする", "Close a finding"}));
  add(machine, step("reopen_finding", at_confirmation, confirming, {"指摘を再度未解消にする", "Reopen a finding"}));
  add(machine, step("confirm_criterion", at_confirmation, {"reviewer"}, {"適合基準の確認結果を記録する", "Confirm a criterion"}));
  add(machine, step("rejudge", at_confirmation, {"reviewer"}, {"添付された証拠を再判定する", "Judge the attached evidence again"}));
  auto fee = step("enter_fee", at_acceptance, {"registrar", "intake"}, {"手数料の額を入力する", "Enter the fee"});
  fee.needs_reason = true;
  add(machine, std::move(fee));
  add(machine, step("record_payment", at_fee, {"registrar"}, {"入金を記録する", "Record a payment"}));
  return machine;
}

}  // namespace hoshi::office
