// Taking a lab down, and cutting and mending its services.
// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <algorithm>

#include "base/boot.h"
#include "base/file.h"
#include "base/text.h"
#include "lab/lab.h"
#include "lab/network_device.h"

namespace hoshi::lab {
namespace {

using Slots = std::map<std::string, std::string>;

bool any_running(const State& state) {
  return std::any_of(state.undo.begin(), state.undo.end(), [](const Undo& one) {
    const auto* process = std::get_if<StartedProcess>(&one);
    return process != nullptr && is_there(*process);
  });
}

// What the device tried to reach is known to the tables, which are about to go.
void keep_tried(const Folder& folder, const Settings& settings) {
  Value all = ValueList{};
  for (const auto* set : {"tried4", "tried6"}) {
    const auto listed = run_program({"nft", "list", "set", "inet", settings.table(), set});
    if (!listed || listed->status != 0) return;
    const Value some = tried_from(listed->out);
    for (const auto& one : some.as_list()) all.push(one);
  }
  if (!write_file(folder.file(tried_file), to_pretty_json(all))) return;  // what is left behind matters more
}

Result<void> set_link(const Settings& settings, const char* direction) {
  HOSHI_CHECK(run_well({"ip", "link", "set", "dev", settings.interface, direction}));
  return {};
}

// Everything of the list in reverse; the words of what failed.
std::vector<std::string> undo_all(const Folder& folder, State& state) {
  std::vector<std::string> problems;
  for (auto left = state.undo.size(); left > 0; --left) {
    const auto undone = undo(state.undo[left - 1]);
    if (!undone) {
      problems.push_back(undone.error().message);
      continue;
    }
    state.undo.erase(state.undo.begin() + static_cast<std::ptrdiff_t>(left - 1));
    if (const auto written = folder.write_state(state); !written) problems.push_back(written.error().message);
  }
  return problems;
}

// A machine that was started anew has nothing of the lab any more.
Result<void> undo_here(const Folder& folder, State& state, const Words& words) {
  if (state.boot != boot_id()) return {};
  if (state.network != network_mark()) {
    if (any_running(state)) return fail(ErrorCode::conflict, words("lab.other_network", {{"folder", folder.path().string()}}));
    return {};
  }
  keep_tried(folder, state.settings);
  // An interface that was up before is up afterwards.
  if (state.cuts.contains(Service::link) && !set_link(state.settings, "up")) state.cuts.erase(Service::link);  // the interface is gone
  const auto problems = undo_all(folder, state);
  if (!problems.empty()) return fail(ErrorCode::unavailable, words("lab.not_undone", {{"what", join(problems, "; ")}}));
  return {};
}

}  // namespace

Result<void> down(const std::filesystem::path& path, const Words& words) {
  const Folder folder = HOSHI_TRY(Folder::open(path, Folder::Open::existing, words));
  if (!folder.is_up()) return {};
  if (::geteuid() != 0) return fail(ErrorCode::forbidden, words("lab.needs_root", {}));
  State state = HOSHI_TRY(folder.read_state());
  HOSHI_CHECK(undo_here(folder, state, words));
  HOSHI_CHECK(folder.add_event("down", ""));
  HOSHI_CHECK(folder.write_about(state, "", now_text()));
  folder.finish();
  return {};
}

Result<void> change(const std::filesystem::path& path, const std::set<Service>& services, Change change, const Words& words) {
  const Folder folder = HOSHI_TRY(Folder::open(path, Folder::Open::existing, words));
  const Slots slots{{"folder", path.string()}};
  if (!folder.is_up()) return fail(ErrorCode::conflict, words("lab.is_down", slots));
  if (::geteuid() != 0) return fail(ErrorCode::forbidden, words("lab.needs_root", {}));
  State state = HOSHI_TRY(folder.read_state());
  if (!state.is_complete) return fail(ErrorCode::conflict, words("lab.half_up", slots));
  if (state.boot != boot_id() || state.network != network_mark()) return fail(ErrorCode::conflict, words("lab.other_network", slots));
  if (services.contains(Service::upstream) && state.settings.upstream.empty()) return fail(ErrorCode::invalid_input, words("lab.no_upstream", {}));
  for (const auto service : services) {
    if (change == Change::cut) state.cuts.insert(service);
    if (change == Change::mend) state.cuts.erase(service);
  }
  HOSHI_CHECK(folder.write_state(state));
  HOSHI_CHECK(write_file(folder.file("cuts.nft"), nft_cuts_text(state.settings, state.cuts)));
  HOSHI_CHECK(run_well({"nft", "-f", folder.file("cuts.nft").string()}));
  if (services.contains(Service::link)) HOSHI_CHECK(set_link(state.settings, change == Change::cut ? "down" : "up"));
  for (const auto service : services) HOSHI_CHECK(folder.add_event(change == Change::cut ? "cut" : "mend", name_of(service)));
  return {};
}

}  // namespace hoshi::lab
