// Looks what a CoAP server gives and takes without credentials, over UDP and over DTLS, with the test key as control.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "base/encoding.h"
#include "base/text.h"
#include "probes/access_report.h"
#include "probes/coap_client.h"
#include "probes/dtls/survey.h"
#include "probes/open_services.h"
#include "protocols/coap/links.h"

namespace hoshi::probes {
namespace {

namespace coap = protocols::coap;

constexpr std::string_view list_path = "/.well-known/core";
constexpr std::size_t resources_max = 24;  // of the list that are read
constexpr std::string_view nobody_listens = "nobody listens";

std::vector<std::string_view> facts() {
  return {"access.unauthenticated", "access.refused", "access.not_tried", "asset.seen_in_clear", "login.offered"};
}

std::vector<Task> plan(const PlanInput& input) { return datagram_tasks(input, "coap_access", {"coap", "coaps"}); }

struct Done {
  enum class Kind { worked, refused, missing, silent } kind = Kind::silent;
  std::string how;  // "4.01", "dtls_handshake", "reset" …
  CoapAnswer answer;
};

Done done_with(const Result<CoapAnswer>& answer) {
  if (!answer) return {Done::Kind::silent, "silent", {}};
  if (coap::is_success(answer->code)) return {Done::Kind::worked, "", *answer};
  const bool is_missing = answer->code == coap::code::not_found;
  const std::string how = answer->code == coap::code::empty ? "reset" : coap::code_text(answer->code);
  return {is_missing ? Done::Kind::missing : Done::Kind::refused, how, *answer};
}

class ServerAccess {
 public:
  ServerAccess(Bench& bench, const Task& task, ServicePlace place)
      : bench_(bench), task_(task), place_(place), report_(bench, task) {}

  Result<void> run();

 private:
  [[nodiscard]] Result<void> offer_login();
  // Without any credential; what stands in the way of a connection is in closed_.
  void open_door();
  void walk_list();
  void try_request(const Request& request);
  void try_read(const Request& request);
  void try_write(const Request& request);
  Done with_test_account(const Request& request);
  // The secured endpoint of the same server that the test account belongs to.
  std::optional<std::uint16_t> secured_port() const;

