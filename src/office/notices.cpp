// From a step's notices to rows of the outbox.
// SPDX-License-Identifier: Apache-2.0
#include "office/notices.h"

#include "office/label_tables.h"
#include "store/outbox.h"

namespace hoshi::office {
namespace {

// Persons, accounts or subscriptions; "office" stands for the office's own box, which is a setting of the courier.
using Recipients = std::vector<std::string>;

Result<Recipients> ids_of(Work& work, std::string_view sql, const std::string& value) {
  Recipients ids;
  for (const auto& row : HOSHI_TRY(work.transaction.query(sql, {value}))) {
    if (!row.is_null(0)) ids.push_back(row.text(0));
  }
  return ids;
}

// Everybody recorded as contact of the organisation.
Result<Recipients> contacts_of(Work& work, const std::string& organisation) {
  return ids_of(work, "SELECT id FROM persons WHERE organisation = $1 AND erased_at IS NULL AND email <> '' ORDER BY id", organisation);
}

Result<Recipients> applicants(Work& work, const Record& record) {
  if (record.prefix() == "application") {
    auto named = HOSHI_TRY(ids_of(work, "SELECT contact FROM applications WHERE id = $1", record.id()));
    if (!named.empty()) return named;
  }
  return contacts_of(work, record.applicant);
}

Result<Recipients> reporters(Work& work, const Record& record) {
  return ids_of(work, "SELECT p.id FROM cases c JOIN persons p ON p.id = c.reporter WHERE c.id = $1 AND p.email <> '' AND p.erased_at IS NULL", record.id());
}

Result<Recipients> subscribers(Work& work, const Record& record) {
  if (record.prefix() != "label") return Recipients();
  return ids_of(work,
                "SELECT id FROM subscriptions WHERE kind = 'label' AND target = $1 AND confirmed_at IS NOT NULL AND ended_at IS NULL ORDER BY id",
                record.id());
}

Result<Recipients> recipients_of(Work& work, const Record& record, const std::string& to) {
  if (to == "applicant" || to == "holder" || to == "appellant") return applicants(work, record);
  if (to == "complainant") return reporters(work, record);
  if (to == "subscriber") return subscribers(work, record);
  return Recipients{"office"};  // the office itself, and panels, who look into their queues
}

Value slots_value(const std::map<std::string, std::string>& slots) {
  ValueMap map;
  for (const auto& [name, text] : slots) map.emplace(name, text);
  return map;
}

Result<std::map<std::string, std::string>> slots_of(Work& work, const Kind& kind, const Record& record) {
  auto slots = HOSHI_TRY(kind.notice_slots(work, record));
  slots["date"] = to_text(work.today);
  slots["due"] = record.due;
  slots["level"] = std::to_string(record.level);
  slots["scheme"] = record.scheme;
  const Value& data = record.events.back().data;
  slots["reason"] = data["reason"].as_text();
  return slots;
}

enum class Again { same, skipped };  // what a notice of a name that was queued before must be, or whether it is left out

Result<void> queue(Work& work, const Kind& kind, const Record& record, std::string_view notice, std::string_view occasion,
                   const std::string& due, Again again) {
  const SchemeOffice* scheme = HOSHI_TRY(work.scheme(record.scheme));
  const workflow::NoticeTemplate* found = scheme->rulebook.notice(notice);
  if (found == nullptr) return fail(ErrorCode::corrupt, "the scheme has no notice " + std::string(notice));
  auto slots = HOSHI_TRY(slots_of(work, kind, record));
  if (!due.empty()) slots["due"] = due;
  const Value body = object({{"scheme", record.scheme},
                             {"template", notice},
                             {"aggregate", record.aggregate},
                             {"organisation", record.applicant},
                             {"slots", slots_value(slots)}});
  for (const auto& recipient : HOSHI_TRY(recipients_of(work, record, found->to))) {
    store::Notice queued;
    queued.id = work.new_id();
    queued.name = record.aggregate + "/" + std::string(occasion) + "/" + std::string(notice) + "/" + recipient;
    queued.kind = "mail";
    queued.recipient = recipient;
    queued.body = body;
    if (again == Again::skipped && HOSHI_TRY(store::was_queued(work.transaction, queued.name))) continue;
    HOSHI_TRY(store::queue_notice(work.transaction, queued, work.now));
  }
  return {};
}

}  // namespace

Result<void> queue_reminder(Work& work, const Kind& kind, const Record& record, std::string_view notice, std::string_view occasion,
                            const std::string& due) {
  return queue(work, kind, record, notice, occasion, due, Again::skipped);
}

Result<void> queue_notices(Work& work, const Kind& kind, const Record& record, const workflow::Transition& transition) {
  for (const auto& notice : transition.notices) {
    HOSHI_CHECK(queue(work, kind, record, notice, std::to_string(record.version), "", Again::same));
  }
  return {};
}

}  // namespace hoshi::office
