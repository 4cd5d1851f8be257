// Terminal table with Japanese widths and colour only where asked for.
// SPDX-License-Identifier: Apache-2.0
#include "documents/terminal.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace hoshi::documents {
namespace {

struct Range {
  std::uint32_t first;
  std::uint32_t last;
};

// Wide and full-width blocks of UAX #11 that our texts use; ★ and … are narrow in most terminals.
constexpr std::array wide{Range{0x1100, 0x115F}, Range{0x2E80, 0x303E}, Range{0x3041, 0x33FF}, Range{0x3400, 0x4DBF},
                          Range{0x4E00, 0x9FFF}, Range{0xA000, 0xA4CF}, Range{0xAC00, 0xD7A3}, Range{0xF900, 0xFAFF},
                          Range{0xFE30, 0xFE4F}, Range{0xFF00, 0xFF60}, Range{0xFFE0, 0xFFE6}, Range{0x1F300, 0x1FAFF}};
constexpr std::array none{Range{0x0300, 0x036F}, Range{0x200B, 0x200F}, Range{0x3099, 0x309A}, Range{0xFE00, 0xFE0F}};

template <std::size_t count>
bool is_in(const std::array<Range, count>& ranges, std::uint32_t point) {
  return std::any_of(ranges.begin(), ranges.end(),
                     [point](Range range) { return point >= range.first && point <= range.last; });
}

struct Character {
  std::size_t bytes;
  std::size_t columns;
};

Character character_at(std::string_view text) {
  const auto first = static_cast<unsigned char>(text[0]);
  std::size_t bytes = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  bytes = std::min(bytes, text.size());
  std::uint32_t point = bytes == 1 ? first : first & (0xFFU >> (bytes + 1));
  for (std::size_t i = 1; i < bytes; ++i) point = point << 6 | (static_cast<unsigned char>(text[i]) & 0x3FU);
  return {bytes, is_in(wide, point) ? 2U : is_in(none, point) ? 0U : 1U};
}

std::string padded(std::string_view text, std::size_t columns) {
  std::string out = fitted(text, columns);
  out.append(columns - std::min(columns, width_of(out)), ' ');
  return out;
}

std::string_view sign_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::pass: return "✔";
    case Verdict::fail: return "✘";
    case Verdict::inconclusive: return "?";
    case Verdict::not_applicable: return "–";
    case Verdict::accepted_by_recognition: return "≡";
  }
  return "?";
}

// Colours by role, readable on dark and light, and never the only sign (ECMA-48 SGR).
std::string_view colour_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::pass:
    case Verdict::accepted_by_recognition: return "\x1b[32m";
    case Verdict::fail: return "\x1b[1;31m";
    case Verdict::inconclusive: return "\x1b[33m";
    case Verdict::not_applicable: return "\x1b[2m";
  }
  return "";
}

// The beginning of a text that fits, broken at a blank where there is one near.
std::string_view first_columns(std::string_view text, std::size_t columns) {
  std::size_t bytes = 0;
  std::size_t used = 0;
  std::size_t blank = 0;
  while (bytes < text.size()) {
    const Character character = character_at(text.substr(bytes));
    if (used + character.columns > columns) return text.substr(0, blank > bytes / 2 ? blank : bytes);
    used += character.columns;
    bytes += character.bytes;
    if (text[bytes - 1] == ' ') blank = bytes;
  }
  return text;
}

class Table {
 public:
  Table(const ReportInput& input, Colour colour, std::size_t columns)
      : input_(input), colour_(colour), columns_(std::clamp<std::size_t>(columns, 72, 160)) {}

  std::string write() {
    head();
    for (const auto& criterion : input_.judgement.criteria) row(criterion);
    rule();
    foot();
    next();
    return std::move(out_);
  }

 private:
  std::string painted(std::string_view text, std::string_view code) const {
    if (colour_ == Colour::off) return std::string(text);
    return std::string(code) + std::string(text) + "\x1b[0m";
  }
  void line(const std::string& text) { out_ += text + "\n"; }
  void rule() {
    std::string text;
    for (std::size_t i = 0; i < columns_; ++i) text += "─";
    line(painted(text, "\x1b[2m"));
  }

  void head() {
    const auto& product = input_.product;
    line("");
    line(painted(input_.text("report.title", {{"scheme", input_.scheme.name.in(input_.language)},
                                              {"level", level_mark(input_.judgement.level)}}),
                 "\x1b[1m"));
    line(input_.text("report.for_product",
                     {{"name", product.name}, {"model", product.model}, {"firmware", product.firmware}}));
    rule();
  }

