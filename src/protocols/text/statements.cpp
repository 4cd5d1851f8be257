// Compiling of statement patterns and matching on passages.
// SPDX-License-Identifier: Apache-2.0
#include "protocols/text/statements.h"

#include <re2/re2.h>

#include <algorithm>
#include <optional>

#include "protocols/http/page.h"
#include "protocols/text/prose.h"

namespace hoshi::protocols::text {
namespace {

constexpr std::size_t pattern_limit = 500;
constexpr std::int64_t pattern_memory_bytes = 4 << 20;

using Expression = std::unique_ptr<RE2>;

struct Pattern {
  std::string language;
  std::vector<Expression> all;
  std::vector<Expression> unless;
  bool with_heading = false;
};

struct Statement {
  std::string name;
  std::vector<Pattern> patterns;
};

Result<std::vector<Expression>> compiled(const Value& list, std::string_view statement) {
  RE2::Options options;
  options.set_case_sensitive(false);
  options.set_log_errors(false);
  options.set_max_mem(pattern_memory_bytes);
  std::vector<Expression> out;
  for (const auto& item : list.as_list()) {
    out.push_back(std::make_unique<RE2>(item.as_text(), options));
    if (item.as_text().empty() || !out.back()->ok()) {
      return fail(ErrorCode::invalid_input,
                  "statement " + std::string(statement) + ": not a pattern: " + item.as_text());
    }
  }
  return out;
}

// Where the first of the patterns matched, when all did and none of `unless`.
std::optional<std::size_t> match(const Pattern& pattern, std::string_view passage) {
  const re2::StringPiece text(passage.data(), passage.size());
  std::optional<std::size_t> position;
  for (const auto& expression : pattern.all) {
    re2::StringPiece found;
    if (!expression->Match(text, 0, text.size(), RE2::UNANCHORED, &found, 1)) return std::nullopt;
    if (!position) position = static_cast<std::size_t>(found.data() - text.data());
  }
  const bool is_excluded =
      std::any_of(pattern.unless.begin(), pattern.unless.end(),
                  [&](const Expression& expression) { return RE2::PartialMatch(text, *expression); });
  return is_excluded ? std::nullopt : position;
}

// Headings, table cells and list marks: short, and no sentence of their own.
bool is_heading(std::string_view passage) {
  constexpr std::size_t heading_bytes = 150;
  const bool is_sentence =
      passage.ends_with("。") || passage.ends_with('.') || passage.ends_with('!') || passage.ends_with('?');
  return passage.size() <= heading_bytes && !is_sentence;
}

std::optional<std::string> first_match(const Pattern& pattern, const std::vector<std::string>& all) {
  for (const auto& passage : all) {
    if (const auto position = match(pattern, passage)) return excerpt(passage, *position);
  }
  if (!pattern.with_heading) return std::nullopt;
  for (std::size_t i = 1; i < all.size(); ++i) {
    if (!is_heading(all[i - 1])) continue;
    const std::string both = all[i - 1] + " " + all[i];
    if (const auto position = match(pattern, both)) return excerpt(both, *position);
  }
  return std::nullopt;
}

}  // namespace

struct Statements::Compiled {
  std::vector<Statement> statements;
};

Statements::Statements(std::unique_ptr<Compiled> compiled) : compiled_(std::move(compiled)) {}
Statements::Statements(Statements&&) noexcept = default;
Statements& Statements::operator=(Statements&&) noexcept = default;
Statements::~Statements() = default;

Result<Statements> Statements::create(const Value& data) {
  auto made = std::make_unique<Compiled>();
  std::size_t count = 0;
  for (const auto& item : data["statement"].as_list()) {
    Statement statement{item["name"].as_text(), {}};
    for (const auto& pattern : item["pattern"].as_list()) {
      if (++count > pattern_limit) return fail(ErrorCode::invalid_input, "too many patterns");
      Pattern made_pattern;
      made_pattern.language = pattern["language"].as_text();
      made_pattern.with_heading = pattern["with_heading"].as_bool();
      made_pattern.all = HOSHI_TRY(compiled(pattern["all"], statement.name));
      made_pattern.unless = HOSHI_TRY(compiled(pattern["unless"], statement.name));
      if (made_pattern.all.empty()) {
        return fail(ErrorCode::invalid_input, "statement " + statement.name + " has an empty pattern");
      }
      statement.patterns.push_back(std::move(made_pattern));
    }
    if (statement.name.empty() || statement.patterns.empty()) {
      return fail(ErrorCode::invalid_input, "a statement without name or pattern");
    }
    made->statements.push_back(std::move(statement));
  }
  if (made->statements.empty()) return fail(ErrorCode::invalid_input, "no statements");
  return Statements(std::move(made));
}

std::vector<Finding> Statements::find(std::string_view prose) const {
  const auto all = passages(prose);
  std::vector<Finding> findings;
  const auto is_known = [&](const Statement& statement, const Pattern& pattern) {
    return std::any_of(findings.begin(), findings.end(), [&](const Finding& finding) {
      return finding.statement == statement.name && finding.language == pattern.language;
    });
  };
  for (const auto& statement : compiled_->statements) {
    for (const auto& pattern : statement.patterns) {
      if (is_known(statement, pattern)) continue;
      auto text = first_match(pattern, all);
      if (text) findings.push_back({statement.name, pattern.language, std::move(*text)});
    }
  }
  return findings;
}

std::vector<std::string> Statements::names() const {
  std::vector<std::string> out;
  for (const auto& statement : compiled_->statements) out.push_back(statement.name);
  return out;
}

std::string prose_of_page(std::string_view utf8_page) {
  std::string out = http::visible_text(utf8_page);
  for (const auto& link : http::page_links(utf8_page)) out += "\n" + link.text + " <" + link.address + ">";
  return out;
}

}  // namespace hoshi::protocols::text
