// The constitution of office data: numbers, fees, terms, notices, announcements, retention.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "workflow/breaches.h"
#include "workflow/vocabulary.h"

namespace hoshi::workflow {
namespace {

constexpr const char* office_file = "office.toml";
constexpr const char* notices_file = "notices.toml";

bool has_level(const std::vector<int>& levels, int level) { return std::find(levels.begin(), levels.end(), level) != levels.end(); }

void check_numbers(const Rulebook& rulebook, Breaches& breaches) {
  for (const auto& format : rulebook.numbers) {
    const std::string where = "number." + format.kind;
    if (const auto good = check_pattern(format); !good) {
      breaches.add("C16", office_file, format.line, where, {{"why", good.error().message}});
    }
    for (const auto& other : rulebook.numbers) {
      if (&other == &format) break;
      if (could_be_confused(format, other)) breaches.add("C18", office_file, format.line, where, {{"kind", other.kind}});
    }
  }
}

bool overlap(const Fee& a, const Fee& b) {
  const bool in_time = (!a.received_until || !b.received_from || *b.received_from <= *a.received_until) &&
                       (!b.received_until || !a.received_from || *a.received_from <= *b.received_until);
  const bool in_level = std::any_of(a.levels.begin(), a.levels.end(), [&](int level) { return has_level(b.levels, level); });
  const bool in_kind = std::any_of(a.kinds.begin(), a.kinds.end(), [&](const std::string& kind) { return is_among(b.kinds, kind); });
  return in_time && in_level && in_kind && a.recognition == b.recognition;
}

void check_fees(const Rulebook& rulebook, const Level& level, Breaches& breaches) {
  for (const auto& kind : application_kinds()) {
    const bool is_named = std::any_of(rulebook.fees.begin(), rulebook.fees.end(), [&](const Fee& fee) {
      return fee.recognition.empty() && has_level(fee.levels, level.number) && is_among(fee.kinds, kind);
    });
    if (!is_named) breaches.add("C26", office_file, 0, "fee", {{"level", std::to_string(level.number)}, {"kind", kind}});
  }
}

void check_levels(const Rulebook& rulebook, const std::vector<Level>& levels, Breaches& breaches) {
  for (const auto& level : levels) {
    const std::string number = std::to_string(level.number);
    const auto count = std::count_if(rulebook.terms.begin(), rulebook.terms.end(),
                                     [&](const Term& term) { return has_level(term.levels, level.number); });
    if (count != 1) breaches.add("C25", office_file, 0, "term", {{"level", number}});
    const bool has_edition = std::any_of(rulebook.editions.begin(), rulebook.editions.end(),
                                         [&](const Edition& edition) { return has_level(edition.levels, level.number); });
    if (level.assessable && !has_edition) breaches.add("C35", office_file, 0, "edition", {{"level", number}});
    check_fees(rulebook, level, breaches);
  }
  for (const auto& fee : rulebook.fees) {
    for (const auto& other : rulebook.fees) {
      if (&other == &fee) break;
      if (overlap(fee, other)) breaches.add("C27", office_file, fee.line, "fee." + fee.id, {{"other", other.id}});
    }
  }
}

// The first {slot} that is not among the known ones, or whatever stands behind a brace that is not closed.
std::string unknown_slot(std::string_view text, const std::vector<std::string>& known) {
  for (auto open = text.find('{'); open != std::string_view::npos; open = text.find('{', open + 1)) {
    const auto close = text.find('}', open);
    const std::string slot(text.substr(open + 1, close == std::string_view::npos ? 20 : close - open - 1));
    if (close == std::string_view::npos || !is_among(known, slot)) return slot.empty() ? "{}" : slot;
  }
  return {};
}

void check_words(const Words& words, const std::vector<std::string>& known, const char* file, int line, const std::string& where,
                 Breaches& breaches) {
  for (const auto& text : {words.ja, words.en}) {
    const std::string slot = unknown_slot(text, known);
    if (!slot.empty()) breaches.add("C28", file, line, where, {{"slot", slot}});
  }
}

void check_notices(const Rulebook& rulebook, Breaches& breaches) {
  for (const auto& notice : rulebook.notices) {
    check_words(notice.subject, notice_slots(), notices_file, notice.line, "notice." + notice.id, breaches);
    check_words(notice.body, notice_slots(), notices_file, notice.line, "notice." + notice.id, breaches);
  }
  check_words(rulebook.address.organisation, {"organisation"}, office_file, rulebook.address_line, "address.organisation", breaches);
  check_words(rulebook.address.person, {"organisation", "department", "person"}, office_file, rulebook.address_line, "address.person", breaches);
  for (const auto& reminder : rulebook.reminders) {
    if (rulebook.notice(reminder.notice) == nullptr) {
      breaches.add("C15", office_file, reminder.line, "reminder." + reminder.about, {{"notice", reminder.notice}});
    }
  }
}

void check_announcements(const Rulebook& rulebook, Breaches& breaches) {
  const Machine* application = rulebook.machine("application");
  for (const auto& announcement : rulebook.announcements) {
    const std::string where = "announcement." + announcement.state;
    const bool is_there = application != nullptr && application->state(announcement.state) != nullptr;
    if (!is_there) breaches.add("C34", office_file, announcement.line, where, {{"state", announcement.state}});
    if (announcement.needs_number == "application_number") {  // no number of acceptance: nothing may be announced
      breaches.add("C29", office_file, announcement.line, where, {{"state", announcement.state}});
    }
  }
}

void check_retention(const Rulebook& rulebook, Breaches& breaches) {
  for (const char* data : {"contact_person", "representative", "account", "complainant", "appellant", "mail", "session", "sign_in_log"}) {
    const bool is_ruled = std::any_of(rulebook.retentions.begin(), rulebook.retentions.end(),
                                      [&](const Retention& one) { return one.data == data; });
    if (!is_ruled) breaches.add("C31", office_file, 0, "retention", {{"data", data}});
  }
}

}  // namespace

void check_office_data(const Rulebook& rulebook, const std::vector<Level>& levels, Breaches& breaches) {
  check_numbers(rulebook, breaches);
  check_levels(rulebook, levels, breaches);
  check_notices(rulebook, breaches);
  check_announcements(rulebook, breaches);
  check_retention(rulebook, breaches);
}

}  // namespace hoshi::workflow
