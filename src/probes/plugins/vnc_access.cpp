// Looks whether a VNC server shows its desktop without a password.
// SPDX-License-Identifier: Apache-2.0
#include "probes/access_report.h"
#include "probes/open_services.h"
#include "probes/vnc_session.h"

namespace hoshi::probes {
namespace {

namespace vnc = protocols::vnc;

constexpr std::string_view desktop = "remote desktop";

std::vector<std::string_view> facts() {
  return {"access.unauthenticated", "access.refused", "access.not_tried", "asset.seen_in_clear", "login.offered"};
}

std::vector<Task> plan(const PlanInput& input) { return tasks_for_protocols(input, "vnc_access", {"vnc"}); }

// Who sees the desktop operates it, so reading and writing go together.
void report_open(const AccessReport& report, const vnc::Desktop& seen, bool tls) {
  const auto requests = report.requests();
  for (const auto* request : requests) {
    report.unauthenticated(request->asset, request->operation, request->path, seen.name.size());
    if (!tls && request->operation == "read") report.seen_in_clear(request->asset, "desktop", "opened without a password");
  }
  if (requests.empty()) report.unauthenticated("", "shell", desktop, seen.name.size());
}

void report_closed(const AccessReport& report, const VncSession& session) {
  std::optional<Tried> control;
  const auto requests = report.requests();
  const auto known = requests.empty() ? std::nullopt : report.test_account("vnc");
  if (known) {
    const auto attempt = try_login(report.bench().network(), known->surface, known->credential.account,
                                   known->credential.password);
    control = Tried{attempt.privileged_read, "", 0, false};
  }
  std::string how = "security";
  for (const auto type : session.offer().types) how += " " + std::to_string(type);
  // Without VNC Authentication there is no telling whether None hides behind another kind (Tight, VeNCrypt).
  const bool is_refusal = session.offers(vnc::security_vnc) && session.offer().types.size() == 1;
  for (const auto* request : requests) report.decide(*request, {false, how, 0, is_refusal}, control);
}

Result<void> run(const Task& task, Bench& bench) {
  const auto place = HOSHI_TRY(place_of(task, bench));
  const AccessReport report(bench, task);
  auto session = VncSession::open(bench.network(), task.target, place.port, place.tls);
  if (!session) {
    if (session.error().code == ErrorCode::forbidden) return tl::unexpected(session.error());
    for (const auto* request : report.requests()) report.not_tried(request->asset, "no handshake");
    return bench.network().wait(milliseconds(0));
  }
  if (session->offers(vnc::security_vnc)) report.login_offered("vnc", place.tls, "", "VNC Authentication");
  if (session->offers(vnc::security_none)) {
    const auto result = session->enter();
    const auto seen = result && result->code == 0 ? session->look() : fail(ErrorCode::unavailable, "not let in");
    if (seen) {
      report_open(report, *seen, place.tls);
      return {};
    }
    HOSHI_CHECK(bench.network().wait(milliseconds(0)));
  }
  report_closed(report, *session);
  return bench.network().wait(milliseconds(0));
}

}  // namespace

extern const Probe probe_vnc_access;
const Probe probe_vnc_access{
    "vnc_access", Phase::detail, Intrusion::active, std::chrono::seconds(60), facts, plan, run,
};

}  // namespace hoshi::probes
