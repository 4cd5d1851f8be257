// hoshi evidence seal: one signed archive from an evidence folder.
// SPDX-License-Identifier: Apache-2.0
#include <ostream>

#include "cli/command.h"
#include "cli/passphrase.h"
#include "operations/seal_evidence.h"

namespace hoshi::cli {
namespace {

Exit run(const Arguments& arguments, const operations::Home& home, Terminal& terminal) {
  const std::filesystem::path folder = arguments.positional()[0];
  if (!arguments.has("--key")) {
    terminal.err << home.text("help.value_missing", {{"option", "--key"}, {"value", "FILE"}}) << "\n";
    return Exit::wrong_use;
  }
  const auto plain = std::filesystem::path(folder.string().ends_with('/') ? folder.parent_path() : folder);
  const std::string out = arguments.value("--out", plain.string() + ".hoshi");
  const operations::SealRequest request{folder, arguments.value("--key"), arguments.value("--encrypt-to"), out};
  const auto sealed = operations::seal_evidence(home, request, passphrase_source(arguments, terminal));
  if (!sealed) return report_error(sealed.error(), home, terminal);
  terminal.out << home.text("evidence.sealed", {{"file", out}, {"sha256", sealed->sha256}, {"manifest", sealed->manifest_sha256}, {"signer", sealed->signer}})
               << "\n";
  if (sealed->tells_secrets) terminal.err << home.text("evidence.tells_secrets") << "\n";
  return Exit::good;
}

}  // namespace

extern const Command command_evidence_seal;
const Command command_evidence_seal{
    "evidence seal", "FOLDER", 1, 1,
    {{"--key", "FILE"}, {"--encrypt-to", "FILE.pub"}, {"--out", "FILE"}, {"--passphrase-file", "FILE"}}, run};

}  // namespace hoshi::cli
