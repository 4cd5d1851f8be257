// Fuzzes signed statements: read, lint by both engines, verify; what is accepted is in the one form there is.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdint>

#include "labels/lint.h"
#include "labels/lint_bytes.h"
#include "labels/lint_fields.h"
#include "labels/statement.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace hoshi;
  using namespace hoshi::labels;
  static const LintProfile profile{"jc-star", "label-log.example.jp/2026", 1, 4, 731};
  const ByteView bytes(data, size);
  const auto by_fields = lint_fields(bytes, profile);
  const auto by_bytes = lint_bytes(bytes, profile);
  (void)to_text(lint_statement(bytes, profile));
  HOSHI_ASSERT(!verify_statement(bytes, {}).has_value());
  const auto envelope = read_signed(bytes);
  if (!envelope) {
    HOSHI_ASSERT(!by_fields.empty() && !by_bytes.empty());
    return 0;
  }
  const auto again = write_signed(*envelope);
  HOSHI_ASSERT(again.has_value() && std::equal(again->begin(), again->end(), bytes.begin(), bytes.end()));
  const auto statement = read_statement(envelope->payload);
  HOSHI_ASSERT(statement.has_value() || (!by_fields.empty() && !by_bytes.empty()));
  if (statement) HOSHI_ASSERT(*write_statement(*statement) == envelope->payload);
  return 0;
}
