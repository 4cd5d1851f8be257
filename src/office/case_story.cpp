// Stories of cases.
// SPDX-License-Identifier: Apache-2.0
#include "office/case_story.h"

#include <algorithm>

#include "office/queries.h"
#include "office/reading.h"
#include "office/register_queries.h"

namespace hoshi::office {
namespace {

Result<void> add_entries(Work& work, const Record& record, const workflow::Machine& machine, CaseStory& story) {
  const auto rows = HOSHI_TRY(work.transaction.query("SELECT ordinal, content FROM case_entries WHERE case_id = $1 ORDER BY ordinal",
                                                     {record.id()}));
  const Sight sight = sight_of(work.actor, record, machine);
  for (const auto& row : rows) {
    const auto seen = std::find_if(sight.events.begin(), sight.events.end(), [&](const auto* one) { return one->version == row.integer(0); });
    if (seen == sight.events.end()) continue;
    const store::Event* event = *seen;
    if (!may_read(work.actor, *event, machine)) continue;
    const auto* step = transition_of(machine, event->kind);
    CaseEntry entry{step == nullptr ? Words{} : step->name, event->at, row.text(1), {}, event->data["side"].as_text()};
    for (const auto& file : event->data["data"]["files"].as_list()) entry.files.push_back({file["role"].as_text(), file["sha256"].as_text(), "", ""});
    story.entries.push_back(std::move(entry));
  }
  return {};
}

}  // namespace

Result<CaseStory> story_of_case(const Office& office, const workflow::Actor& actor, std::string_view id) {
  CaseStory story;
  HOSHI_CHECK(in_reading(office, actor, [&](Work& work) -> Result<void> {
    story = {};
    const Record record = HOSHI_TRY(visible_record(work, case_kind(), "case/" + std::string(id)));
    const workflow::Machine machine = HOSHI_TRY(case_kind().machine(work, record));
    if (const workflow::State* state = machine.state(sight_of(actor, record, machine).state)) story.state_meaning = state->meaning;
    return add_entries(work, record, machine, story);
  }));
  return story;
}

Result<std::vector<CaseView>> cases_about(const Office& office, const workflow::Actor& actor, std::string_view organisation) {
  return cases_of_query(office, actor, "SELECT id FROM cases WHERE organisation = $1 ORDER BY opened_at DESC, id LIMIT 50",
                        {std::string(organisation)});
}

}  // namespace hoshi::office
