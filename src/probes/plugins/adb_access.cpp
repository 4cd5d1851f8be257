// Connects to the Android Debug Bridge without a key: who is let in commands the device.
// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"
#include "probes/access_report.h"
#include "probes/probe.h"
#include "probes/question.h"
#include "protocols/adb/packet.h"

namespace hoshi::probes {
namespace {

namespace adb = protocols::adb;

std::vector<std::string_view> facts() {
  return {"access.unauthenticated", "access.refused", "access.not_tried", "identity.shown"};
}

std::vector<Task> plan(const PlanInput& input) { return tasks_for_protocols(input, "adb_access", {"adb"}); }

Result<adb::Packet> first_answer(Bench& bench, const Task& task, const ServicePlace& place) {
  auto line = HOSHI_TRY(Questioner::open(bench.network(), task.target, place));
  return line.ask(adb::connect_packet(), adb::read_packet);
}

Result<void> run(const Task& task, Bench& bench) {
  const auto place = HOSHI_TRY(place_of(task, bench));
  AccessReport report(bench, task);
  const auto answer = first_answer(bench, task, place);
  HOSHI_CHECK(bench.network().wait(milliseconds(0)));  // the deadline is ours, everything else the device's
  if (!answer) {
    for (const auto* request : report.requests()) report.not_tried(request->asset, trouble_of(answer.error()));
    return {};
  }
  if (answer->command == "CNXN") {
    // "device", "recovery" and the like: the state says which commands there are, not whether there are any.
    report.identity(adb::banner_in(*answer).model, "", "adb banner");
    report.shell("adb", answer->payload.size());
    return {};
  }
  const std::string how = answer->command == "AUTH" ? "adb_auth" : "adb_tls";
  report.refused("", "shell", "adb", how, false);
  for (const auto* request : report.requests()) {
    report.refused(request->asset, request->operation, request->path, how, false);
  }
  return {};
}

}  // namespace

extern const Probe probe_adb_access;
const Probe probe_adb_access{
    "adb_access", Phase::detail, Intrusion::active, std::chrono::seconds(30), facts, plan, run,
};

}  // namespace hoshi::probes
