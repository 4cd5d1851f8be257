// The rows of parties: organisations, persons (the only place of names and addresses of people), accreditations.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "office/organisation.h"
#include "office/work.h"

namespace hoshi::office {

// conflict when another organisation has this 法人番号.
[[nodiscard]] Result<void> is_registered_once(Work& work, const std::string& id, const Organisation& organisation);
// `registered_by` is kept when it is new; "" leaves what stands there.
[[nodiscard]] Result<void> keep_organisation(Work& work, const std::string& id, const Organisation& organisation,
                                             const std::string& registered_by);
// not_found when there is none.
[[nodiscard]] Result<Organisation> organisation_of(store::Transaction& transaction, std::string_view id);

// Its own accounts, whoever registered it for itself, and the office. `data` is what its row holds.
bool is_party_visible(const workflow::Actor& actor, std::string_view id, const Value& data);
[[nodiscard]] Result<bool> is_party_visible(store::Transaction& transaction, const workflow::Actor& actor, std::string_view id);

[[nodiscard]] Result<void> keep_person(Work& work, const std::string& organisation, const std::string& id, const Person& person,
                                       const Bytes& salt);
// Blanks the row and drops its salt: what events hold of the person can no longer be matched with anybody.
[[nodiscard]] Result<void> erase_person(Work& work, const std::string& organisation, const std::string& id, std::string_view rule);

struct KeptPerson {
  std::string id;
  Person person;
  bool erased = false;
};
[[nodiscard]] Result<std::vector<KeptPerson>> people_of(store::Transaction& transaction, std::string_view organisation);

// Whether an agent acts for a principal today: the office has checked the mandate, nobody has ended it, and it is for every application
// or for this one ("" where it is about none). `mandate`: only this one, or "" for any.
[[nodiscard]] Result<bool> has_mandate(Work& work, const std::string& agent, const std::string& principal, const std::string& application,
                                       const std::string& mandate = "");
// The same as a condition on a row m of mandates, for queries over many; `application` is an expression of theirs.
std::string mandate_in_force(Date today, std::string_view application);

struct AccreditationScope {
  std::string scheme;
  int level = 0;
  std::string category;  // "": every one
};
struct Accreditation {
  std::string body;      // who accredited: "NITE (ASNITE)"
  std::string number;
  std::string from;      // YYYY-MM-DD
  std::string until;     // or ""
  std::string owner;     // organisation that owns the laboratory, or ""
  std::vector<AccreditationScope> scopes;
};
Value to_value(const Accreditation& accreditation);
[[nodiscard]] Result<Accreditation> accreditation_from(const Value& value);
[[nodiscard]] Result<void> keep_accreditation(Work& work, const std::string& organisation, const Accreditation& accreditation);
// Neither one of these organisations nor owned by one.
[[nodiscard]] Result<bool> is_independent(store::Transaction& transaction, const std::string& laboratory, const std::vector<std::string>& of);
// In force on that day for scheme, level and category.
[[nodiscard]] Result<bool> is_accredited(store::Transaction& transaction, std::string_view laboratory, std::string_view scheme, int level,
                                         std::string_view category, Date day);

}  // namespace hoshi::office
