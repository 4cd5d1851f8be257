// From a lab's folder into the evidence.
// SPDX-License-Identifier: Apache-2.0
#include "operations/lab_evidence.h"

#include <algorithm>

#include "base/encoding.h"
#include "base/file.h"
#include "base/text.h"
#include "lab/pcapng.h"
#include "lab/state.h"

namespace hoshi::operations {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t capture_limit_bytes = 20u << 20;  // lab/capture_loop.h: 16 MiB and a block
constexpr std::size_t log_limit_bytes = 40u << 20;      // lab/process.cpp: logs end at 32 MiB
constexpr std::size_t most_captures = 8;
constexpr std::size_t most_events = 10'000;
constexpr JsonLimits limits{16, 8u << 20};
constexpr std::array logs{"leases", "dnsmasq.log", "tried.json", "link.json", "lab.json", "events.jsonl", "updates.jsonl", "update-ca.crt"};
constexpr std::string_view warning_path = "captures/README.txt";
constexpr std::string_view warning =
    "These files are what the lab network recorded: every frame, every name asked for, every address given.\n"
    "Nothing was taken out of them: they may hold passwords, keys and personal data. Pass them on encrypted\n"
    "(hoshi evidence seal --encrypt-to) or not at all.\n"
    "\n"
    "これらのファイルはラボのネットワークが記録したもの（全フレーム、名前解決の要求、割り当てたアドレス）です。\n"
    "何も取り除いていません。パスワード、鍵、個人情報が含まれている場合があります。渡すときは暗号化してください\n"
    "（hoshi evidence seal --encrypt-to）。\n";

Result<ValueList> read_events(const fs::path& path) {
  ValueList events;
  const auto text = read_file(path, limits.input_bytes);
  if (!text) return events;
  for (const auto& line : split(*text, '\n')) {
    if (line.empty() || events.size() >= most_events) continue;
    events.push_back(HOSHI_TRY(parse_json(line, limits)));
  }
  return events;
}

Value entry_of(const std::string& path, const std::string& content) {
  Value entry = object({{"path", path}, {"bytes", std::uint64_t{content.size()}}, {"sha256", sha256_hex(content)}});
  if (!path.ends_with(".pcapng")) return entry;
  const Bytes bytes = to_bytes(content);
  const auto shape = lab::pcapng_shape(bytes);
  entry.set("packets", shape.packets);
  entry.set("dropped", shape.dropped);
  return entry;
}

Result<void> add_captures(const fs::path& folder, evidence::FileSet& files) {
  std::error_code problem;
  for (const auto& entry : fs::directory_iterator(folder / lab::captures_folder, problem)) {
    if (entry.path().extension() != ".pcapng" || !fs::is_regular_file(entry.symlink_status())) continue;
    std::string content = HOSHI_TRY(read_file(entry.path(), capture_limit_bytes));
    content.resize(lab::pcapng_shape(to_bytes(content)).whole_bytes);
    if (content.empty()) continue;
    files.emplace(std::string(captures_prefix) + entry.path().filename().string(), std::move(content));
    if (files.size() > most_captures) return fail(ErrorCode::invalid_input, folder.string());
  }
  return {};
}

}  // namespace

Result<LabRecords> read_lab(const Home& home, const fs::path& folder) {
  const auto about_text = read_file(folder / lab::about_file, limits.input_bytes);
  if (!about_text && about_text.error().code == ErrorCode::forbidden) {
    return fail(ErrorCode::forbidden, home.text("lab.not_readable", {{"folder", folder.string()}}));
  }
  if (!about_text) return fail(ErrorCode::not_found, home.text("lab.no_lab", {{"folder", folder.string()}}));
  const Value about = HOSHI_TRY(parse_json(*about_text, limits));
  const lab::Settings settings = HOSHI_TRY(lab::settings_from(about));
  LabRecords records;
  HOSHI_CHECK(add_captures(folder, records.files));
  for (const auto* name : logs) {
    auto content = read_file(folder / name, log_limit_bytes);
    if (content) records.files.emplace(std::string(captures_prefix) + name, std::move(*content));
  }
  records.files.emplace(warning_path, warning);
  ValueList entries;
  for (const auto& [path, content] : records.files) entries.push_back(entry_of(path, content));
  records.about = lab::to_value(settings);
  records.about.set("started", about["started"]);
  records.about.set("ended", about["ended"]);
  records.about.set("events", HOSHI_TRY(read_events(folder / lab::events_file)));
  records.about.set("files", entries);
  records.about.set("may_hold_secrets", true);
  return records;
}

Result<LabRecords> kept_lab(const fs::path& evidence_folder) {
  LabRecords records;
  const auto run_text = read_file(evidence_folder / "run.json");
  if (!run_text) return records;
  const Value run = HOSHI_TRY(parse_json(*run_text));
  for (const auto& entry : run["lab"]["files"].as_list()) {
    const std::string& path = entry["path"].as_text();
    if (!path.starts_with(captures_prefix) || !evidence::is_plain_path(path)) return fail(ErrorCode::corrupt, "run.json: " + printable(path, 80));
    std::string content = HOSHI_TRY(read_file(evidence_folder / path, log_limit_bytes));
    if (sha256_hex(content) != entry["sha256"].as_text()) return fail(ErrorCode::corrupt, printable(path, 80) + ": is not the file that was listed (SHA-256 differs)");
    records.files.emplace(path, std::move(content));
  }
  records.about = run["lab"];
  return records;
}

bool holds_captures(const evidence::FileSet& files) {
  return std::any_of(files.begin(), files.end(), [](const auto& one) { return one.first.starts_with(captures_prefix) || one.first.starts_with("artifacts/"); });
}

}  // namespace hoshi::operations
