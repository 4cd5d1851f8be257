// What a running lab has done to the machine, written down before it is done, so that `down` can undo exactly that.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <set>
#include <variant>

#include "lab/configuration.h"
#include "lab/process.h"

namespace hoshi::lab {

struct StartedProcess {
  std::string name;
  ProcessMark mark;
};
struct MadeTable {
  std::string family;  // inet or netdev
  std::string name;    // begins with hoshi_lab_
};
struct AddedAddress {
  std::string interface;
  std::string address;  // with its prefix
};
struct RaisedInterface {
  std::string interface;
};
// net.<family>.conf.<interface>.<name>, one of the few the lab sets.
struct ChangedSetting {
  std::string family;
  std::string interface;
  std::string name;
  std::string before;
};
// Merging of received packets (generic receive offload), which would make one frame of many.
struct ChangedMerging {
  std::string interface;
};
using Undo = std::variant<StartedProcess, MadeTable, AddedAddress, RaisedInterface, ChangedSetting, ChangedMerging>;

struct State {
  Settings settings;
  std::string boot;     // base/boot.h, boot_id
  std::string network;  // process.h, network_mark
  std::string started;  // an instant
  bool is_complete = false;
  std::set<Service> cuts;
  std::vector<Undo> undo;  // undone from the last to the first
};

constexpr std::string_view state_file = "state.json";      // there while the lab is up, or half up
constexpr std::string_view about_file = "lab.json";        // stays
constexpr std::string_view events_file = "events.jsonl";   // stays
constexpr std::string_view tried_file = "tried.json";      // stays
constexpr std::string_view link_file = "link.json";        // stays
constexpr std::string_view captures_folder = "captures";   // stays
constexpr std::string_view updates_file = "updates.jsonl";  // stays: who came to the update server, and what became of it
constexpr std::string_view authority_file = "update-ca.crt";  // stays: for installing on the device
constexpr std::string_view case_file = "update-case";      // while the lab is up: what the update server shows
constexpr std::string_view handed_file = "update-handed";  // while the lab is up: what an update test has it give out

Value to_value(const State& state);
// Strict: what it allows to be undone is only what a lab does. corrupt otherwise.
[[nodiscard]] Result<State> state_from(const Value& value);

// /proc/sys/net/<family>/conf/<interface>/<name>
std::filesystem::path path_of(const ChangedSetting& setting);

// Undoes one thing; already undone is good. The words of what could not be undone.
[[nodiscard]] Result<void> undo(const Undo& one);
// False when nothing of it is left to see (a process, a table, an interface that is gone).
bool is_there(const StartedProcess& process);

}  // namespace hoshi::lab
