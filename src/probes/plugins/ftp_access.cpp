// Looks what an FTP server gives and takes without a login, whether it offers TLS, and whether it insists on it.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "base/text.h"
#include "probes/access_report.h"
#include "probes/ftp_session.h"
#include "probes/open_services.h"

namespace hoshi::probes {
namespace {

using protocols::ftp::Reply;

const std::string anonymous_account = "anonymous";  // RFC 1635
const std::string anonymous_password = "anonymous@";

std::vector<std::string_view> facts() {
  return {"access.unauthenticated", "access.refused",   "access.not_tried",
          "asset.seen_in_clear",    "starttls.offered", "login.offered"};
}

std::vector<Task> plan(const PlanInput& input) { return tasks_for_protocols(input, "ftp_access", {"ftp", "ftps"}); }

struct Server {
  const AccessReport& report;
  FtpAddress address;
  bool needs_tls = false;  // a login in clear is refused

  transport::Network& network() const { return report.bench().network(); }
};

// The device, not we, is why there is nothing; our own deadline is an error.
Result<void> the_device(transport::Network& network, const Error& error) {
  if (error.code == ErrorCode::forbidden || error.code == ErrorCode::internal) return tl::unexpected(error);
  return network.wait(milliseconds(0));
}

struct Entered {
  std::optional<FtpSession> session;  // nothing: not let in
  std::string how;                    // then: "530", "connection"
  bool is_refusal = false;
};

Entered enter(const Server& server, const std::string& account, const std::string& password) {
  auto session = FtpSession::open(server.network(), server.address);
  if (!session) return {std::nullopt, "connection", false};
  if (server.needs_tls) {
    const auto agreed = session->start_tls();
    if (!agreed || agreed->code != 234) return {std::nullopt, "connection", false};
  }
  const auto entry = session->log_in(account, password);
  if (!entry) return {std::nullopt, "connection", false};
  if (entry->is_in()) return {std::move(*session), "", false};
  const int code = entry->last().code;
  return {std::nullopt, fmt::format("{}", code), code / 100 == 5 || code / 100 == 4};
}

std::string verb_for_read(std::string_view path) { return path.ends_with('/') ? "LIST " : "RETR "; }

Tried read_path(FtpSession& session, const std::string& path) {
  (void)session.command("TYPE I");
  const auto transfer = session.download(verb_for_read(path) + path);
  if (transfer && transfer->was_made) return {true, "", transfer->content.size(), false};
  // 522 (RFC 4217 servers) refuses the data connection for want of the control connection's TLS session, not the file.
  if (transfer && transfer->reply.code / 100 == 5 && transfer->reply.code != 522) {
    return {false, fmt::format("{}", transfer->reply.code), 0, true};
  }
  // A data connection that does not come about (no passive mode, TLS that wants its session again) hides nothing: the size
  // of the file is told over the control connection (RFC 3659, 4).
  const auto size = session.command("SIZE " + path);
  if (size && size->code == 213) {
    const auto bytes = parse_number(trimmed(size->text), std::numeric_limits<std::int64_t>::max());
    return {true, "", static_cast<std::size_t>(bytes.value_or(0)), false};
  }
  return {false, "no_transfer", 0, false};
}

// Written only where the description names the place for it: never over a file that is there, read back, deleted.
Tried write_path(FtpSession& session, transport::Network& network, std::string path) {
  if (path.ends_with('/')) path += "hoshi-" + random_password(network) + ".txt";
  const std::string content = "hoshi-" + random_password(network);
  (void)session.command("TYPE I");
  const auto there = session.command("SIZE " + path);
  if (!there) return {false, "connection", 0, false};
  if (there->is_positive()) return {false, "a file is there already", 0, false};
  const auto stored = session.upload("STOR " + path, content);
  if (!stored) return {false, "no_transfer", 0, false};
  if (!stored->was_made) return {false, fmt::format("{}", stored->reply.code), 0, stored->reply.code / 100 == 5};
  const auto back = session.download("RETR " + path);
  const auto size = session.command("SIZE " + path);
  const bool is_back = back && back->was_made && back->content == content;
  // A drop box takes files and gives none back: its size proves that it was written, too.
  const bool is_there = size && size->code == 213 && trimmed(size->text) == fmt::format("{}", content.size());
  const auto removed = session.command("DELE " + path);
  if (!is_back && !is_there) return {false, "not_readable_back", 0, false};
  Tried tried{true, "", content.size(), false};
  if (!removed || !removed->is_positive()) tried.how = "left behind";
  return tried;
}

Tried carry_out(const Server& server, const Request& request, const std::string& account, const std::string& password) {
  auto entered = enter(server, account, password);
  if (!entered.session) return {false, entered.how, 0, entered.is_refusal};
  if (request.operation == "write") return write_path(*entered.session, server.network(), request.path);
  return read_path(*entered.session, request.path);
}

void try_request(const Server& server, const Request& request) {
  const auto& report = server.report;
  if (!report.may_do(request)) return;
  if (!protocols::ftp::is_sendable(request.path)) return report.not_tried(request.asset, "the path cannot be sent");
  const bool in_clear = !server.address.implicit_tls && !server.needs_tls && request.operation == "read";
  const Tried anonymous = carry_out(server, request, anonymous_account, anonymous_password);
  if (anonymous.worked && in_clear) report.seen_in_clear(request.asset, "file", "read without logging in");
  std::optional<Tried> control;
  const auto known = anonymous.worked ? std::nullopt : report.test_account("ftp");
  if (known) control = carry_out(server, request, known->credential.account, known->credential.password);
  if (control && control->worked && in_clear) report.seen_in_clear(request.asset, "file", "read with the test account");
  report.decide(request, anonymous, control);
  if (anonymous.how == "left behind" || (control && control->how == "left behind")) {
    report.not_tried(request.asset, "the file written for the test could not be deleted again");
  }
}

// The reply to a name in clear, on a connection of its own.
Result<Reply> user_reply(const Server& server, const std::string& account, bool over_tls) {
  auto session = HOSHI_TRY(FtpSession::open(server.network(), server.address));
  if (over_tls && HOSHI_TRY(session.start_tls()).code != 234) return fail(ErrorCode::not_found, "no TLS");
  return session.command("USER " + account);
}

// RFC 4217, 4: is TLS to be had, and is the name refused in clear and asked for its password over TLS?
Result<void> look_at_tls(Server& server) {
  if (server.address.implicit_tls) return {};
  auto session = FtpSession::open(server.network(), server.address);
  if (!session) return the_device(server.network(), session.error());
  const auto agreed = session->command("AUTH TLS");
  const bool offered = agreed && agreed->code == 234;
  if (offered) {
    const auto known = server.report.test_account("ftp");
    const std::string account = known ? known->credential.account : "hoshi";
    const auto in_clear = user_reply(server, account, false);
    if (in_clear && in_clear->is_refusal()) {
      const auto over_tls = user_reply(server, account, true);
      server.needs_tls = over_tls && over_tls->code == 331;
    }
  }
  server.report.bench().observe("starttls.offered", {server.report.task().target, server.report.task().endpoint, ""},
                                object({{"offered", offered}, {"required", server.needs_tls}}));
  return {};
}

void look_around(const Server& server) {
  auto entered = enter(server, anonymous_account, anonymous_password);
  if (!entered.session) return;
  const auto listing = entered.session->download("LIST /");
  const bool is_listed = listing && listing->was_made;
  server.report.unauthenticated("", "read", is_listed ? "LIST /" : "anonymous login",
                                is_listed ? listing->content.size() : 0);
}

Result<void> run(const Task& task, Bench& bench) {
  const auto place = HOSHI_TRY(place_of(task, bench));
  const AccessReport report(bench, task);
  Server server{report, {task.target, place.port, place.tls}};
  {
    const auto session = FtpSession::open(bench.network(), server.address);
    if (!session) return the_device(bench.network(), session.error());
    if (session->greeting().code != 220) return {};
  }
  HOSHI_CHECK(look_at_tls(server));
  report.login_offered("ftp", place.tls || server.needs_tls, "", "ftp greeting");
  look_around(server);
  for (const auto* request : report.requests()) try_request(server, *request);
  return bench.network().wait(milliseconds(0));
}

}  // namespace

extern const Probe probe_ftp_access;
const Probe probe_ftp_access{
    "ftp_access", Phase::detail, Intrusion::active, std::chrono::seconds(120), facts, plan, run, false, false, {Effect::overwrite},
};

}  // namespace hoshi::probes
