// Users and capabilities.
// SPDX-License-Identifier: Apache-2.0
#include "lab/privileges.h"

#include <grp.h>
#include <linux/capability.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <optional>

#include "base/file.h"
#include "base/text.h"

namespace hoshi::lab {
namespace {

constexpr std::size_t map_limit_bytes = 64u << 10;

// True when this user namespace has the id (user_namespaces(7), "uid_map": inside, outside, count).
bool is_mapped(const std::string& file, std::uint64_t id) {
  const auto text = read_file(file, map_limit_bytes);
  if (!text) return false;
  for (const auto& line : split(*text, '\n')) {
    std::vector<std::uint64_t> numbers;
    for (const auto& word : split(line, ' ')) {
      if (const auto number = parse_number(word, UINT32_MAX)) numbers.push_back(*number);
    }
    if (numbers.size() == 3 && id >= numbers[0] && id - numbers[0] < numbers[2]) return true;
  }
  return false;
}

bool may_change_groups() {
  const auto text = read_file("/proc/self/setgroups", map_limit_bytes);
  return text && trimmed(*text) == "allow";
}

struct User {
  uid_t uid;
  gid_t gid;
};

std::optional<User> usable(const char* name) {
  const passwd* entry = ::getpwnam(name);
  if (entry == nullptr || !may_change_groups()) return std::nullopt;
  const User user{entry->pw_uid, entry->pw_gid};
  if (!is_mapped("/proc/self/uid_map", user.uid) || !is_mapped("/proc/self/gid_map", user.gid)) return std::nullopt;
  return user;
}

tl::unexpected<Error> refused(const char* what) { return fail(ErrorCode::forbidden, std::string(what) + ": " + std::strerror(errno)); }

}  // namespace

Users users_here() {
  Users users;
  if (const auto nobody = usable("nobody")) {
    users.dnsmasq = "nobody";
    const group* entry = ::getgrgid(nobody->gid);
    users.dnsmasq_group = entry != nullptr ? entry->gr_name : "nogroup";
  }
  if (usable("_chrony")) users.chronyd = "_chrony";
  return users;
}

Result<void> give_up_root() {
  if (const auto nobody = usable("nobody")) {
    if (::setgroups(0, nullptr) != 0) return refused("setgroups");
    if (::setresgid(nobody->gid, nobody->gid, nobody->gid) != 0) return refused("setresgid");
    if (::setresuid(nobody->uid, nobody->uid, nobody->uid) != 0) return refused("setresuid");
  }
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = {};
  if (::syscall(SYS_capset, &header, none) != 0) return refused("capset");
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return refused("no_new_privs");
  if (::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) return refused("dumpable");
  return {};
}

}  // namespace hoshi::lab
