// Names of the cases of a false update server.
// SPDX-License-Identifier: Apache-2.0
#include "lab/updates/channel_case.h"

#include "base/text.h"

namespace hoshi::lab {

std::string_view name_of(ChannelCase channel_case) {
  switch (channel_case) {
    case ChannelCase::closed: return "closed";
    case ChannelCase::good: return "good";
    case ChannelCase::plaintext: return "plaintext";
    case ChannelCase::self_signed: return "self_signed";
    case ChannelCase::wrong_name: return "wrong_name";
    case ChannelCase::expired: return "expired";
    case ChannelCase::unknown_ca: return "unknown_ca";
    case ChannelCase::serving: return "serving";
  }
  return "closed";
}

Result<ChannelCase> channel_case_named(std::string_view name) {
  for (const auto one : all_channel_cases) {
    if (name_of(one) == name) return one;
  }
  return fail(ErrorCode::invalid_input, printable(name, 40));
}

bool has_tls(ChannelCase channel_case) { return channel_case != ChannelCase::closed && channel_case != ChannelCase::plaintext; }

bool has_clear(ChannelCase channel_case) { return channel_case == ChannelCase::plaintext || channel_case == ChannelCase::serving; }

}  // namespace hoshi::lab
