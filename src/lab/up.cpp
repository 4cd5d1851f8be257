// Bringing a lab up, step by step, each step written down before it is taken.
// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <algorithm>
#include <thread>

#include "base/boot.h"
#include "base/file.h"
#include "base/text.h"
#include "lab/lab.h"
#include "lab/network_device.h"
#include "lab/privileges.h"
#include "lab/workers.h"

namespace hoshi::lab {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

constexpr auto start_time = 6s;
constexpr auto look_again = 20ms;
constexpr std::size_t log_limit_bytes = 1u << 20;

// Debian's package of each program.
constexpr std::array<std::pair<const char*, const char*>, 4> needed{
    {{"ip", "iproute2"}, {"nft", "nftables"}, {"dnsmasq", "dnsmasq-base"}, {"chronyd", "chrony"}}};

Result<void> check_programs(const Words& words) {
  std::vector<std::string> packages;
  for (const auto& [program, package] : needed) {
    if (!find_program(program)) packages.emplace_back(package);
  }
  if (packages.empty()) return {};
  return fail(ErrorCode::unavailable, words("lab.missing", {{"packages", join(packages, " ")}}));
}

Result<void> check_settings(const Settings& settings, const Words& words) {
  const MachineFacts machine = HOSHI_TRY(look_at_machine());
  const auto key = objection(machine, settings);
  const std::map<std::string, std::string> slots{
      {"interface", settings.interface}, {"upstream", settings.upstream}, {"address", to_text(settings.address)}};
  if (!key.empty()) return fail(ErrorCode::conflict, words(key, slots));
  for (const auto* family : {"inet", "netdev"}) {
    const auto name = std::string(family) == "inet" ? settings.table() : wire_table(settings);
    const auto listed = HOSHI_TRY(run_program({"nft", "list", "table", family, name}));
    if (listed.status == 0) return fail(ErrorCode::conflict, words("lab.in_use", slots));
  }
  return {};
}

// The last words of a log, for the error.
std::string last_words(const fs::path& log) {
  const auto text = read_file(log, log_limit_bytes);
  if (!text) return "";
  auto lines = split(trimmed(*text), '\n');
  constexpr std::size_t wanted = 3;
  if (lines.size() > wanted) lines.erase(lines.begin(), lines.end() - wanted);
  return printable(join(lines, " / "), 500);
}

// True when a UDP socket of this network namespace has the port (proc(5), /proc/net/udp: local address in hexadecimal).
bool is_udp_port_bound(std::string_view port_in_hexadecimal) {
  const auto table = read_file("/proc/self/net/udp", log_limit_bytes);
  return table && table->find(":" + std::string(port_in_hexadecimal) + " ") != std::string::npos;
}

class Builder {
 public:
  Builder(const UpRequest& request, const Words& words, const Folder& folder) : request_(request), words_(words), folder_(folder) {
    state_.settings = request.settings;
    state_.boot = boot_id();
    state_.network = network_mark();
    state_.started = now_text();
  }

  [[nodiscard]] Result<void> build() {
    HOSHI_CHECK(folder_.write_state(state_));
    HOSHI_CHECK(folder_.write_about(state_, request_.tool, ""));
    HOSHI_CHECK(raise_walls());
    if (settings().has_capture) HOSHI_CHECK(start(capture_worker(folder_, settings(), request_.tool), "hoshi-capture"));
    HOSHI_CHECK(connect());
    HOSHI_CHECK(open_way_out());
    if (settings().updates) HOSHI_CHECK(start_updates());
    HOSHI_CHECK(start_dnsmasq());
    HOSHI_CHECK(start_chronyd());
    state_.is_complete = true;
    HOSHI_CHECK(folder_.add_event("up", ""));
    return folder_.write_state(state_);
  }

