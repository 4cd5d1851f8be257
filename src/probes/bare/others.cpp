// What displays, mirrors and power supplies give to anybody.
// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"
#include "probes/bare/services.h"
#include "protocols/services/answers.h"

namespace hoshi::probes::bare {
namespace {

constexpr std::string_view rsync_greeting = "@RSYNCD: 31.0\n";

// Everything up to a line that begins with one of these.
auto lines_until(std::vector<std::string_view> ends) {
  return [ends = std::move(ends)](ByteView received) -> Result<std::optional<std::string>> {
    std::string text = to_text(received);
    std::size_t begin = 0;
    for (auto end = text.find('\n'); end != std::string::npos; begin = end + 1, end = text.find('\n', begin)) {
      const auto line = std::string_view(text).substr(begin, end - begin);
      for (const auto wanted : ends) {
        if (line.starts_with(wanted)) return std::optional(std::move(text));
      }
    }
    return std::optional<std::string>{};
  };
}

void try_module(const Visit& visit, const Request& request) {
  if (request.operation == "write") return visit.report.not_tried(request.asset, "files are not written over rsync");
  auto line = visit.open();
  const auto greeted = line ? line->ask(to_bytes(rsync_greeting), lines_until({"@RSYNCD:"}))
                            : Result<std::string>(tl::unexpected<Error>(line.error()));
  if (!greeted) return visit.report.not_tried(request.asset, trouble_of(greeted.error()));
  const std::string module = std::string(trimmed(request.path));
  const bool is_plain = !module.empty() && module.find_first_of("\r\n") == std::string::npos;
  if (!is_plain) return visit.report.not_tried(request.asset, "the path names no module");
  const auto answer = line->ask(to_bytes(module + "\n"), lines_until({"@RSYNCD: OK", "@RSYNCD: AUTHREQD", "@ERROR"}));
  if (!answer) return visit.report.not_tried(request.asset, trouble_of(answer.error()));
  if (answer->find("@RSYNCD: OK") != std::string::npos) {
    return visit.report.unauthenticated(request.asset, "read", module, 0);
  }
  const bool asks_password = answer->find("@RSYNCD: AUTHREQD") != std::string::npos;
  if (asks_password) return visit.report.refused(request.asset, "read", module, "authreqd", false);
  visit.report.not_tried(request.asset, "no such module");
}

}  // namespace

Result<void> look_at_rsync(const Visit& visit) {
  auto line = HOSHI_TRY(visit.open());
  HOSHI_CHECK(line.ask(to_bytes(rsync_greeting), lines_until({"@RSYNCD:"})));
  // An empty name asks for the list of modules.
  const auto list = HOSHI_TRY(line.ask(to_bytes("\n"), lines_until({"@RSYNCD: EXIT", "@ERROR"})));
  const auto modules = list.substr(0, list.find("@RSYNCD: EXIT"));
  const bool has_modules = list.find("@ERROR") == std::string::npos && !trimmed(modules).empty();
  if (has_modules) visit.report.unauthenticated("", "read", "list of modules", modules.size());
  for (const auto* request : visit.report.requests()) try_module(visit, *request);
  return {};
}

Result<void> look_at_nut(const Visit& visit) {
  auto line = HOSHI_TRY(visit.open());
  const auto list = HOSHI_TRY(line.ask(to_bytes("LIST UPS\n"), lines_until({"END LIST UPS", "ERR "})));
  if (list.starts_with("BEGIN LIST UPS")) visit.report.unauthenticated("", "read", "LIST UPS", list.size());
  visit.leave_requests("only the list is looked at");
  return {};
}

Result<void> look_at_x11(const Visit& visit) {
  auto line = HOSHI_TRY(visit.open());
  const auto read_setup = [](ByteView received) -> Result<std::optional<std::string>> {
    const auto answer = protocols::services::x11_answer(received);
    if (!answer && received.size() >= 8) return fail(ErrorCode::corrupt, "no answer of X11");
    return answer && answer->whole ? std::optional(answer->banner) : std::nullopt;
  };
  const auto banner = HOSHI_TRY(line.ask(protocols::services::x11_hello(), read_setup));
  const bool is_in = banner.starts_with("accepted");
  // Who may connect sees the screen and hears the keyboard.
  if (is_in) visit.report.unauthenticated("", "read", "display", banner.size());
  else visit.report.refused("", "read", "display", "x11_refused", false);
  visit.leave_requests("only whether one gets in is looked at");
  return {};
}

}  // namespace hoshi::probes::bare
