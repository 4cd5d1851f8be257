// Implementation of the tokenizer.
// SPDX-License-Identifier: Apache-2.0
#include "protocols/http/html.h"

#include <algorithm>

#include "base/text.h"

namespace hoshi::protocols::http {
namespace {

constexpr auto nowhere = std::string_view::npos;

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f'; }

bool is_raw(std::string_view name) {
  return name == "script" || name == "style" || name == "textarea" || name == "title" || name == "xmp";
}

// Where `</name` begins, in any case; npos when it never does.
std::size_t find_end_tag(std::string_view page, std::size_t from, std::string_view name) {
  for (std::size_t at = page.find("</", from); at != nowhere; at = page.find("</", at + 2)) {
    if (starts_with_ignoring_case(page.substr(at + 2, name.size()), name)) return at;
  }
  return nowhere;
}

}  // namespace

const std::string* HtmlToken::attribute(std::string_view wanted) const {
  const auto found = std::find_if(attributes.begin(), attributes.end(),
                                  [&](const auto& item) { return item.first == wanted; });
  return found != attributes.end() ? &found->second : nullptr;
}

std::optional<HtmlToken> HtmlTokenizer::next() {
  while (at_ < page_.size()) {
    if (++tokens_ > html_token_limit) return std::nullopt;
    if (!raw_.empty()) {
      HtmlToken token = raw_token();
      if (!token.text.empty()) return token;
      continue;
    }
    const std::size_t tag = tag_start(at_);
    if (tag > at_) return text_token(tag);
    const char mark = page_[at_ + 1];
    if (mark == '!' || mark == '?') {
      skip_markup();
      continue;
    }
    return tag_token(mark == '/');
  }
  return std::nullopt;
}

// The next '<' that begins markup, or the end of the page.
std::size_t HtmlTokenizer::tag_start(std::size_t from) const {
  for (std::size_t at = page_.find('<', from); at != nowhere && at + 1 < page_.size();
       at = page_.find('<', at + 1)) {
    const char mark = page_[at + 1];
    if (is_letter(mark) || mark == '!' || mark == '?') return at;
    if (mark == '/' && at + 2 < page_.size() && is_letter(page_[at + 2])) return at;
  }
  return page_.size();
}

HtmlToken HtmlTokenizer::text_token(std::size_t end) {
  HtmlToken token;
  token.text = decode_entities(page_.substr(at_, end - at_));
  at_ = end;
  return token;
}

HtmlToken HtmlTokenizer::raw_token() {
  const std::size_t end = std::min(find_end_tag(page_, at_, raw_), page_.size());
  HtmlToken token;
  const std::string_view content = page_.substr(at_, end - at_);
  const bool has_entities = raw_ == "title" || raw_ == "textarea";
  token.text = has_entities ? decode_entities(content) : std::string(content);
  at_ = end;
  raw_.clear();
  return token;
}

HtmlToken HtmlTokenizer::tag_token(bool is_end) {
  HtmlToken token;
  token.kind = is_end ? HtmlToken::Kind::end_tag : HtmlToken::Kind::start_tag;
  at_ += is_end ? 2 : 1;
  const std::size_t start = at_;
  while (at_ < page_.size() && !is_blank(page_[at_]) && page_[at_] != '>' && page_[at_] != '/') ++at_;
  token.name = lower(page_.substr(start, at_ - start));
  read_attributes(token);
  if (!is_end && is_raw(token.name)) raw_ = token.name;
  return token;
}

void HtmlTokenizer::skip_blank() {
  while (at_ < page_.size() && (is_blank(page_[at_]) || page_[at_] == '/')) ++at_;
}

void HtmlTokenizer::read_attributes(HtmlToken& token) {
  while (true) {
    skip_blank();
    if (at_ >= page_.size()) return;
    if (page_[at_] == '>') {
      ++at_;
      return;
    }
    const std::size_t start = at_++;
    while (at_ < page_.size() && !is_blank(page_[at_]) && page_[at_] != '=' && page_[at_] != '>' &&
           page_[at_] != '/') {
      ++at_;
    }
    std::string name = lower(page_.substr(start, at_ - start));
    const std::size_t after_name = at_;
    while (at_ < page_.size() && is_blank(page_[at_])) ++at_;
    std::string value;
    if (at_ < page_.size() && page_[at_] == '=') {
      ++at_;
      value = attribute_value();
    } else {
      at_ = after_name;
    }
    if (token.attributes.size() < html_attribute_limit)
      token.attributes.emplace_back(std::move(name), std::move(value));
  }
}

std::string HtmlTokenizer::attribute_value() {
  while (at_ < page_.size() && is_blank(page_[at_])) ++at_;
  if (at_ >= page_.size()) return {};
  const char quote = page_[at_];
  if (quote == '"' || quote == '\'') {
    const std::size_t end = std::min(page_.find(quote, at_ + 1), page_.size());
    std::string value = decode_entities(page_.substr(at_ + 1, end - at_ - 1));
    at_ = std::min(end + 1, page_.size());
    return value;
  }
  const std::size_t start = at_;
  while (at_ < page_.size() && !is_blank(page_[at_]) && page_[at_] != '>') ++at_;
  return decode_entities(page_.substr(start, at_ - start));
}

void HtmlTokenizer::skip_markup() {
  const bool is_comment = page_.substr(at_).starts_with("<!--");
  const std::string_view end = is_comment ? "-->" : ">";
  const std::size_t found = page_.find(end, at_ + 2);
  at_ = found == nowhere ? page_.size() : found + end.size();
}

}  // namespace hoshi::protocols::http
