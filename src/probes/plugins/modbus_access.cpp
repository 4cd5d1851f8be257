// Reads identification and registers over Modbus, which knows no login, and writes where a request says so.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <array>

#include "probes/access_report.h"
#include "probes/probe.h"
#include "probes/question.h"
#include "protocols/modbus/frame.h"

namespace hoshi::probes {
namespace {

namespace modbus = protocols::modbus;

// Unit 1 is usual, 255 the device itself behind TCP, 0 a broadcast that some take for themselves.
constexpr std::array<std::uint8_t, 3> units{1, 255, 0};
constexpr std::array<std::uint8_t, 3> readings{modbus::read_holding_registers, modbus::read_input_registers,
                                               modbus::read_coils};
constexpr std::uint8_t illegal_function = 1;

std::vector<std::string_view> facts() {
  return {"access.unauthenticated", "access.refused", "access.not_tried", "asset.seen_in_clear", "identity.shown"};
}

std::vector<Task> plan(const PlanInput& input) {
  return tasks_for_protocols(input, "modbus_access", {"modbus"});
}

std::string_view name_of_reading(std::uint8_t function) {
  if (function == modbus::read_coils) return "coil";
  return function == modbus::read_input_registers ? "input" : "holding";
}

// One connection to the device; each question has a number of its own.
struct Master {
  Questioner questions;
  std::uint8_t unit = units.front();
  std::uint16_t number = 0;

  Result<modbus::Frame> ask(ByteView pdu) {
    const std::uint16_t mine = ++number;
    auto frame = HOSHI_TRY(questions.ask(modbus::write_frame(mine, unit, pdu), modbus::read_frame));
    if (frame.transaction != mine || frame.function != pdu.front()) {
      return fail(ErrorCode::corrupt, "the answer to another question");
    }
    return frame;
  }
};

// The first unit that answers at all; silence for a unit is how gateways say that it is not there.
Result<Master> meet(Bench& bench, const Task& task, const ServicePlace& place, modbus::Identification& named) {
  Result<Master> last = fail(ErrorCode::unavailable, "nobody answers");
  for (const auto unit : units) {
    auto questions = Questioner::open(bench.network(), task.target, place);
    if (!questions) return tl::unexpected<Error>(questions.error());
    Master master{std::move(*questions), unit, 0};
    const auto frame = master.ask(modbus::identification_request());
    if (!frame) {
      last = tl::unexpected<Error>(frame.error());
      continue;
    }
    if (const auto found = modbus::identification_in(*frame)) named = *found;
    // The regular objects have the product's name; devices without them answer with an exception.
    const auto regular = master.ask(modbus::identification_request(2, 3));
    const auto further = regular ? modbus::identification_in(*regular) : Result<modbus::Identification>(named);
    if (further && !further->product.empty()) named.product = further->product;
    return master;
  }
  return last;
}

struct Reading {
  std::vector<std::uint16_t> registers;  // of registers only
  std::size_t bytes = 0;
};

// An exception is forbidden, with its number as the message.
Result<Reading> read_at(Master& master, const modbus::Place& place) {
  const auto frame = HOSHI_TRY(master.ask(modbus::read_request(place.function, place.address, 1)));
  if (frame.exception != 0) return fail(ErrorCode::forbidden, fmt::format("exception_{}", frame.exception));
  if (frame.data.size() < 2) return fail(ErrorCode::corrupt, "an empty reading");
  if (place.function == modbus::read_coils) return Reading{{}, frame.data.size() - 1};
  auto registers = HOSHI_TRY(modbus::registers_in(frame));
  if (registers.size() != 1) return fail(ErrorCode::corrupt, "not the register that was asked for");
  return Reading{registers, 2};
}

Result<void> write_at(Master& master, std::uint16_t address, std::uint16_t value) {
  for (const auto function : {modbus::write_single_register, modbus::write_registers}) {
    const auto frame = HOSHI_TRY(master.ask(modbus::write_request(function, address, value)));
    if (frame.exception == 0) return {};
    const bool is_last = function == modbus::write_registers;
    if (frame.exception != illegal_function || is_last) {
      return fail(ErrorCode::forbidden, fmt::format("exception_{}", frame.exception));
    }
  }
  return {};
}

std::string why(const Error& error) {
  return error.code == ErrorCode::forbidden ? error.message : std::string(trouble_of(error));
}

void report_failure(AccessReport& report, const Request& request, const Error& error) {
  // Only "I do not do that" is a refusal; a missing address or a broken line is none.
  if (why(error) == "exception_1") {
    return report.refused(request.asset, request.operation, request.path, "exception_1", false);
  }
  report.not_tried(request.asset, why(error));
}

void try_write(Master& master, AccessReport& report, const Request& request, const modbus::Place& place) {
  if (place.function != modbus::read_holding_registers) return report.not_tried(request.asset, "not a holding register");
  const auto before = read_at(master, place);
  if (!before) return report_failure(report, request, before.error());
  const std::uint16_t value = before->registers.front() ^ 1;
  if (const auto written = write_at(master, place.address, value); !written) {
    return report_failure(report, request, written.error());
  }
  const auto after = read_at(master, place);
  const auto restored = write_at(master, place.address, before->registers.front());
  if (!after) return report_failure(report, request, after.error());
  if (after->registers.front() != value) return report.not_tried(request.asset, "not_read_back");
  report.unauthenticated(request.asset, "write", request.path, 2);
  if (!restored) report.not_tried(request.asset, "the former value could not be written back");
}

void try_request(Master& master, Bench& bench, AccessReport& report, const Request& request, bool tls) {
  const auto place = modbus::place_from(request.path);
  if (!place) return report.not_tried(request.asset, "the path names no register");
  if (request.operation == "write") {
    if (!bench.disruption_allowed()) return report.not_tried(request.asset, "a write needs --allow-disruptive");
    return try_write(master, report, request, *place);
  }
  const auto reading = read_at(master, *place);
  if (!reading) return report_failure(report, request, reading.error());
  report.unauthenticated(request.asset, "read", request.path, reading->bytes);
  if (!tls) report.seen_in_clear(request.asset, "register", "read without logging in");
}

// The first of each kind, unless a request asks for it anyhow.
void read_first_of_each(Master& master, AccessReport& report) {
  for (const auto function : readings) {
    const std::string what = fmt::format("{}/0", name_of_reading(function));
    if (report.is_declared(what)) continue;
    const auto reading = read_at(master, {function, 0});
    if (reading) report.unauthenticated("", "read", what, reading->bytes);
  }
}

Result<void> run(const Task& task, Bench& bench) {
  const auto place = HOSHI_TRY(place_of(task, bench));
  AccessReport report(bench, task);
  modbus::Identification named;
  auto master = meet(bench, task, place, named);
  if (!master) {
    HOSHI_CHECK(bench.network().wait(milliseconds(0)));  // the deadline is ours, everything else the device's
    for (const auto* request : report.requests()) report.not_tried(request->asset, trouble_of(master.error()));
    return {};
  }
  const std::string model = named.vendor.empty() ? named.product : named.vendor + " " + named.product;
  report.identity(model, named.revision, "modbus identification");
  read_first_of_each(*master, report);
  for (const auto* request : report.requests()) try_request(*master, bench, report, *request, place.tls);
  return {};
}

}  // namespace

extern const Probe probe_modbus_access;
const Probe probe_modbus_access{
    "modbus_access", Phase::detail, Intrusion::active, std::chrono::seconds(60), facts, plan, run, false, false, {Effect::overwrite},
};

}  // namespace hoshi::probes
