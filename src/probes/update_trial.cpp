// Delivers images by a declared recipe, and looks at the device before and after.
// SPDX-License-Identifier: Apache-2.0
#include "probes/update_trial.h"

#include <algorithm>

#include "base/text.h"
#include "probes/endpoint.h"
#include "protocols/images/version_text.h"

namespace hoshi::probes {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr milliseconds look_pause{400};
constexpr milliseconds at_rest{4'000};        // an image that is refused is refused by then; a later effect is seen later
constexpr milliseconds banner_patience{400};  // services that speak first do so at once on a local network
constexpr milliseconds connect_patience{1'500};
constexpr seconds back_patience{300};         // slow routers take three minutes to start
constexpr int version_tries = 3;
constexpr milliseconds version_pause{1'000};
constexpr std::size_t banner_bytes = 256;
constexpr std::size_t ports_max = 24;

std::string next_number(std::string_view& rest) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  const auto begin = std::find_if(rest.begin(), rest.end(), is_digit);
  const auto end = std::find_if_not(begin, rest.end(), is_digit);
  std::string digits(begin, end);
  rest.remove_prefix(static_cast<std::size_t>(end - rest.begin()));
  digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size()));
  return digits;
}

}  // namespace

bool is_newer(std::string_view one, std::string_view than) {
  while (!one.empty() || !than.empty()) {
    const std::string a = next_number(one);
    const std::string b = next_number(than);
    if (a.size() != b.size()) return a.size() > b.size();
    if (a != b) return a > b;
  }
  return false;
}

bool shows_version(std::string_view shown, std::string_view version) {
  return !version.empty() && (shown == version || protocols::images::find_whole(to_bytes(shown), version).has_value());
}

std::vector<std::string> differences(const DeviceLook& before, const DeviceLook& after) {
  std::vector<std::string> found;
  for (const auto& [port, banner] : before.banners) {
    const auto now = after.banners.find(port);
    if (now == after.banners.end()) found.push_back(port + " closed");
    if (now != after.banners.end() && now->second != banner) found.push_back(port + " banner");
  }
  for (const auto& [port, banner] : after.banners) {
    if (!before.banners.contains(port)) found.push_back(port + " opened");
  }
  return found;
}

UpdateTrial::UpdateTrial(Bench& bench, std::string target, const Recipe& update, const Recipe& version)
    : bench_(bench), target_(std::move(target)), update_(update), version_(version) {
  for (const auto& step : version.steps) {
    const Route* route = bench.product().route(step.route);
    if (route != nullptr && route->transport == "tcp" && route->target == target_) port_ = route->port;
  }
}

milliseconds UpdateTrial::rest() { return at_rest; }

std::string UpdateTrial::version() {
  for (int tries = 0; tries < version_tries; ++tries) {
    if (tries > 0 && !bench_.network().wait(version_pause)) break;
    auto result = run_recipe(version_, bench_, {});
    const auto value = result.kept.find("value");
    if (result.done && value != result.kept.end()) return printable(trimmed(value->second));
  }
  return "";
}

std::string UpdateTrial::banner_of(std::uint16_t port) {
  auto stream = bench_.network().connect(target_, port, connect_patience);
  if (!stream) return "";
  const auto bytes = (*stream)->read(banner_bytes, banner_patience);
  if (!bytes || bytes->empty()) return "open";
  const std::string text = to_text(*bytes);
  return "open " + printable(bench_.network().redacted(text.substr(0, text.find('\n'))));
}

DeviceLook UpdateTrial::look() {
  DeviceLook seen;
  seen.version = version();
  for (const auto* open : bench_.seen().with_fact("port.open")) {
    const auto port = tcp_port_of(open->subject.endpoint);
    if (open->subject.target != target_ || !port || seen.banners.size() >= ports_max) continue;
    if (std::find(restless_.begin(), restless_.end(), open->subject.endpoint) != restless_.end()) continue;
    const std::string banner = banner_of(*port);
    if (!banner.empty()) seen.banners[open->subject.endpoint] = banner;
  }
  return seen;
}

void UpdateTrial::learn_rest() {
  const DeviceLook first = look();
  const DeviceLook second = look();
  for (const auto& difference : differences(first, second)) {
    restless_.push_back(difference.substr(0, difference.find(' ')));
  }
}

bool UpdateTrial::settle(milliseconds patience, bool& restarted) {
  const auto began = time();
  auto steady_since = began;
  bool is_back = answers_now(bench_, target_, port_);
  restarted = restarted || !is_back;
  while (!is_back || time() - steady_since < at_rest) {
    if (time() - began >= patience + at_rest || !bench_.network().wait(look_pause)) return false;
    is_back = answers_now(bench_, target_, port_);
    if (is_back) continue;
    restarted = true;
    steady_since = time();
  }
  return true;
}

std::string UpdateTrial::await_version(std::string_view wanted, std::string_view before, milliseconds patience) {
  const auto began = time();
  std::string shown;
  while (true) {
    if (answers_now(bench_, target_, port_)) shown = version();
    const bool is_there = wanted.empty() ? !shown.empty() && shown != before : shows_version(shown, wanted);
    if (is_there || time() - began >= patience || !bench_.network().wait(look_pause)) return shown;
  }
}

TrialResult UpdateTrial::deliver(ByteView image, const Delivery& delivery) {
  TrialResult result;
  result.delivery = hand_over(image, delivery);
  result.sent = time();
  result.restarted = result.delivery.seen_gone;
  if (result.delivery.nobody) return result;
  result.answers = settle(back_patience, result.restarted);
  if (result.answers) result.after = look();
  return result;
}

}  // namespace hoshi::probes
