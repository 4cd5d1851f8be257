// Fuzzes the import of lists (CSV).
// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>

#include "base/bytes.h"
#include "base/text.h"
#include "register/list_import.h"
#include "register/site.h"

using namespace hoshi;
using namespace hoshi::public_register;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Folding folding = Folding::load("office/japanese_folding.toml").value();
  static const ListColumns columns = ListColumns::load("office/list_columns.toml", folding).value();
  const std::string bytes = to_text(ByteView(data, size));
  const auto list = import_list(bytes, columns, "jc-star", {2026, 6, 1});
  if (!list) return 0;
  HOSHI_ASSERT(list->problems.size() <= problems_max);
  for (const auto& entry : list->entries) {
    HOSHI_ASSERT(!entry.proven && path_part(entry.number) && entry.level >= 1 && entry.level <= 4 && !entry.status.empty());
    const std::string text = folding.search_text(entry);
    HOSHI_ASSERT(valid_utf8(text) == text);
  }
  return 0;
}
