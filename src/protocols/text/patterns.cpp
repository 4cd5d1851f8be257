// Patterns of people on the words of devices.
// SPDX-License-Identifier: Apache-2.0
#include "protocols/text/patterns.h"

#include <re2/re2.h>

namespace hoshi::protocols::text {
namespace {

constexpr std::int64_t memory_bytes = 1 << 20;

RE2::Options options() {
  RE2::Options chosen(RE2::Latin1);  // what devices send need not be UTF-8; bytes of UTF-8 still match themselves
  chosen.set_dot_nl(true);
  chosen.set_log_errors(false);
  chosen.set_max_mem(memory_bytes);
  return chosen;
}

}  // namespace

Result<bool> is_found(const std::string& pattern, std::string_view text) {
  const auto match = HOSHI_TRY(first_match(pattern, text));
  return match.has_value();
}

Result<std::optional<std::string>> first_match(const std::string& pattern, std::string_view text) {
  const RE2 compiled("(" + pattern + ")", options());
  if (!compiled.ok()) return fail(ErrorCode::invalid_input, "no regular expression: " + compiled.error());
  const re2::StringPiece subject(text.data(), text.size());
  std::string whole;
  std::string group;
  const bool has_group = compiled.NumberOfCapturingGroups() > 1;
  const bool found = has_group ? RE2::PartialMatch(subject, compiled, &whole, &group)
                               : RE2::PartialMatch(subject, compiled, &whole);
  if (!found) return std::optional<std::string>();
  return std::optional<std::string>(has_group ? std::move(group) : std::move(whole));
}

}  // namespace hoshi::protocols::text
