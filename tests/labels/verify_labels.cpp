// Reads keys and signed statements from standard input and says, by the public verifier, what each label states; for tests/office.
// SPDX-License-Identifier: Apache-2.0
#include <iostream>
#include <sstream>
#include <string>
#include <vector>

#include "base/date.h"
#include "base/encoding.h"
#include "labels/statement.h"

namespace {

using namespace hoshi;

// "key <algorithm> <key as hexadecimal> <from> <until>"
Result<labels::LabelKey> key_from(std::istringstream& words) {
  int algorithm = 0;
  std::string key, from, until;
  words >> algorithm >> key >> from >> until;
  labels::LabelKey made;
  made.algorithm = static_cast<labels::Algorithm>(algorithm);
  made.key = HOSHI_TRY(from_hex(key));
  made.id = labels::label_key_id(made.algorithm, made.key);
  made.from = HOSHI_TRY(parse_date(from));
  made.until = HOSHI_TRY(parse_date(until));
  return made;
}

// "label <COSE_Sign1 as hexadecimal>"
Result<labels::Statement> statement_from(std::istringstream& words, const std::vector<labels::LabelKey>& keys) {
  std::string bytes;
  words >> bytes;
  const Bytes signed_bytes = HOSHI_TRY(from_hex(bytes));
  return labels::verify_statement(signed_bytes, keys);
}

}  // namespace

int main() {
  std::vector<labels::LabelKey> keys;
  std::string line, what;
  while (std::getline(std::cin, line)) {
    std::istringstream words(line);
    words >> what;
    if (what == "key") {
      const auto key = key_from(words);
      if (!key) return 2;
      keys.push_back(*key);
      continue;
    }
    const auto statement = statement_from(words, keys);
    if (statement) std::cout << "valid " << statement->number << " " << statement->status_list << " " << statement->status_index << "\n";
    if (!statement) std::cout << "refused " << statement.error().message << "\n";
  }
  return 0;
}
