// The machines of parties and of the office itself, as data.
// SPDX-License-Identifier: Apache-2.0
#include "office/house_machines.h"

namespace hoshi::office {
namespace {

using Roles = std::vector<std::string>;

workflow::State state(std::string id, Words name, Words meaning, std::string turn) {
  workflow::State made;
  made.id = std::move(id);
  made.name = std::move(name);
  made.meaning = std::move(meaning);
  made.turn = std::move(turn);
  made.ends = made.turn.empty();
  return made;
}

workflow::Transition step(std::string event, Roles from, std::string to, Roles roles, Words name) {
  workflow::Transition made;
  made.event = std::move(event);
  made.from = std::move(from);
  made.to = std::move(to);
  made.roles = std::move(roles);
  made.name = std::move(name);
  return made;
}

workflow::Transition by_two(workflow::Transition made) {
  made.people = 2;
  made.needs_reason = true;
  return made;
}

workflow::Transition with_reason(workflow::Transition made) {
  made.needs_reason = true;
  return made;
}

workflow::Machine make_organisation_machine() {
  const Roles live{"registered", "checked"};
  const Roles office{"intake", "registrar"};
  const Roles anybody{"public", "intake", "registrar"};
  workflow::Machine machine;
  machine.name = "organisation";
  machine.aggregate = "organisation";
  machine.confidentiality = "parties";
  machine.initial = "unregistered";
  machine.states = {
      state("unregistered", {"未登録", "not registered"}, {"事業者情報はまだ登録されていません。", "There is no record of the organisation yet."}, "applicant"),
      state("registered", {"登録済み（確認前）", "registered, not checked"}, {"事務局による確認を待っています。", "The office has not checked the record yet."}, "office"),
      state("checked", {"確認済み", "checked"}, {"事務局が事業者情報を確認しました。", "The office has checked the record."}, "office"),
      state("closed", {"閉鎖", "closed"}, {"この事業者情報は使われません。", "The record is not used any more."}, "")};
  machine.transitions = {
      step("register", {"unregistered"}, "registered", anybody, {"事業者を登録する", "Register"}),
      // What was checked is no longer what stands there.
      step("amend", live, "registered", anybody, {"事業者情報を変更する", "Change the record"}),
      step("add_person", live, "", anybody, {"担当者等を追加する", "Add a person"}),
      step("remove_person", live, "", anybody, {"担当者等を削除する", "Remove a person"}),
      step("record_mandate", live, "", anybody, {"委任状を提出する", "Hand in a mandate"}),
      step("check_mandate", live, "", office, {"委任状を確認する", "Confirm the mandate"}),
      step("end_mandate", live, "", anybody, {"委任を終了する", "End the mandate"}),
      step("check", {"registered"}, "checked", office, {"事業者情報を確認済みにする", "Mark as checked"}),
      by_two(step("accredit", live, "", {"registrar", "decider"}, {"評価機関として登録する", "Enter an accreditation"})),
      with_reason(step("end_accreditation", live, "", {"registrar", "decider"}, {"評価機関の登録を終了する", "End the accreditation"})),
      with_reason(step("close", live, "closed", {"registrar"}, {"閉鎖する", "Close"}))};
  return machine;
}

workflow::Machine make_office_machine() {
  const Roles deciders{"decider", "registrar"};
  workflow::Machine machine;
  machine.name = "office";
  machine.aggregate = "office";
  machine.confidentiality = "office";
  machine.initial = "open";
  machine.states = {state("open", {"運営中", "running"}, {"事務局は業務を行っています。", "The office is at work."}, "office")};
  machine.transitions = {
      by_two(step("adopt_edition", {"open"}, "", deciders, {"適合基準の版を採用する", "Adopt an edition of the criteria"})),
      by_two(step("end_edition", {"open"}, "", deciders, {"版の受付を終了する", "End the acceptance of an edition"})),
      by_two(step("choose_profile", {"open"}, "", deciders, {"職務分離の基準を選ぶ", "Choose the profile of separation"})),
      step("import_list", {"open"}, "", {"registrar", "import"}, {"他の公開リストを取り込む", "Take in a published list"}),
      step("send_again", {"open"}, "", {"intake", "registrar"}, {"通知を再送する", "Send a notice again"}),
      with_reason(step("end_list", {"open"}, "", {"registrar"}, {"取り込んだリストの掲載を終了する", "Take an imported list down"}))};
  return machine;
}

workflow::Machine make_reading_machine() {
  workflow::Machine machine;
  machine.name = "reading";
  machine.aggregate = "reading";
  machine.confidentiality = "office";
  machine.initial = "kept";
  machine.states = {state("kept", {"閲覧記録", "readings"}, {"誰がどの資料を閲覧したかの記録です。", "Who opened which file."}, "office")};
  machine.transitions = {step("read_file", {"kept"}, "", {"intake", "reviewer", "decider", "surveillance", "registrar"},
                              {"資料を閲覧する", "Open a file"})};
  return machine;
}

}  // namespace

const workflow::Machine& reading_machine() {
  static const workflow::Machine machine = make_reading_machine();
  return machine;
}

const workflow::Machine& organisation_machine() {
  static const workflow::Machine machine = make_organisation_machine();
  return machine;
}

const workflow::Machine& office_machine() {
  static const workflow::Machine machine = make_office_machine();
  return machine;
}

}  // namespace hoshi::office
