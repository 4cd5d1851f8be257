// hoshi signer keygen: makes a key that signs labels, in a file or in a PKCS#11 token.
// SPDX-License-Identifier: Apache-2.0
#include <chrono>
#include <ostream>

#include "base/file.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/passphrase.h"
#include "operations/make_label_key.h"

namespace hoshi::cli {
namespace {

constexpr std::chrono::days usual_term(730);  // as long as a label of the scheme is valid

Result<operations::LabelKeyRequest> request_from(const Arguments& arguments, const operations::Home& home, const Terminal& terminal) {
  operations::LabelKeyRequest request;
  request.file = arguments.positional()[0];
  request.algorithm = arguments.value("--algorithm", "ed25519");
  request.from = HOSHI_TRY(parse_date(arguments.value("--from", terminal.today)));
  const Date usual_end = date_of(Instant(to_days(request.from) + usual_term));
  request.until = HOSHI_TRY(parse_date(arguments.value("--until", to_text(usual_end))));
  const bool names_token = arguments.has("--module") || arguments.has("--token") || arguments.has("--key");
  if (!names_token) return request;
  if (!arguments.has("--module") || !arguments.has("--token") || !arguments.has("--key")) {
    return fail(ErrorCode::invalid_input, home.text("signer.token_incomplete"));
  }
  if (arguments.has("--plain")) return fail(ErrorCode::invalid_input, home.text("signer.plain_in_token"));
  request.token = operations::LabelToken{arguments.value("--module"), arguments.value("--token"), arguments.value("--key")};
  return request;
}

Result<std::string> pin(const Arguments& arguments, const operations::Home& home, Terminal& terminal) {
  if (arguments.has("--pin-file")) return operations::secret_in(arguments.value("--pin-file"));
  const std::string token = printable(arguments.value("--token"));
  const auto typed = terminal.can_ask ? terminal.ask(home.text("signer.ask_pin", {{"token", token}}), true) : std::nullopt;
  if (!typed || typed->empty()) return fail(ErrorCode::invalid_input, home.text("signer.pin_missing", {{"token", token}}));
  return *typed;
}

Exit run(const Arguments& arguments, const operations::Home& home, Terminal& terminal) {
  const auto request = request_from(arguments, home, terminal);
  if (!request) return report_error(request.error(), home, terminal);
  Result<std::string> secret = std::string();
  if (request->token) {
    secret = pin(arguments, home, terminal);
  } else if (!arguments.has("--plain")) {
    secret = new_passphrase(arguments, home, terminal, request->file.string());
  }
  if (!secret) return report_error(secret.error(), home, terminal);
  const auto key = operations::make_label_key(*request, *secret);
  if (!key) return report_error(key.error(), home, terminal);
  terminal.out << home.text(request->token ? "signer.made_in_token" : "signer.made",
                            {{"file", request->file.string()},
                             {"algorithm", request->algorithm},
                             {"id", key->id},
                             {"public", key->public_key},
                             {"from", to_text(request->from)},
                             {"until", to_text(request->until)}})
               << "\n";
  if (arguments.has("--plain")) terminal.err << home.text("signer.plain_warning", {{"file", request->file.string()}}) << "\n";
  return Exit::good;
}

}  // namespace

extern const Command command_signer_keygen;
const Command command_signer_keygen{"signer keygen",
                                    "FILE",
                                    1,
                                    1,
                                    {{"--algorithm", "NAME"},
                                     {"--from", "DATE"},
                                     {"--until", "DATE"},
                                     {"--passphrase-file", "FILE"},
                                     {"--plain", ""},
                                     {"--module", "FILE"},
                                     {"--token", "LABEL"},
                                     {"--key", "LABEL"},
                                     {"--pin-file", "FILE"}},
                                    run};

}  // namespace hoshi::cli
