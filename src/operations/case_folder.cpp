// Putting the evidence folder together.
// SPDX-License-Identifier: Apache-2.0
#include "operations/case_folder.h"

#include <algorithm>

#include "base/encoding.h"
#include "base/file.h"
#include "base/text.h"
#include "operations/allowed_effects.h"
#include "operations/lab_stages.h"
#include "tables/table.h"

namespace hoshi::operations {
namespace {

namespace fs = std::filesystem;

Result<void> add_folder(evidence::FileSet& files, const fs::path& folder, const std::string& prefix) {
  auto content = HOSHI_TRY(evidence::read_folder(folder, ""));
  for (auto& [path, text] : content) files.emplace(prefix + path, std::move(text));
  return {};
}

std::string observation_lines(const Observations& observations) {
  std::string lines;
  for (const auto& observation : observations.all()) lines += to_json(to_value(observation)) + "\n";
  return lines;
}

// Removes what the manifest of an earlier writing lists and this one does not have; nothing else is ours to remove.
void remove_former(const fs::path& folder, const evidence::FileSet& files) {
  const auto text = read_file(folder / evidence::manifest_path);
  const auto manifest = text ? parse_json(*text) : Result<Value>(Value());
  if (!manifest) return;
  for (const auto& entry : (*manifest)["files"].as_list()) {
    const std::string& path = entry["path"].as_text();
    std::error_code none;
    if (evidence::is_plain_path(path) && !files.contains(path)) fs::remove(folder / path, none);
  }
}

}  // namespace

Result<evidence::FileSet> gather(const Home& home, const Scheme& scheme, const CaseInput& input,
                                 const agent::JournalState& state, const Value& run) {
  evidence::FileSet files = input.files;
  files["product.toml"] = input.product_text;
  if (!input.answers_text.empty()) files["answers.toml"] = input.answers_text;
  files["run.json"] = to_pretty_json(run);
  files["observations.jsonl"] = observation_lines(agent::observations_of(state));
  for (const auto& [id, record] : state.ended) {
    for (const auto& [lane, text] : record.transcripts) files[agent::transcript_path(id, lane)] = text;
    for (const auto& [name, content] : record.kept) files["documents/" + name] = content;
  }
  HOSHI_CHECK(add_folder(files, scheme_folder(home, scheme.id), "scheme/" + scheme.id + "/"));
  HOSHI_CHECK(add_folder(files, home.data / "knowledge", "knowledge/"));
  return files;
}

Result<void> write_folder(const fs::path& folder, evidence::FileSet files, std::string_view tool) {
  files.erase(std::string(evidence::manifest_path));
  const std::string manifest = to_pretty_json(evidence::make_manifest(files, tool));
  for (const auto& [path, content] : files) {
    // Some names come from the agent, which reads what devices send.
    if (!evidence::is_plain_path(path)) return fail(ErrorCode::corrupt, printable(path, 80) + ": no name for a file of the evidence");
    HOSHI_CHECK(make_folder((folder / path).parent_path()));
    HOSHI_CHECK(write_file_for_now(folder / path, content));
  }
  HOSHI_CHECK(sync_files(folder));  // the manifest, last, stands for all of them
  remove_former(folder, files);
  return write_file(folder / evidence::manifest_path, manifest);
}

Result<std::map<std::string, Value, std::less<>>> read_knowledge(const fs::path& folder) {
  std::map<std::string, Value, std::less<>> knowledge;
  const auto files = HOSHI_TRY(evidence::read_folder(folder, ""));
  for (const auto& [path, text] : files) {
    if (!path.ends_with(".toml")) continue;
    const auto document = HOSHI_TRY(tables::Document::parse(text, "knowledge/" + path));
    knowledge.emplace(fs::path(path).stem().string(), tables::to_value(document));
  }
  return knowledge;
}

agent::Supplies supplies_of(const CaseInput& input, std::map<std::string, Value, std::less<>> knowledge, const Value& run) {
  agent::Supplies supplies;
  supplies.product = input.product;
  for (const auto& target : run["targets"].as_list()) {
    supplies.targets.push_back(target.as_text());
    if (target.as_text().starts_with("unit_")) supplies.product.targets.push_back({target.as_text(), "", ""});
  }
  for (auto& target : supplies.product.targets) target.host = run["hosts"][target.name].as_text();
  supplies.credentials = input.credentials;
  supplies.documents = input.documents;
  supplies.knowledge = std::move(knowledge);
  supplies.allowed_effects = allowed_effects_in(run);
  supplies.artifacts = artifacts_of(input);
  supplies.product.lab = lab_run_in(run, input.files);
  for (const auto& path : supplies.product.lab.captures) {
    const auto file = input.files.find(path);
    supplies.artifacts.push_back({path, path, sha256_hex(file->second), view_of(file->second)});
  }
  supplies.canaries = input.canaries;
  supplies.initial_passwords = input.initial_passwords;
  supplies.sources = static_cast<int>(run["sources"].as_integer(1));
  return supplies;
}

}  // namespace hoshi::operations
