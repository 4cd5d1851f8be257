// Where passphrases come from: a file, the environment, or the terminal; never the command line.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/command.h"
#include "operations/seal_evidence.h"

namespace hoshi::cli {

operations::AskPassphrase passphrase_source(const Arguments& arguments, Terminal& terminal);
// Asks twice at a terminal.
[[nodiscard]] Result<std::string> new_passphrase(const Arguments& arguments, const operations::Home& home,
                                                 Terminal& terminal, const std::string& file);

}  // namespace hoshi::cli
