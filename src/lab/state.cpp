// Reading and writing the state, and undoing what it lists.
// SPDX-License-Identifier: Apache-2.0
#include "lab/state.h"

#include <algorithm>
#include <array>

#include "base/file.h"
#include "base/text.h"
#include "lab/network_device.h"

namespace hoshi::lab {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view format = "hoshi-lab-state/1";
constexpr std::array families{std::string_view("ipv4"), std::string_view("ipv6")};
constexpr std::array setting_names{std::string_view("forwarding"), std::string_view("disable_ipv6"), std::string_view("keep_addr_on_down"),
                                    std::string_view("arp_ignore")};
constexpr std::size_t most_undo = 64;

template <std::size_t count>
bool is_one_of(std::string_view text, const std::array<std::string_view, count>& all) {
  return std::find(all.begin(), all.end(), text) != all.end();
}

bool is_table_name(std::string_view name) {
  return name.starts_with("hoshi_lab_") && name.size() < 40 && std::all_of(name.begin(), name.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
         });
}

bool is_address(std::string_view text) { return parse_network(text).has_value() || parse_network6(text).has_value(); }

Value entry_of(const Undo& one) {
  struct Writer {
    Value operator()(const StartedProcess& process) const {
      return object({{"kind", "process"}, {"name", process.name}, {"pid", int{process.mark.pid}}, {"start_ticks", process.mark.start_ticks}});
    }
    Value operator()(const MadeTable& table) const { return object({{"kind", "table"}, {"family", table.family}, {"name", table.name}}); }
    Value operator()(const AddedAddress& added) const {
      return object({{"kind", "address"}, {"interface", added.interface}, {"address", added.address}});
    }
    Value operator()(const RaisedInterface& raised) const { return object({{"kind", "raised"}, {"interface", raised.interface}}); }
    Value operator()(const ChangedSetting& setting) const {
      return object({{"kind", "setting"}, {"family", setting.family}, {"interface", setting.interface}, {"name", setting.name}, {"before", setting.before}});
    }
    Value operator()(const ChangedMerging& merging) const { return object({{"kind", "merging"}, {"interface", merging.interface}}); }
  };
  return std::visit(Writer{}, one);
}

Result<Undo> undo_from(const Value& value) {
  const std::string& kind = value["kind"].as_text();
  const std::string& interface = value["interface"].as_text();
  const std::string& name = value["name"].as_text();
  if (kind == "process") {
    const auto pid = value["pid"].as_integer();
    if (pid > 1 && pid < INT32_MAX) return StartedProcess{name, {static_cast<pid_t>(pid), static_cast<std::uint64_t>(value["start_ticks"].as_integer())}};
  }
  if (kind == "table" && is_table_name(name)) {
    const std::string& family = value["family"].as_text();
    if (family == "inet" || family == "netdev") return MadeTable{family, name};
  }
  if (is_interface_name(interface)) {
    if (kind == "address" && is_address(value["address"].as_text())) return AddedAddress{interface, value["address"].as_text()};
    if (kind == "raised") return RaisedInterface{interface};
    if (kind == "merging") return ChangedMerging{interface};
    const ChangedSetting setting{value["family"].as_text(), interface, name, value["before"].as_text()};
    const bool is_ours = is_one_of(setting.family, families) && is_one_of(name, setting_names) && parse_number(setting.before, 9).has_value();
    if (kind == "setting" && is_ours) return setting;
  }
  return fail(ErrorCode::corrupt, std::string(state_file) + ": " + printable(to_json(value), 200));
}

// What ip and nft say when there is nothing left to undo.
Result<void> gone_is_good(Result<std::string> said) {
  if (said) return {};
  for (const auto* words : {"No such file or directory", "Cannot find device", "Cannot assign requested address"}) {
    if (said.error().message.find(words) != std::string::npos) return {};
  }
  return tl::unexpected<Error>(said.error());
}

}  // namespace

Value to_value(const State& state) {
  ValueList cuts;
  for (const auto service : state.cuts) cuts.emplace_back(name_of(service));
  ValueList undo;
  for (const auto& one : state.undo) undo.push_back(entry_of(one));
  return object({{"format", format},
                 {"settings", to_value(state.settings)},
                 {"boot", state.boot},
                 {"network", state.network},
                 {"started", state.started},
                 {"complete", state.is_complete},
                 {"cuts", cuts},
                 {"undo", undo}});
}

Result<State> state_from(const Value& value) {
  if (value["format"].as_text() != format) return fail(ErrorCode::corrupt, std::string(state_file));
  State state;
  state.settings = HOSHI_TRY(settings_from(value["settings"]));
  state.boot = value["boot"].as_text();
  state.network = value["network"].as_text();
  state.started = value["started"].as_text();
  state.is_complete = value["complete"].as_bool();
  for (const auto& name : value["cuts"].as_list()) state.cuts.insert(HOSHI_TRY(service_named(name.as_text())));
  const auto& undo = value["undo"].as_list();
  if (undo.size() > most_undo) return fail(ErrorCode::corrupt, std::string(state_file));
  for (const auto& entry : undo) state.undo.push_back(HOSHI_TRY(undo_from(entry)));
  return state;
}

fs::path path_of(const ChangedSetting& setting) {
  return fs::path("/proc/sys/net") / setting.family / "conf" / setting.interface / setting.name;
}

bool is_there(const StartedProcess& process) { return is_running(process.mark); }

Result<void> undo(const Undo& one) {
  struct Undoer {
    Result<void> operator()(const StartedProcess& process) const { return stop_process(process.mark); }
    Result<void> operator()(const MadeTable& table) const { return gone_is_good(run_well({"nft", "delete", "table", table.family, table.name})); }
    Result<void> operator()(const AddedAddress& added) const {
      return gone_is_good(run_well({"ip", "addr", "del", added.address, "dev", added.interface}));
    }
    Result<void> operator()(const RaisedInterface& raised) const {
      return gone_is_good(run_well({"ip", "link", "set", "dev", raised.interface, "down"}));
    }
    Result<void> operator()(const ChangedSetting& setting) const { return write_setting(path_of(setting), setting.before); }
    Result<void> operator()(const ChangedMerging& merging) const {
      const auto changed = set_merging(merging.interface, true);
      if (changed || changed.error().code == ErrorCode::not_found) return {};
      return changed;
    }
  };
  return std::visit(Undoer{}, one);
}

}  // namespace hoshi::lab