  // In reverse; what cannot be undone stays in the state.
  void tear_down() {
    for (auto left = state_.undo.size(); left > 0; --left) {
      if (undo(state_.undo[left - 1])) state_.undo.erase(state_.undo.begin() + static_cast<std::ptrdiff_t>(left - 1));
    }
    if (state_.undo.empty()) return folder_.discard();
    if (!folder_.write_state(state_)) return;  // then the state of before says more than is needed, which is good
  }

 private:
  const Settings& settings() const { return request_.settings; }

  [[nodiscard]] Result<void> note(Undo one) {
    if (request_.stop_wanted && request_.stop_wanted()) return fail(ErrorCode::conflict, words_("lab.interrupted", {}));
    state_.undo.push_back(std::move(one));
    return folder_.write_state(state_);
  }

  [[nodiscard]] Result<void> change_setting(const char* family, const std::string& interface, const char* name, const std::string& value) {
    ChangedSetting setting{family, interface, name, ""};
    const auto before = read_file(path_of(setting), 64);
    if (!before) return fail(ErrorCode::unavailable, words_("lab.no_ipv6", {}));
    setting.before = trimmed(*before);
    if (setting.before == value) return {};
    HOSHI_CHECK(note(setting));
    return write_setting(path_of(setting), value);
  }

  [[nodiscard]] Result<void> start(Result<HeldProcess> held, const std::string& name) {
    if (!held) return tl::unexpected<Error>(held.error());
    HOSHI_CHECK(note(StartedProcess{name, held->mark()}));
    return held->release();
  }

  // The tables, before the first packet.
  [[nodiscard]] Result<void> raise_walls() {
    HOSHI_CHECK(write_file(folder_.file("tables.nft"), nft_text(settings())));
    HOSHI_CHECK(note(MadeTable{"inet", settings().table()}));
    if (settings().link) HOSHI_CHECK(note(MadeTable{"netdev", wire_table(settings())}));
    HOSHI_CHECK(run_well({"nft", "-f", folder_.file("tables.nft").string()}));
    return {};
  }

  [[nodiscard]] Result<void> connect() {
    const std::string& wire = settings().interface;
    const std::string inside = settings().inside();
    if (settings().link) {
      HOSHI_CHECK(quieten_wire());
      HOSHI_CHECK(start(link_worker(folder_, settings()), "hoshi-link"));
    }
    if (!settings().address6.empty()) {
      HOSHI_CHECK(change_setting("ipv6", inside, "disable_ipv6", "0"));
      HOSHI_CHECK(change_setting("ipv6", inside, "keep_addr_on_down", "1"));
    }
    const MachineFacts machine = HOSHI_TRY(look_at_machine());
    const InterfaceFacts* facts = machine.find(wire);
    if (facts == nullptr) return fail(ErrorCode::conflict, words_("lab.no_interface", {{"interface", wire}}));
    if (!facts->is_up) HOSHI_CHECK(note(RaisedInterface{wire}));
    HOSHI_CHECK(run_well({"ip", "link", "set", "dev", wire, "up"}));
    if (settings().link) HOSHI_CHECK(run_well({"ip", "link", "set", "dev", inside, "up"}));
    HOSHI_CHECK(add_address(inside, to_text(settings().address)));
    return settings().address6.empty() ? Result<void>() : add_address(inside, settings().address6 + "/64");
  }

  [[nodiscard]] Result<void> quieten_wire() {
    const std::string& wire = settings().interface;
    if (HOSHI_TRY(is_merging(wire))) {
      HOSHI_CHECK(note(ChangedMerging{wire}));
      HOSHI_CHECK(set_merging(wire, false));
    }
    const auto has_ipv6 = read_file(path_of({"ipv6", wire, "disable_ipv6", ""}), 64).has_value();
    return has_ipv6 ? change_setting("ipv6", wire, "disable_ipv6", "1") : Result<void>();
  }

