// Reads the members of a map that a stranger wrote: kinds, bounds, characters; what is not asked for is refused.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "base/value.h"
#include "domain/words.h"

namespace hoshi::office {

enum class Need { required, optional };

// Keeps the first problem and gives empty things from then on; finish() tells it. Borrows the value.
class Fields {
 public:
  // `where` stands in front of messages: "data", "data/product".
  Fields(const Value& value, std::string where);

  // Valid UTF-8 without control characters (line feeds only in long_text), trimmed, at most so many bytes.
  std::string text(std::string_view key, std::size_t bytes_max, Need need);
  std::string long_text(std::string_view key, std::size_t bytes_max, Need need);
  // Lower-case letters, digits, '_' and '-'.
  std::string word(std::string_view key, Need need);
  std::string one_of(std::string_view key, const std::vector<std::string_view>& allowed, Need need);
  std::string sha256(std::string_view key, Need need);
  std::string identifier(std::string_view key, Need need);  // as new_identifier makes them
  std::string date(std::string_view key, Need need);        // "YYYY-MM-DD", a day that exists
  std::string url(std::string_view key, Need need);         // https:// or http://, a host, no user, no blanks
  std::int64_t integer(std::string_view key, std::int64_t least, std::int64_t most, Need need);
  bool flag(std::string_view key);                          // false when absent
  Words words(std::string_view key, std::size_t bytes_max, Need need);  // {"ja","en"}; required: Japanese or English is there
  std::vector<std::string> texts(std::string_view key, std::size_t pieces_max, std::size_t bytes_max, Need need);  // each once
  const ValueList& maps(std::string_view key, std::size_t pieces_max, Need need);
  const Value& map(std::string_view key, Need need);

  // Names a problem found by whoever reads on; the first one counts.
  void refuse(std::string_view key, std::string_view why);
  // invalid_input with the first problem, or with the first member nobody asked for.
  [[nodiscard]] Result<void> finish() const;

 private:
  const Value& member(std::string_view key, Need need);
  std::string bounded(std::string_view key, std::size_t bytes_max, Need need, bool many_lines);

  const Value& value_;
  std::string where_;
  std::set<std::string, std::less<>> asked_;
  std::string problem_;
};

// Valid UTF-8 without control characters, direction marks and the like.
bool is_clean_text(std::string_view text, bool many_lines);
bool is_sha256(std::string_view text);
// One address of ASCII with a domain that has a dot; nothing that could become another header or recipient.
bool is_mail_address(std::string_view text);

}  // namespace hoshi::office
