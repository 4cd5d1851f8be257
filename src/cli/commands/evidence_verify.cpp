// hoshi evidence verify: whose signature an archive bears, and whether a byte was changed.
// SPDX-License-Identifier: Apache-2.0
#include <ostream>

#include "cli/command.h"
#include "cli/passphrase.h"
#include "operations/seal_evidence.h"

namespace hoshi::cli {
namespace {

using State = operations::Verified::State;

Exit run(const Arguments& arguments, const operations::Home& home, Terminal& terminal) {
  operations::VerifyRequest request;
  request.file = arguments.positional()[0];
  for (const auto& path : arguments.values("--trust")) request.trust.emplace_back(path);
  request.key = arguments.value("--key");
  request.unpack = arguments.value("--unpack");
  const auto verified = operations::verify_evidence(home, request, passphrase_source(arguments, terminal));
  if (!verified && verified.error().code == ErrorCode::corrupt) {
    terminal.err << home.text("evidence.altered", {{"why", verified.error().message}}) << "\n";
    return Exit::failed;
  }
  if (!verified) return report_error(verified.error(), home, terminal);
  const std::map<std::string, std::string> slots{{"id", verified->signer_id},
                                                 {"name", verified->signer_name},
                                                 {"product", verified->product},
                                                 {"verdict", verified->verdict.empty() ? "" : home.text("verdict." + verified->verdict)},
                                                 {"files", std::to_string(verified->files)}};
  switch (verified->state) {
    case State::good: terminal.out << home.text("evidence.good", slots) << "\n"; return Exit::good;
    case State::unknown_signer: terminal.err << home.text("evidence.unknown_signer", slots) << "\n"; return Exit::inconclusive;
    case State::wrong_signature: terminal.err << home.text("evidence.wrong_signature", slots) << "\n"; return Exit::failed;
  }
  return Exit::own_failure;
}

}  // namespace

extern const Command command_evidence_verify;
const Command command_evidence_verify{
    "evidence verify", "FILE", 1, 1,
    {{"--trust", "KEYS", true}, {"--key", "FILE"}, {"--unpack", "FOLDER"}, {"--passphrase-file", "FILE"}}, run};

}  // namespace hoshi::cli
