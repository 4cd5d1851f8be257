// Fuzzes the readers of NTP's control and private messages.
// SPDX-License-Identifier: Apache-2.0
#include <cstdint>

#include "protocols/ntp/control.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace hoshi::protocols::ntp;
  const hoshi::ByteView bytes(data, size);
  (void)read_monitor_list_answer(bytes);
  const auto answer = read_control_answer(bytes);
  if (!answer) return 0;
  HOSHI_ASSERT(answer->text.size() <= size && variable(answer->text, "version").size() <= answer->text.size());
  return 0;
}
