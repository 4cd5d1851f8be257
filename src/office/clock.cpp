// Rounds of the clock.
// SPDX-License-Identifier: Apache-2.0
#include "office/clock.h"

#include <algorithm>
#include <set>

#include "office/application_state.h"
#include "office/gather.h"
#include "office/kind.h"
#include "office/label_tables.h"
#include "office/notices.h"

namespace hoshi::office {
namespace {

constexpr std::int64_t page_rows = 500;
constexpr int deadline_days_most = 31;  // calendar days ahead that are looked at for reminders of deadlines

using Pair = std::pair<std::string, std::string>;  // machine and state

workflow::Actor clock_actor() { return {"clock", "", {"clock"}}; }

bool is_for_clock(const workflow::Transition& transition) {
  return std::find(transition.roles.begin(), transition.roles.end(), "clock") != transition.roles.end();
}

// Where the clock has a step at all, by any scheme.
std::set<Pair> watched(const Parts& parts) {
  std::set<Pair> pairs;
  for (const auto& [id, scheme] : parts.schemes) {
    for (const auto& machine : scheme.rulebook.machines) {
      for (const auto& transition : machine.transitions) {
        if (!is_for_clock(transition)) continue;
        for (const auto& state : transition.from) pairs.emplace(machine.name, state);
      }
    }
  }
  return pairs;
}

class Round {
 public:
  Round(const Office& office, int most) : office_(office), most_(most), today_(workflow::day_in_japan(office.now())) {}

  Result<ClockRound> run() {
    std::vector<std::string> due;
    HOSHI_CHECK(reading([&](Work& work) -> Result<void> {
      due = HOSHI_TRY(things_due(work));
      return {};
    }));
    for (const auto& aggregate : due) {
      if (round_.steps == most_) break;  // the rest in the next round
      HOSHI_CHECK(take_clock_step(aggregate));
    }
    HOSHI_CHECK(remind());
    return std::move(round_);
  }

 private:
  Result<void> reading(const std::function<Result<void>(Work&)>& step) { return in_transaction(store::Access::read, step); }

  Result<void> in_transaction(store::Access access, const std::function<Result<void>(Work&)>& step) {
    return in_work(office_.parts(), access, clock_actor(), step);
  }

  Result<std::vector<std::string>> things_due(Work& work) const {
    std::vector<std::string> due;
    for (const auto& [machine, state] : watched(office_.parts())) {
      const auto rows = HOSHI_TRY(work.transaction.query(
          "SELECT aggregate FROM states WHERE machine = $1 AND state = $2 AND due < $3 ORDER BY due, aggregate", {machine, state, to_text(today_)}));
      for (const auto& row : rows) due.push_back(row.text(0));
    }
    const auto labels = HOSHI_TRY(work.transaction.query(
        "SELECT number FROM labels WHERE valid_until < $1 AND status IN ('valid', 'grace', 'suspended', 'restricted') AND imported_list IS NULL "
        "ORDER BY valid_until, number",
        {to_text(today_)}));
    for (const auto& row : labels) due.push_back("label/" + row.text(0));
    return due;
  }

  // The events of the clock from where the thing stands, and its version.
  Result<std::vector<Command>> commands_for(Work& work, const std::string& aggregate) const {
    const Record record = HOSHI_TRY(load(work.transaction, aggregate));
    const Kind* kind = kind_of(record.prefix());
    HOSHI_ASSERT(kind != nullptr);
    const workflow::Machine machine = HOSHI_TRY(kind->machine(work, record));
    std::vector<Command> commands;
    for (const auto& transition : machine.transitions) {
      const bool starts_here = std::find(transition.from.begin(), transition.from.end(), record.state) != transition.from.end();
      if (!starts_here || !is_for_clock(transition)) continue;
      Command command;
      command.aggregate = aggregate;
      command.event = transition.event;
      command.seen_version = record.version;
      command.idempotency_key = "clock:" + record.id() + ":" + std::to_string(record.version) + ":" + transition.event;
      commands.push_back(std::move(command));
    }
    return commands;
  }

