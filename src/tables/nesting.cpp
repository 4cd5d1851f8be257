// A scanner that knows just enough TOML to count brackets and dots outside of strings and comments.
// SPDX-License-Identifier: Apache-2.0
#include "tables/nesting.h"

namespace hoshi::tables {
namespace {

class Scanner {
 public:
  Scanner(std::size_t limit, std::string_view text) : limit_(limit), text_(text) {}

  std::optional<int> run() {
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '"' || c == '\'') {
        skip_string(c);
        continue;
      }
      if (c == '#') {
        skip_comment();
        continue;
      }
      count(c);
      if (brackets_ > limit_ || dots_ > limit_) return line_;
      ++at_;
    }
    return std::nullopt;
  }

 private:
  void count(char c) {
    if (c == '\n') ++line_;
    if (c == '[' || c == '{') ++brackets_;
    if ((c == ']' || c == '}') && brackets_ > 0) --brackets_;
    if (c == '.') ++dots_;
    if (c == '\n' || c == '=' || c == ',') dots_ = 0;
  }

  void skip_comment() {
    const auto end = text_.find('\n', at_);
    at_ = end == std::string_view::npos ? text_.size() : end;
  }

  void skip_string(char quote) {
    const std::string_view three = quote == '"' ? "\"\"\"" : "'''";
    const bool is_long = text_.substr(at_).starts_with(three);
    at_ += is_long ? 3 : 1;
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '\n') {
        if (!is_long) return;  // no TOML; the parser will say so
        ++line_;
      }
      if (c == '\\' && quote == '"') {
        at_ += text_.substr(at_ + 1).starts_with('\n') ? 1 : 2;
        continue;
      }
      if (!is_long && c == quote) {
        ++at_;
        return;
      }
      if (is_long && text_.substr(at_).starts_with(three)) {
        close_long(quote);
        return;
      }
      ++at_;
    }
  }

  // A long string may end in one or two quotes of its own before the three that close it.
  void close_long(char quote) {
    at_ += 3;
    for (int extra = 0; extra < 2 && at_ < text_.size() && text_[at_] == quote; ++extra) ++at_;
  }

  std::size_t limit_;
  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t brackets_ = 0;
  std::size_t dots_ = 0;
  int line_ = 1;
};

}  // namespace

std::optional<int> line_nested_deeper_than(std::size_t limit, std::string_view text) {
  return Scanner(limit, text).run();
}

}  // namespace hoshi::tables
