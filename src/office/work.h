// What every part of a step has at hand: the transaction, the actor, the command, the moment.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "labels/log_entry.h"
#include "office/command.h"
#include "office/office.h"
#include "office/record.h"
#include "office/views.h"
#include "workflow/calendar.h"

namespace hoshi::office {

// What was found out about large files before the transaction began, for none of it changes: files are named by their hash.
struct Outside {
  struct Archive {
    std::string manifest;  // SHA-256 of the manifest in it
    std::string problem;   // why it could not be read
  };
  std::map<std::string, Archive, std::less<>> archives;  // by SHA-256 of the file
  Value rejudged;              // of the step "rejudge"
  struct List {
    public_register::ImportedList content;
    std::string problem;  // why it could not be read
  };
  std::map<std::string, List, std::less<>> lists;  // by SHA-256 of the file
};

// An entry of the public log that a step makes; it is written once the event has its sequence.
struct PendingLogEntry {
  labels::LogEntry entry;
  std::string subject;  // "application", "label/<number>"
};

// Borrowed for one attempt of one transaction: nothing in it may have an effect outside.
struct Work {
  const Parts& parts;
  store::Transaction& transaction;
  const workflow::Actor& actor;
  Instant now;
  Date today;  // in Japan
  const Outside& outside;
  std::map<std::string, std::vector<Remark>, std::less<>> remarks{};  // of the precheck, by aggregate and version
  std::vector<PendingLogEntry> log_entries{};

  std::int64_t milliseconds() const { return now.time_since_epoch().count(); }
  std::string new_id() const;
  // not_found when this office does not run such a scheme.
  [[nodiscard]] Result<const SchemeOffice*> scheme(std::string_view id) const;
};

// Runs the step with a Work of this moment in a transaction of its own, which may be tried again.
[[nodiscard]] Result<void> in_work(const Parts& parts, store::Access access, const workflow::Actor& actor, const std::function<Result<void>(Work&)>& step);

// Milliseconds since 1970 as the store keeps instants.
inline std::int64_t stored(Instant instant) { return instant.time_since_epoch().count(); }
inline Instant instant_of(std::int64_t milliseconds) { return Instant(std::chrono::milliseconds(milliseconds)); }
inline store::Cell text_or_null(const std::string& text) { return text.empty() ? store::Cell() : store::Cell(text); }

// The next number of that kind for the aggregate; never given twice, whatever happens afterwards.
[[nodiscard]] Result<std::string> allocate_number(Work& work, const SchemeOffice& scheme, std::string_view kind, int level,
                                                  std::string_view aggregate);

bool is_office_role(std::string_view role);
bool is_of_office(const workflow::Actor& actor);
// "applicant", "office", "laboratory", "machinery" or "public": whose side of the counter.
std::string side_of(const workflow::Actor& actor);

}  // namespace hoshi::office
