// Getters that schemes need again and again: words in both languages, confidence, names that must be defined.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "domain/verdict.h"
#include "domain/words.h"
#include "tables/table.h"

namespace hoshi::schemes {

// Both languages must be there and not empty.
Words read_words(tables::Table& table, std::string_view key);
// Must be given; the fallback after a problem is `unverified`.
Confidence read_confidence(tables::Table& table, std::string_view key);

// Records not_defined (with a suggestion) when `value` is not among `defined`.
bool check_defined(tables::Table& table, std::string_view key, int line, const std::string& value,
                   const std::vector<std::string>& defined, std::string_view what);

// Remembers ids and records used_twice for the second of the same.
class UniqueIds {
 public:
  void check(tables::Table& table, std::string_view key, const std::string& id);

 private:
  std::map<std::string, int> lines_;
};

}  // namespace hoshi::schemes
