// Measures judging and report writing for a case of 10,000 observations; prints the time of each of some runs.
// SPDX-License-Identifier: Apache-2.0
#include <chrono>
#include <cstdio>
#include <ctime>
#include <string>

#include "base/date.h"
#include "descriptions/load_product.h"
#include "operations/judge_case.h"

namespace {

using namespace hoshi;

constexpr int observations_wanted = 10'000;
constexpr int runs = 9;

constexpr auto description = R"(
format = "hoshi-product/1"
[product]
id = "bench"
name = "Bench"
model = "B-1"
kind = "ip_device"
[[target]]
name = "main"
[[asset]]
id = "settings"
kind = "setting"
protected = true
[[route]]
id = "web"
target = "main"
port = "tcp/443"
protocol = "https"
)";

Observation observed(std::string fact, Subject subject, Value value) {
  Observation one{"", "bench", std::move(fact), std::move(subject), std::move(value), {}};
  one.evidence.push_back({"transcripts/bench-main.jsonl", std::string(64, 'a')});
  one.id = identify(one);
  return one;
}

// What a device with thousands of open ports and pages would show, spread over the facts that rules look for.
Observations many_observations() {
  std::vector<Observation> all;
  all.reserve(observations_wanted);
  for (int i = 0; static_cast<int>(all.size()) < observations_wanted; ++i) {
    const Subject port{"main", "tcp/" + std::to_string(1 + i % 65535), ""};
    all.push_back(observed("port.open", port, object({{"declared", i % 2 == 0}})));
    all.push_back(observed("service.identified", port, object({{"protocol", "http"}, {"tls", false}})));
    all.push_back(observed("access.refused", port, object({{"what", "/" + std::to_string(i)}, {"control", true}})));
    all.push_back(observed("asset.seen_protected", {"main", port.endpoint, "settings"}, object({{"route", "web"}})));
  }
  return Observations(std::move(all));
}

}  // namespace

int main() {
  const auto home = operations::open_home(HOSHI_DATA_FOLDER, Language::en, "hoshi bench");
  if (!home) return std::fprintf(stderr, "%s\n", home.error().message.c_str()), 4;
  const auto scheme = operations::open_scheme(*home, operations::scheme_folder(*home, "jc-star"));
  if (!scheme) return std::fprintf(stderr, "%s\n", scheme.error().message.c_str()), 4;
  const auto loaded = descriptions::load_product(description, "bench.toml", descriptions::Extent::partial);
  if (!loaded.problems.empty()) return std::fprintf(stderr, "%s", loaded.problems.to_lines().c_str()), 4;
  const Observations observations = many_observations();
  const std::vector<Record> records;
  const Value run = object({{"tool", "hoshi bench"}, {"date", "2026-11-23"}, {"targets", ValueList{Value("main")}}});
  for (int i = 0; i < runs; ++i) {
    const auto began = std::chrono::steady_clock::now();
    const auto cpu_began = std::clock();
    const auto judged = operations::judge_case(*home, {*scheme, loaded.product, 1, observations, records, run});
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - began;
    const double cpu = 1000.0 * static_cast<double>(std::clock() - cpu_began) / CLOCKS_PER_SEC;
    std::printf("%zu observations, %.1f ms, %.1f ms of processor time, %zu bytes of JSON, %zu bytes of HTML\n", observations.all().size(), took.count(),
                cpu, judged.assessment_json.size(), judged.html.size());
  }
  return 0;
}
