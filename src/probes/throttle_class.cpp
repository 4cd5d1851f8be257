// The table of classes.
// SPDX-License-Identifier: Apache-2.0
#include "probes/throttle_class.h"

namespace hoshi::probes {

std::string class_of(const DelaySigns& signs) {
  if (signs.asks_second_factor) return "second_factor";
  if (signs.grows()) return "growing_delay";
  if (signs.growth == Growth::suspected || signs.felt == Felt::doubtful) return "unknown";
  const bool is_capped = signs.cap > 0 || signs.loses_connections;
  if (signs.felt == Felt::no) return is_capped ? "connection_cap" : "none";
  if (signs.parallel_per_hour >= 2 * signs.serial_per_hour) return "delay_per_connection";
  return is_capped ? "connection_cap" : "global_limit";
}

std::string class_of(const LockSigns& signs) {
  // A device that died of the tries looks the same.
  if (signs.is_connection && !signs.has_ended) return "unknown";
  if (signs.is_rate_limit || signs.scope == "device") return "global_limit";
  if (signs.is_connection) return "ban_source";
  return signs.scope == "source" || signs.scope == "account_at_source" ? "ban_source" : "lock_account";
}

std::string scope_of(std::optional<bool> others_open, std::optional<bool> elsewhere_open) {
  if (others_open && elsewhere_open) {
    if (*others_open) return *elsewhere_open ? "account_at_source" : "account";
    return *elsewhere_open ? "source" : "device";
  }
  if (others_open) return *others_open ? "account" : "source";
  if (elsewhere_open) return *elsewhere_open ? "source" : "account";
  return "unknown";
}

}  // namespace hoshi::probes
