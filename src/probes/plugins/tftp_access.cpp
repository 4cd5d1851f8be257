// Looks which files a TFTP server hands out and whether it takes one: TFTP knows no login.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "base/encoding.h"
#include "probes/access_report.h"
#include "probes/open_services.h"
#include "probes/tftp_transfer.h"
#include "protocols/tftp/packets.h"

namespace hoshi::probes {
namespace {

namespace error_code = protocols::tftp::error_code;
using Kind = TftpOutcome::Kind;

constexpr std::size_t names_max = 40;
constexpr int silences_max = 3;  // in a row: it is not there, or it has enough of us

std::vector<std::string_view> facts() {
  return {"access.unauthenticated", "access.refused", "access.not_tried", "asset.seen_in_clear"};
}

std::vector<Task> plan(const PlanInput& input) { return datagram_tasks(input, "tftp_access", {"tftp"}); }

class FileAccess {
 public:
  FileAccess(Bench& bench, const Task& task, std::uint16_t port)
      : bench_(bench), task_(task), port_(port), report_(bench, task) {}

  Result<void> run();

 private:
  [[nodiscard]] Result<TftpOutcome> read(std::string_view name) {
    return read_file(bench_.network(), task_.target, port_, name);
  }
  [[nodiscard]] Result<TftpOutcome> write(std::string_view name, ByteView content) {
    return write_file(bench_.network(), task_.target, port_, name, content);
  }
  [[nodiscard]] Result<void> try_read(const Request& request);
  [[nodiscard]] Result<void> try_write(const Request& request);
  [[nodiscard]] Result<void> try_known_names();
  void report_refusal(const Request& request, const TftpOutcome& outcome) const;

  Bench& bench_;
  const Task& task_;
  std::uint16_t port_;
  AccessReport report_;
  bool answers_everything_ = false;  // a name that nobody gave was read as well
};

void FileAccess::report_refusal(const Request& request, const TftpOutcome& outcome) const {
  if (outcome.kind == Kind::silent) return report_.not_tried(request.asset, "silent");
  if (outcome.error == error_code::not_found && request.operation == "read") {
    return report_.not_tried(request.asset, "not_there");
  }
  report_.refused(request, fmt::format("error_{}", outcome.error), false);
}

Result<void> FileAccess::try_read(const Request& request) {
  const auto outcome = HOSHI_TRY(read(request.path));
  if (outcome.kind != Kind::done) {
    report_refusal(request, outcome);
    return {};
  }
  if (answers_everything_) {
    report_.not_tried(request.asset, "answers_every_name");
    return {};
  }
  report_.seen_in_clear(request.asset, "file", "read by TFTP");
  report_.unauthenticated(request.asset, "read", request.path, outcome.content.size());
  return {};
}

// Only what can be put back is overwritten; a file that was not there is left behind empty.
Result<void> FileAccess::try_write(const Request& request) {
  if (!bench_.disruption_allowed()) {
    report_.not_tried(request.asset, write_needs_leave);
    return {};
  }
  const auto before = HOSHI_TRY(read(request.path));
  if (before.kind == Kind::done && !before.is_whole) {
    report_.not_tried(request.asset, "the old file is too long to be put back");
    return {};
  }
  const Bytes content = to_bytes("hoshi-" + to_hex(bench_.network().random(8)));
  const auto written = HOSHI_TRY(write(request.path, content));
  if (written.kind != Kind::done) {
    report_refusal(request, written);
    return {};
  }
  const auto after = HOSHI_TRY(read(request.path));
  const auto restored = HOSHI_TRY(write(request.path, before.content));
  // Servers that take files need not give them: RFC 1350, 5: the last acknowledgement says that it was stored.
  const bool is_other = after.kind == Kind::done && after.content != content;
  if (is_other) {
    report_.refused(request, "not_read_back", false);
    return {};
  }
  report_.unauthenticated(request.asset, "write", request.path, content.size());
  if (restored.kind != Kind::done) report_.not_tried(request.asset, "the old file could not be put back");
  return {};
}

Result<void> FileAccess::try_known_names() {
  const auto& names = bench_.knowledge("tftp_names")["names"].as_list();
  if (names.empty()) return fail(ErrorCode::internal, "knowledge/tftp_names has no names");
  int silences = 0;
  for (std::size_t i = 0; i < names.size() && i < names_max && silences < silences_max; ++i) {
    const std::string& name = names[i].as_text();
    if (report_.is_declared(name)) continue;
    const auto outcome = HOSHI_TRY(read(name));
    silences = outcome.kind == Kind::silent ? silences + 1 : 0;
    if (outcome.kind == Kind::done) report_.unauthenticated("", "read", name, outcome.content.size());
  }
  return {};
}

Result<void> FileAccess::run() {
  const auto unknown = HOSHI_TRY(read(to_hex(bench_.network().random(8)) + ".cfg"));
  answers_everything_ = unknown.kind == Kind::done;
  for (const auto* request : report_.requests()) {
    HOSHI_CHECK(request->operation == "write" ? try_write(*request) : try_read(*request));
  }
  if (answers_everything_) return {};
  return try_known_names();
}

Result<void> run(const Task& task, Bench& bench) {
  const auto place = HOSHI_TRY(place_of(task, bench));
  return FileAccess(bench, task, place.port).run();
}

}  // namespace

extern const Probe probe_tftp_access;
const Probe probe_tftp_access{
    "tftp_access", Phase::detail, Intrusion::active, std::chrono::seconds(150), facts, plan, run, false, false, {Effect::overwrite},
};

}  // namespace hoshi::probes
