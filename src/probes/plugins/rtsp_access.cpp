// Asks an RTSP server for the descriptions of streams without a login, at declared and well-known paths.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <set>

#include "base/text.h"
#include "probes/access_report.h"
#include "probes/open_services.h"
#include "probes/rtsp_session.h"

namespace hoshi::probes {
namespace {

using protocols::rtsp::Response;

constexpr std::size_t paths_max = 60;

std::vector<std::string_view> facts() {
  return {"access.unauthenticated", "access.refused", "access.not_tried", "asset.seen_in_clear", "login.offered"};
}

std::vector<Task> plan(const PlanInput& input) { return tasks_for_protocols(input, "rtsp_access", {"rtsp", "rtsps"}); }

struct Camera {
  const AccessReport& report;
  RtspAddress address;
  std::set<std::string> offered;  // schemes of which a login was reported

  transport::Network& network() const { return report.bench().network(); }
};

// Answers that say nothing about the device, only about us.
bool is_ours(const Error& error) { return error.code == ErrorCode::forbidden || error.code == ErrorCode::internal; }

// A 401 with a challenge is a place to log in; the first path of each scheme stands for all.
void note_challenge(Camera& camera, const std::string& path, const Response& response) {
  if (response.status != 401) return;
  const auto challenges = protocols::http::challenges_of(response.headers);
  const bool has_digest = protocols::http::first_digest(challenges).has_value();
  const bool has_basic = protocols::http::find_challenge(challenges, "basic") != nullptr;
  for (const auto& [kind, is_there] : {std::pair("rtsp_digest", has_digest), std::pair("rtsp_basic", has_basic)}) {
    if (is_there && camera.offered.insert(kind).second) {
      camera.report.login_offered(kind, camera.address.tls, path, "401 to DESCRIBE");
    }
  }
}

// What a path shows without a login.
struct Shown {
  bool is_described = false;  // a session description came
  bool is_open = false;       // and a stream could be set up as well
  bool is_in_clear = false;   // without SRTP and without TLS
  int status = 0;             // of DESCRIBE; 0: no answer
  std::size_t bytes = 0;
};

Shown look_at(Camera& camera, RtspSession& session, const std::string& path, const RtspAccount* account) {
  Shown shown;
  Response described;
  if (account != nullptr) {
    const auto entry = describe_as(camera.network(), session, path, *account);
    if (entry) described = entry->last;
  } else if (auto answer = session.describe(path)) {
    described = std::move(*answer);
    note_challenge(camera, path, described);
  }
  shown.status = described.status;
  const auto description = protocols::rtsp::parse_sdp(described.body);
  shown.is_described = described.status == 200 && description.has_value();
  if (!shown.is_described) return shown;
  shown.bytes = described.body.size();
  const auto set_up = session.set_up(path, described, account);
  shown.is_open = set_up && set_up->status == 200;
  shown.is_in_clear = shown.is_open && description->is_in_clear() && !camera.address.tls;
  return shown;
}

std::optional<RtspAccount> test_account(const Camera& camera) {
  for (const auto* kind : {"rtsp_digest", "rtsp_basic"}) {
    if (!camera.offered.contains(kind)) continue;
    const auto known = camera.report.test_account(kind);
    if (!known) continue;
    const auto scheme = std::string_view(kind) == "rtsp_basic" ? RtspScheme::basic : RtspScheme::digest;
    return RtspAccount{scheme, known->credential.account, known->credential.password};
  }
  return std::nullopt;
}

void try_request(Camera& camera, RtspSession& session, const Request& request) {
  const auto& report = camera.report;
  if (request.operation == "write") return report.not_tried(request.asset, "nothing is written over RTSP");
  const Shown anonymous = look_at(camera, session, request.path, nullptr);
  if (anonymous.is_described) {
    if (anonymous.is_in_clear) report.seen_in_clear(request.asset, "stream", "set up without logging in, RTP without SRTP");
    // A description without its stream: whether that is the asset, a person has to say.
    const auto certainty = anonymous.is_open ? Certainty::certain : Certainty::somebody_must_look;
    return report.unauthenticated(request.asset, request.operation, request.path, anonymous.bytes, certainty);
  }
  Tried tried{false, anonymous.status == 0 ? "connection" : fmt::format("{}", anonymous.status), 0, false};
  // 404 says that nothing is there, not that it is protected.
  tried.is_refusal = anonymous.status == 401 || anonymous.status == 403;
  std::optional<Tried> control;
  if (const auto account = test_account(camera)) {
    const Shown known = look_at(camera, session, request.path, &*account);
    control = Tried{known.is_described, "", known.bytes, false};
    if (known.is_in_clear) report.seen_in_clear(request.asset, "stream", "set up with the test account, RTP without SRTP");
  }
  report.decide(request, tried, control);
}

// Stops after the first silence: a server that does not answer one path answers none.
Result<void> look_around(Camera& camera, RtspSession& session) {
  const auto& paths = camera.report.bench().knowledge("rtsp_paths")["path"].as_list();
  if (paths.empty()) return fail(ErrorCode::internal, "knowledge/rtsp_paths has no paths");
  // A server that shows its stream at any path is said to do so once.
  const Shown any = look_at(camera, session, "/" + random_password(camera.network()), nullptr);
  if (any.is_described) {
    camera.report.unauthenticated("", "read", "any path", any.bytes);
    return {};
  }
  for (std::size_t i = 0; i < paths.size() && i < paths_max; ++i) {
    const std::string& path = paths[i].as_text();
    if (camera.report.is_declared(path)) continue;
    const Shown shown = look_at(camera, session, path, nullptr);
    if (shown.status == 0) break;
    if (shown.is_described) camera.report.unauthenticated("", "read", path, shown.bytes);
  }
  return {};
}

Result<void> run(const Task& task, Bench& bench) {
  const auto place = HOSHI_TRY(place_of(task, bench));
  const AccessReport report(bench, task);
  Camera camera{report, {task.target, bench.product().host_of(task.target), place.port, place.tls}, {}};
  RtspSession session(bench.network(), camera.address);
  const auto options = session.ask("OPTIONS", camera.address.uri("/"));
  if (!options && is_ours(options.error())) return tl::unexpected(options.error());
  if (!options) {
    for (const auto* request : report.requests()) report.not_tried(request->asset, "no answer to OPTIONS");
    return bench.network().wait(milliseconds(0));
  }
  for (const auto* request : report.requests()) try_request(camera, session, *request);
  HOSHI_CHECK(look_around(camera, session));
  return bench.network().wait(milliseconds(0));
}

}  // namespace

extern const Probe probe_rtsp_access;
const Probe probe_rtsp_access{
    "rtsp_access", Phase::detail, Intrusion::active, std::chrono::seconds(120), facts, plan, run,
};

}  // namespace hoshi::probes
