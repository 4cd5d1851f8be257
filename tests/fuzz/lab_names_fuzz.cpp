// Feeds the log of a lab's name server, in which devices choose the names.
// SPDX-License-Identifier: Apache-2.0
#include "lab/questions.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(static_cast<const char*>(static_cast<const void*>(data)), size);
  hoshi::lab::Settings settings;
  settings.interface = "eth1";
  for (const auto& name : hoshi::lab::names_asked(text, settings)) {
    HOSHI_ASSERT(!name.empty() && name.size() <= hoshi::lab::name_limit_bytes);
  }
  return 0;
}