  // Guards say which of them it is; a label in its time of grace has none that holds.
  Result<void> take_clock_step(const std::string& aggregate) {
    std::vector<Command> commands;
    HOSHI_CHECK(reading([&](Work& work) -> Result<void> {
      commands = HOSHI_TRY(commands_for(work, aggregate));
      return {};
    }));
    for (const auto& command : commands) {
      const auto receipt = office_.perform(clock_actor(), command);
      if (receipt) {
        ++round_.steps;
        return {};
      }
      if (receipt.error().code == ErrorCode::unavailable) return tl::unexpected<Error>(receipt.error());
      if (receipt.error().code != ErrorCode::conflict) round_.problems.push_back(aggregate + ": " + receipt.error().message);
    }
    return {};
  }

  // Once a day for each reminder, page by page.
  Result<void> remind() {
    for (const auto& [id, scheme] : office_.parts().schemes) {
      for (const auto& reminder : scheme.rulebook.reminders) {
        const std::string mark = "reminders/" + id + "/" + reminder.about + "/" + to_text(today_);
        bool is_done = false;
        HOSHI_CHECK(reading([&](Work& work) -> Result<void> {
          is_done = !HOSHI_TRY(work.transaction.query("SELECT 1 FROM clock_marks WHERE name = $1", {mark})).empty();
          return {};
        }));
        if (!is_done) HOSHI_CHECK(remind_of(scheme, reminder, mark));
      }
    }
    return {};
  }

  Result<void> remind_of(const SchemeOffice& scheme, const workflow::Reminder& reminder, const std::string& mark) {
    std::string after;
    do {
      std::string next;
      HOSHI_CHECK(in_transaction(store::Access::write, [&](Work& work) -> Result<void> {
        next.clear();
        if (reminder.about == "label_end") next = HOSHI_TRY(remind_of_ends(work, scheme, reminder, after));
        if (reminder.about == "deadline") next = HOSHI_TRY(remind_of_deadlines(work, scheme, reminder, after));
        if (reminder.about == "edition_end") next = HOSHI_TRY(remind_of_editions(work, scheme, reminder, after));
        if (!next.empty()) return {};
        HOSHI_CHECK(work.transaction.execute("INSERT INTO clock_marks (name, done_at) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING",
                                             {mark, work.milliseconds()}));
        return {};
      }));
      after = next;
    } while (!after.empty());
    return {};
  }

  // The nearest of the reminder's days that has come: one that was missed is not sent late beside the next.
  template <class Before>
  static Result<int> days_come(const workflow::Reminder& reminder, Date today, Before before) {
    int nearest = 0;
    for (const int days : reminder.days_before) {
      const Date day = HOSHI_TRY(before(days));
      if (day <= today && (nearest == 0 || days < nearest)) nearest = days;
    }
    return nearest;
  }

  // Each gives the key of the last of a full page, "" at the end.
  Result<std::string> remind_of_ends(Work& work, const SchemeOffice& scheme, const workflow::Reminder& reminder, const std::string& after) {
    const int earliest = reminder.days_before.empty() ? 0 : *std::max_element(reminder.days_before.begin(), reminder.days_before.end());
    const auto rows = HOSHI_TRY(work.transaction.query(
        "SELECT number, valid_until FROM labels WHERE scheme = $1 AND status = 'valid' AND imported_list IS NULL AND valid_until >= $2 "
        "AND valid_until <= $3 AND number > $4 ORDER BY number LIMIT $5",
        {scheme.scheme.id, to_text(today_), to_text(workflow::plus_days(today_, earliest)), after, page_rows}));
    for (const auto& row : rows) {
      const Date end = HOSHI_TRY(parse_date(row.text(1)));
      const auto before = [&](int days) -> Result<Date> { return workflow::plus_days(end, -days); };
      const int days = HOSHI_TRY(days_come(reminder, today_, before));
      if (days == 0) continue;
      const Record record = HOSHI_TRY(load(work.transaction, "label/" + row.text(0)));
      HOSHI_CHECK(queue_reminder(work, label_kind(), record, reminder.notice, "end/" + row.text(1) + "/" + std::to_string(days)));
      ++round_.reminders;
    }
    return static_cast<std::int64_t>(rows.size()) < page_rows ? std::string() : rows.back().text(0);
  }

