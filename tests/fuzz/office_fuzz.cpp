// Fuzzes the files of a scheme's office and the office calendar: each input is read as every one of them.
// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <string>

#include "schemes/load_office.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > 64u << 10) return 0;
  const std::string text(data, data + size);
  hoshi::Scheme scheme;
  scheme.id = "jc-star";
  scheme.levels = {{1, {}, "maker", "all", true, {}, {}}};
  for (const char* path : {"workflow/misuse.toml", "workflow.toml", "office.toml", "notices.toml"}) {
    (void)hoshi::schemes::read_office({{{path, path, text}}}, scheme);
  }
  (void)hoshi::schemes::read_calendar(text, "calendar.toml");
  return 0;
}
