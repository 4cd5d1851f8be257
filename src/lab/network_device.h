// What the lab asks of the kernel's interfaces: raw frames, a TAP, settings, and what `ip` knows of them.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "lab/settings.h"
#include "transport/socket_io.h"

namespace hoshi::lab {

// Frames with the kernel's note about check sums and sizes in front (linux/virtio_net.h), so that frames of virtual
// cables, whose sums are not computed yet, stay right.
constexpr std::size_t frame_note_bytes = 10;

// A socket that gets (and may send) every frame of an interface, whoever it is for. Needs CAP_NET_RAW.
enum class FrameNote { with, without };
[[nodiscard]] Result<transport::Descriptor> open_wire(const std::string& interface, FrameNote note);
// A new TAP interface that lives as long as the descriptor. Needs CAP_NET_ADMIN. conflict: there is one of that name.
[[nodiscard]] Result<transport::Descriptor> make_tap(const std::string& name);

// Merging of received packets; false: was not on, or cannot be changed. not_found: no such interface.
[[nodiscard]] Result<bool> is_merging(const std::string& interface);
[[nodiscard]] Result<void> set_merging(const std::string& interface, bool is_on);

// A file of /proc/sys/net. One that is gone (with its interface) is good when writing.
[[nodiscard]] Result<void> write_setting(const std::filesystem::path& path, const std::string& value);

struct InterfaceFacts {
  bool is_loopback = false;
  bool is_ethernet = false;
  bool is_up = false;
  std::string master;                   // the bridge it is a port of
  std::vector<std::string> addresses;   // of global scope
};

struct MachineFacts {
  std::vector<std::pair<std::string, InterfaceFacts>> interfaces;
  std::vector<std::string> default_routes;                       // interfaces
  std::vector<std::pair<std::string, Network4>> networks;        // interface and network of every IPv4 route but the default

  const InterfaceFacts* find(std::string_view interface) const;
};

// From the answers of `ip -json addr show`, `ip -json route show table all` and `ip -json -6 route show table all`.
[[nodiscard]] Result<MachineFacts> read_machine(std::string_view addresses, std::string_view routes4, std::string_view routes6);
[[nodiscard]] Result<MachineFacts> look_at_machine();

// Why a lab may not take this interface: a key of translations/ ("lab.…"), or empty.
std::string_view objection(const MachineFacts& machine, const Settings& settings);

}  // namespace hoshi::lab
