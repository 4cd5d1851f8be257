// Order, limit and English text of problems.
// SPDX-License-Identifier: Apache-2.0
#include "tables/problem.h"

#include <algorithm>
#include <array>
#include <tuple>

#include "tables/problem_kinds.h"

namespace hoshi::tables {
namespace {

bool before(const Problem& a, const Problem& b) {
  return std::tie(a.file, a.line) < std::tie(b.file, b.line);
}

}  // namespace

std::string fill(std::string_view text, const Slots& slots) {
  std::string out;
  while (!text.empty()) {
    const auto open = text.find('{');
    const auto close = text.find('}', open == std::string_view::npos ? 0 : open);
    if (open == std::string_view::npos || close == std::string_view::npos) break;
    const auto slot = slots.find(std::string(text.substr(open + 1, close - open - 1)));
    out += text.substr(0, open);
    out += slot != slots.end() ? std::string_view(slot->second) : text.substr(open, close - open + 1);
    text.remove_prefix(close + 1);
  }
  return out.append(text);
}

std::string to_text(const Problem& problem) {
  std::string text = problem.file;
  if (problem.line > 0) text += ":" + std::to_string(problem.line);
  if (!problem.field.empty()) text += ": " + problem.field;
  return text + ": " + problem.english;
}

void Problems::add(std::string_view file, int line, std::string_view field, const ProblemKind& kind,
                   Slots slots) {
  std::string english = fill(kind.english, slots);
  add(Problem{std::string(file), line, std::string(field), std::string(kind.key), std::move(slots),
              std::move(english)});
}

void Problems::add(Problem problem) {
  if (all_.size() >= limit) return;
  const auto [first, last] = std::equal_range(all_.begin(), all_.end(), problem, before);
  const bool is_known = std::any_of(first, last, [&](const Problem& one) {
    return one.field == problem.field && one.english == problem.english;
  });
  if (!is_known) all_.insert(last, std::move(problem));
}

void Problems::append(Problems other) {
  for (auto& problem : other.all_) add(std::move(problem));
}

std::string Problems::to_lines() const {
  std::string lines;
  for (const auto& problem : all_) lines += to_text(problem) + "\n";
  return lines;
}

std::span<const ProblemKind> problem_kinds() {
  static constexpr std::array all{
      not_toml,     too_large,   too_deep,        too_many_values,   unknown_key, unknown_key_near,
      missing,      not_text,    not_integer,     not_boolean,       not_list,    not_table,
      not_date,     no_such_date, out_of_range,   not_one_of,        not_one_of_near, wrong_format,
      unreadable,   control_character};
  return all;
}

}  // namespace hoshi::tables
