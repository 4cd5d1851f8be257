// Replay of a recorded assessment.
// SPDX-License-Identifier: Apache-2.0
#include "operations/replay_assessment.h"

#include "operations/case_folder.h"
#include "operations/scratch_folder.h"
#include "operations/seal_evidence.h"
#include "base/file.h"

namespace hoshi::operations {
namespace {

// What assessment.json says before its observations: scheme, level, product, the verdict and all criteria.
std::string_view head_of(std::string_view text) {
  const auto end = text.find(",\n\"observations\":");
  return end == std::string_view::npos ? std::string_view() : text.substr(0, end);
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
  replayed.same = !head_of(text).empty() && head_of(text) == head_of(judged.assessment_json);
  replayed.table = result_table(home, input, judged.judgement, colour, columns);
  replayed.judgement = judged.judgement;
  return replayed;
}

}  // namespace hoshi::operations
