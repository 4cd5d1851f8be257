// What is shown of labels: to the office and the holder with steps and history, to the public as the register's entry.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "office/views.h"
#include "register/entry.h"

namespace hoshi::office {

struct LabelView {
  public_register::Entry entry;   // everything the public sees
  std::int64_t version = 0;
  std::string state;
  Words state_name;
  std::string turn;
  std::string due;
  std::string holder;             // organisation id
  std::string application;        // it came from
  std::uint32_t status_list = 0;
  std::uint32_t status_index = 0;
  std::string key_id;             // hexadecimal
  std::string profile;            // SHA-256 of the issuing profile
  int extensions = 0;             // how many two-year terms were added
  std::vector<HistoryStep> history;
  std::vector<PossibleStep> steps;
};

// One line of the public change feed; never changed afterwards.
struct FeedEntry {
  std::int64_t sequence = 0;      // of the feed, from 1, without gaps
  Instant at;
  std::string number;
  std::string kind;               // of the log entry: "Issue", "Extend", "Revoke" …
  std::string status;
  Words note;
  Bytes log_entry;                // as the public log will hold it (labels/log_entry.h)
};

struct StatisticsView {
  int fiscal_year = 0;            // April to March, JST
  std::map<std::string, std::int64_t> received;   // by level and kind: "1/new"
  std::map<std::string, std::int64_t> issued;     // by level
  std::map<std::string, std::int64_t> refused;
  std::map<std::string, std::int64_t> returned;
  std::map<std::string, std::int64_t> ended;      // labels, by status
  std::int64_t labels_in_force = 0;               // at the end of the year, or now
  std::int64_t models_in_force = 0;
  std::int64_t days_to_issue_median = 0;          // from first submission to 交付, calendar days
};

}  // namespace hoshi::office
