// Logging in at a Telnet terminal: account, password, and what the terminal says then.
// SPDX-License-Identifier: Apache-2.0
#include "probes/logins/kinds.h"
#include "probes/terminal.h"

namespace hoshi::probes::logins {
namespace {

using protocols::telnet::Said;
using protocols::telnet::Waits;

void end(LoginAttempt& attempt, LoginClass outcome, std::string_view status) {
  attempt.outcome = outcome;
  attempt.signature.status = status;
}

LoginClass class_of(Terminal::End end) {
  return end == Terminal::End::silence ? LoginClass::no_answer : LoginClass::connection_lost;
}

// Gives the account when it is asked for; true when a password is asked for then.
bool reach_password(Terminal& terminal, LoginAttempt& attempt, const LoginSurface& surface, const Pair& pair) {
  const auto greeting = terminal.read_until_prompt(answer_timeout);
  if (protocols::telnet::meaning_of(surface.prompts, terminal.screen()) == Said::locked) {
    end(attempt, LoginClass::locked, "locked at the greeting");
    return false;
  }
  if (greeting != Terminal::End::prompt) {
    end(attempt, class_of(greeting), "closed before the prompt");
    return false;
  }
  if (terminal.waits() == Waits::password) return true;
  if (terminal.waits() == Waits::shell) {
    attempt.answers_anyone = true;
    end(attempt, LoginClass::unclear, "shell without login");
    return false;
  }
  if (!terminal.send_line(pair.account)) {
    end(attempt, LoginClass::connection_lost, "closed at the account");
    return false;
  }
  const auto asked = terminal.read_until_prompt(answer_timeout);
  if (terminal.waits() == Waits::password) return true;
  // RFC 4252 has its like here: an account without a password is let in at once.
  if (terminal.waits() == Waits::shell) return true;
  end(attempt, asked == Terminal::End::prompt ? LoginClass::refused : class_of(asked), "no question for a password");
  return false;
}

void judge_answer(Terminal& terminal, Terminal::End how, LoginAttempt& attempt, const LoginSurface& surface) {
  const Said said = protocols::telnet::meaning_of(surface.prompts, terminal.screen());
  const Waits waits = terminal.waits();
  if (waits == Waits::shell && said == Said::nothing) return end(attempt, LoginClass::accepted, "shell prompt");
  if (said == Said::locked) return end(attempt, LoginClass::locked, "said locked");
  if (said == Said::refused || waits == Waits::account || waits == Waits::password) {
    return end(attempt, LoginClass::refused, "refused");
  }
  if (how == Terminal::End::closed || how == Terminal::End::broken) {
    // Some devices hang up instead of answering; that it is their refusal shows in the negative control.
    return end(attempt, LoginClass::refused, "closed after the password");
  }
  if (how == Terminal::End::silence && terminal.screen().empty()) {
    return end(attempt, LoginClass::no_answer, "silent after the password");
  }
  // A shell whose greeting holds a word of refusal, or a prompt we do not know.
  end(attempt, waits == Waits::shell ? LoginClass::accepted : LoginClass::unclear, "unknown answer");
}

}  // namespace

LoginAttempt try_telnet(transport::Network& network, const LoginSurface& surface, const Pair& pair) {
  LoginAttempt attempt;
  attempt.began = network.time();
  auto stream = surface.tls ? network.connect_tls(surface.target, surface.port, {}, connect_timeout)
                            : network.connect(surface.target, surface.port, connect_timeout);
  attempt.ended = network.time();
  if (!stream) {
    end(attempt, logins::class_of(stream.error()), "no connection");
    return attempt;
  }
  Terminal terminal(std::move(*stream), surface.prompts);
  if (!reach_password(terminal, attempt, surface, pair)) {
    attempt.ended = std::max(attempt.ended, terminal.heard_at());
    return attempt;
  }
  auto how = Terminal::End::prompt;
  if (terminal.waits() == Waits::password) {
    how = terminal.send_line(pair.password) ? terminal.read_until_prompt(answer_timeout) : Terminal::End::broken;
  }
  judge_answer(terminal, how, attempt, surface);
  attempt.ended = how == Terminal::End::silence ? network.time() : std::max(attempt.ended, terminal.heard_at());
  if (attempt.outcome != LoginClass::accepted) return attempt;
  const Commanded commanded = prove_shell(terminal, network);
  attempt.privileged_read = commanded != Commanded::nothing;
  if (commanded == Commanded::carried_out) attempt.confirmed_by = "shell";
  if (commanded == Commanded::prompt_again) attempt.confirmed_by = "command line";
  return attempt;
}

}  // namespace hoshi::probes::logins
