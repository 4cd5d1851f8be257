// Statuses, fees, terms, numbers and retention from office.toml, notices from notices.toml.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "schemes/office_readers.h"
#include "schemes/problem_kinds.h"
#include "schemes/readers.h"
#include "tables/problem_kinds.h"
#include "workflow/vocabulary.h"

namespace hoshi::schemes {
namespace {

using tables::Presence;
using tables::Table;
using workflow::Rulebook;

constexpr std::int64_t yen_most = 100'000'000;
constexpr std::int64_t days_most = 36'525;  // a hundred years

std::optional<Date> read_day(Table& table, std::string_view key, Presence presence = Presence::optional) {
  const std::string text = table.date(key, presence);
  const auto day = parse_date(text);
  return day ? std::optional(*day) : std::nullopt;
}

std::vector<std::string> recognition_ids(const Scheme& scheme) {
  std::vector<std::string> ids;
  for (const auto& one : scheme.recognitions) ids.push_back(one.id);
  return ids;
}

std::string read_recognition(Table& table, const Scheme& scheme, Presence presence) {
  std::string id = table.text("recognition", presence);
  if (!id.empty()) check_defined(table, "recognition", table.line_of("recognition"), id, recognition_ids(scheme), "[[recognition]]");
  return id;
}

int read_days(Table& table, std::string_view key, std::int64_t least, Presence presence) {
  return static_cast<int>(table.integer(key, least, {least, days_most}, presence));
}

bool read_required_boolean(Table& table, std::string_view key) {
  if (!table.has(key)) table.problem(key, tables::missing);
  return table.boolean(key, false);
}

workflow::PublicStatus read_status(Table& table) {
  workflow::PublicStatus status;
  status.line = table.line();
  status.id = table.one_of("id", workflow::public_status_names(), Presence::required);
  status.name = read_words(table, "name");
  status.meaning = read_words(table, "meaning");
  status.confidence = read_confidence(table, "confidence");
  table.finish();
  return status;
}

workflow::Fee read_fee(Table& table, const Scheme& scheme) {
  workflow::Fee fee;
  fee.line = table.line();
  fee.id = table.text("id", Presence::required);
  fee.levels = read_levels(table, "levels", scheme, Presence::required);
  fee.kinds = read_names(table, "kinds", workflow::application_kinds(), Presence::required);
  fee.recognition = read_recognition(table, scheme, Presence::optional);
  if (table.has("amount_yen")) fee.amount_yen = table.integer("amount_yen", 0, {0, yen_most});
  fee.received_from = read_day(table, "received_from");
  fee.received_until = read_day(table, "received_until");
  fee.refundable = read_required_boolean(table, "refundable");
  fee.confidence = read_confidence(table, "confidence");
  fee.source = table.text("source", Presence::required);
  fee.note = read_optional_words(table, "note");
  table.finish();
  return fee;
}

workflow::Term read_term(Table& table, const Scheme& scheme) {
  workflow::Term term;
  term.line = table.line();
  term.levels = read_levels(table, "levels", scheme, Presence::required);
  term.years = static_cast<int>(table.integer("years", 2, {1, 20}, Presence::required));
  term.first_day_counts = read_required_boolean(table, "first_day_counts");
  term.extension_years = static_cast<int>(table.integer("extension_years", 2, {1, 20}, Presence::required));
  term.extension_opens_days_before = read_days(table, "extension_opens_days_before", 0, Presence::required);
  term.extension_closes_days_before = read_days(table, "extension_closes_days_before", 0, Presence::required);
  term.grace_days = read_days(table, "grace_days", 0, Presence::required);
  term.confidence = read_confidence(table, "confidence");
  term.source = table.text("source", Presence::required);
  table.finish();
  return term;
}

workflow::Reminder read_reminder(Table& table) {
  workflow::Reminder reminder;
  reminder.line = table.line();
  reminder.about = table.one_of("about", {"label_end", "deadline", "edition_end"}, Presence::required);
  if (const auto* list = table.node("days_before"); list != nullptr && list->kind == tables::Node::Kind::list) {
    for (const auto& one : list->children) {
      const bool is_good = one.kind == tables::Node::Kind::integer && one.number >= 1 && one.number <= 365;
      if (is_good) reminder.days_before.push_back(static_cast<int>(one.number));
      if (!is_good) table.problem_at(one.line, "days_before", tables::not_integer);
    }
  }
  if (reminder.days_before.empty()) table.problem("days_before", tables::missing);
  reminder.notice = table.text("notice", Presence::required);
  table.finish();
  return reminder;
}

workflow::Announcement read_announcement(Table& table) {
  workflow::Announcement announcement;
  announcement.line = table.line();
  announcement.state = table.text("state", Presence::required);
  announcement.needs_number = table.one_of("needs_number", workflow::number_kinds(), Presence::required);
  announcement.may = read_words(table, "may");
  table.finish();
  return announcement;
}

workflow::ProductCategory read_category(Table& table, const Scheme& scheme) {
  workflow::ProductCategory category;
  category.line = table.line();
  category.id = table.text("id", Presence::required);
  category.name = read_words(table, "name");
  category.levels = read_levels(table, "levels", scheme, Presence::required);
  category.confidence = read_confidence(table, "confidence");
  category.source = table.text("source", Presence::required);
  table.finish();
  return category;
}

workflow::ForbiddenWord read_forbidden_word(Table& table) {
  workflow::ForbiddenWord forbidden;
  forbidden.line = table.line();
  forbidden.word = table.text("word", Presence::required);
  forbidden.confidence = read_confidence(table, "confidence");
  forbidden.source = table.text("source", Presence::required);
  table.finish();
  return forbidden;
}

workflow::Edition read_edition(Table& table, const Scheme& scheme) {
  workflow::Edition edition;
  edition.line = table.line();
  edition.id = table.text("id", Presence::required);
  edition.document_number = table.text("document_number", Presence::required);
  edition.levels = read_levels(table, "levels", scheme, Presence::required);
  edition.from = read_day(table, "from", Presence::required).value_or(Date{});
  edition.accepted_until = read_day(table, "accepted_until");
  edition.confidence = read_confidence(table, "confidence");
  table.finish();
  return edition;
}

workflow::Waiver read_waiver(Table& table, const Scheme& scheme) {
  workflow::Waiver waiver;
  waiver.line = table.line();
  waiver.recognition = read_recognition(table, scheme, Presence::required);
  waiver.levels = read_levels(table, "levels", scheme, Presence::required);
  waiver.criteria = table.texts("criteria", Presence::required);
  std::vector<std::string> known;
  for (const auto& criterion : scheme.criteria) known.push_back(criterion.id);
  for (const auto& id : waiver.criteria) check_defined(table, "criteria", table.line_of("criteria"), id, known, "criterion");
  waiver.confidence = read_confidence(table, "confidence");
  waiver.source = table.text("source", Presence::required);
  table.finish();
  return waiver;
}

workflow::OutboundList read_list(Table& table, const Scheme& scheme) {
  workflow::OutboundList list;
  list.line = table.line();
  list.recognition = read_recognition(table, scheme, Presence::required);
  list.name = read_words(table, "name");
  list.needs = read_names(table, "needs", {"english_information", "public_contact", "support_period"}, Presence::required);
  list.confidence = read_confidence(table, "confidence");
  list.source = table.text("source", Presence::required);
  table.finish();
  return list;
}

workflow::Retention read_retention(Table& table) {
  static const std::vector<std::string> kinds{"contact_person", "representative", "account", "complainant", "appellant",
                                              "mail", "session", "evidence", "sign_in_log"};
  workflow::Retention retention;
  retention.line = table.line();
  retention.data = table.one_of("data", kinds, Presence::required);
  retention.after = table.one_of("after", {"application_end", "label_end", "case_end", "last_use", "sent"}, Presence::required);
  retention.days = read_days(table, "days", 1, Presence::required);
  retention.action = table.one_of("action", {"erase", "destroy_salt"}, Presence::required);
  retention.confidence = read_confidence(table, "confidence");
  retention.reason = read_words(table, "reason");
  table.finish();
  return retention;
}

workflow::NumberFormat read_number(Table& table) {
  workflow::NumberFormat format;
  format.line = table.line();
  format.kind = table.one_of("kind", workflow::number_kinds(), Presence::required);
  format.pattern = table.text("pattern", Presence::required);
  format.confidence = read_confidence(table, "confidence");
  format.source = table.text("source", Presence::required);
  table.finish();
  return format;
}

workflow::NoticeTemplate read_notice(Table& table) {
  workflow::NoticeTemplate notice;
  notice.line = table.line();
  notice.id = table.text("id", Presence::required);
  notice.to = table.one_of("to", workflow::notice_recipients(), Presence::required);
  notice.subject = read_words(table, "subject");
  notice.body = read_words(table, "body");
  table.finish();
  return notice;
}

// Reads every table of a list and refuses a second of the same id.
template <class T, class Read, class Id>
std::vector<T> read_all(Table& root, std::string_view key, std::string_view id_key, Read read, Id id) {
  std::vector<T> all;
  UniqueIds ids;
  for (auto& table : root.tables(key)) {
    all.push_back(read(table));
    ids.check(table, id_key, id(all.back()));
  }
  return all;
}

void read_lists(Table& root, const Scheme& scheme, Rulebook& rulebook) {
  rulebook.fees = read_all<workflow::Fee>(root, "fee", "id", [&](Table& t) { return read_fee(t, scheme); }, [](const auto& one) { return one.id; });
  for (auto& table : root.tables("term")) rulebook.terms.push_back(read_term(table, scheme));
  for (auto& table : root.tables("reminder")) rulebook.reminders.push_back(read_reminder(table));
  for (auto& table : root.tables("announcement")) rulebook.announcements.push_back(read_announcement(table));
  rulebook.categories = read_all<workflow::ProductCategory>(root, "category", "id", [&](Table& t) { return read_category(t, scheme); },
                                                            [](const auto& one) { return one.id; });
  rulebook.forbidden_words = read_all<workflow::ForbiddenWord>(root, "forbidden_word", "word", read_forbidden_word,
                                                               [](const auto& one) { return one.word; });
  rulebook.editions = read_all<workflow::Edition>(root, "edition", "id", [&](Table& t) { return read_edition(t, scheme); },
                                                  [](const auto& one) { return one.id; });
  for (auto& table : root.tables("waiver")) rulebook.waivers.push_back(read_waiver(table, scheme));
  for (auto& table : root.tables("outbound_list")) rulebook.outbound_lists.push_back(read_list(table, scheme));
}

}  // namespace

void read_office_file(const tables::Document& document, const Scheme& scheme, Rulebook& rulebook, tables::Problems& problems) {
  Table root(document, problems);
  check_format(root, "hoshi-office/1");
  check_scheme_id(root, scheme);
  rulebook.calendar = root.one_of("calendar", {"jp"}, Presence::required);
  rulebook.public_statuses = read_all<workflow::PublicStatus>(root, "status", "id", read_status, [](const auto& one) { return one.id; });
  read_lists(root, scheme, rulebook);
  rulebook.retentions = read_all<workflow::Retention>(root, "retention", "data", read_retention, [](const auto& one) { return one.data; });
  rulebook.numbers = read_all<workflow::NumberFormat>(root, "number", "kind", read_number, [](const auto& one) { return one.kind; });
  if (auto address = root.table("address", Presence::required)) {
    rulebook.address_line = address->line();
    rulebook.address.organisation = read_words(*address, "organisation");
    rulebook.address.person = read_words(*address, "person");
    address->finish();
  }
  root.finish();
}

void read_notices_file(const tables::Document& document, Rulebook& rulebook, tables::Problems& problems) {
  Table root(document, problems);
  check_format(root, "hoshi-notices/1");
  rulebook.notices = read_all<workflow::NoticeTemplate>(root, "notice", "id", read_notice, [](const auto& one) { return one.id; });
  root.finish();
}

}  // namespace hoshi::schemes
