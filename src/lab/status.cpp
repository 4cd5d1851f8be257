// What a lab is doing now, or did.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <tuple>
#include <utility>

#include "base/file.h"
#include "base/text.h"
#include "lab/lab.h"
#include "lab/link_loop.h"
#include "lab/network_device.h"

namespace hoshi::lab {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t small_file_bytes = 1u << 20;
constexpr JsonLimits limits{16, 8u << 20};

Value read_json_file(const fs::path& path) {
  const auto text = read_file(path, limits.input_bytes);
  return text ? parse_json(*text, limits).value_or(Value()) : Value();
}

std::uint64_t size_of_captures(const fs::path& folder) {
  std::uint64_t total = 0;
  std::error_code problem;
  for (const auto& entry : fs::directory_iterator(folder, problem)) {
    const auto size = entry.file_size(problem);
    if (!problem) total += size;
  }
  return total;
}

Value tried_now(const Settings& settings) {
  Value all = ValueList{};
  for (const auto* set : {"tried4", "tried6"}) {
    const auto listed = run_program({"nft", "list", "set", "inet", settings.table(), set});
    if (!listed || listed->status != 0) continue;
    const Value some = tried_from(listed->out);
    for (const auto& one : some.as_list()) all.push(one);
  }
  return all;
}

// Undoes at the end of its life what was done.
class Restorer {
 public:
  explicit Restorer(std::vector<Undo> done) : done_(std::move(done)) {}
  Restorer(Restorer&& other) noexcept : done_(std::exchange(other.done_, {})) {}
  ~Restorer() {
    for (const auto& one : done_) {
      if (!undo(one)) continue;  // the interface is gone, and its settings with it
    }
  }

 private:
  std::vector<Undo> done_;
};

// Frames of the wire are for the other side: the kernel's own stack must not answer them (ip-sysctl: arp_ignore 8).
Result<std::vector<Undo>> quieten(const std::string& wire) {
  std::vector<Undo> done;
  for (const auto& [family, name, value] : {std::tuple{"ipv6", "disable_ipv6", "1"}, std::tuple{"ipv4", "arp_ignore", "8"}}) {
    ChangedSetting setting{family, wire, name, ""};
    const auto before = read_file(path_of(setting), 64);
    if (!before) continue;
    setting.before = trimmed(*before);
    HOSHI_CHECK(write_setting(path_of(setting), value));
    done.emplace_back(setting);
  }
  if (HOSHI_TRY(is_merging(wire))) {
    HOSHI_CHECK(set_merging(wire, false));
    done.emplace_back(ChangedMerging{wire});
  }
  return done;
}

}  // namespace

bool Status::is_well() const {
  return is_up && is_complete && std::all_of(parts.begin(), parts.end(), [](const Part& part) { return part.is_running; });
}

// nft 1.0.6 leaves the counters out of its JSON, so its own notation is read: "198.18.0.1 . tcp . 443 counter packets 3 bytes 180".
Value tried_from(std::string_view listed) {
  constexpr std::string_view head = "elements = {";
  Value tried = ValueList{};
  const auto begin = listed.find(head);
  if (begin == std::string_view::npos) return tried;
  const auto inside = listed.substr(begin + head.size());
  for (const auto& element : split(inside.substr(0, inside.find('}')), ',')) {
    std::vector<std::string> words;
    for (const auto& word : split(trimmed(element), ' ')) {
      if (!word.empty()) words.push_back(word);
    }
    constexpr std::size_t needed = 8;
    if (words.size() < needed || words[6] != "packets") continue;
    const auto port = parse_number(words[4], UINT16_MAX);
    const auto packets = parse_number(words[7], INT64_MAX);
    if (port && packets) tried.push(object({{"address", words[0]}, {"protocol", words[2]}, {"port", *port}, {"packets", *packets}}));
  }
  return tried;
}

std::vector<std::string> leases_from(std::string_view file) {
  std::vector<std::string> leases;
  for (const auto& line : split(file, '\n')) {
    // Expiry, hardware address (or identity, IPv6), address, name or "*", client identifier.
    const auto words = split(line, ' ');
    if (words.size() < 5) continue;
    leases.push_back(printable(words[2] + " " + words[1] + (words[3] == "*" ? "" : " " + words[3]), 200));
  }
  return leases;
}

Result<Status> status(const fs::path& path, const Words& words) {
  const Folder folder = HOSHI_TRY(Folder::open(path, Folder::Open::existing, words));
  Status status;
  status.is_up = folder.is_up();
  if (status.is_up) {
    const State state = HOSHI_TRY(folder.read_state());
    status.settings = state.settings;
    status.is_complete = state.is_complete;
    status.cuts = state.cuts;
    for (const auto& one : state.undo) {
      if (const auto* process = std::get_if<StartedProcess>(&one)) status.parts.push_back({process->name, is_there(*process)});
    }
    status.tried = tried_now(state.settings);
  } else {
    status.settings = HOSHI_TRY(settings_from(read_json_file(folder.file(about_file))));
    status.tried = read_json_file(folder.file(tried_file));
  }
  if (const auto leases = read_file(folder.file("leases"), small_file_bytes)) status.leases = leases_from(*leases);
  status.link = read_json_file(folder.file(link_file));
  status.capture_bytes = size_of_captures(folder.file(captures_folder));
  return status;
}

Result<void> link_only(const std::string& wire, const std::string& inside, const LinkSettings& settings,
                       const std::function<void()>& ready, const std::function<bool()>& stop_wanted, const Words& words) {
  if (!is_interface_name(wire) || !is_interface_name(inside)) return fail(ErrorCode::invalid_input, words("lab.no_interface", {{"interface", printable(wire, 20)}}));
  const Restorer restorer(HOSHI_TRY(quieten(wire)));
  const auto from = HOSHI_TRY(open_wire(wire, FrameNote::with));
  const auto to = HOSHI_TRY(make_tap(inside));
  ready();
  run_link(from, to, settings, stop_wanted, [](const LinkReport&) {});
  return {};
}

}  // namespace hoshi::lab
