// NTP's side doors: control messages (mode 6, RFC 9327) and the private ones of old daemons (mode 7).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/bytes.h"

namespace hoshi::protocols::ntp {

// Mode 6: asks for the server's variables.
Bytes write_read_variables(std::uint16_t sequence);

struct ControlAnswer {
  bool is_error = false;
  std::uint16_t sequence = 0;
  std::uint16_t offset = 0;  // of this piece within the whole
  bool more = false;
  std::string text;          // "version=\"ntpd 4.2.8\", …"; hostile
};
// corrupt: no answer of mode 6, or its length does not fit.
[[nodiscard]] Result<ControlAnswer> read_control_answer(ByteView datagram);

// The value of a variable without its quotation marks; "" when it is not there.
std::string variable(std::string_view text, std::string_view name);

// Mode 7, as ntpdc wrote it: the list of who asked for the time.
Bytes write_monitor_list_request();

struct PrivateAnswer {
  bool is_error = false;
  std::uint16_t items = 0;
};
// corrupt: no answer of mode 7 to that request.
[[nodiscard]] Result<PrivateAnswer> read_monitor_list_answer(ByteView datagram);

}  // namespace hoshi::protocols::ntp
