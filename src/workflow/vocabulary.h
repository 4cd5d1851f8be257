// The closed vocabulary of office data: roles, facts that guards may name, acts, turns, statuses; data can name nothing else.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "domain/words.h"
#include "workflow/machine.h"

namespace hoshi::workflow {

// A fact that a guard may ask for. Its text, "lacks.<name>", says what is missing when it does not hold; `english` is the
// same sentence as in translations/en/workflow.toml (a test compares them).
struct Guard {
  std::string_view name;
  std::string_view english;
};

std::span<const Guard> guards();
const Guard* guard(std::string_view name);  // null when there is none

// A refusal that is no guard: key and English sentence with {slots}.
struct RefusalKind {
  std::string_view key;
  std::string_view english;
  ErrorCode code;
};
std::span<const RefusalKind> refusal_kinds();

const std::vector<std::string>& role_names();
const std::vector<std::string>& act_names();
const std::vector<std::string>& turn_names();           // without "", which is for ended states
const std::vector<std::string>& public_status_names();  // as public_register::Entry::status
const std::vector<std::string>& log_entry_names();      // of the public log (register.md, 3.6)
const std::vector<std::string>& feature_names();        // switches of a scheme
const std::vector<std::string>& number_kinds();
const std::vector<std::string>& application_kinds();
const std::vector<std::string>& filing_kinds();
bool is_filing(std::string_view kind);

// "applicant" and "agent": those who are judged, and never judge.
bool is_party_role(std::string_view role);
// "clock" and "issuer": machinery, not people.
bool is_machinery_role(std::string_view role);
// Accounts of the machinery: the two above and "import", which has no role and so takes no step at all.
bool is_machinery_account(std::string_view account);

}  // namespace hoshi::workflow
