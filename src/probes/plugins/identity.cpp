// Reports the model and version that the device shows on its pages and in its banners. Compares nothing.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <set>

#include "base/text.h"
#include "probes/http_surfaces.h"
#include "probes/shown_identity.h"
#include "protocols/http/page.h"

namespace hoshi::probes {
namespace {

constexpr std::array<std::string_view, 6> banner_facts{"service.identified", "ssh.offer", "telnet.greeting",
                                                       "mqtt.connect",       "http.page", "tls.certificate"};
// Members of those facts that a device fills with words of its own.
constexpr std::array<std::string_view, 8> banner_members{"product", "version", "banner",  "title",
                                                         "server",  "realm",   "subject", "issuer"};

std::vector<std::string_view> facts() { return {"identity.shown"}; }

std::vector<Task> plan(const PlanInput& input) {
  std::set<std::pair<std::string, std::string>> places;
  for (const auto fact : banner_facts) {
    for (const auto* seen : input.seen.with_fact(fact)) {
      const bool is_ours =
          std::find(input.targets.begin(), input.targets.end(), seen->subject.target) != input.targets.end();
      if (is_ours && !seen->subject.endpoint.empty())
        places.emplace(seen->subject.target, seen->subject.endpoint);
    }
  }
  std::vector<Task> tasks;
  for (const auto& [target, endpoint] : places) tasks.push_back({"identity", target, endpoint, ""});
  return tasks;
}

void add_banners(const Task& task, const Observations& seen, std::vector<Shown>& shown) {
  for (const auto fact : banner_facts) {
    for (const auto* observation : seen.with_fact(fact)) {
      if (observation->subject.target != task.target || observation->subject.endpoint != task.endpoint)
        continue;
      for (const auto member : banner_members) {
        const auto& text = observation->value[member].as_text();
        if (!text.empty()) shown.push_back({std::string(fact) + " " + std::string(member), text});
      }
    }
  }
}

Result<void> add_pages(const Task& task, Bench& bench, std::vector<Shown>& shown) {
  const auto endpoint = http_endpoint(bench, task.target, task.endpoint);
  for (const auto& path : declared_paths(bench.product(), task.target, task.endpoint)) {
    const auto answer = get_http(bench.network(), endpoint, path);
    if (!answer && is_device_trouble(answer.error())) continue;
    if (!answer) return tl::unexpected<Error>(answer.error());
    const std::string text = response_text(bench.network(), answer->response);
    const bool is_page = text.find('<') != std::string::npos;
    const std::string title = is_page ? protocols::http::page_title(text) : "";
    shown.push_back({"page " + path, title + "\n" + (is_page ? protocols::http::visible_text(text) : text)});
  }
  return {};
}

Result<void> run(const Task& task, Bench& bench) {
  std::vector<Shown> shown;
  if (speaks_http(bench.seen(), {task.target, task.endpoint, ""})) HOSHI_CHECK(add_pages(task, bench, shown));
  add_banners(task, bench.seen(), shown);
  return observe_identity(bench, task, shown);
}

}  // namespace

extern const Probe probe_identity;
const Probe probe_identity{
    "identity", Phase::comparison, Intrusion::active, std::chrono::seconds(120), facts, plan, run};

}  // namespace hoshi::probes
