// Files handed in: whose they are, so that nobody reaches another's by its hash.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "office/application_state.h"
#include "office/work.h"

namespace hoshi::office {

// The organisation, or the account of people without one: whoever may name what one of them handed in.
std::string owner_of(const workflow::Actor& actor);
// Whether the actor's side handed in the file.
[[nodiscard]] Result<bool> is_own_file(Work& work, std::string_view sha256);
// invalid_input names the first upload that is neither the actor's own nor among `there` already.
[[nodiscard]] Result<void> are_own_files(Work& work, const std::vector<Upload>& uploads, const std::vector<Upload>& there);
enum class Hold { while_draft, for_good };
// The files are the aggregate's from now on: its rule of retention decides about them. In a draft they still count and expire.
[[nodiscard]] Result<void> take_up(Work& work, const std::string& aggregate, const std::vector<Upload>& uploads, Hold hold);
// The same for a document that a record names by its hash.
[[nodiscard]] Result<void> take_up_document(Work& work, const std::string& sha256);
// A file that the office itself made: `parts.blobs` has it already.
[[nodiscard]] Result<void> keep_own_file(Work& work, const std::string& sha256, std::string_view media_type);
// Takes the bytes from the disk when no row needs them any more. Never inside a transaction.
[[nodiscard]] Result<void> remove_unneeded(const Office& office, const std::string& sha256);
// Looks into archives before the transaction: once for each file, whatever becomes of the step.
Outside look_outside(const Parts& parts, const workflow::Actor& actor, const Command& command);
// What the step "rejudge" brings: {"verdicts","verdict","differences","submission","result"}, or {"problem"}. Never an error.
Value rejudge_outside(const Parts& parts, const workflow::Actor& actor, const std::string& aggregate);

}  // namespace hoshi::office
