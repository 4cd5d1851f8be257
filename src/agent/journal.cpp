// Writing and reading of the spool.
// SPDX-License-Identifier: Apache-2.0
#include "agent/journal.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "agent/channel.h"
#include "base/encoding.h"
#include "base/text.h"

namespace hoshi::agent {
namespace {

constexpr std::size_t line_limit_bytes = 32u << 20;  // a kept document of 20 MiB in base64, and some
constexpr std::size_t tasks_limit = 100'000;

bool write_whole(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(descriptor, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

}  // namespace

void JournalWriter::append(const Value& line) {
  const std::string text = to_json(line) + "\n";
  const std::lock_guard lock(mutex_);
  if (!problem_.empty()) return;
  if (!write_whole(descriptor_, text)) problem_ = std::strerror(errno);
}

std::string JournalWriter::problem() const {
  const std::lock_guard lock(mutex_);
  return problem_;
}

void JournalWriter::begin(const probes::Task& task) {
  append(object({{"k", "begin"},
                 {"task", task.id()},
                 {"probe", task.probe},
                 {"target", task.target},
                 {"endpoint", task.endpoint},
                 {"reference", task.reference}}));
}

void JournalWriter::transcript_line(const std::string& task_id, std::string_view lane, std::string_view line) {
  append(object({{"k", "line"}, {"task", task_id}, {"lane", lane}, {"text", line}}));
}

void JournalWriter::keep(const std::string& task_id, std::string_view name, std::string_view content) {
  append(object({{"k", "keep"}, {"task", task_id}, {"name", name}, {"base64", to_base64(to_bytes(content))}}));
}

void JournalWriter::observe(const std::string& task_id, const Observation& observation) {
  append(object({{"k", "observe"}, {"task", task_id}, {"observation", to_value(observation)}}));
}

void JournalWriter::end(const std::string& task_id, TaskStatus status, std::string_view kind, std::string_view why) {
  append(object({{"k", "end"},
                 {"task", task_id},
                 {"status", status == TaskStatus::done ? "done" : "failed"},
                 {"kind", kind},
                 {"why", why}}));
}

namespace {

Result<void> apply_begin(JournalState& state, const Value& line) {
  TaskRecord record;
  record.task = {line["probe"].as_text(), line["target"].as_text(), line["endpoint"].as_text(),
                 line["reference"].as_text()};
  const std::string id = record.task.id();
  if (state.ended.size() + state.unfinished.size() >= tasks_limit) {
    return fail(ErrorCode::corrupt, "the spool holds more than " + std::to_string(tasks_limit) + " tasks");
  }
  state.ended.erase(id);
  state.unfinished[id] = std::move(record);  // a task that runs again starts from nothing
  return {};
}

Result<void> apply_end(JournalState& state, const std::string& id, const Value& line) {
  auto node = state.unfinished.extract(id);
  if (node.empty()) return fail(ErrorCode::corrupt, "the spool ends a task it did not begin: " + printable(id, 80));
  node.mapped().status = line["status"].as_text() == "done" ? TaskStatus::done : TaskStatus::failed;
  node.mapped().kind = line["kind"].as_text();
  node.mapped().why = line["why"].as_text();
  state.ended.insert(std::move(node));
  return {};
}

Result<void> apply(JournalState& state, const Value& line) {
  const std::string& kind = line["k"].as_text();
  if (kind == "begin") return apply_begin(state, line);
  const std::string& id = line["task"].as_text();
  if (kind == "end") return apply_end(state, id, line);
  const auto found = state.unfinished.find(id);
  if (found == state.unfinished.end()) {
    return fail(ErrorCode::corrupt, "the spool speaks of a task it did not begin: " + printable(id, 80));
  }
  TaskRecord& record = found->second;
  if (kind == "line") {
    record.transcripts[line["lane"].as_text()] += line["text"].as_text() + "\n";
  } else if (kind == "keep") {
    const Bytes content = HOSHI_TRY(from_base64(line["base64"].as_text()));
    record.kept[line["name"].as_text()] = to_text(content);
  } else if (kind == "observe") {
    record.observations.push_back(HOSHI_TRY(observation_from(line["observation"])));
  } else {
    return fail(ErrorCode::corrupt, "the spool has a line of unknown kind");
  }
  return {};
}

}  // namespace

Result<JournalState> read_journal(std::string_view text) {
  JournalState state;
  std::size_t number = 0;
  while (!text.empty()) {
    ++number;
    const auto end = text.find('\n');
    if (end == std::string_view::npos) break;  // torn by a crash
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end + 1);
    auto value = parse_json(line, {.depth = 32, .input_bytes = line_limit_bytes});
    if (!value && text.empty()) break;
    if (!value) return fail(ErrorCode::corrupt, "spool line " + std::to_string(number) + ": " + value.error().message);
    auto applied = apply(state, *value);
    if (!applied) return fail(ErrorCode::corrupt, "spool line " + std::to_string(number) + ": " + applied.error().message);
  }
  return state;
}

Result<void> write_journal(const std::filesystem::path& path, const JournalState& state) {
  const Descriptor journal(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
  if (!journal.is_open()) return fail(ErrorCode::unavailable, path.string() + ": " + std::strerror(errno));
  JournalWriter writer(journal.number());
  for (const auto& [id, record] : state.ended) {
    writer.begin(record.task);
    for (const auto& [lane, text] : record.transcripts) {
      for (const auto& line : split(text, '\n')) {
        if (!line.empty()) writer.transcript_line(id, lane, line);
      }
    }
    for (const auto& [name, content] : record.kept) writer.keep(id, name, content);
    for (const auto& observation : record.observations) writer.observe(id, observation);
    writer.end(id, record.status, record.kind, record.why);
  }
  if (!writer.problem().empty()) return fail(ErrorCode::unavailable, path.string() + ": " + writer.problem());
  return {};
}

}  // namespace hoshi::agent
