// hoshi key new: makes an assessor's signing key, locked by a passphrase.
// SPDX-License-Identifier: Apache-2.0
#include <ostream>

#include "cli/command.h"
#include "cli/passphrase.h"
#include "operations/seal_evidence.h"

namespace hoshi::cli {
namespace {

Exit run(const Arguments& arguments, const operations::Home& home, Terminal& terminal) {
  const std::string path = arguments.positional()[0];
  const auto passphrase = new_passphrase(arguments, home, terminal, path);
  if (!passphrase) return report_error(passphrase.error(), home, terminal);
  const auto key = operations::make_key(path, arguments.value("--name", path), *passphrase);
  if (!key) return report_error(key.error(), home, terminal);
  terminal.out << home.text("key.made", {{"private", key->private_file.string()}, {"public", key->public_file.string()}, {"id", key->id}})
               << "\n";
  return Exit::good;
}

}  // namespace

extern const Command command_key_new;
const Command command_key_new{"key new", "PATH", 1, 1, {{"--name", "WHOSE"}, {"--passphrase-file", "FILE"}}, run};

}  // namespace hoshi::cli
