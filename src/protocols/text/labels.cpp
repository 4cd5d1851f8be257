// Compiling and matching of labels.
// SPDX-License-Identifier: Apache-2.0
#include "protocols/text/labels.h"

#include <re2/re2.h>

#include <vector>

#include "protocols/text/prose.h"

namespace hoshi::protocols::text {
namespace {

bool is_alphanumeric(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_joining(char c) { return c == '-' || c == '.' || c == '_' || c == '/'; }

// Whether the word goes on at `at` in the direction of `step` (1 or -1): a letter, or a joining mark and a
// letter.
bool goes_on(std::string_view text, std::size_t at, int step) {
  if (at >= text.size()) return false;
  if (is_alphanumeric(text[at])) return true;
  const std::size_t next = step > 0 ? at + 1 : at - 1;
  return is_joining(text[at]) && next < text.size() && is_alphanumeric(text[next]);
}

}  // namespace

struct Labels::Compiled {
  struct Label {
    std::string name;
    std::unique_ptr<RE2> pattern;
  };
  std::vector<Label> labels;
};

Labels::Labels(std::unique_ptr<Compiled> compiled) : compiled_(std::move(compiled)) {}
Labels::Labels(Labels&&) noexcept = default;
Labels& Labels::operator=(Labels&&) noexcept = default;
Labels::~Labels() = default;

Result<Labels> Labels::create(const Value& data) {
  RE2::Options options;
  options.set_case_sensitive(false);
  options.set_log_errors(false);
  auto made = std::make_unique<Compiled>();
  for (const auto& item : data["label"].as_list()) {
    const auto& text = item["pattern"].as_text();
    auto pattern = std::make_unique<RE2>(text, options);
    const bool is_good =
        pattern->ok() && pattern->NumberOfCapturingGroups() == 1 && !item["name"].as_text().empty();
    if (!is_good) return fail(ErrorCode::invalid_input, "not a label with one group: " + text);
    made->labels.push_back({item["name"].as_text(), std::move(pattern)});
  }
  if (made->labels.empty()) return fail(ErrorCode::invalid_input, "no labels");
  return Labels(std::move(made));
}

std::string Labels::find(std::string_view name, std::string_view utf8) const {
  const std::string text = half_width(utf8.substr(0, prose_limit_bytes));
  for (const auto& label : compiled_->labels) {
    std::string caught;
    if (label.name == name && RE2::PartialMatch(text, *label.pattern, &caught)) return caught;
  }
  return {};
}

bool shows_word(std::string_view text, std::string_view word) {
  if (word.empty()) return false;
  for (auto at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
    const bool begins = at == 0 || !goes_on(text, at - 1, -1);
    if (begins && !goes_on(text, at + word.size(), 1)) return true;
  }
  return false;
}

}  // namespace hoshi::protocols::text
