// The open questions as an answers file that a person fills in.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "documents/report_input.h"

namespace hoshi::documents {

// TOML (`hoshi-answers/1`): each question with its text as a comment, subject, and the document it rests on with
// the hash it has now, where one is known.
std::string todo_file(const ReportInput& input);

}  // namespace hoshi::documents