  std::string verdict_text(const CriterionResult& result) const {
    return std::string(sign_of(result.verdict)) + " " + input_.verdict_text(result.verdict) + (result.provisional ? "*" : "");
  }

  // As wide as the widest verdict of this table.
  std::size_t verdict_columns() const {
    std::size_t widest = 0;
    for (const auto& one : input_.judgement.criteria) widest = std::max(widest, width_of(verdict_text(one)));
    return widest;
  }

  void row(const CriterionResult& result) {
    constexpr std::size_t id_columns = 9;
    const Criterion* criterion = input_.scheme.criterion(result.criterion);
    const std::string title = criterion != nullptr ? criterion->title.in(input_.language) : "";
    const std::size_t title_columns = columns_ >= 110 ? 46 : 30;
    const std::string reason = main_reason(input_, result);
    const std::size_t used = id_columns + 1 + title_columns + 1 + verdict_columns() + 2;
    const bool beside = used < columns_ && width_of(reason) <= columns_ - used;
    const std::string verdict = verdict_text(result);
    line(padded(result.criterion, id_columns) + " " + padded(title, title_columns) + " " +
         painted(beside ? padded(verdict, verdict_columns()) : verdict, colour_of(result.verdict)) +
         (beside ? "  " + reason : ""));
    if (!beside) below(reason);
  }

  // A reason that does not fit beside the verdict stands under it, at most two lines.
  void below(std::string_view reason) {
    constexpr std::size_t indent = 12;
    for (int i = 0; i < 2 && !reason.empty(); ++i) {
      const std::string_view part = i == 1 ? reason : first_columns(reason, columns_ - indent);
      line(std::string(indent, ' ') + painted(fitted(part, columns_ - indent), "\x1b[2m"));
      reason.remove_prefix(part.size());
    }
  }

  void foot() {
    const Verdict verdict = input_.judgement.verdict;
    line(input_.text("report.overall") + ": " +
         painted(std::string(sign_of(verdict)) + " " + input_.verdict_text(verdict), colour_of(verdict)) + "   " +
         counts_line(input_));
    for (const auto& reason : input_.judgement.reasons) {
      line("  " + input_.words.render(input_.language, Message{"reason." + reason.key, reason.slots}));
    }
    for (const auto& sentence : health_lines(input_, HealthLines::only_trouble)) line("  " + sentence);
    const bool provisional = std::any_of(input_.judgement.criteria.begin(), input_.judgement.criteria.end(),
                                         [](const CriterionResult& result) { return result.provisional; });
    if (provisional) {
      line(input_.text("report.provisional_note", {{"mark", input_.scheme.provisional_mark.in(input_.language)}}));
    }
  }

  void next() {
    constexpr std::size_t shown = 8;
    const auto todos = open_questions(input_);
    if (todos.empty()) return;
    line("");
    line(painted(input_.text("report.next_questions"), "\x1b[1m"));
    for (std::size_t i = 0; i < std::min(shown, todos.size()); ++i) {
      const auto& todo = todos[i];
      const std::string name = todo.question + (todo.subject.empty() ? "" : " [" + todo.subject + "]");
      line("  " + fitted(name + "  " + todo.text, columns_ - 2));
    }
    if (todos.size() > shown) {
      line("  " + input_.text("report.more", {{"count", std::to_string(todos.size() - shown)}}));
    }
  }

  const ReportInput& input_;
  Colour colour_;
  std::size_t columns_;
  std::string out_{};
};

}  // namespace

std::size_t width_of(std::string_view text) {
  std::size_t columns = 0;
  while (!text.empty()) {
    const Character character = character_at(text);
    columns += character.columns;
    text.remove_prefix(character.bytes);
  }
  return columns;
}

std::string fitted(std::string_view text, std::size_t columns) {
  if (width_of(text) <= columns) return std::string(text);
  std::string out;
  std::size_t used = 0;
  while (!text.empty()) {
    const Character character = character_at(text);
    if (used + character.columns + 1 > columns) break;
    out.append(text.substr(0, character.bytes));
    used += character.columns;
    text.remove_prefix(character.bytes);
  }
  return out + "…";
}

std::string terminal_report(const ReportInput& input, Colour colour, std::size_t columns) {
  return Table(input, colour, columns).write();
}

}  // namespace hoshi::documents
