// Looking and comparing.
// SPDX-License-Identifier: Apache-2.0
#include "probes/snapshot.h"

#include <algorithm>
#include <array>

#include "base/date.h"
#include "base/encoding.h"
#include "base/text.h"
#include "probes/bench_questions.h"
#include "probes/endpoint.h"
#include "probes/host_keys.h"
#include "probes/http_surfaces.h"
#include "probes/services/conversation.h"
#include "protocols/services/fingerprints.h"

namespace hoshi::probes {
namespace {

namespace services = protocols::services;
using std::chrono::milliseconds;
using std::chrono::seconds;

// Where a console or an installer often opens while or after a device starts.
constexpr std::array<std::uint16_t, 10> often_debug{21, 22, 23, 69, 2323, 4444, 5555, 8080, 9999, 10000};
constexpr milliseconds settle_pause{1000};
constexpr milliseconds lock_pause{10'000};
constexpr milliseconds lock_patience{120'000};
constexpr std::int64_t clock_off_seconds = 3600;  // more than any drift; a clock that began anew is off by years

std::vector<std::uint16_t> ports_to_look_at(const Bench& bench, const std::string& target) {
  std::set<std::uint16_t> ports(often_debug.begin(), often_debug.end());
  for (const auto* open : bench.seen().with_fact("port.open")) {
    const auto port = tcp_port_of(open->subject.endpoint);
    if (port && open->subject.target == target) ports.insert(*port);
  }
  for (const auto& route : bench.product().routes) {
    if (route.target == target && route.transport == "tcp" && route.port != 0) ports.insert(route.port);
  }
  return {ports.begin(), ports.end()};
}

Result<std::set<std::uint16_t>> open_ports(Bench& bench, const std::string& target) {
  transport::ScanOptions options;
  options.ports = ports_to_look_at(bench, target);
  const auto report = HOSHI_TRY(bench.network().scan_tcp(target, options));
  return std::set<std::uint16_t>(report.open.begin(), report.open.end());
}

std::string described(const services::Fingerprints& fingerprints, const Reaction& reaction) {
  if (reaction.outcome != Reaction::Outcome::recognised) return "unknown";
  const auto product = fingerprints.match(reaction.service);
  std::string text = reaction.service.protocol;
  for (const auto& part : {product.name, product.version}) text += part.empty() ? "" : " " + part;
  return printable(text);
}

// What runs on one port, and the key it shows.
Result<void> look_at_service(Bench& bench, const std::string& target, std::uint16_t port,
                             const services::Fingerprints& fingerprints, Snapshot& snapshot) {
  const Value& knowledge = bench.knowledge("services");
  const std::string endpoint = tcp_endpoint(port);
  auto found = HOSHI_TRY(try_openings(bench.network(), {target, port, false}, openings_for(knowledge, port)));
  if (found.reaction.outcome == Reaction::Outcome::speaks_tls) {
    found = HOSHI_TRY(try_openings(bench.network(), {target, port, true}, openings_inside(knowledge, port)));
    const std::string leaf = HOSHI_TRY(tls_leaf(bench.network(), target, port));
    if (!leaf.empty()) snapshot.certificates[endpoint] = leaf;
  }
  snapshot.services[endpoint] = described(fingerprints, found.reaction);
  if (found.reaction.service.protocol == "ssh") {
    const std::string key = HOSHI_TRY(ssh_host_key(bench.network(), target, port));
    if (!key.empty()) snapshot.host_keys[endpoint] = key;
  }
  return {};
}

// The first web server that says the time, less the time of the task: the same as long as the clock goes on.
std::optional<std::int64_t> clock_of(Bench& bench, const std::string& target) {
  for (const auto* service : bench.seen().with_fact("service.identified")) {
    if (service->subject.target != target || service->value["protocol"].as_text() != "http") continue;
    const auto answer = get_http(bench.network(), http_endpoint(bench, target, service->subject.endpoint), "/");
    const std::string* date = answer ? answer->response.header("Date") : nullptr;
    const auto told = date != nullptr ? read_http_date(*date) : std::nullopt;
    if (told) return *told - std::chrono::duration_cast<seconds>(bench.network().time()).count();
  }
  return std::nullopt;
}

std::string read_version(Bench& bench, const OtherAccounts& accounts) {
  const auto* recipe = find_recipe(bench.product(), "version");
  if (recipe == nullptr) return {};
  const auto result = run_with(bench, *recipe, accounts);
  const auto value = result.kept.find("value");
  return result.done && value != result.kept.end() ? printable(trimmed(value->second), 100) : "";
}

// Tries until the password is judged: a lock of a former phase, or of our own tries, ends.
LoginAttempt try_patiently(Bench& bench, const LoginSurface& surface, const std::string& account,
                           const std::string& password, const LoginControls& controls) {
  const auto until = bench.network().time() + transport::TaskTime(lock_patience);
  while (true) {
    LoginAttempt attempt = try_login(bench.network(), surface, account, password);
    attempt.outcome = settle(attempt, controls);
    if (!is_lock_sign(attempt.outcome) || bench.network().time() >= until) return attempt;
    if (!bench.network().wait(std::min(attempt.retry_after.value_or(lock_pause), lock_patience))) return attempt;
  }
}

std::string name_of_class(LoginClass outcome) { return std::string(name_of(outcome)); }

void compare_maps(const std::string& what, const std::map<std::string, std::string>& before,
                  const std::map<std::string, std::string>& after, bool is_shown, std::vector<Difference>& found) {
  for (const auto& [place, value] : before) {
    const auto now = after.find(place);
    if (now == after.end() || now->second == value) continue;  // a port that is gone is told as a port
    found.push_back({what, place + (is_shown ? " " + value : ""), place + (is_shown ? " " + now->second : " another one")});
  }
}

}  // namespace

const InitialPassword* initial_password_of(const Bench& bench, std::string_view authentication) {
  for (const auto& one : bench.initial_passwords()) {
    const bool is_of_unit = one.unit.empty() || one.unit == "A";
    if (is_of_unit && one.authentication == authentication) return &one;
  }
  return nullptr;
}

AccountState try_account(Bench& bench, const LoginSurface& surface, const Credential& credential) {
  AccountState state;
  bench.network().keep_secret(credential.password);
  LoginControls controls;
  controls.negative = try_login(bench.network(), surface, credential.account, random_password(bench.network()));
  if (is_lock_sign(controls.negative->outcome) && !controls.is_refused_by_silence()) {
    (void)bench.network().wait(lock_pause);
    controls.negative = try_login(bench.network(), surface, credential.account, random_password(bench.network()));
  }
  const auto* initial = initial_password_of(bench, surface.authentication);
  if (initial != nullptr && initial->password != credential.password) {
    bench.network().keep_secret(initial->password);
    const std::string& account = initial->account.empty() ? credential.account : initial->account;
    state.initial = try_patiently(bench, surface, account, initial->password, controls).outcome;
    state.initial_tried = true;
  }
  const auto attempt = try_patiently(bench, surface, credential.account, credential.password, controls);
  state.test = attempt.outcome;
  if (state.test == LoginClass::accepted) controls.positive = attempt;
  state.distinguishable = controls.distinguishable();
  return state;
}

bool is_users_password(const Bench& bench, const LoginSurface& surface, const AccountState& state) {
  if (state.test != LoginClass::accepted || !state.distinguishable) return false;
  const auto* authentication = bench.product().authentication(surface.authentication);
  const std::string given = authentication != nullptr ? authentication->default_value : "";
  const bool has_no_first = given == "set_at_first_use" || given == "none";
  return state.initial_tried ? state.initial == LoginClass::refused : has_no_first;
}

std::string fresh_key(Bench& bench) { return to_hex(bench.network().random(16)); }

std::vector<LoginSurface> known_surfaces(Bench& bench, const std::string& target) {
  std::vector<LoginSurface> known;
  for (const auto& surface : login_surfaces(bench.product(), bench.seen())) {
    if (surface.target != target || credential_for(surface, bench, false) == nullptr) continue;
    const auto prepared = prepared_surface({"", surface.target, surface.endpoint, surface.id}, bench);
    if (prepared) known.push_back(*prepared);
  }
  return known;
}

Result<Snapshot> take_snapshot(Bench& bench, const std::string& target, const Looking& looking) {
  const auto fingerprints = services::Fingerprints::create(bench.knowledge("services"));
  if (!fingerprints) return fail(ErrorCode::internal, "knowledge/services: " + fingerprints.error().message);
  Snapshot snapshot;
  snapshot.open = HOSHI_TRY(open_ports(bench, target));
  for (const auto port : snapshot.open) HOSHI_CHECK(look_at_service(bench, target, port, *fingerprints, snapshot));
  if (looking.accounts == Accounts::tried) {
    for (const auto& surface : known_surfaces(bench, target)) {
      snapshot.accounts[surface.id] = try_account(bench, surface, *credential_for(surface, bench, false));
    }
  }
  snapshot.values = read_user_values(bench, looking.others, looking.key);
  snapshot.version = read_version(bench, looking.others);
  snapshot.clock_seconds = clock_of(bench, target);
  snapshot.peers = names_asked(bench);
  HOSHI_CHECK(bench.network().wait(milliseconds(0)));  // our own deadline is no state of the device
  return snapshot;
}

Result<void> await_services(Bench& bench, const std::string& target, const Snapshot& before, milliseconds patience) {
  const auto until = bench.network().time() + transport::TaskTime(patience);
  while (true) {
    const auto open = HOSHI_TRY(open_ports(bench, target));
    if (std::includes(open.begin(), open.end(), before.open.begin(), before.open.end())) return {};
    if (bench.network().time() >= until) return {};
    HOSHI_CHECK(bench.network().wait(settle_pause));
  }
}

std::vector<Difference> differences(const Snapshot& before, const Snapshot& after) {
  std::vector<Difference> found;
  for (const auto port : before.open) {
    if (!after.open.contains(port)) found.push_back({"port", tcp_endpoint(port) + " open", tcp_endpoint(port) + " closed"});
  }
  for (const auto port : after.open) {
    if (!before.open.contains(port)) found.push_back({"port", tcp_endpoint(port) + " closed", tcp_endpoint(port) + " open"});
  }
  compare_maps("banner", before.services, after.services, true, found);
  compare_maps("host key", before.host_keys, after.host_keys, false, found);
  compare_maps("certificate", before.certificates, after.certificates, false, found);
  if (!before.version.empty() && !after.version.empty() && before.version != after.version) {
    found.push_back({"version", before.version, after.version});
  }
  for (const auto& [login, state] : before.accounts) {
    const auto now = after.accounts.find(login);
    const bool is_back = now != after.accounts.end() && state.initial_tried && state.initial != LoginClass::accepted &&
                         now->second.initial == LoginClass::accepted;
    if (is_back) found.push_back({"default password", login + " " + name_of_class(state.initial), login + " accepted"});
  }
  if (before.clock_seconds && after.clock_seconds &&
      std::abs(*before.clock_seconds - *after.clock_seconds) > clock_off_seconds) {
    found.push_back({"clock", "going on", "off by more than an hour"});
  }
  return found;
}

Value peers_value(const Snapshot& before, const Snapshot& after) {
  const auto listed = [](const Snapshot& snapshot) {
    return snapshot.peers ? ValueList(snapshot.peers->begin(), snapshot.peers->end()) : ValueList{};
  };
  return object({{"before", listed(before)}, {"after", listed(after)}, {"control", before.peers.has_value() && after.peers.has_value()}});
}

std::optional<std::int64_t> read_http_date(std::string_view text) {
  constexpr std::string_view months = "JanFebMarAprMayJunJulAugSepOctNovDec";
  constexpr std::size_t length = 29;
  if (text.size() != length || !text.ends_with(" GMT")) return std::nullopt;
  const auto number = [&](std::size_t at, std::size_t digits) { return parse_number(text.substr(at, digits), 9999); };
  const auto day = number(5, 2);
  const auto year = number(12, 4);
  const auto hour = number(17, 2);
  const auto minute = number(20, 2);
  const auto second = number(23, 2);
  const auto month = months.find(text.substr(8, 3));
  if (!day || !year || !hour || !minute || !second || month == std::string_view::npos || month % 3 != 0) return std::nullopt;
  const std::string month_text = std::to_string(month / 3 + 1);
  const auto date = parse_date(std::string(text.substr(12, 4)) + (month_text.size() == 1 ? "-0" : "-") + month_text + "-" +
                               std::string(text.substr(5, 2)));
  if (!date || *hour > 23 || *minute > 59 || *second > 60) return std::nullopt;
  const auto days = to_days(*date).time_since_epoch().count();
  return ((static_cast<std::int64_t>(days) * 24 + static_cast<std::int64_t>(*hour)) * 60 + static_cast<std::int64_t>(*minute)) * 60 +
         static_cast<std::int64_t>(*second);
}

}  // namespace hoshi::probes
