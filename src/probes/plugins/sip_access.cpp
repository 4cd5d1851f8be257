// Looks whether a SIP server gives bindings, or takes one, without credentials.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "base/text.h"
#include "probes/access_report.h"
#include "probes/endpoint.h"
#include "probes/login.h"
#include "probes/probe.h"
#include "probes/sip_agent.h"

namespace hoshi::probes {
namespace {

namespace sip = protocols::sip;

constexpr std::string_view our_contact = "<sip:hoshi@hoshi.invalid>";

std::vector<std::string_view> facts() {
  return {"access.unauthenticated", "access.refused",      "access.not_tried",
          "login.offered",          "asset.seen_in_clear", "identity.shown"};
}

std::vector<Task> plan(const PlanInput& input) {
  auto tasks = tasks_for_protocols(input, "sip_access", {"sip", "sips"});
  const auto over_udp = tasks_for_protocols(input, "sip_access", {"sip"}, "udp");
  tasks.insert(tasks.end(), over_udp.begin(), over_udp.end());
  return tasks;
}

struct Server {
  Bench& bench;
  SipPlace place;

  // On a line of its own: servers may close after a refusal.
  Result<sip::Response> ask(const sip::Request& request) {
    auto agent = HOSHI_TRY(SipAgent::open(bench.network(), place));
    return agent.ask(request);
  }
};

bool is_success(const Result<sip::Response>& response) { return response && response->status / 100 == 2; }
bool asks_password(const sip::Response& response) { return response.status == 401 || response.status == 407; }
bool is_refusal(const sip::Response& response) { return asks_password(response) || response.status == 403; }

sip::Request register_request(std::string account) {
  sip::Request request;
  request.method = "REGISTER";
  request.account = std::move(account);
  return request;
}

bool test_account_works(Server& server, AccessReport& report) {
  const auto* account = report.route_account();
  if (account == nullptr) return false;
  auto agent = SipAgent::open(server.bench.network(), server.place);
  if (!agent) return false;
  const auto judged = agent->ask_as(register_request(""), account->account, account->password);
  return judged && judged->was_judged && judged->response.status / 100 == 2;
}

void report_response(Server& server, AccessReport& report, const Request& request, const Result<sip::Response>& response) {
  if (!response) return report.not_tried(request.asset, trouble_of(response.error()));
  const std::string how = std::to_string(response->status);
  if (!is_refusal(*response)) return report.not_tried(request.asset, "status_" + how);
  report.refused(request.asset, request.operation, request.path, how, test_account_works(server, report));
}

// A binding of ours that expires within a minute, and is taken back at once.
void try_write(Server& server, AccessReport& report, const Request& request) {
  auto ours = register_request(request.path);
  ours.headers = {{"Contact", std::string(our_contact)}, {"Expires", "60"}};
  const auto response = server.ask(ours);
  if (!is_success(response)) return report_response(server, report, request, response);
  const auto* contact = response->header("Contact");
  const bool is_kept = contact != nullptr && contact->find("hoshi.invalid") != std::string::npos;
  ours.headers = {{"Contact", std::string(our_contact)}, {"Expires", "0"}};
  const auto removed = server.ask(ours);
  if (!is_kept) return report.not_tried(request.asset, "not_read_back");
  report.unauthenticated(request.asset, "write", request.path, contact->size());
  if (!is_success(removed)) report.not_tried(request.asset, "the binding could not be taken back; it ends after 60 s");
}

void try_request(Server& server, AccessReport& report, const Request& request) {
  if (request.operation == "write") {
    if (!server.bench.disruption_allowed()) return report.not_tried(request.asset, "a write needs --allow-disruptive");
    return try_write(server, report, request);
  }
  const auto response = server.ask(register_request(request.path));
  if (!is_success(response)) return report_response(server, report, request, response);
  report.unauthenticated(request.asset, "read", request.path, response->size);
  if (!server.place.tls) report.seen_in_clear(request.asset, "bindings", "read without logging in");
}

// Bindings of an account that nobody has: whoever gets an answer could ask for any.
void look_at_register(Server& server, AccessReport& report) {
  const auto response = server.ask(register_request("h" + random_password(server.bench.network()).substr(0, 8)));
  if (is_success(response)) report.unauthenticated("", "read", "REGISTER", response->size);
  if (response && asks_password(*response)) {
    const auto challenges = sip::challenges_of(*response);
    const bool is_digest = protocols::http::find_challenge(challenges, "digest") != nullptr;
    if (is_digest) report.login_offered("sip", server.place.tls, "", "digest");
  }
}

Result<void> run(const Task& task, Bench& bench) {
  const auto place = HOSHI_TRY(place_of(task, bench));
  const bool is_udp = udp_port_of(task.endpoint).has_value();
  AccessReport report(bench, task);
  Server server{bench, {task.target, bench.product().host_of(task.target), place.port, place.tls, is_udp}};
  const auto options = server.ask({});
  HOSHI_CHECK(bench.network().wait(milliseconds(0)));  // the deadline is ours, everything else the device's
  if (options) report.identity(options->software(), "", "sip options");
  look_at_register(server, report);
  for (const auto* request : report.requests()) try_request(server, report, *request);
  return {};
}

}  // namespace

extern const Probe probe_sip_access;
const Probe probe_sip_access{
    "sip_access", Phase::detail, Intrusion::active, std::chrono::seconds(90), facts, plan, run, false, false, {Effect::overwrite},
};

}  // namespace hoshi::probes
