// Passphrases.
// SPDX-License-Identifier: Apache-2.0
#include "cli/passphrase.h"

#include "base/file.h"

namespace hoshi::cli {
namespace {

constexpr std::size_t limit_bytes = 4096;

std::optional<std::string> without_asking(const Arguments& arguments, Terminal& terminal) {
  if (arguments.has("--passphrase-file")) {
    auto text = read_file(arguments.value("--passphrase-file"), limit_bytes);
    if (!text) return std::nullopt;
    while (!text->empty() && (text->back() == '\n' || text->back() == '\r')) text->pop_back();
    return *text;
  }
  return terminal.environment ? terminal.environment("HOSHI_PASSPHRASE") : std::nullopt;
}

}  // namespace

operations::AskPassphrase passphrase_source(const Arguments& arguments, Terminal& terminal) {
  return [&arguments, &terminal](const std::string& question) -> std::optional<std::string> {
    if (auto given = without_asking(arguments, terminal)) return given;
    return terminal.can_ask ? terminal.ask(question, true) : std::nullopt;
  };
}

Result<std::string> new_passphrase(const Arguments& arguments, const operations::Home& home, Terminal& terminal,
                                   const std::string& file) {
  if (auto given = without_asking(arguments, terminal)) return *given;
  if (!terminal.can_ask) return fail(ErrorCode::invalid_input, home.text("ask.passphrase_missing", {{"file", file}}));
  const auto first = terminal.ask(home.text("ask.new_passphrase"), true);
  const auto second = terminal.ask(home.text("ask.new_passphrase_again"), true);
  if (!first || !second || *first != *second) return fail(ErrorCode::invalid_input, home.text("ask.passphrases_differ"));
  return *first;
}

}  // namespace hoshi::cli
