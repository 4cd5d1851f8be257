// Brings together what the precheck looks at: form, checklist, parties, editions, mandate, laboratory.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "office/application_state.h"
#include "office/precheck.h"

namespace hoshi::office {

// Owns what PrecheckInput borrows; stays where it is made.
struct Gathered {
  ApplicationForm form;
  std::optional<Checklist> checklist;
  std::string checklist_problem;
  std::vector<KnownParty> parties;
  std::vector<AdoptedEdition> editions;
  std::set<std::string> waivable;
  bool report_required = false;
  bool has_report = false;
  bool laboratory_accredited = false;
  bool laboratory_independent = false;
  bool mandate_in_force = false;
  bool statement_uploaded = false;
  bool transfer_target_known = false;
  bool is_checklist_needed = true;
  std::string archive_manifest;
  std::string archive_problem;

  PrecheckInput input(const SchemeOffice& scheme, Date today) const;
};

// invalid_input when the form itself cannot be read. `state` is null before there is an application.
[[nodiscard]] Result<Gathered> gather(Work& work, const SchemeOffice& scheme, const Draft& draft, const Value& seen_archives,
                                      const ApplicationState* state);

// Form, files and state to remarks: the one way to the precheck.
[[nodiscard]] Result<std::vector<Remark>> remarks_on(Work& work, const SchemeOffice& scheme, const Draft& draft,
                                                     const Value& seen_archives, const ApplicationState* state);

// The first upload in that role; null when there is none.
const Upload* file_as(const std::vector<Upload>& files, std::string_view role);
[[nodiscard]] Result<std::vector<AdoptedEdition>> editions_of(store::Transaction& transaction, std::string_view scheme);
// Looks into a sealed archive: the hash of its manifest, or why it cannot be read. Never an error.
Outside::Archive examine_archive(const Parts& parts, std::string_view sha256);

}  // namespace hoshi::office
