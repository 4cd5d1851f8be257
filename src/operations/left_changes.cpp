// Notes of tasks that never ended.
// SPDX-License-Identifier: Apache-2.0
#include "operations/left_changes.h"

#include "base/file.h"
#include "probes/value_notes.h"

namespace hoshi::operations {
namespace {

constexpr std::size_t journal_limit_bytes = 1u << 30;

}  // namespace

std::map<std::string, std::string> left_changes(const std::filesystem::path& journal) {
  std::map<std::string, std::string> left;
  std::error_code none;
  if (!std::filesystem::exists(journal, none)) return left;
  const auto text = read_file(journal, journal_limit_bytes);
  const auto state = text ? agent::read_journal(*text) : Result<agent::JournalState>(tl::unexpected<Error>(text.error()));
  if (!state) return left;  // the run itself will say so
  for (const auto& [id, record] : state->unfinished) {
    for (const auto& note : probes::notes_in(record.observations)) {
      std::string& notes = left[record.task.reference];
      notes += (notes.empty() ? "" : " ") + note.text;
    }
  }
  return left;
}

std::vector<std::string> left_values(const Home& home, const agent::JournalState& state) {
  std::vector<std::string> said;
  for (const auto& [id, record] : state.unfinished) {
    const auto notes = probes::notes_in(record.observations);
    if (notes.empty()) continue;
    const auto& last = notes.back();
    const std::string value = home.text("assess.value_" + last.kind, {{"number", last.number}});
    said.push_back(home.text("assess.left_value", {{"authentication", last.authentication}, {"value", value}}));
  }
  return said;
}

}  // namespace hoshi::operations
