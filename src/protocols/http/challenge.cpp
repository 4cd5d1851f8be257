// A tolerant reader of challenges.
// SPDX-License-Identifier: Apache-2.0
#include "protocols/http/challenge.h"

#include <algorithm>

#include "base/text.h"

namespace hoshi::protocols::http {
namespace {

class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  bool at_end() const { return at_ >= text_.size(); }
  char peek() const { return at_end() ? '\0' : text_[at_]; }
  void skip() { ++at_; }
  void skip_blank() {
    while (!at_end() && (peek() == ' ' || peek() == '\t')) ++at_;
  }
  void skip_separators() {
    while (!at_end() && (peek() == ' ' || peek() == '\t' || peek() == ',')) ++at_;
  }
  std::size_t position() const { return at_; }
  void go_to(std::size_t position) { at_ = position; }

  std::string_view word() {
    constexpr std::string_view end = " \t,=\"";
    const auto start = at_;
    while (!at_end() && end.find(peek()) == std::string_view::npos) ++at_;
    return text_.substr(start, at_ - start);
  }

  // RFC 9110, 5.6.4: a backslash quotes the next character; an unclosed string ends with the text.
  std::string quoted() {
    std::string out;
    skip();
    while (!at_end() && peek() != '"') {
      if (peek() == '\\' && at_ + 1 < text_.size()) ++at_;
      out.push_back(peek());
      ++at_;
    }
    skip();
    return out;
  }

 private:
  std::string_view text_;
  std::size_t at_ = 0;
};

// Reads `=value` after a name when it is there. "==" belongs to a token68, not to a parameter.
bool read_value(Scanner& scanner, std::string& value) {
  const auto start = scanner.position();
  scanner.skip_blank();
  if (scanner.peek() != '=') {
    scanner.go_to(start);
    return false;
  }
  scanner.skip();
  scanner.skip_blank();
  value = scanner.peek() == '"' ? scanner.quoted() : std::string(scanner.word());
  return true;
}

void read_token(Scanner& scanner, std::string_view word, Challenge& challenge) {
  challenge.token = std::string(word);
  while (scanner.peek() == '=') {
    challenge.token.push_back('=');
    scanner.skip();
  }
}

}  // namespace

const std::string& Challenge::parameter(std::string_view name) const {
  static const std::string none;
  for (const auto& [key, value] : parameters) {
    if (key == name) return value;
  }
  return none;
}

bool Challenge::has(std::string_view name) const {
  return std::any_of(parameters.begin(), parameters.end(),
                     [&](const auto& item) { return item.first == name; });
}

std::vector<Challenge> parse_challenges(std::string_view value) {
  std::vector<Challenge> challenges;
  Scanner scanner(value);
  bool after_scheme = false;
  while (true) {
    const auto before = scanner.position();
    scanner.skip_separators();
    if (scanner.at_end()) return challenges;
    const std::string_view word = scanner.word();
    if (word.empty()) {
      scanner.skip();
      continue;
    }
    const bool had_comma =
        value.substr(before, scanner.position() - before).find(',') != std::string_view::npos;
    const auto after_word = scanner.position();
    std::string content;
    const bool is_padded = value.substr(after_word, 2) == "==" ||
                           (value.substr(after_word, 1) == "=" &&
                            (after_word + 1 == value.size() || value[after_word + 1] == ','));
    if (after_scheme && !had_comma && is_padded) {
      read_token(scanner, word, challenges.back());
    } else if (read_value(scanner, content)) {
      if (!challenges.empty() && challenges.back().parameters.size() < challenge_parameter_limit) {
        challenges.back().parameters.emplace_back(lower(word), std::move(content));
      }
    } else if (after_scheme && !had_comma) {
      challenges.back().token = std::string(word);
    } else if (is_token(word)) {
      if (challenges.size() == challenge_limit) return challenges;
      challenges.push_back({lower(word), "", {}});
      after_scheme = true;
      continue;
    }
    after_scheme = false;
  }
}

std::vector<Challenge> challenges_of(const Headers& headers) {
  std::vector<Challenge> all;
  for (const auto& value : all_headers(headers, "www-authenticate")) {
    for (auto& challenge : parse_challenges(value)) {
      if (all.size() < challenge_limit) all.push_back(std::move(challenge));
    }
  }
  return all;
}

const Challenge* find_challenge(const std::vector<Challenge>& challenges, std::string_view scheme) {
  const auto found = std::find_if(challenges.begin(), challenges.end(),
                                  [&](const Challenge& challenge) { return challenge.scheme == scheme; });
  return found != challenges.end() ? &*found : nullptr;
}

}  // namespace hoshi::protocols::http
