// Reading an evidence folder back; every file in it may come from a stranger.
// SPDX-License-Identifier: Apache-2.0
#include "base/encoding.h"
#include "base/file.h"
#include "base/text.h"
#include "descriptions/load_product.h"
#include "operations/case_folder.h"
#include "operations/lab_evidence.h"
#include "probes/probe.h"

namespace hoshi::operations {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view stand_in_password = "********";

Result<Value> read_json(const evidence::FileSet& files, std::string_view path) {
  const auto found = files.find(path);
  if (found == files.end()) return fail(ErrorCode::corrupt, std::string(path) + " is not there");
  auto value = parse_json(found->second);
  if (!value) return tl::unexpected<Error>(std::move(value.error()).with_context(path));
  return value;
}

Result<agent::JournalState> read_tasks(const evidence::FileSet& files, const Value& run) {
  agent::JournalState state;
  for (const auto& task : run["tasks"].as_list()) {
    agent::TaskRecord record;
    record.task = {task["probe"].as_text(), task["target"].as_text(), task["endpoint"].as_text(), task["reference"].as_text()};
    record.status = task["status"].as_text() == "done" ? agent::TaskStatus::done : agent::TaskStatus::failed;
    record.kind = task["kind"].as_text();
    record.why = task["why"].as_text();
    const std::string id = record.task.id();
    for (const auto& lane : task["lanes"].as_list()) {
      const auto text = files.find(agent::transcript_path(id, lane.as_text()));
      if (text == files.end()) return fail(ErrorCode::corrupt, agent::transcript_path(id, lane.as_text()) + " is not there");
      record.transcripts.emplace(lane.as_text(), text->second);
    }
    state.ended.emplace(id, std::move(record));
  }
  return state;
}

Result<void> read_documents(const evidence::FileSet& files, const Value& run, CaseInput& input) {
  for (const auto& entry : run["documents"].as_list()) {
    const std::string& path = entry["path"].as_text();
    const auto content = files.find(path);
    if (content == files.end()) return fail(ErrorCode::corrupt, printable(path, 80) + " is not there");
    const std::string hash = sha256_hex(content->second);
    const std::string& id = entry["id"].as_text();
    for (auto& document : input.product.documents) {
      if (document.id == id) document.sha256 = hash;
    }
    input.documents.emplace(id, probes::DocumentContent{id, path, hash, content->second});
  }
  return {};
}

Result<Observations> read_observations(const evidence::FileSet& files) {
  const auto found = files.find("observations.jsonl");
  if (found == files.end()) return fail(ErrorCode::corrupt, "observations.jsonl is not there");
  std::vector<Observation> all;
  for (const auto& line : split(found->second, '\n')) {
    if (line.empty()) continue;
    const Value value = HOSHI_TRY(parse_json(line, {.depth = 16, .input_bytes = 1u << 20}));
    all.push_back(HOSHI_TRY(observation_from(value)));
  }
  return Observations(std::move(all));
}

// The task that is about what was seen, else the first of its probe; null: there is none.
agent::TaskRecord* task_of(agent::JournalState& state, const Observation& seen) {
  agent::TaskRecord* first = nullptr;
  for (auto& [id, record] : state.ended) {
    if (record.task.probe != seen.probe) continue;
    if (record.task.reference == seen.subject.reference) return &record;
    if (first == nullptr) first = &record;
  }
  return first;
}

// What looks for canaries is not run again: its tasks have back what that probe saw.
void give_back(agent::JournalState& state, const Observations& observations) {
  for (const auto& one : observations.all()) {
    const probes::Probe* probe = probes::find_probe(one.probe);
    agent::TaskRecord* record = task_of(state, one);
    if (probe == nullptr || !probe->uses_canaries || record == nullptr || one.fact.starts_with("probe.")) continue;
    record->observations.push_back(one);  // replay refers to the transcripts again by itself
    std::erase_if(record->observations.back().evidence, [](const auto& reference) { return reference.path.starts_with("transcripts/"); });
  }
}

Result<CaseInput> read_input(const evidence::FileSet& files, const Value& run, const Value& assessment) {
  CaseInput input;
  const auto product = files.find("product.toml");
  if (product == files.end()) return fail(ErrorCode::corrupt, "product.toml is not there");
  input.product_text = product->second;
  auto loaded = descriptions::load_product(input.product_text, "product.toml");
  if (!loaded.problems.empty()) return fail(ErrorCode::corrupt, loaded.problems.to_lines());
  input.product = std::move(loaded.product);
  for (const auto& record : assessment["records"].as_list()) input.records.push_back(HOSHI_TRY(record_from(record)));
  for (const auto& account : run["accounts"].as_list()) {
    input.credentials.push_back({account["authentication"].as_text(), account["account"].as_text(),
                                 std::string(stand_in_password), account["second"].as_bool(),
                                 account["next"].as_bool() ? std::string(stand_in_password) : std::string()});
  }
  if (const auto answers = files.find("answers.toml"); answers != files.end()) input.answers_text = answers->second;
  HOSHI_CHECK(read_documents(files, run, input));
  for (const auto& [path, content] : files) {
    if (path.starts_with("answers/") || path.starts_with("documents/") || path.starts_with("artifacts/") ||
        path.starts_with(captures_prefix)) {
      input.files.emplace(path, content);
    }
  }
  for (const auto& entry : run["artifacts"].as_list()) {
    for (auto& artifact : input.product.artifacts) {
      if (artifact.id == entry["id"].as_text()) artifact.sha256 = entry["sha256"].as_text();
    }
  }
  return input;
}


}  // namespace

Result<Recorded> read_recorded(const Home& home, const fs::path& folder) {
  const evidence::FileSet files = HOSHI_TRY(evidence::read_folder(folder, spool_folder));
  HOSHI_CHECK(evidence::check_manifest(files));
  Recorded recorded;
  recorded.run = HOSHI_TRY(read_json(files, "run.json"));
  recorded.assessment = HOSHI_TRY(read_json(files, "assessment.json"));
  if (recorded.run["format"].as_text() != "hoshi-run/1") return fail(ErrorCode::corrupt, "run.json is of another format");
  const std::string& scheme = recorded.run["scheme"].as_text();
  if (!evidence::is_plain_path(scheme) || scheme.find('/') != std::string::npos) {
    return fail(ErrorCode::corrupt, "run.json names no scheme");
  }
  recorded.scheme = HOSHI_TRY(open_scheme(home, folder / "scheme" / scheme));
  recorded.knowledge = HOSHI_TRY(read_knowledge(folder / "knowledge"));
  recorded.input = HOSHI_TRY(read_input(files, recorded.run, recorded.assessment));
  recorded.state = HOSHI_TRY(read_tasks(files, recorded.run));
  recorded.observations = HOSHI_TRY(read_observations(files));
  give_back(recorded.state, recorded.observations);
  return recorded;
}

}  // namespace hoshi::operations
