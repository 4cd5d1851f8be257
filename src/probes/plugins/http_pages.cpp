// Looks at the pages of each HTTP endpoint: title, server, authentication asked for, redirects.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <set>

#include "base/text.h"
#include "probes/http_reading.h"
#include "probes/http_surfaces.h"
#include "protocols/http/page.h"

namespace hoshi::probes {
namespace {

constexpr std::size_t page_limit = 40;
constexpr int redirect_limit = 3;  // on the same endpoint, counted per declared path
constexpr std::size_t server_bytes = 100;

std::vector<std::string_view> facts() { return {"http.page"}; }

std::vector<Task> plan(const PlanInput& input) { return http_tasks(input, "http_pages"); }

std::string server_of(const protocols::http::Response& response) {
  const auto* server = response.header("server");
  return server != nullptr ? printable(*server, server_bytes) : "";
}

void report(const Task& task, Bench& bench, const HttpEndpoint& endpoint, const std::string& path,
            const HttpAnswer& answer) {
  auto& network = bench.network();
  const auto reading = read_answer(network, endpoint, answer.response);
  const std::string title = protocols::http::page_title(response_text(network, answer.response));
  bench.observe("http.page", {task.target, task.endpoint, ""},
                object({{"path", printable(path)},
                        {"status", answer.response.status},
                        {"title", printable(title)},
                        {"server", network.redacted(server_of(answer.response))},
                        {"authentication", reading.authentication},
                        {"realm", network.redacted(reading.realm)},
                        {"redirect", network.redacted(redirect_of(endpoint, answer.response))},
                        {"tls", endpoint.tls}}));
}

// Gets a page and follows it on this endpoint only; every page on the way is reported once.
Result<void> look(const Task& task, Bench& bench, const HttpEndpoint& endpoint, std::string path,
                  std::set<std::string>& looked_at) {
  for (int i = 0; i <= redirect_limit; ++i) {
    if (looked_at.size() >= page_limit || !looked_at.insert(path).second) return {};
    const auto answer = get_http(bench.network(), endpoint, path);
    if (!answer && is_device_trouble(answer.error())) return {};
    if (!answer) return tl::unexpected<Error>(answer.error());
    report(task, bench, endpoint, path, *answer);
    const std::string next = redirect_of(endpoint, answer->response);
    if (!next.starts_with('/')) return {};
    path = next;
  }
  return {};
}

Result<void> run(const Task& task, Bench& bench) {
  const auto endpoint = http_endpoint(bench, task.target, task.endpoint);
  std::set<std::string> looked_at;
  for (const auto& path : declared_paths(bench.product(), task.target, task.endpoint)) {
    HOSHI_CHECK(look(task, bench, endpoint, path, looked_at));
  }
  return {};
}

}  // namespace

extern const Probe probe_http_pages;
const Probe probe_http_pages{
    "http_pages", Phase::detail, Intrusion::active, std::chrono::seconds(120), facts, plan, run};

}  // namespace hoshi::probes
