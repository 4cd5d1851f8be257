// The issuer's steps on applications: begin (plan and keep the intent), issue, abort; and what an accepted filing leads to.
// SPDX-License-Identifier: Apache-2.0
#include "base/encoding.h"
#include "office/application_steps.h"
#include "office/issue_intent.h"

namespace hoshi::office {

Result<Brought> bring_intent(Work& work, const Taken& taken) {
  if (!taken.command.data.is_null()) return fail(ErrorCode::invalid_input, "data: this step brings none");
  const SchemeOffice* scheme = HOSHI_TRY(work.scheme(taken.record.scheme));
  const Intent intent = HOSHI_TRY(plan_intent(work, taken.record, state_of(taken.record), *scheme));
  Brought brought;
  brought.data = object({{"intent", intent.id},
                         {"label", intent.number},
                         {"decision", intent.decision},
                         {"payload", sha256_hex(intent.payload)},
                         {"profile", intent.profile}});
  brought.made["intent"] = intent.id;
  // An extension keeps the number of the application that led to the label.
  if (taken.transition.allocates == "registration_number") brought.made["registration_number"] = intent.number;
  return brought;
}

Result<Brought> bring_issue(Work& work, const Taken& taken) {
  const ApplicationState state = state_of(taken.record);
  const auto intent = HOSHI_TRY(intent_of_number(work.transaction, state.label));
  if (!intent || intent->application != taken.record.id()) return fail(ErrorCode::conflict, "there is no intent of this application");
  return Brought{"", object({{"intent", intent->id}, {"label", intent->number}, {"statement", sha256_hex(intent->signed_statement)}}), {}, {}};
}

Result<Brought> bring_abort(Work& work, const Taken& taken) {
  const ApplicationState state = state_of(taken.record);
  const auto intent = HOSHI_TRY(intent_of_number(work.transaction, state.label));
  const bool is_voided = intent && intent->application == taken.record.id() && intent->state == "voided";
  if (!is_voided) return fail(ErrorCode::conflict, "the intent of this application has not been voided");
  return Brought{"", object({{"intent", intent->id}, {"label", intent->number}}), {}, {}};
}

}  // namespace hoshi::office
