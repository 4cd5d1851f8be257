// A mistake in an input file, with the line and field it stands at and a text for people in any language.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hoshi::tables {

using Slots = std::map<std::string, std::string>;

// What can be wrong: a key of translations/*.toml and its English sentence with {slots}. The same sentence
// stands in translations/en.toml (a test compares them), so a problem can be shown without any data folder.
struct ProblemKind {
  std::string_view key;
  std::string_view english;
};

struct Problem {
  std::string file;
  int line = 0;       // counted from 1; 0: the file as a whole
  std::string field;  // "route[2].port" (lists counted from 1); empty when no field is meant
  std::string key;    // "problem.unknown_key"
  Slots slots;
  std::string english;
};

// "product.toml:12: route[2].port: …", in English.
std::string to_text(const Problem& problem);
// The template with every {slot} replaced; slots that are not given stay as they are.
std::string fill(std::string_view text, const Slots& slots);

// Every problem found in the files of one reading, ordered by file and line, each once (readers may
// look twice). Keeps the first `limit` ones: hostile files cannot make the list grow without end.
class Problems {
 public:
  static constexpr std::size_t limit = 500;

  void add(std::string_view file, int line, std::string_view field, const ProblemKind& kind, Slots slots = {});
  void add(Problem problem);
  void append(Problems other);

  bool empty() const { return all_.empty(); }
  std::size_t size() const { return all_.size(); }
  const std::vector<Problem>& all() const { return all_; }
  // One line each, as to_text writes them.
  std::string to_lines() const;

 private:
  std::vector<Problem> all_;
};

// The problems this room itself can find; other rooms have lists of their own.
std::span<const ProblemKind> problem_kinds();

}  // namespace hoshi::tables