  Bench& bench_;
  const Task& task_;
  ServicePlace place_;
  AccessReport report_;
  std::optional<CoapClient> client_;
  Done closed_;  // why there is no client
};

void ServerAccess::open_door() {
  auto client = place_.tls ? CoapClient::open_secured(bench_.network(), task_.target, place_.port, {})
                           : CoapClient::open(bench_.network(), task_.target, place_.port);
  if (client) {
    client_ = std::move(*client);
    return;
  }
  const bool is_alert = client.error().code == ErrorCode::unavailable &&
                        client.error().message.find(nobody_listens) == std::string::npos;
  if (is_alert) closed_ = {Done::Kind::refused, "dtls_handshake", {}};
}

Result<void> ServerAccess::offer_login() {
  if (!place_.tls) return {};
  if (!HOSHI_TRY(takes_pre_shared_keys(bench_.network(), task_.target, place_.port))) return {};
  bench_.observe("login.offered", report_.subject("coap_psk"),
                 object({{"kind", "coap_psk"},
                         {"tls", true},
                         {"path", ""},
                         {"how", "a suite with a pre-shared key was chosen"}}));
  return {};
}

// What the server itself lists. The list is meant for everybody (RFC 6690, 4); what stands behind it may not be.
void ServerAccess::walk_list() {
  const Done list = done_with(client_->get(list_path));
  if (list.kind != Done::Kind::worked) return;
  const auto links = coap::read_links(to_text(list.answer.payload));
  if (!links) return;
  std::size_t asked = 0;
  for (const auto& link : *links) {
    const bool is_here = link.target.starts_with('/') && link.target != list_path;
    if (!is_here || report_.is_declared(link.target)) continue;
    if (++asked > resources_max) return;
    const Done done = done_with(client_->get(link.target));
    if (done.kind != Done::Kind::worked) continue;
    report_.unauthenticated("", "read", bench_.network().redacted(link.target), done.answer.payload.size());
  }
}

std::optional<std::uint16_t> ServerAccess::secured_port() const {
  if (place_.tls) return place_.port;
  const auto* ours = report_.route();
  for (const auto& route : bench_.product().routes) {
    const bool is_sister = ours != nullptr && route.target == ours->target && route.status == "enabled" &&
                           route.protocol == "coaps" && route.authentication == ours->authentication;
    if (is_sister && route.port != 0) return route.port;
  }
  return std::nullopt;
}

Done ServerAccess::with_test_account(const Request& request) {
  const auto* account = report_.route_account();
  const auto port = secured_port();
  if (account == nullptr || !port) return {};
  // Replay does not know the key; any will do there.
  const std::string key = account->password.empty() ? std::string(1, '\0') : account->password;
  auto client = CoapClient::open_secured(bench_.network(), task_.target, *port, {"", account->account, key});
  return client ? done_with(client->get(request.path)) : Done{};
}

void ServerAccess::try_read(const Request& request) {
  const Done anonymous = client_ ? done_with(client_->get(request.path)) : closed_;
  if (anonymous.kind == Done::Kind::worked) {
    if (!place_.tls) report_.seen_in_clear(request.asset, "response body", "read without logging in");
    return report_.unauthenticated(request.asset, "read", request.path, anonymous.answer.payload.size());
  }
  const bool has_control = with_test_account(request).kind == Done::Kind::worked;
  const bool is_refusal = anonymous.kind == Done::Kind::refused;
  // Silence and "not found" are refusals only beside somebody who gets it.
  if (!is_refusal && !has_control) {
    return report_.not_tried(request.asset, anonymous.kind == Done::Kind::missing ? "not_there_4.04" : "silent");
  }
  report_.refused(request, anonymous.how.empty() ? "silent" : anonymous.how, has_control);
}

// Another text of the same length: what the resource holds may be of a fixed size.
Bytes other_content(transport::Network& network, const Bytes& content) {
  const std::string random = "hoshi-" + to_hex(network.random(8));
  const auto length = content.empty() ? random.size() : std::min<std::size_t>(content.size(), 512);
  Bytes other(length);
  for (std::size_t i = 0; i < length; ++i) other[i] = static_cast<std::uint8_t>(random[i % random.size()]);
  return other;
}

void ServerAccess::try_write(const Request& request) {
  if (!client_) {
    if (closed_.kind != Done::Kind::refused) return report_.not_tried(request.asset, "silent");
    return report_.refused(request, closed_.how, with_test_account(request).kind == Done::Kind::worked);
  }
  const Done before = done_with(client_->get(request.path));
  const bool can_restore = before.kind == Done::Kind::worked && before.answer.is_whole;
  if (!can_restore) return report_.not_tried(request.asset, "the old value cannot be read, so it could not be put back");
  const Bytes changed = other_content(bench_.network(), before.answer.payload);
  const Done put = done_with(client_->put(request.path, before.answer.content_format, changed));
  if (put.kind == Done::Kind::silent) return report_.not_tried(request.asset, "silent");
  if (put.kind != Done::Kind::worked) return report_.refused(request, put.how, false);
  const Done after = done_with(client_->get(request.path));
  const bool is_back = after.kind == Done::Kind::worked && after.answer.payload == changed;
  const Done restored = done_with(client_->put(request.path, before.answer.content_format, before.answer.payload));
  if (!is_back) return report_.refused(request, "not_read_back", false);
  report_.unauthenticated(request.asset, "write", request.path, changed.size());
  if (restored.kind != Done::Kind::worked) report_.not_tried(request.asset, "the old value could not be put back");
}

void ServerAccess::try_request(const Request& request) {
  if (request.operation != "write") return try_read(request);
  if (!bench_.disruption_allowed()) return report_.not_tried(request.asset, write_needs_leave);
  try_write(request);
}

Result<void> ServerAccess::run() {
  HOSHI_CHECK(offer_login());
  open_door();
  HOSHI_CHECK(bench_.network().wait(milliseconds(0)));
  if (client_) walk_list();
  for (const auto* request : report_.requests()) try_request(*request);
  return {};
}

Result<void> run(const Task& task, Bench& bench) {
  const auto place = HOSHI_TRY(place_of(task, bench));
  return ServerAccess(bench, task, place).run();
}

}  // namespace

extern const Probe probe_coap_access;
const Probe probe_coap_access{
    "coap_access", Phase::detail, Intrusion::active, std::chrono::seconds(150), facts, plan, run, false, false, {Effect::overwrite},
};

}  // namespace hoshi::probes
