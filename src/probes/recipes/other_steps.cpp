// Steps over MQTT, TFTP, FTP, Telnet and SSH.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/text.h"
#include "probes/broker_session.h"
#include "probes/ftp_session.h"
#include "probes/recipes/placeholders.h"
#include "probes/recipes/steps.h"
#include "probes/terminal.h"
#include "probes/tftp_transfer.h"

namespace hoshi::probes::recipes {
namespace {

constexpr milliseconds connect_patience{5'000};
constexpr milliseconds line_patience{5'000};
constexpr milliseconds session_patience{60'000};  // passwd of a small device takes its time over a hash

std::optional<std::string> bound(const Visit& visit, std::string_view name) {
  const auto found = visit.bindings.find(name);
  return found != visit.bindings.end() ? std::optional(found->second) : std::nullopt;
}

Result<std::string> content_of(const Visit& visit, const RecipeStep& step) {
  if (step.body.empty() || step.body == "{image}") return to_text(visit.image);
  return filled(step.body, visit.bindings);
}

}  // namespace

Result<std::string> do_mqtt(Visit& visit, const RecipeStep& step, const Place& place) {
  const std::string topic = HOSHI_TRY(filled(step.path, visit.bindings));
  const std::string message = HOSHI_TRY(content_of(visit, step));
  auto session = HOSHI_TRY(BrokerSession::open(visit.bench.network(), {place.route.target, place.route.port, place.tls},
                                               {bound(visit, "account"), bound(visit, "password")}));
  if (!session.is_accepted()) return fail(ErrorCode::forbidden, "the broker refuses the account");
  HOSHI_CHECK(session.publish(topic, message));
  return std::string("published");
}

Result<std::string> do_tftp(Visit& visit, const RecipeStep& step, const Place& place) {
  const std::string name = HOSHI_TRY(filled(step.path, visit.bindings));
  auto& network = visit.bench.network();
  const auto outcome = step.kind == "tftp_get"
                           ? HOSHI_TRY(read_file(network, place.route.target, place.route.port, name))
                           : HOSHI_TRY(write_file(network, place.route.target, place.route.port, name,
                                                  to_bytes(HOSHI_TRY(content_of(visit, step)))));
  if (outcome.kind == TftpOutcome::Kind::refused) return fail(ErrorCode::forbidden, "refused by an error packet");
  if (outcome.kind == TftpOutcome::Kind::silent) return fail(ErrorCode::timed_out, "no answer");
  return step.kind == "tftp_get" ? to_text(outcome.content) : std::string("sent");
}

Result<std::string> do_ftp(Visit& visit, const RecipeStep& step, const Place& place) {
  const std::string name = HOSHI_TRY(filled(step.path, visit.bindings));
  auto session = HOSHI_TRY(FtpSession::open(visit.bench.network(), {place.route.target, place.route.port, place.tls}));
  const auto entry = HOSHI_TRY(session.log_in(bound(visit, "account").value_or("anonymous"), bound(visit, "password").value_or("")));
  if (!entry.is_in()) return fail(ErrorCode::forbidden, "the login is refused");
  const auto transfer = step.kind == "ftp_get" ? HOSHI_TRY(session.download("RETR " + name))
                                               : HOSHI_TRY(session.upload("STOR " + name, HOSHI_TRY(content_of(visit, step))));
  if (!transfer.was_made) return fail(ErrorCode::forbidden, "the transfer is refused: " + std::to_string(transfer.reply.code));
  return step.kind == "ftp_get" ? transfer.content : std::string("sent");
}

// Account and password where they are asked for, then the lines of the body one by one; the answer is all that was said.
Result<std::string> do_telnet(Visit& visit, const RecipeStep& step, const Place& place) {
  using protocols::telnet::Waits;
  const auto prompts = HOSHI_TRY(protocols::telnet::prompts_from(visit.bench.knowledge("prompts")));
  auto& network = visit.bench.network();
  auto stream = place.tls ? HOSHI_TRY(network.connect_tls(place.route.target, place.route.port, {}, connect_patience))
                          : HOSHI_TRY(network.connect(place.route.target, place.route.port, connect_patience));
  Terminal terminal(std::move(stream), prompts);
  (void)terminal.read_until_prompt(line_patience);
  for (const auto& [waits, name] : {std::pair{Waits::account, "account"}, std::pair{Waits::password, "password"}}) {
    if (terminal.waits() != waits) continue;
    HOSHI_CHECK(terminal.send_line(bound(visit, name).value_or("")));
    (void)terminal.read_until_prompt(line_patience);
  }
  if (terminal.waits() == Waits::account || terminal.waits() == Waits::password) {
    return fail(ErrorCode::forbidden, "the login is refused");
  }
  std::string said;
  for (const auto& line : split(HOSHI_TRY(filled(step.body, visit.bindings)), '\n')) {
    HOSHI_CHECK(terminal.send_line(line));
    const auto end = terminal.read_until_prompt(step.seconds > 0 ? milliseconds(std::chrono::seconds(step.seconds)) : line_patience);
    said += terminal.screen();
    if (end == Terminal::End::closed || end == Terminal::End::broken) break;
  }
  return said;
}

// The path is a command carried out without a terminal; without one the lines of the body are typed in a shell.
Result<std::string> do_ssh(Visit& visit, const RecipeStep& step, const Place& place) {
  transport::SshCommand command;
  command.command = HOSHI_TRY(filled(step.path, visit.bindings));
  if (!step.body.empty()) command.lines = split(HOSHI_TRY(filled(step.body, visit.bindings)), '\n');
  const auto patience = step.seconds > 0 ? milliseconds(std::chrono::seconds(step.seconds)) : session_patience;
  const auto run = HOSHI_TRY(visit.bench.network().ssh_run(place.route.target, place.route.port,
                                                           bound(visit, "account").value_or(""),
                                                           bound(visit, "password").value_or(""), command, patience));
  using Outcome = transport::SshLogin::Outcome;
  const bool is_gone = run.login.outcome == Outcome::disconnected || run.login.outcome == Outcome::unreachable;
  if (is_gone) return fail(ErrorCode::unavailable, "no session: " + run.login.detail);
  if (run.login.outcome == Outcome::timed_out) return fail(ErrorCode::timed_out, "no answer");
  if (run.login.outcome != Outcome::accepted) return fail(ErrorCode::forbidden, "the login is refused");
  return run.exit_status < 0 ? run.output : run.output + "\nexit status " + std::to_string(run.exit_status) + "\n";
}

}  // namespace hoshi::probes::recipes
