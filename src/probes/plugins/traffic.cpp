// Reads captures of the device's traffic: to whom it talks, what is protected, and which secrets went by in clear.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/encoding.h"
#include "probes/probe.h"
#include "probes/traffic/device.h"
#include "probes/traffic/report.h"

namespace hoshi::probes {
namespace {

namespace capture = protocols::capture;

constexpr std::string_view lab_prefix = "lab_";  // and a stage: what the lab network captured in it
constexpr std::uint64_t nanoseconds_a_millisecond = 1'000'000;

std::vector<std::string_view> facts() { return {"traffic.seen", "traffic.flow", "traffic.tls", "traffic.secret"}; }

bool is_of_lab(const Product& product, std::string_view id) {
  return std::find(product.lab.captures.begin(), product.lab.captures.end(), id) != product.lab.captures.end();
}

std::vector<Task> plan(const PlanInput& input) {
  std::vector<Task> tasks;
  for (const auto& artifact : input.product.artifacts) {
    const bool is_declared = artifact.kind == "capture" && !is_of_lab(input.product, artifact.id);
    if (is_declared) tasks.push_back({"traffic", "", "", artifact.id});
  }
  if (!input.product.lab.has_captures()) return tasks;
  std::set<std::string> stages;
  for (const auto& one : input.product.lab.stages) stages.insert(one.stage);
  for (const auto& stage : stages) tasks.push_back({"traffic", "", "", std::string(lab_prefix) + stage});
  return tasks;
}

const ArtifactEntry* entry_of(const Product& product, std::string_view id) {
  const auto found = std::find_if(product.artifacts.begin(), product.artifacts.end(), [&](const auto& one) { return one.id == id; });
  return found == product.artifacts.end() ? nullptr : &*found;
}

std::optional<capture::Mac> declared_mac(const Product& product, const std::string& unit) {
  for (const auto& one : product.units) {
    if (one.id == (unit.empty() ? "A" : unit)) return mac_from(one.mac);
  }
  return std::nullopt;
}

// What one task reads.
struct Reading {
  std::string stage;
  std::string unit;
  std::vector<const Artifact*> files;
  std::vector<capture::Window> windows;  // one after the other; all of them are the stage
  std::set<capture::Address> own;
};

const Artifact* artifact_of(const Bench& bench, std::string_view id) {
  const auto& all = bench.artifacts();
  const auto found = std::find_if(all.begin(), all.end(), [&](const Artifact& one) { return one.id == id; });
  return found == all.end() ? nullptr : &*found;
}

std::uint64_t nanoseconds(std::int64_t milliseconds) {
  return static_cast<std::uint64_t>(std::max<std::int64_t>(milliseconds, 0)) * nanoseconds_a_millisecond;
}

std::vector<capture::Window> windows_of(const LabRun& lab, std::string_view stage) {
  std::vector<capture::Window> windows;
  for (std::size_t at = 0; at < lab.stages.size(); ++at) {
    if (lab.stages[at].stage != stage) continue;
    capture::Window window;
    window.from_nanoseconds = nanoseconds(lab.stages[at].from_ms);
    if (at + 1 < lab.stages.size()) window.until_nanoseconds = nanoseconds(lab.stages[at + 1].from_ms);
    windows.push_back(window);
  }
  return windows;
}

std::optional<capture::Address> address_from(const std::string& hexadecimal) {
  constexpr std::size_t v4_bytes = 4;
  const auto bytes = from_hex(hexadecimal);
  capture::Address address;
  if (!bytes || (bytes->size() != v4_bytes && bytes->size() != address.bytes.size())) return std::nullopt;
  address.is_v6 = bytes->size() != v4_bytes;
  std::copy(bytes->begin(), bytes->end(), address.bytes.begin());
  return address;
}

Reading reading_of(const Bench& bench, const std::string& reference) {
  Reading reading;
  const Product& product = bench.product();
  if (const auto* entry = entry_of(product, reference)) {
    reading = {entry->stage, entry->unit, {artifact_of(bench, reference)}, {capture::Window{}}, {}};
  } else if (reference.starts_with(lab_prefix)) {
    reading.stage = reference.substr(lab_prefix.size());
    reading.windows = windows_of(product.lab, reading.stage);
    for (const auto& id : product.lab.captures) reading.files.push_back(artifact_of(bench, id));
    for (const auto& one : product.lab.own_addresses) {
      if (const auto address = address_from(one)) reading.own.insert(*address);
    }
  }
  std::erase(reading.files, nullptr);  // a file that could not be read; the preflight said so
  return reading;
}

std::vector<EvidenceReference> evidence_of(const Reading& reading) {
  std::vector<EvidenceReference> evidence;
  for (const auto* file : reading.files) evidence.push_back({file->path, file->sha256});
  return evidence;
}

Value seen_value(const Reading& reading, const capture::CaptureSeen& seen, bool is_complete, bool has_device) {
  return object({{"stage", reading.stage}, {"packets", seen.packets}, {"bytes", seen.bytes}, {"complete", is_complete}, {"device", has_device}});
}

Result<void> run(const Task& task, Bench& bench) {
  const Reading reading = reading_of(bench, task.reference);
  if (reading.files.empty() || reading.windows.empty()) return {};
  const auto known = known_passwords(bench);
  const capture::Needles needles(sought_values(bench, known));
  const auto goes_on = [&] { return bench.network().wait(std::chrono::milliseconds(0)).has_value(); };
  std::vector<ByteView> files;
  for (const auto* file : reading.files) files.push_back(file->bytes);
  const auto seen = capture::analyse(files, reading.windows, needles, goes_on);
  const Subject subject{"", "", task.reference};
  if (!seen) {
    bench.observe("traffic.seen", subject, seen_value(reading, {}, false, false));
    return {};
  }
  const auto device = find_device(*seen, declared_mac(bench.product(), reading.unit));
  TrafficReport report(task.reference, bench, *seen, needles, known, {device, reading.own});
  report.flows();
  bench.observe("traffic.seen", subject, seen_value(reading, *seen, seen->complete && report.is_whole(), device.has_value()), evidence_of(reading));
  return {};
}

}  // namespace

// A gigabyte takes some ten seconds; slow machines and many captures have room.
extern const Probe probe_traffic;
const Probe probe_traffic{"traffic", Phase::documents, Intrusion::passive, std::chrono::seconds(300), facts, plan, run, false, true};

}  // namespace hoshi::probes