  [[nodiscard]] Result<void> add_address(const std::string& interface, const std::string& address) {
    // An address of the lab's own TAP goes with the TAP.
    if (!settings().link) HOSHI_CHECK(note(AddedAddress{interface, address}));
    std::vector<std::string> command{"ip", "addr", "add", address, "dev", interface};
    if (address.find(':') != std::string::npos) command.emplace_back("nodad");  // RFC 4862, 5.4: there is nobody to ask yet
    HOSHI_CHECK(run_well(command));
    return {};
  }

  // IPv4 alone: the kernel forwards IPv6 only for the whole machine, which is not the lab's to change.
  [[nodiscard]] Result<void> open_way_out() {
    if (settings().upstream.empty()) return change_setting("ipv4", settings().inside(), "forwarding", "0");
    HOSHI_CHECK(change_setting("ipv4", settings().upstream, "forwarding", "1"));
    return change_setting("ipv4", settings().inside(), "forwarding", "1");
  }

  // Until `is_ready`, as long as it runs.
  [[nodiscard]] Result<void> wait_for(const std::string& name, const std::vector<fs::path>& logs, const std::function<bool()>& is_ready) {
    const auto end = std::chrono::steady_clock::now() + start_time;
    const auto& process = std::get<StartedProcess>(state_.undo.back());
    while (is_there(process) && std::chrono::steady_clock::now() < end) {
      if (is_ready()) return {};
      std::this_thread::sleep_for(look_again);
    }
    std::string words;
    for (const auto& log : logs) words = words.empty() ? last_words(log) : words;
    return fail(ErrorCode::unavailable, words_("lab.not_started", {{"name", name}, {"words", words}}));
  }

  // Somebody else may listen where it wants to.
  [[nodiscard]] Result<void> start_updates() {
    const std::string name = "hoshi-updates";
    const auto started = start(update_worker(folder_, settings()), name);
    if (started) return {};
    return fail(started.error().code, words_("lab.not_started", {{"name", name}, {"words", started.error().message}}));
  }

  [[nodiscard]] Result<void> start_dnsmasq() {
    const Users users = users_here();
    const auto file = folder_.file("dnsmasq.conf");
    HOSHI_CHECK(write_file(file, dnsmasq_text(settings(), folder_.path(), users)));
    const auto log = folder_.file("dnsmasq.log");
    const auto errors = folder_.file("dnsmasq-errors.log");
    // Where there is no other user it may not even ask for its own: only its debugging mode asks for nothing.
    const std::string foreground = users.dnsmasq == "root" ? "--no-daemon" : "--keep-in-foreground";
    HOSHI_CHECK(start(HeldProcess::program({"dnsmasq", foreground, "--conf-file=" + file.string()}, errors), "dnsmasq"));
    return wait_for("dnsmasq", {errors, log}, [&] {
      const auto text = read_file(log, log_limit_bytes);
      return text && text->find("started, version") != std::string::npos;
    });
  }

  [[nodiscard]] Result<void> start_chronyd() {
    const auto file = folder_.file("chrony.conf");
    HOSHI_CHECK(write_file(file, chrony_text(settings(), folder_.path())));
    const auto log = folder_.file("chronyd.log");
    HOSHI_CHECK(start(HeldProcess::program({"chronyd", "-d", "-x", "-u", users_here().chronyd, "-f", file.string()}, log), "chronyd"));
    return wait_for("chronyd", {log}, [] { return is_udp_port_bound("007B"); });
  }

  const UpRequest& request_;
  const Words& words_;
  const Folder& folder_;
  State state_;
};

}  // namespace

Result<void> up(const UpRequest& request, const Words& words) {
  if (::geteuid() != 0) return fail(ErrorCode::forbidden, words("lab.needs_root", {}));
  HOSHI_CHECK(check_programs(words));
  HOSHI_CHECK(check_settings(request.settings, words));
  const Folder folder = HOSHI_TRY(Folder::open(request.folder, Folder::Open::create, words));
  Builder builder(request, words, folder);
  const auto built = builder.build();
  if (!built) builder.tear_down();
  return built;
}

}  // namespace hoshi::lab
