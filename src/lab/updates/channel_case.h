// What the false update server of a lab shows to a device that comes: one case at a time.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <string_view>

#include "base/result.h"

namespace hoshi::lab {

enum class ChannelCase {
  closed,       // whoever comes is written down and sent away
  good,         // TLS with the right name, signed by the lab's own authority
  plaintext,    // HTTP in the clear, and no TLS
  self_signed,  // the right name, signed by nobody but itself
  wrong_name,   // signed by the lab's authority for another host
  expired,      // signed by the lab's authority, and over since two days
  unknown_ca,   // the right name, signed by an authority that nobody can have installed
  serving,      // as `good`, and in the clear to whoever asks so: it is about the image that is given out, not about the channel
};
inline constexpr std::array all_channel_cases{ChannelCase::closed,     ChannelCase::good,    ChannelCase::plaintext, ChannelCase::self_signed,
                                              ChannelCase::wrong_name, ChannelCase::expired, ChannelCase::unknown_ca,
                                              ChannelCase::serving};

std::string_view name_of(ChannelCase channel_case);
// invalid_input: there is no such case.
[[nodiscard]] Result<ChannelCase> channel_case_named(std::string_view name);
// Whether a certificate is shown.
bool has_tls(ChannelCase channel_case);
// Whether a request in the clear is answered.
bool has_clear(ChannelCase channel_case);

}  // namespace hoshi::lab
