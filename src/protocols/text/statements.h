// Finds statements ("acknowledgement within five business days") in prose by patterns that are data.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/value.h"

namespace hoshi::protocols::text {

struct Finding {
  std::string statement;  // "contact", "acknowledgement", …
  std::string language;   // of the pattern that matched: "ja", "en", "any"
  std::string excerpt;    // at most 200 bytes
};

// Made from knowledge/<file>.toml: `[[statement]]` with name and `[[statement.pattern]]` with language,
// `all` (RE2 patterns that must all match) and `unless` (none of which may). A passage is looked at first
// alone; when `with_heading` is true, then also behind the one before it if that is a heading or a table
// cell.
class Statements {
 public:
  // invalid_input names the statement whose pattern is no RE2 or which has none.
  [[nodiscard]] static Result<Statements> create(const Value& data);

  // The first finding of each statement and language, in the order of the data.
  std::vector<Finding> find(std::string_view prose) const;
  std::vector<std::string> names() const;

  Statements(Statements&&) noexcept;
  Statements& operator=(Statements&&) noexcept;
  ~Statements();

 private:
  struct Compiled;
  explicit Statements(std::unique_ptr<Compiled> compiled);
  std::unique_ptr<Compiled> compiled_;
};

// What a page says for this purpose: its visible text, then one line for each link ("text <address>").
std::string prose_of_page(std::string_view utf8_page);

}  // namespace hoshi::protocols::text
