// Instants in a row.
// SPDX-License-Identifier: Apache-2.0
#include "operations/lab_stages.h"

#include <algorithm>
#include <fstream>

#include "base/encoding.h"
#include "base/file.h"
#include "base/text.h"
#include "domain/vocabulary.h"
#include "lab/questions.h"
#include "operations/case_folder.h"
#include "operations/lab_evidence.h"
#include "protocols/capture/capture_file.h"

namespace hoshi::operations {
namespace {

namespace fs = std::filesystem;
namespace capture = protocols::capture;

constexpr std::string_view stages_file = "spool/stages.jsonl";
constexpr std::size_t stages_limit_bytes = 1u << 20;
constexpr std::size_t most_stages = 10'000;
constexpr std::chrono::minutes boots_for{5};  // of a lab that is made and then given its device; slow routers take three

Value line_of(const LabStage& stage) {
  return object({{"stage", stage.stage}, {"from", to_text(Instant(std::chrono::milliseconds(stage.from_ms)))}});
}

std::optional<LabStage> stage_in(const Value& line) {
  const auto from = parse_instant(line["from"].as_text());
  const std::string& stage = line["stage"].as_text();
  const auto& known = artifact_stages();
  if (!from || std::find(known.begin(), known.end(), stage) == known.end()) return std::nullopt;
  return LabStage{stage, from->time_since_epoch().count()};
}

std::vector<LabStage> stages_in(const Value& lines) {
  std::vector<LabStage> stages;
  for (const auto& line : lines.as_list()) {
    const auto stage = stage_in(line);
    if (stage && stages.size() < most_stages) stages.push_back(*stage);
  }
  return stages;
}

std::vector<LabStage> stages_of_spool(const std::string& text) {
  std::vector<LabStage> stages;
  for (const auto& line : split(text, '\n')) {
    const auto value = parse_json(line, {.depth = 2, .input_bytes = 1u << 10});
    const auto stage = value ? stage_in(*value) : std::nullopt;  // the last line may be torn
    if (stage && stages.size() < most_stages) stages.push_back(*stage);
  }
  return stages;
}

std::vector<LabStage> former_stages(const fs::path& out) {
  if (const auto spool = read_file(out / stages_file, stages_limit_bytes)) return stages_of_spool(*spool);
  const auto run = read_file(out / "run.json");
  return run ? stages_in(parse_json(*run).value_or(Value())["stages"]) : std::vector<LabStage>{};
}

// A device is plugged in when its lab is there, and starts; then it rests until somebody begins to work with it.
void add_stages_of_lab(std::vector<LabStage>& stages, Instant started) {
  const std::int64_t boot = started.time_since_epoch().count();
  const std::int64_t idle = (started + boots_for).time_since_epoch().count();
  const bool is_at_work = std::any_of(stages.begin(), stages.end(), [&](const LabStage& one) { return one.from_ms >= boot && one.from_ms < idle; });
  stages.push_back({"boot", boot});
  if (!is_at_work) stages.push_back({"idle", idle});
  std::stable_sort(stages.begin(), stages.end(), [](const LabStage& a, const LabStage& b) { return a.from_ms < b.from_ms; });
}

// When a file's first packet was there; nothing: it has none.
std::optional<std::uint64_t> first_packet(const std::string& file) {
  auto opened = capture::CaptureFile::open(view_of(file));
  const auto packet = opened ? opened->next() : Result<std::optional<capture::Packet>>(std::nullopt);
  return packet && *packet ? std::optional((*packet)->nanoseconds) : std::nullopt;
}

// The ring's files are written round and round: the order of their names says nothing.
std::vector<std::string> captures_in(const Value& lab, const evidence::FileSet& files) {
  std::vector<std::pair<std::uint64_t, std::string>> found;
  for (const auto& entry : lab["files"].as_list()) {
    const auto file = files.find(entry["path"].as_text());
    const bool is_capture = file != files.end() && file->first.starts_with(captures_prefix) && file->first.ends_with(".pcapng");
    const auto first = is_capture ? first_packet(file->second) : std::nullopt;
    if (first) found.emplace_back(*first, file->first);
  }
  std::sort(found.begin(), found.end());
  std::vector<std::string> paths;
  for (auto& [first, path] : found) paths.push_back(std::move(path));
  return paths;
}

}  // namespace

StageLog StageLog::open(const fs::path& out, WallClock now) {
  StageLog log(out / stages_file, std::move(now));
  for (const auto& stage : former_stages(out)) {
    log.stages_.push_back(stage);
  }
  std::ofstream file(log.file_, std::ios::trunc);
  for (const auto& stage : log.stages_) file << to_json(line_of(stage)) << '\n';
  return log;
}

void StageLog::begin(std::string_view stage) {
  const bool goes_on = !stages_.empty() && stages_.back().stage == stage;
  if (goes_on || stages_.size() >= most_stages) return;
  stages_.push_back({std::string(stage), now_().time_since_epoch().count()});
  std::ofstream file(file_, std::ios::app);
  file << to_json(line_of(stages_.back())) << '\n';
}

void StageLog::follow(const agent::Progress& progress) {
  const bool begins = progress.kind == agent::Progress::Kind::begin;
  if (!begins && progress.kind != agent::Progress::Kind::end) return;
  const std::string& probe = progress.task.probe;
  if (probe == "update_effect") begin(begins ? "update" : "use");
  if (probe == "outage") begin(begins ? "boot" : "use");
  if (probe == "erasure" && !begins) begin("after_reset");
}

Value StageLog::to_value() const {
  ValueList lines;
  for (const auto& stage : stages_) lines.push_back(line_of(stage));
  return lines;
}

LabRun lab_run_in(const Value& run, const evidence::FileSet& files) {
  LabRun lab;
  const Value& about = run["lab"];
  const auto settings = lab::settings_from(about);
  const auto started = parse_instant(about["started"].as_text());
  if (!settings || !started) return lab;
  lab.captures = captures_in(about, files);
  for (const auto& address : lab::own_addresses(*settings)) lab.own_addresses.push_back(to_hex(address));
  lab.stages = stages_in(run["stages"]);
  add_stages_of_lab(lab.stages, *started);
  return lab;
}

bool reads_lab(const probes::Task& task) { return task.probe == "traffic" && task.reference.starts_with("lab_"); }

}  // namespace hoshi::operations
