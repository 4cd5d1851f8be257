// What an actor asks of the office and what it is told: the one form for pages, API, command line, import, clock and issuer.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/value.h"

namespace hoshi::office {

// A file that was handed in before by the same organisation (Office::take_upload), or stands in the aggregate already. The office
// reads its bytes itself and believes nothing said of it.
struct Upload {
  std::string role;        // "checklist", "archive", "report", "statement", "mandate", "evidence", "proof"
  std::string sha256;      // 64 lower-case hexadecimal digits
  std::string name;        // as the uploader called it; for show only
  std::string media_type;  // as the uploader said; for show only
  friend bool operator==(const Upload&, const Upload&) = default;
};

// Everything in it may come from a stranger; Office::perform bounds sizes, depth and characters before it looks further.
struct Command {
  std::string aggregate;           // "application/<id>", "label/<number>", "case/<id>", "organisation/<id>" …; "application" alone opens a new one
  std::string event;               // a step of its state machine: "submit" (docs/office-commands.md lists them with their data)
  Value data;                      // a map, or null when the step brings nothing
  std::string idempotency_key;     // of the caller, 8 to 100 of [A-Za-z0-9._:-]; the same actor, key and command: the first receipt again
  std::string reason_code;         // where the step needs a reason: letters a to z, digits and hyphens, and
  std::string reason;              // the text the other side reads
  std::string interest_statement;  // of a decider or reviewer: that there is no conflict of interest, or which
  bool has_interest = false;       // the actor declares a conflict of interest: refused where a statement is needed
  std::vector<Upload> uploads;
  std::int64_t seen_version = 0;   // the version the actor looked at; conflict when it has moved on. 0: does not matter
};

struct Receipt {
  std::string aggregate;       // with the id of what was opened
  std::int64_t version = 0;    // of the aggregate after the step
  std::int64_t sequence = 0;   // of the last event: its leaf in the audit tree is sequence - 1
  std::string state;           // after the step
  bool took_effect = true;     // false: recorded, and another person has to do it as well
  bool repeated = false;       // the key had been used: nothing was done now
  std::map<std::string, std::string> made;  // what the step gave: "application_number", "submission", "finding" …
  friend bool operator==(const Receipt&, const Receipt&) = default;
};

Value to_value(const Receipt& receipt);
[[nodiscard]] Result<Receipt> receipt_from(const Value& value);

// Bounds of a command, in bytes or pieces.
constexpr std::size_t command_data_bytes_max = 256u << 10;
constexpr std::size_t command_data_depth_max = 8;
constexpr std::size_t command_uploads_max = 64;
constexpr std::size_t command_text_bytes_max = 8u << 10;

// Form only: sizes, depth, characters, names. invalid_input says which member and why.
[[nodiscard]] Result<void> check_form(const Command& command);
// SHA-256 over everything but the key: tells a repetition from another command under the same key.
std::string digest_of(const Command& command);

}  // namespace hoshi::office