  Result<std::string> remind_of_deadlines(Work& work, const SchemeOffice& scheme, const workflow::Reminder& reminder, const std::string& after) {
    const auto rows = HOSHI_TRY(work.transaction.query(
        "SELECT s.aggregate, s.due FROM states s JOIN applications a ON s.aggregate = 'application/' || a.id WHERE a.scheme = $1 "
        "AND s.turn = 'applicant' AND s.due >= $2 AND s.due <= $3 AND s.aggregate > $4 ORDER BY s.aggregate LIMIT $5",
        {scheme.scheme.id, to_text(today_), to_text(workflow::plus_days(today_, deadline_days_most)), after, page_rows}));
    for (const auto& row : rows) {
      const Date end = HOSHI_TRY(parse_date(row.text(1)));
      const auto before = [&](int days) { return scheme.calendar.subtract_working_days(end, days); };
      const auto days = days_come(reminder, today_, before);
      if (!days) round_.problems.push_back(row.text(0) + ": " + days.error().message);
      if (!days || *days == 0) continue;
      const Record record = HOSHI_TRY(load(work.transaction, row.text(0)));
      HOSHI_CHECK(queue_reminder(work, application_kind(), record, reminder.notice, "deadline/" + row.text(1) + "/" + std::to_string(*days)));
      ++round_.reminders;
    }
    return static_cast<std::int64_t>(rows.size()) < page_rows ? std::string() : rows.back().text(0);
  }

  // Of these editions those whose window closes, with the reminder's day that has come.
  Result<std::vector<std::pair<AdoptedEdition, int>>> ending_of(const std::vector<AdoptedEdition>& editions, const workflow::Reminder& reminder) const {
    std::vector<std::pair<AdoptedEdition, int>> ending;
    for (const auto& edition : editions) {
      if (edition.until.year == 0 || edition.until < today_) continue;
      const auto before = [&](int days) -> Result<Date> { return workflow::plus_days(edition.until, -days); };
      const int days = HOSHI_TRY(days_come(reminder, today_, before));
      if (days != 0) ending.emplace_back(edition, days);
    }
    return ending;
  }

  // Those whose applicant has yet to hand in, first or once more, under an edition that will no longer be taken.
  Result<std::string> remind_of_editions(Work& work, const SchemeOffice& scheme, const workflow::Reminder& reminder, const std::string& after) {
    const auto editions = HOSHI_TRY(editions_of(work.transaction, scheme.scheme.id));
    const auto ending = HOSHI_TRY(ending_of(editions, reminder));
    if (ending.empty()) return std::string();
    const auto rows = HOSHI_TRY(work.transaction.query(
        "SELECT s.aggregate FROM states s JOIN applications a ON s.aggregate = 'application/' || a.id WHERE a.scheme = $1 "
        "AND s.turn = 'applicant' AND s.aggregate > $2 ORDER BY s.aggregate LIMIT $3",
        {scheme.scheme.id, after, page_rows}));
    for (const auto& row : rows) {
      const Record record = HOSHI_TRY(load(work.transaction, row.text(0)));
      const workflow::Machine machine = HOSHI_TRY(application_kind().machine(work, record));
      const bool may_hand_in = machine.transition(record.state, "submit") != nullptr || machine.transition(record.state, "resubmit") != nullptr;
      if (!may_hand_in) continue;
      const std::string used = state_of(record).edition_sha256;
      for (const auto& [edition, days] : ending) {
        if (used != edition.sha256 && !(used.empty() && editions.size() == 1)) continue;
        const std::string until = to_text(edition.until);
        HOSHI_CHECK(queue_reminder(work, application_kind(), record, reminder.notice, "edition/" + until + "/" + std::to_string(days), until));
        ++round_.reminders;
      }
    }
    return static_cast<std::int64_t>(rows.size()) < page_rows ? std::string() : rows.back().text(0);
  }

  const Office& office_;
  int most_;
  Date today_;
  ClockRound round_{};
};

}  // namespace

Result<ClockRound> tick(const Office& office, int most) { return Round(office, most).run(); }

}  // namespace hoshi::office
