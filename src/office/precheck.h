// The check of a submission that the applicant runs before and the office after handing in: one code for both. Pure.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/date.h"
#include "domain/scheme.h"
#include "office/application_form.h"
#include "office/checklist.h"
#include "office/views.h"

namespace hoshi::office {

// An edition of the criteria that the office has adopted, with its thresholds.
struct AdoptedEdition {
  std::string edition;
  std::string sha256;   // of the edition's data
  Date from;
  Date until;           // last day on which submissions under it are taken; year 0: no end
};

// What the office knows of a party that the form names; absent when there is no such party or the actor may not know of it.
struct KnownParty {
  std::string id;
  bool has_contact = false;      // a contact or responsible person of its own is recorded
  std::set<std::string> parts;
};

struct PrecheckInput {
  const Scheme& scheme;                  // the criteria of the edition in question
  const ApplicationForm& form;
  const Checklist* checklist = nullptr;  // null: none was handed in, or it could not be read
  std::string checklist_problem{};         // why it could not be read
  Date today{};                            // JST
  bool report_required = false;          // the level is evaluated by a laboratory
  bool has_report = false;
  bool laboratory_accredited = false;    // within scope and dates
  bool laboratory_independent = false;   // of the parties of the application
  bool mandate_in_force = false;         // of the agent, for this applicant
  bool transfer_target_known = false;    // the organisation that the label goes to is registered here
  bool statement_uploaded = false;       // the document of the recognised statement is there
  std::string archive_manifest{};          // SHA-256 of the manifest in the attached archive; "" without one
  std::string archive_problem{};           // why the attached archive could not be read
  std::vector<KnownParty> parties{};
  std::vector<AdoptedEdition> editions{};
  std::set<std::string> waivable{};        // criteria that the form's recognition stands for at this level while its statement is in force
  bool has_categories = false;             // whether the scheme names any
  std::vector<std::string> categories{};   // codes of those for the level
  std::vector<std::string> forbidden_words{};  // of announcements, as the scheme lists them
  bool is_checklist_needed = true;       // not for a report or a withdrawal
};

// In the order of the form; nothing: complete. Texts are keys precheck.<code> with their slots.
std::vector<Remark> precheck(const PrecheckInput& input);

// Whether nothing blocks of the named part: "form", "party", "checklist", "evidence", "edition", "recognition", "laboratory".
bool is_complete(const std::vector<Remark>& remarks, std::string_view part);

// Whether a recognised statement is complete and in force on that day, and the scheme gives it effect.
bool is_in_force(const Scheme& scheme, const RelianceStatement& statement, Date today);

}  // namespace hoshi::office
