// A network for a device under test on one interface: up, down, and what can be cut in between. Needs root (or a user namespace).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "lab/folder.h"
#include "lab/updates/channel_log.h"
#include "lab/updates/fetch_sight.h"
#include "lab/updates/served_files.h"

namespace hoshi::lab {

struct UpRequest {
  Settings settings;
  std::filesystem::path folder;
  std::string tool;
  std::function<bool()> stop_wanted{};
};

// DHCP, DNS and NTP for the device, its traffic captured, and no way out unless an upstream was named. Either all of it
// works when this returns, or nothing is left of it. Errors are in the user's words.
[[nodiscard]] Result<void> up(const UpRequest& request, const Words& words);

// Undoes exactly what `up` did, in reverse, also after a crash or half an `up`. Already down is good. What cannot be undone
// stays written down for the next try, and is told.
[[nodiscard]] Result<void> down(const std::filesystem::path& folder, const Words& words);

// Takes a service away from the device, or gives it back. Again is good.
enum class Change { cut, mend };
[[nodiscard]] Result<void> change(const std::filesystem::path& folder, const std::set<Service>& services, Change change, const Words& words);

// One case of the update server while it is shown, read from what the server writes down.
class ChannelWatch {
 public:
  // Shows the case from now on, and gives out these files beside those of `up` (before them, where a path is the same). not_found:
  // the lab plays no update server; conflict: it is not up, or its server has ended; invalid_input: as write_handed.
  [[nodiscard]] static Result<ChannelWatch> begin(const std::filesystem::path& folder, ChannelCase channel_case, const Words& words,
                                                  const std::vector<HandedFile>& files = {});
  const ChannelSession& session() const { return session_; }
  [[nodiscard]] Result<ChannelSight> look() const;
  // Of the file with this hash and size.
  [[nodiscard]] Result<FetchSight> look_for(std::string_view sha256, std::uint64_t size_bytes) const;

 private:
  [[nodiscard]] Result<std::string> log_of_session() const;

  std::filesystem::path log_;
  std::uint64_t begin_bytes_ = 0;  // of the log: where the session begins
  ChannelSession session_;
};

struct Part {
  std::string name;
  bool is_running = false;
};
struct Status {
  bool is_up = false;
  bool is_complete = false;
  Settings settings;
  std::set<Service> cuts;
  std::vector<Part> parts;
  std::vector<std::string> leases;  // "192.168.77.97 52:54:00:12:34:56 camera"
  Value link;                       // link_loop.h, LinkReport; null without a bad link
  Value tried;                      // [{address, protocol, port, packets}…] beyond the lab
  std::uint64_t capture_bytes = 0;

  bool is_well() const;  // up, whole, and every part running
};
[[nodiscard]] Result<Status> status(const std::filesystem::path& folder, const Words& words);

// Only the bad link: a TAP `inside` with the frames of `wire` behind it, until `stop_wanted`.
[[nodiscard]] Result<void> link_only(const std::string& wire, const std::string& inside, const LinkSettings& settings,
                                     const std::function<void()>& ready, const std::function<bool()>& stop_wanted, const Words& words);

// The answer of `nft list set` as [{address, protocol, port, packets}…].
Value tried_from(std::string_view listed);
// Lines of dnsmasq's lease file (dnsmasq(8), --dhcp-leasefile) as words for people.
std::vector<std::string> leases_from(std::string_view file);

}  // namespace hoshi::lab
