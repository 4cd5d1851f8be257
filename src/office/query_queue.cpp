// Queues of applications by state and due date.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/encoding.h"
#include "office/queries.h"
#include "office/party_tables.h"
#include "office/reading.h"

namespace hoshi::office {
namespace {

constexpr int page_most = 200;
// Behind every day there is, so that what has no deadline comes last.
constexpr std::string_view no_due = "9999-12-31";

// The question as SQL; constant pieces only, what was asked goes in as values.
class Filter {
 public:
  void where(std::string_view condition, store::Cell value) {
    values_.push_back(std::move(value));
    std::string text(condition);
    const std::string slot = "$" + std::to_string(values_.size());
    for (auto place = text.find('?'); place != std::string::npos; place = text.find('?')) text.replace(place, 1, slot);
    sql_ += " AND " + text;
  }
  void where(std::string_view condition) { sql_ += " AND " + std::string(condition); }
  const std::string& sql() const { return sql_; }
  const std::vector<store::Cell>& values() const { return values_; }

 private:
  std::string sql_{};
  std::vector<store::Cell> values_{};
};

// What the actor may know of at all; the same as ApplicationKind::is_visible, for many.
void only_visible(Filter& filter, const Work& work) {
  const workflow::Actor& actor = work.actor;
  if (is_of_office(actor)) return;
  if (actor.roles.contains("laboratory")) return filter.where("a.laboratory = ?", actor.organisation);
  // An agent's own only while its mandate is in force.
  filter.where("(a.applicant = ? OR (a.agent = ? AND EXISTS (SELECT 1 FROM mandates m WHERE m.agent = a.agent AND m.principal = a.applicant AND " +
                   mandate_in_force(work.today, "a.id") + ")))",
               actor.organisation);
}

void ask(Filter& filter, const Work& work, const QueueQuestion& question, bool with_state) {
  if (!question.scheme.empty()) filter.where("a.scheme = ?", question.scheme);
  if (with_state && !question.state.empty()) filter.where("s.state = ?", question.state);
  if (!question.turn.empty()) filter.where("s.turn = ?", question.turn);
  if (!question.kind.empty()) filter.where("a.kind = ?", question.kind);
  if (question.late_only) filter.where("s.due < ?", to_text(work.today));
}

constexpr std::string_view from_tables =
    " FROM applications a JOIN states s ON s.aggregate = 'application/' || a.id JOIN organisations o ON o.id = a.applicant WHERE 1 = 1";

QueueItem item_from(const store::Row& row, const Parts& parts, Date today) {
  QueueItem item;
  item.id = row.text(0);
  item.state = row.text(1);
  item.turn = row.text(2);
  item.due = row.text(3) == no_due ? "" : row.text(3);
  item.is_late = !item.due.empty() && item.due < to_text(today);
  item.scheme = row.text(4);
  item.level = static_cast<int>(row.integer(5));
  item.kind = row.text(6);
  item.applicant = row.text(7);
  item.applicant_name = {row.text(8), row.text(9)};
  item.product = {row.text(10), row.text(11)};
  item.changed = instant_of(row.integer(12));
  for (const std::size_t column : {13u, 14u, 15u, 16u}) {
    if (!row.text(column).empty()) item.number = row.text(column);
  }
  const auto scheme = parts.schemes.find(item.scheme);
  if (scheme == parts.schemes.end()) return item;
  const workflow::Machine* machine = scheme->second.rulebook.machine(row.text(17));
  const workflow::State* state = machine == nullptr ? nullptr : machine->state(item.state);
  if (state != nullptr) item.state_name = state->name;
  return item;
}

Result<void> add_items(Work& work, const QueueQuestion& question, QueuePage& page) {
  const int most = std::clamp(question.most, 1, page_most);
  Filter filter;
  only_visible(filter, work);
  ask(filter, work, question, true);
  const auto comma = question.after.find(',');
  if (comma != std::string::npos) {
    filter.where("coalesce(s.due, '9999-12-31') || ',' || a.id > ?", question.after);
  }
  const std::string sql =
      "SELECT a.id, s.state, s.turn, coalesce(s.due, '9999-12-31'), a.scheme, a.level, a.kind, a.applicant, o.name, o.name_en, a.product_ja, "
      "a.product_en, a.updated_at, a.application_number, a.acceptance_number, a.provisional_number, a.registration_number, s.machine" +
      std::string(from_tables) + filter.sql() + " ORDER BY coalesce(s.due, '9999-12-31'), a.id LIMIT " + std::to_string(most + 1);
  const auto rows = HOSHI_TRY(work.transaction.query(sql, filter.values()));
  for (const auto& row : rows) {
    if (page.items.size() == static_cast<std::size_t>(most)) {
      const QueueItem& last = page.items.back();
      page.next = (last.due.empty() ? std::string(no_due) : last.due) + "," + last.id;
      break;
    }
    page.items.push_back(item_from(row, work.parts, work.today));
  }
  return {};
}

Result<void> add_counts(Work& work, const QueueQuestion& question, QueuePage& page) {
  Filter filter;
  only_visible(filter, work);
  ask(filter, work, question, false);
  const std::string sql = "SELECT s.state, count(*)" + std::string(from_tables) + filter.sql() + " GROUP BY s.state";
  for (const auto& row : HOSHI_TRY(work.transaction.query(sql, filter.values()))) {
    page.counts[row.text(0)] = static_cast<int>(row.integer(1));
  }
  return {};
}

}  // namespace

Result<QueuePage> queue(const Office& office, const workflow::Actor& actor, const QueueQuestion& question) {
  QueuePage page;
  HOSHI_CHECK(in_reading(office, actor, [&](Work& work) -> Result<void> {
    page = {};
    if (!is_of_office(actor) && actor.organisation.empty()) return {};
    HOSHI_CHECK(add_items(work, question, page));
    return add_counts(work, question, page);
  }));
  return page;
}

}  // namespace hoshi::office
