// The typed getters and the hunt for unknown keys.
// SPDX-License-Identifier: Apache-2.0
#include "tables/table.h"

#include <algorithm>

#include "base/date.h"
#include "base/text.h"
#include "tables/problem_kinds.h"

namespace hoshi::tables {
namespace {

bool is_forbidden_control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (byte < 0x20 && c != '\n' && c != '\r' && c != '\t') || byte == 0x7F;
}

const ProblemKind& wanted_kind(Node::Kind kind) {
  switch (kind) {
    case Node::Kind::text: return not_text;
    case Node::Kind::integer: return not_integer;
    case Node::Kind::boolean: return not_boolean;
    case Node::Kind::date: return not_date;
    case Node::Kind::list: return not_list;
    case Node::Kind::table:
    case Node::Kind::other: break;  // no getter wants `other`
  }
  return not_table;
}

}  // namespace

std::string excerpt_of(std::string_view text) {
  constexpr std::size_t limit_bytes = 60;  // enough to recognise what one wrote
  return printable(text, limit_bytes);
}

int Table::line_of(std::string_view key) const {
  const Node* found = node_->member(key);
  return found != nullptr ? found->line : node_->line;
}

std::string Table::field(std::string_view key) const {
  if (path_.empty() || key.empty()) return path_.empty() ? std::string(key) : path_;
  return path_ + "." + std::string(key);
}

std::vector<std::string> Table::keys() const {
  std::vector<std::string> names;
  for (const auto& child : node_->children) names.push_back(child.name);
  return names;
}

const Node* Table::find(std::string_view key, Presence presence) {
  known_.emplace(key);
  const Node* found = node_->member(key);
  if (found == nullptr && presence == Presence::required) problem(key, missing);
  return found;
}

const Node* Table::find_kind(std::string_view key, Node::Kind kind, Presence presence) {
  const Node* found = find(key, presence);
  if (found == nullptr || found->kind == kind) return found;
  wrong(key, *found, kind);
  return nullptr;
}

void Table::wrong(std::string_view key, const Node& node, Node::Kind wanted) {
  problem_at(node.line, key, wanted_kind(wanted));
}

bool Table::is_clean(std::string_view key, const Node& node) {
  if (std::none_of(node.text.begin(), node.text.end(), is_forbidden_control)) return true;
  problem_at(node.line, key, control_character);
  return false;
}

std::string Table::text(std::string_view key, Presence presence) {
  const Node* found = find_kind(key, Node::Kind::text, presence);
  if (found == nullptr || !is_clean(key, *found)) return {};
  if (presence == Presence::required && trimmed(found->text).empty()) problem(key, missing);
  return found->text;
}

std::string Table::one_of(std::string_view key, const std::vector<std::string>& allowed, Presence presence) {
  std::string value = text(key, presence);
  if (value.empty() || check_one_of(key, line_of(key), value, allowed)) return value;
  return {};
}

bool Table::check_one_of(std::string_view key, int line, const std::string& value,
                         const std::vector<std::string>& allowed) {
  if (std::find(allowed.begin(), allowed.end(), value) != allowed.end()) return true;
  Slots slots{{"allowed", join(allowed, ", ")}, {"value", excerpt_of(value)}};
  const auto suggestion = nearest(value.substr(0, 100), allowed);
  if (suggestion) slots.emplace("suggestion", *suggestion);
  problem_at(line, key, suggestion ? not_one_of_near : not_one_of, std::move(slots));
  return false;
}

std::int64_t Table::integer(std::string_view key, std::int64_t fallback, Range range, Presence presence) {
  const Node* found = find_kind(key, Node::Kind::integer, presence);
  if (found == nullptr) return fallback;
  if (found->number >= range.least && found->number <= range.most) return found->number;
  problem(key, out_of_range,
          {{"least", std::to_string(range.least)},
           {"most", std::to_string(range.most)},
           {"value", std::to_string(found->number)}});
  return fallback;
}

bool Table::boolean(std::string_view key, bool fallback) {
  const Node* found = find_kind(key, Node::Kind::boolean, Presence::optional);
  return found != nullptr ? found->number != 0 : fallback;
}

std::string Table::date(std::string_view key, Presence presence) {
  const Node* found = find(key, presence);
  if (found == nullptr) return {};
  if (found->kind != Node::Kind::date && found->kind != Node::Kind::text) {
    wrong(key, *found, Node::Kind::date);
    return {};
  }
  if (found->text.empty()) {
    if (presence == Presence::required) problem(key, missing);
    return {};
  }
  if (parse_date(found->text)) return found->text;
  problem(key, no_such_date, {{"value", excerpt_of(found->text)}});
  return {};
}

std::vector<std::string> Table::texts(std::string_view key, Presence presence) {
  const Node* found = find_kind(key, Node::Kind::list, presence);
  std::vector<std::string> all;
  if (found == nullptr) return all;
  if (presence == Presence::required && found->children.empty()) problem(key, missing);
  for (const auto& child : found->children) {
    if (child.kind != Node::Kind::text) {
      wrong(key, child, Node::Kind::text);
    } else if (is_clean(key, child)) {
      all.push_back(child.text);
    }
  }
  return all;
}

std::optional<Table> Table::table(std::string_view key, Presence presence) {
  const Node* found = find_kind(key, Node::Kind::table, presence);
  if (found == nullptr) return std::nullopt;
  return Table(*found, file_, field(key), *problems_);
}

std::vector<Table> Table::tables(std::string_view key) {
  const Node* found = find_kind(key, Node::Kind::list, Presence::optional);
  std::vector<Table> all;
  if (found == nullptr) return all;
  int number = 0;
  for (const auto& child : found->children) {
    ++number;
    if (child.kind != Node::Kind::table) {
      wrong(key, child, Node::Kind::table);
      continue;
    }
    all.push_back(Table(child, file_, field(key) + "[" + std::to_string(number) + "]", *problems_));
  }
  return all;
}

Value Table::value(std::string_view key) {
  const Node* found = find(key, Presence::optional);
  return found != nullptr ? to_value(*found) : Value{};
}

const Node* Table::node(std::string_view key) { return find(key, Presence::optional); }

void Table::problem(std::string_view key, const ProblemKind& kind, Slots slots) {
  problem_at(line_of(key), key, kind, std::move(slots));
}

void Table::problem_at(int line, std::string_view key, const ProblemKind& kind, Slots slots) {
  problems_->add(file_, line, field(key), kind, std::move(slots));
}

void Table::finish() {
  const std::vector<std::string> candidates(known_.begin(), known_.end());
  for (const auto& child : node_->children) {
    if (known_.contains(child.name)) continue;
    const auto suggestion = nearest(child.name.substr(0, 100), candidates);
    Slots slots{{"name", excerpt_of(child.name)}};
    if (suggestion) slots.emplace("suggestion", *suggestion);
    problems_->add(file_, child.line, field(excerpt_of(child.name)), suggestion ? unknown_key_near : unknown_key,
                   std::move(slots));
  }
}

Value to_value(const Document& document) { return to_value(document.root()); }

}  // namespace hoshi::tables
