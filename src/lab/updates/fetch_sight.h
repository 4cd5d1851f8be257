// How much of one file a device has fetched, told from the false update server's log.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "lab/updates/channel_log.h"

namespace hoshi::lab {

struct FetchSight {
  std::uint64_t requests = 0;  // that were answered with this file, or a part of it
  std::uint64_t bytes = 0;     // different ones that the device's side acknowledged
  std::uint64_t of = 0;        // the file has

  bool is_whole() const { return of > 0 && bytes == of; }
};

// Of the file with this hash and size in this session; parts may come in any order and over each other. Lines that are not
// whole, or of another session, are passed over: they can only make it less.
FetchSight fetch_of(std::string_view log, const ChannelSession& session, std::string_view sha256, std::uint64_t size_bytes);
Value to_value(const FetchSight& sight);

}  // namespace hoshi::lab
