// Measures how fast a supplied image is searched for planted values and for secrets, as artifact_search does it.
// SPDX-License-Identifier: Apache-2.0
#include <cstdio>
#include <ctime>
#include <string>
#include <vector>

#include "artifacts/findings.h"
#include "artifacts/walk.h"
#include "base/file.h"
#include "base/needle_search.h"
#include "base/text.h"
#include "base/value_forms.h"

namespace {

using namespace hoshi;

constexpr std::size_t image_limit_bytes = 1u << 30;
constexpr int runs = 3;

struct Told {
  double seconds = 0;
  std::size_t members = 0;
  std::uint64_t searched_bytes = 0;  // with what was unpacked
  std::size_t values = 0;            // that were found
  std::size_t findings = 0;
  bool complete = false;
};

Told search_once(ByteView image, const std::vector<std::string>& values) {
  const std::clock_t began = std::clock();  // of this process alone, whatever else the machine does
  Told told;
  std::vector<std::size_t> value_of;
  std::vector<std::string> needles;
  for (std::size_t value = 0; value < values.size(); ++value) {
    for (auto& form : forms_of_value(values[value])) {
      value_of.push_back(value);
      needles.push_back(std::move(form.bytes));
    }
  }
  const NeedleSearch search(std::move(needles));
  const artifacts::SecretFinder finder;
  std::vector<bool> found(values.size());
  const auto report = artifacts::walk(image, {}, [&](const artifacts::Member& member) {
    told.searched_bytes += member.content.size();
    search.search(member.content, [&](std::size_t index, std::size_t) { found[value_of[index]] = true; });
    told.findings += finder.look(member).size();
  });
  told.members = report.members;
  told.complete = report.complete;
  for (const bool one : found) told.values += one ? 1 : 0;
  told.seconds = static_cast<double>(std::clock() - began) / CLOCKS_PER_SEC;
  return told;
}

}  // namespace

// usage: bench_search_image IMAGE VALUES; VALUES holds one a line. One line of JSON for each run.
int main(int count, char** words) {
  if (count != 3) return 2;
  const auto image = read_file(words[1], image_limit_bytes);
  const auto list = read_file(words[2], image_limit_bytes);
  if (!image || !list) return 2;
  std::vector<std::string> values;
  for (const auto& line : split(*list, '\n')) {
    if (!line.empty()) values.push_back(line);
  }
  for (int run = 0; run < runs; ++run) {
    const Told told = search_once(view_of(*image), values);
    std::printf("{\"seconds\": %.3f, \"bytes\": %zu, \"searched_bytes\": %llu, \"members\": %zu, \"values\": %zu, \"findings\": %zu, \"complete\": %s}\n",
                told.seconds, image->size(), static_cast<unsigned long long>(told.searched_bytes), told.members, told.values, told.findings,
                told.complete ? "true" : "false");
  }
  return 0;
}
