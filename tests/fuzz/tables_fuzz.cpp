// Fuzzes the TOML reader: whatever the bytes, a document within its limits or one error with its place.
// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <string_view>

#include "base/bytes.h"
#include "tables/table.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace hoshi;
  const std::string text = to_text(ByteView(data, size));
  tables::Problems problems;
  const auto document = tables::Document::read(text, "fuzz.toml", problems);
  HOSHI_ASSERT(document.has_value() == problems.empty());
  if (!document) return 0;
  tables::Table root(*document, problems);
  root.text("format");
  root.date("date");
  root.integer("number");
  root.texts("list");
  for (auto& table : root.tables("table")) table.finish();
  root.finish();
  HOSHI_ASSERT(to_json(tables::to_value(*document)).size() > 1);
  return 0;
}
