// Takes uploaded files into the blob store and names them for a command.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "office/command.h"
#include "pages/fields.h"

namespace hoshi::pages {

// Those of the fields that hold files (Field::role); their bytes are stored by hash, as handed in by the actor, before the command is performed.
[[nodiscard]] Result<std::vector<office::Upload>> keep_uploads(const Site& site, const workflow::Actor& actor, const std::vector<Field>& fields,
                                                               const web::Request& request);
// Writes the hashes of files into the data of a command where their fields say so (Field::hash_at).
void name_uploads(const std::vector<Field>& fields, const std::vector<office::Upload>& uploads, Value& data);

// What kind of file the bytes are, by themselves and never by their name: "application/json", "application/pdf", "application/x-tar",
// "image/png", "image/jpeg", "application/zip", "text/plain"; empty when it is none of these, and then it is refused.
std::string kind_of_bytes(std::string_view bytes);

}  // namespace hoshi::pages
