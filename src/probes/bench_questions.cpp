// Words with spaces between them.
// SPDX-License-Identifier: Apache-2.0
#include "probes/bench_questions.h"

#include "base/text.h"

namespace hoshi::probes {
namespace {

constexpr transport::milliseconds patience{10'000};
constexpr std::size_t words_max = 200;

std::optional<std::vector<std::string>> ask(Bench& bench, std::string question) {
  const auto report = bench.network().act({std::move(question), 0}, patience);
  if (!report || report->outcome != transport::BenchActReport::Outcome::done) return std::nullopt;
  std::vector<std::string> words;
  for (auto& word : split(report->said, ' ')) {
    if (!word.empty() && words.size() < words_max) words.push_back(std::move(word));
  }
  return words;
}

}  // namespace

std::optional<std::set<std::string>> names_asked(Bench& bench) {
  const auto words = ask(bench, std::string(names_question));
  if (!words) return std::nullopt;
  return std::set<std::string>(words->begin(), words->end());
}

std::vector<std::string> left_by_former_run(Bench& bench, std::string_view recipe) {
  return ask(bench, std::string(left_question) + std::string(recipe)).value_or(std::vector<std::string>{});
}

}  // namespace hoshi::probes
