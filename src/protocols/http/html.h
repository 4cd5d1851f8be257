// A tolerant, bounded HTML tokenizer of our own: tags with attributes and text, nothing else.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hoshi::protocols::http {

constexpr std::size_t html_attribute_limit = 64;   // of one tag; the rest is dropped
constexpr std::size_t html_token_limit = 400'000;  // of one page; the rest is not read

struct HtmlToken {
  enum class Kind { start_tag, end_tag, text } kind = Kind::text;
  std::string name;  // of a tag, lower case
  std::string text;  // entities decoded; the content of script and style is text as it stands
  std::vector<std::pair<std::string, std::string>> attributes;  // names in lower case, entities decoded

  // The first attribute of that name, or nothing.
  const std::string* attribute(std::string_view wanted) const;
  bool is_start(std::string_view wanted) const { return kind == Kind::start_tag && name == wanted; }
  bool is_end(std::string_view wanted) const { return kind == Kind::end_tag && name == wanted; }
};

// Reads a borrowed page from front to end in linear time. Comments, declarations and processing
// instructions are read over; what is never closed ends with the page. Never fails.
class HtmlTokenizer {
 public:
  explicit HtmlTokenizer(std::string_view page) : page_(page) {}
  std::optional<HtmlToken> next();

 private:
  HtmlToken text_token(std::size_t end);
  HtmlToken tag_token(bool is_end);
  HtmlToken raw_token();
  void read_attributes(HtmlToken& token);
  std::string attribute_value();
  void skip_markup();
  void skip_blank();
  std::size_t tag_start(std::size_t from) const;

  std::string_view page_;
  std::size_t at_ = 0;
  std::size_t tokens_ = 0;
  std::string raw_;  // "script" while its content is to be read
};

// Character references: the common names and all numbers; unknown ones stay as they are.
std::string decode_entities(std::string_view text);

}  // namespace hoshi::protocols::http
