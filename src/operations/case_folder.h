// The evidence folder of an assessment: what lies where, how it is put together and read back.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "agent/replay.h"
#include "operations/case_input.h"

namespace hoshi::operations {

// product.toml answers.toml run.json observations.jsonl transcripts/ documents/ answers/ scheme/<id>/ knowledge/
// and, added by others, assessment.json report.html todo.toml manifest.json; spool/ only while it is unfinished.
constexpr std::string_view spool_folder = "spool";
constexpr std::string_view journal_file = "spool/journal.jsonl";

// Everything but the results of judging.
[[nodiscard]] Result<evidence::FileSet> gather(const Home& home, const Scheme& scheme, const CaseInput& input,
                                               const agent::JournalState& state, const Value& run);

// Writes every file, the manifest last; files of a former run that are no longer there are removed.
[[nodiscard]] Result<void> write_folder(const std::filesystem::path& folder, evidence::FileSet files, std::string_view tool);

// A finished assessment as replay needs it. Nothing of it is trusted: files of a stranger's archive.
struct Recorded {
  Scheme scheme;
  CaseInput input;  // records as they counted then; accounts with a stand-in for each password
  agent::JournalState state;
  Value run;
  Value assessment;
  std::map<std::string, Value, std::less<>> knowledge;
  Observations observations;  // as written down
};

[[nodiscard]] Result<Recorded> read_recorded(const Home& home, const std::filesystem::path& folder);

// All of knowledge/*.toml, parsed, by name without ending.
[[nodiscard]] Result<std::map<std::string, Value, std::less<>>> read_knowledge(const std::filesystem::path& folder);

// What tasks of a run share; allowed effects, targets and the lab as the run had them. Captures of the lab are views of `input.files`,
// as artifacts are.
agent::Supplies supplies_of(const CaseInput& input, std::map<std::string, Value, std::less<>> knowledge, const Value& run);

}  // namespace hoshi::operations
