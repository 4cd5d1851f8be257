// Looks at what an SMB server offers and whom it lets in without an account.
// SPDX-License-Identifier: Apache-2.0
#include <optional>

#include "probes/access_report.h"
#include "probes/login.h"
#include "probes/probe.h"
#include "probes/smb_session.h"

namespace hoshi::probes {
namespace {

namespace smb = protocols::smb;
using smb::StatusMeaning;

// Every server has it: the pipe through which it answers questions.
constexpr std::string_view pipe_share = "IPC$";

std::vector<std::string_view> facts() {
  return {"smb.offer",     "access.unauthenticated", "access.refused", "access.not_tried",
          "login.offered", "asset.seen_in_clear",    "identity.shown"};
}

std::vector<Task> plan(const PlanInput& input) { return tasks_for_protocols(input, "smb_access", {"smb"}); }

bool takes_smb1(Bench& bench, const Task& task, std::uint16_t port) {
  auto questions = Questioner::open(bench.network(), task.target, {port, false});
  if (!questions) return false;
  const auto accepted = questions->ask(smb::smb1_request(), smb::accepts_smb1);
  return accepted && *accepted;
}

// What came of one session and the shares asked for in it.
struct Visit {
  bool is_in = false;
  bool is_guest = false;
  bool was_judged = false;  // the server said yes or no
  bool has_pipe = false;
};

struct Server {
  Bench& bench;
  const Task& task;
  std::uint16_t port = 0;
  std::optional<smb::Negotiated> negotiated;
  std::string name;

  // Connects, logs in and leaves; `share` is connected to when the session stands.
  Visit visit(const std::optional<smb::NtlmAccount>& account, std::string_view share,
              smb::Newest newest = smb::Newest::dialect_3_1_1) {
    Visit visit;
    auto session = SmbSession::open(bench.network(), task.target, port, newest);
    if (!session) return visit;
    if (newest == smb::Newest::dialect_3_1_1) negotiated = session->negotiated();
    const auto answer = session->log_in(bench.network(), account);
    if (!session->name().empty()) name = session->name();
    if (!answer) return visit;
    visit.was_judged = true;
    visit.is_in = answer->status == smb::status_success;
    visit.is_guest = answer->is_guest;
    if (!visit.is_in) return visit;
    const auto status = session->connect_share(share);
    visit.has_pipe = status && *status == smb::status_success;
    return visit;
  }
};

std::string_view word_of(const Visit& visit) {
  if (!visit.was_judged) return "not_tried";
  return visit.is_in ? "accepted" : "refused";
}

// "/data", "\\data" and "data" are the same share.
std::string share_of(std::string_view path) {
  while (path.starts_with('/') || path.starts_with('\\')) path.remove_prefix(1);
  return std::string(path.substr(0, path.find_first_of("/\\")));
}

void try_request(Server& server, AccessReport& report, const Request& request) {
  if (request.operation == "write") return report.not_tried(request.asset, "files are not written over SMB");
  const std::string share = share_of(request.path);
  if (share.empty()) return report.not_tried(request.asset, "the path names no share");
  const Visit anonymous = server.visit(std::nullopt, share);
  if (anonymous.has_pipe) return report.unauthenticated(request.asset, "read", request.path, 0);
  const Visit guest = server.visit(smb::NtlmAccount{"guest", ""}, share);
  if (guest.has_pipe) return report.unauthenticated(request.asset, "read", request.path, 0);
  if (!anonymous.was_judged || !guest.was_judged) return report.not_tried(request.asset, "connection");
  const auto* account = report.route_account();
  const Visit known = account ? server.visit(smb::NtlmAccount{account->account, account->password}, share,
                                             smb::Newest::dialect_3_0_2)
                              : Visit{};
  report.refused(request.asset, "read", request.path, anonymous.is_in ? "share_refused" : "session_refused",
                 known.has_pipe && !known.is_guest);
}

Result<void> run(const Task& task, Bench& bench) {
  const auto place = HOSHI_TRY(place_of(task, bench));
  AccessReport report(bench, task);
  Server server{bench, task, place.port, {}, ""};
  const Visit anonymous = server.visit(std::nullopt, pipe_share);
  const Visit guest = server.visit(smb::NtlmAccount{"guest", ""}, pipe_share);
  // An account that nobody has: some servers make a guest of everybody.
  const std::string nobody = "h" + random_password(bench.network()).substr(0, 8);
  const Visit unknown = server.visit(smb::NtlmAccount{nobody, random_password(bench.network())}, pipe_share);
  const bool smb1 = takes_smb1(bench, task, place.port);
  HOSHI_CHECK(bench.network().wait(milliseconds(0)));  // the deadline is ours, everything else the device's
  if (!server.negotiated && !smb1) {
    for (const auto* request : report.requests()) report.not_tried(request->asset, "connection");
    return {};
  }
  const std::string_view any = !unknown.was_judged ? "not_tried" : unknown.is_in ? "guest" : "refused";
  bench.observe("smb.offer", {task.target, task.endpoint, ""},
                object({{"dialect", server.negotiated ? smb::dialect_name(server.negotiated->dialect) : "1"},
                        {"signing_required", server.negotiated && server.negotiated->signing_required},
                        {"smb1", smb1},
                        {"anonymous", word_of(anonymous)},
                        {"guest", word_of(guest)},
                        {"any_account", any}}));
  report.identity(server.name, "", "ntlm challenge");
  if (anonymous.has_pipe) report.unauthenticated("", "read", "IPC$", 0);
  if (guest.has_pipe) report.unauthenticated("", "read", "IPC$ as guest", 0);
  if (unknown.was_judged && !unknown.is_in) report.login_offered("smb", false, "", "ntlm");
  for (const auto* request : report.requests()) try_request(server, report, *request);
  return {};
}

}  // namespace

extern const Probe probe_smb_access;
const Probe probe_smb_access{
    "smb_access", Phase::detail, Intrusion::active, std::chrono::seconds(90), facts, plan, run,
};

}  // namespace hoshi::probes
