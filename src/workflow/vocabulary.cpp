// The lists, and the English of every refusal.
// SPDX-License-Identifier: Apache-2.0
#include "workflow/vocabulary.h"

#include <algorithm>
#include <array>

namespace hoshi::workflow {

std::span<const Guard> guards() {
  static constexpr std::array all{
      // Application and filing.
      Guard{"party_complete", "The record of the applicant is not complete (name, corporate number or other proof, contact)."},
      Guard{"checklist_complete", "The checklist does not answer every criterion that is not waived."},
      Guard{"manifest_bound", "The submission does not state the hash of its evidence manifest."},
      Guard{"laboratory_report", "There is no evaluation report concluding conformity by a laboratory within its scope and dates."},
      Guard{"recognition_in_force", "The recognised statement that the application relies on is missing or not in force."},
      Guard{"label_in_term", "The label that the application is about is not in a state that allows it."},
      Guard{"extension_window_open", "The time for applying for an extension has not begun or is over."},
      Guard{"edition_adopted", "The office has not adopted this edition of the criteria, or its transition window is over."},
      Guard{"precheck_passed", "The office's own check of the submission found errors or has not been run."},
      Guard{"no_open_finding", "There are findings that are not closed."},
      Guard{"open_finding", "There is no open finding that the applicant could answer."},
      Guard{"fee_known", "The fee for this application is not known and nobody of the office has entered it."},
      Guard{"fee_settled", "The fee has not been received in full."},
      Guard{"no_provisional_number", "A provisional registration number has been given already."},
      Guard{"statement_published", "The signed statement has not been verified and published by the issuing pipeline."},
      Guard{"due_passed", "The deadline has not passed."},
      Guard{"appeal_in_time", "The time for an appeal is over."},
      Guard{"appeal_upheld", "The panel has not upheld the appeal."},
      Guard{"appeal_dismissed", "The panel has not dismissed the appeal."},
      Guard{"filing_complete", "The filing does not say what it is about (label, change or report, date)."},
      // Label.
      Guard{"intent_voided", "The issuing pipeline has not voided the intent."},
      Guard{"term_over", "The label's term is not over."},
      Guard{"extension_pending", "No extension applied for in time is being processed."},
      Guard{"no_extension_pending", "An extension applied for in time is still being processed."},
      Guard{"extension_decided", "The extension has not been decided."},
      Guard{"change_accepted", "No notice of change has been accepted for the label."},
      Guard{"withdrawal_accepted", "No withdrawal by the holder has been accepted for the label."},
      Guard{"successor_issued", "The label that takes its place has not been issued."},
      Guard{"revocation_proposed", "No surveillance case proposes this."},
      Guard{"suspension_confirmed", "The suspension has not been confirmed by a second person."},
      Guard{"suspension_unconfirmed", "The suspension has been confirmed, or that it has not has been reported."},
      // Cases.
      Guard{"label_named", "The case does not name the label it is about."},
      Guard{"evidence_hash_matches", "The evidence received does not have the hash that was declared with the application."},
      Guard{"evidence_hash_differs", "The evidence received has not been compared, or has the hash that was declared."},
      Guard{"label_ended", "The label is still in force."},
      Guard{"answer_recorded", "The answer to the complainant has not been recorded."},
      Guard{"opinion_heard", "The holder has been neither heard nor given the time to be heard."},
      Guard{"decision_named", "The appeal does not name the decision it is against."},
  };
  return all;
}

const Guard* guard(std::string_view name) {
  const auto all = guards();
  const auto found = std::find_if(all.begin(), all.end(), [&](const Guard& one) { return one.name == name; });
  return found != all.end() ? &*found : nullptr;
}

std::span<const RefusalKind> refusal_kinds() {
  static constexpr std::array all{
      RefusalKind{"refusal.unknown_step", "There is no step \"{event}\".", ErrorCode::invalid_input},
      RefusalKind{"refusal.not_now", "The step \"{event}\" cannot be taken in the state \"{state}\".", ErrorCode::conflict},
      RefusalKind{"refusal.nobody", "A step needs somebody who takes it.", ErrorCode::forbidden},
      RefusalKind{"refusal.role", "This step needs one of these roles: {roles}.", ErrorCode::forbidden},
      RefusalKind{"refusal.not_the_applicant", "Only the applicant, or an agent with a mandate in force, takes this step.",
                  ErrorCode::forbidden},
      RefusalKind{"refusal.own_organisation", "Nobody acts for the office in a matter of the own organisation.",
                  ErrorCode::forbidden},
      RefusalKind{"refusal.separation", "Whoever did \"{event}\" in this matter may not take this step.", ErrorCode::forbidden},
      RefusalKind{"refusal.separation_organisation",
                  "The organisation of whoever did \"{event}\" in this matter may not take this step.", ErrorCode::forbidden},
      RefusalKind{"refusal.same_person", "You have done this already; another person has to do it as well.",
                  ErrorCode::forbidden},
      RefusalKind{"refusal.no_subject", "The step has to be bound to the exact bytes it is about, and there are none.",
                  ErrorCode::conflict},
      RefusalKind{"refusal.other_bytes", "\"{event}\" has not been done for the bytes as they are now.", ErrorCode::conflict},
      RefusalKind{"refusal.unknown_guard", "The scheme asks for \"{guard}\", which this program does not know.",
                  ErrorCode::conflict},
      RefusalKind{"refusal.no_reason", "A reason must be given.", ErrorCode::invalid_input},
      RefusalKind{"refusal.no_interest_statement", "A statement on conflicts of interest must be given.",
                  ErrorCode::invalid_input},
      RefusalKind{"refusal.text_too_long", "A reason or statement may have at most {limit} bytes.", ErrorCode::invalid_input},
  };
  return all;
}

const std::vector<std::string>& role_names() {
  static const std::vector<std::string> all{"applicant", "agent", "intake", "reviewer", "decider", "surveillance", "registrar",
                                            "administrator", "laboratory", "public", "clock", "issuer"};
  return all;
}

const std::vector<std::string>& act_names() {
  static const std::vector<std::string> all{"submission", "recommendation", "acceptance", "decision",
                                            "appeal_decision", "issue", "revocation"};
  return all;
}

const std::vector<std::string>& turn_names() {
  static const std::vector<std::string> all{"applicant", "office", "laboratory", "clock"};
  return all;
}

const std::vector<std::string>& public_status_names() {
  static const std::vector<std::string> all{"valid", "grace", "expired", "withdrawn", "revoked",
                                            "suspended", "restricted", "superseded"};
  return all;
}

const std::vector<std::string>& log_entry_names() {
  static const std::vector<std::string> all{"Issue", "Amend", "Extend", "GraceGranted", "Restrict", "Suspend", "Reinstate",
                                            "Revoke", "Withdraw", "Supersede", "DecisionCommitment"};
  return all;
}

const std::vector<std::string>& feature_names() {
  static const std::vector<std::string> all{"suspension", "restriction", "supersession"};
  return all;
}

const std::vector<std::string>& number_kinds() {
  static const std::vector<std::string> all{"application_number", "acceptance_number", "provisional_number",
                                            "registration_number", "filing_number", "case_number"};
  return all;
}

const std::vector<std::string>& application_kinds() {
  static const std::vector<std::string> all{"new", "extension", "transfer"};
  return all;
}

const std::vector<std::string>& filing_kinds() {
  static const std::vector<std::string> all{"change", "report", "withdrawal"};
  return all;
}

bool is_filing(std::string_view kind) { return std::find(filing_kinds().begin(), filing_kinds().end(), kind) != filing_kinds().end(); }

bool is_party_role(std::string_view role) { return role == "applicant" || role == "agent"; }
bool is_machinery_role(std::string_view role) { return role == "clock" || role == "issuer"; }
bool is_machinery_account(std::string_view account) { return is_machinery_role(account) || account == "import"; }

}  // namespace hoshi::workflow
