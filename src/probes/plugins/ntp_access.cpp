// Looks what an NTP server tells strangers besides the time: its variables and the list of its clients.
// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"
#include "probes/access_report.h"
#include "probes/datagram_dialogue.h"
#include "probes/open_services.h"
#include "probes/shown_identity.h"
#include "protocols/ntp/control.h"

namespace hoshi::probes {
namespace {

namespace ntp = protocols::ntp;

constexpr Patience patience{milliseconds(700), milliseconds(1600)};
constexpr std::uint16_t first_sequence = 1;

std::vector<std::string_view> facts() { return {"access.unauthenticated", "identity.shown"}; }

std::vector<Task> plan(const PlanInput& input) { return datagram_tasks(input, "ntp_access", {"ntp"}); }

Result<void> read_variables(Bench& bench, const Task& task, DatagramDialogue& dialogue) {
  const auto fits = [](const transport::Datagram& got) {
    const auto read = ntp::read_control_answer(got.bytes);
    return read && read->sequence == first_sequence && read->offset == 0;
  };
  const auto got = dialogue.ask({ntp::write_read_variables(first_sequence)}, fits, patience);
  if (!got) return {};
  const auto answer = HOSHI_TRY(ntp::read_control_answer(got->bytes));
  if (answer.is_error || answer.text.empty()) return {};
  AccessReport(bench, task).unauthenticated("", "read", "server variables (mode 6)", got->bytes.size());
  const std::string version = ntp::variable(answer.text, "version");
  const std::string system = ntp::variable(answer.text, "system");
  if (version.empty() && system.empty()) return {};
  const std::string text = printable(bench.network().redacted(version + " " + system));
  return observe_identity(bench, task, {{"mode 6 variables", text}});
}

Result<void> read_clients(Bench& bench, const Task& task, DatagramDialogue& dialogue) {
  const auto fits = [](const transport::Datagram& got) { return ntp::read_monitor_list_answer(got.bytes).has_value(); };
  const auto got = dialogue.ask({ntp::write_monitor_list_request()}, fits, patience);
  if (!got) return {};
  const auto answer = HOSHI_TRY(ntp::read_monitor_list_answer(got->bytes));
  if (answer.is_error || answer.items == 0) return {};
  AccessReport(bench, task).unauthenticated("", "read", "list of clients (mode 7)", got->bytes.size());
  return {};
}

Result<void> run(const Task& task, Bench& bench) {
  const auto place = HOSHI_TRY(place_of(task, bench));
  auto dialogue = HOSHI_TRY(DatagramDialogue::open(bench.network(), task.target, place.port));
  HOSHI_CHECK(read_variables(bench, task, dialogue));
  HOSHI_CHECK(read_clients(bench, task, dialogue));
  return bench.network().wait(milliseconds(0));
}

}  // namespace

extern const Probe probe_ntp_access;
const Probe probe_ntp_access{
    "ntp_access", Phase::detail, Intrusion::active, std::chrono::seconds(20), facts, plan, run,
};

}  // namespace hoshi::probes
