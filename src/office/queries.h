// Questions to the office that change nothing. What an actor may not know of is not_found, never forbidden: no oracle of ids.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "office/label_views.h"
#include "office/office.h"
#include "office/views.h"

namespace hoshi::office {

// Of the applicant's organisation, its agent with a mandate in force, the laboratory named in it, and the office.
[[nodiscard]] Result<ApplicationView> application(const Office& office, const workflow::Actor& actor, std::string_view id);
// For office roles everything; for others what is theirs.
[[nodiscard]] Result<QueuePage> queue(const Office& office, const workflow::Actor& actor, const QueueQuestion& question);
// What the submission of this form with these files would be told. Without an application too (id ""): before one is opened.
[[nodiscard]] Result<std::vector<Remark>> precheck_of(const Office& office, const workflow::Actor& actor, std::string_view scheme,
                                                      std::string_view id, const Value& form, const std::vector<Upload>& files);
// The bytes of a file of its draft, submissions or reports, compared with their hash.
[[nodiscard]] Result<std::string> file_of(const Office& office, const workflow::Actor& actor, std::string_view id, std::string_view sha256);

// Of a case what its steps brought, for a party what its own did; of a party its proof of legal personality and its mandates.
[[nodiscard]] Result<std::string> file_of_case(const Office& office, const workflow::Actor& actor, std::string_view id, std::string_view sha256);
[[nodiscard]] Result<std::string> file_of_party(const Office& office, const workflow::Actor& actor, std::string_view id, std::string_view sha256);
[[nodiscard]] Result<PartyView> party(const Office& office, const workflow::Actor& actor, std::string_view id);
// Those whose folded name, kana or 法人番号 holds the folded text; at most 50. Office roles and the party itself only.
[[nodiscard]] Result<std::vector<PartyView>> parties(const Office& office, const workflow::Actor& actor, std::string_view text);

// Whom a form may name, by the part: the actor's own and those it registered, and everybody who offers itself to applicants (verifiers, agents,
// laboratories while their accreditation lasts). Names alone; at most 500 of a part.
struct PartyName {
  std::string id;
  Words name;
};
[[nodiscard]] Result<std::map<std::string, std::vector<PartyName>>> parties_to_name(const Office& office, const workflow::Actor& actor);
[[nodiscard]] Result<LabelView> label(const Office& office, const workflow::Actor& actor, std::string_view number);
[[nodiscard]] Result<std::vector<LabelView>> labels_of(const Office& office, const workflow::Actor& actor, std::string_view organisation);
[[nodiscard]] Result<CaseView> case_of(const Office& office, const workflow::Actor& actor, std::string_view id);

// For anybody.
[[nodiscard]] Result<public_register::Entry> public_label(const Office& office, std::string_view number);
[[nodiscard]] Result<std::vector<public_register::Entry>> public_labels(const Office& office, std::string_view after_number, int most);
[[nodiscard]] Result<std::vector<FeedEntry>> public_changes(const Office& office, std::int64_t since, int most);
[[nodiscard]] Result<StatisticsView> statistics(const Office& office, std::string_view scheme, int fiscal_year);

}  // namespace hoshi::office
