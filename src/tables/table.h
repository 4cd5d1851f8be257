// A view on one table of a document whose getters record every mistake instead of stopping at the first.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/value.h"
#include "tables/document.h"
#include "tables/problem.h"

namespace hoshi::tables {

enum class Presence { optional, required };

struct Range {
  std::int64_t least = std::numeric_limits<std::int64_t>::min();
  std::int64_t most = std::numeric_limits<std::int64_t>::max();
};

// Borrows the document and the list of problems; both must outlive it. A getter that finds nothing, or
// something of another kind (which becomes a problem), returns its fallback. Every key that a getter was
// asked for is known; `finish` reports the others.
class Table {
 public:
  Table(const Document& document, Problems& problems)
      : Table(document.root(), document.file_name(), "", problems) {}

  bool has(std::string_view key) const { return node_->member(key) != nullptr; }
  // Line of the key, or of the table when the key is not there.
  int line_of(std::string_view key) const;
  int line() const { return node_->line; }
  // The member as it stands, for a second look; asks for nothing and reports nothing.
  const Node* member(std::string_view key) const { return node_->member(key); }
  const std::string& path() const { return path_; }
  std::string field(std::string_view key) const;  // "route[2].port"
  std::vector<std::string> keys() const;

  // Required text must not be empty. Text never holds control characters but line breaks and tabs.
  std::string text(std::string_view key, Presence presence = Presence::optional);
  // Empty when absent; anything else must be one of `allowed`.
  std::string one_of(std::string_view key, const std::vector<std::string>& allowed,
                     Presence presence = Presence::optional);
  std::int64_t integer(std::string_view key, std::int64_t fallback = 0, Range range = {},
                       Presence presence = Presence::optional);
  bool boolean(std::string_view key, bool fallback);
  // A TOML date or the same as text; returns YYYY-MM-DD, or "" when absent or empty.
  std::string date(std::string_view key, Presence presence = Presence::optional);
  // A required list must not be empty.
  std::vector<std::string> texts(std::string_view key, Presence presence = Presence::optional);
  std::optional<Table> table(std::string_view key, Presence presence = Presence::optional);
  std::vector<Table> tables(std::string_view key);
  // Whatever stands there; null when absent.
  Value value(std::string_view key);
  // The node itself, for the line numbers of list members; null when absent. Marks the key as known.
  const Node* node(std::string_view key);

  // Records a problem of the caller's at that key, or at the table when the key is empty or not there.
  void problem(std::string_view key, const ProblemKind& kind, Slots slots = {});
  // The same at a line of the caller's choice (a list member).
  void problem_at(int line, std::string_view key, const ProblemKind& kind, Slots slots = {});

  // Checks that `value` is allowed and records not_one_of (with a suggestion) when it is not.
  bool check_one_of(std::string_view key, int line, const std::string& value,
                    const std::vector<std::string>& allowed);

  // Reports each key that no getter asked for, with a suggestion. Call it last.
  void finish();

 private:
  Table(const Node& node, std::string_view file, std::string path, Problems& problems)
      : node_(&node), file_(file), path_(std::move(path)), problems_(&problems) {}

  const Node* find(std::string_view key, Presence presence);
  const Node* find_kind(std::string_view key, Node::Kind kind, Presence presence);
  void wrong(std::string_view key, const Node& node, Node::Kind wanted);
  bool is_clean(std::string_view key, const Node& node);

  const Node* node_;  // borrowed, never null
  std::string file_;
  std::string path_;
  Problems* problems_;  // borrowed, never null
  std::set<std::string, std::less<>> known_{};
};

Value to_value(const Document& document);
// `text` cut and cleaned for use in a message.
std::string excerpt_of(std::string_view text);

}  // namespace hoshi::tables
