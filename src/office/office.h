// The office: everything that happens goes through Office::perform, and nothing else appends events.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "base/date.h"
#include "office/command.h"
#include "office/scheme_office.h"
#include "register/list_import.h"
#include "store/blobs.h"
#include "store/database.h"
#include "workflow/machine.h"

namespace hoshi::office {

// How much an organisation, or a person of none, may have handed in that no step has taken up. What stands in a draft counts until
// it is submitted, and expires `days` after it was last saved.
struct UploadLimits {
  std::int64_t bytes = std::int64_t{2} << 30;
  std::int64_t files = 2000;
  int days = 90;
};

// What the office is made of; everything outlives it. Clock and randomness are injected so that tests decide about them.
struct Parts {
  store::Database& database;
  const store::Blobs& blobs;
  const std::map<std::string, SchemeOffice, std::less<>>& schemes;  // by id
  std::function<Instant()> now;
  std::function<Bytes(std::size_t)> random;  // of cryptographic quality
  std::function<std::string(std::string_view)> fold;  // of names and models, for finding (register/folding.h)
  // Reads a list that another register published (register/list_import.h); empty: this office takes none in.
  std::function<Result<public_register::ImportedList>(std::string_view bytes, std::string_view scheme, Date list_date)> read_list = {};
  UploadLimits uploads = {};
};

// Threads may share it: it holds no state of its own, and each call is a transaction.
class Office {
 public:
  explicit Office(Parts parts) : parts_(std::move(parts)) {}

  // In one serialisable transaction: the receipt of the same key, the fold of the aggregate, the facts, workflow::take_step,
  // the events, the projections, the notices of the outbox. Either all of it is durable when this returns, or nothing happened.
  // Errors: invalid_input (the command), not_found (nothing there, or nothing this actor may know of), forbidden and conflict
  // (the word of take_step, with what is missing; conflict also when it moved on or the key was used for something else),
  // unavailable (the store). `actor` must come from a session, a token or the machinery, never from the caller's data.
  [[nodiscard]] Result<Receipt> perform(const workflow::Actor& actor, const Command& command) const;

  // Takes a file for later commands of the same actor: its bytes are on the disk and its row stands when this returns. Whoever
  // did not hand in a file cannot name it in a command, whatever hash it knows. Role, name and media type are for show.
  // conflict: too much of theirs waits to be taken up (UploadLimits).
  [[nodiscard]] Result<Upload> take_upload(const workflow::Actor& actor, Upload about, std::string_view content) const;

  const Parts& parts() const { return parts_; }
  Instant now() const { return parts_.now(); }

 private:
  Parts parts_;
};

}  // namespace hoshi::office
