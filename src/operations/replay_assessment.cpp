// Replay of a recorded assessment.
// SPDX-License-Identifier: Apache-2.0
#include "operations/replay_assessment.h"

#include "operations/case_folder.h"
#include "operations/scratch_folder.h"
#include "operations/seal_evidence.h"
#include "base/file.h"

namespace hoshi::operations {
namespace {

// The text of the criteria array as it stands in assessment.json.
std::string recorded_criteria(const std::string& text) {
  constexpr std::string_view begins = "\n\"criteria\":";
  constexpr std::string_view ends = ",\n\"observations\":";
  const auto begin = text.find(begins);
  const auto end = text.find(ends);
  if (begin == std::string::npos || end == std::string::npos || end < begin) return "";
  return text.substr(begin + begins.size(), end - begin - begins.size());
}

}  // namespace

Result<Replayed> replay_assessment(const Home& home, const std::filesystem::path& file, documents::Colour colour,
                                   std::size_t columns) {
  const ScratchFolder scratch = HOSHI_TRY(ScratchFolder::create());
  const auto folder = HOSHI_TRY(as_folder(file, scratch.path() / "archive"));
  const Recorded recorded = HOSHI_TRY(read_recorded(home, folder));
  const auto outcome = agent::replay(supplies_of(recorded.input, recorded.knowledge, recorded.run), recorded.state);
  const int level = static_cast<int>(recorded.run["level"].as_integer());
  const JudgeInput input{recorded.scheme, recorded.input.product, level, outcome.observations, recorded.input.records, recorded.run};
  const Judged judged = judge_case(home, input);
  Replayed replayed;
  replayed.differences = outcome.differences;
  const std::string text = HOSHI_TRY(read_file(folder / "assessment.json"));
  replayed.same = criteria_json(judged.judgement, recorded.scheme) == recorded_criteria(text);
  replayed.table = result_table(home, input, judged.judgement, colour, columns);
  replayed.judgement = judged.judgement;
  return replayed;
}

}  // namespace hoshi::operations
