// The only file that knows toml++: parses, then copies into nodes within the limits.
// SPDX-License-Identifier: Apache-2.0
#include "tables/document.h"

// Debian's target asks for the shared library; compiled in here, the parser returns errors instead of throwing
// them and is instrumented by the sanitizers and fuzzers as our own code is.
#undef TOML_HEADER_ONLY
#undef TOML_SHARED_LIB
#define TOML_HEADER_ONLY 1
#define TOML_EXCEPTIONS 0
#include "tables/toml_parser.h"

#include <algorithm>
#include <sstream>
#include <variant>

#include "base/date.h"
#include "base/text.h"
#include "tables/nesting.h"
#include "tables/problem_kinds.h"

namespace hoshi::tables {
namespace {

struct Refused {
  int line = 0;
  int column = 0;
  ProblemKind kind = not_toml;
  Slots slots;
};

// Copies toml++'s tree; stops at the first limit that is passed.
class Copier {
 public:
  explicit Copier(const Limits& limits) : limits_(limits) {}

  Node copy(const toml::node& from, std::string name, int line, std::size_t depth) {
    Node node;
    node.name = std::move(name);
    node.line = line;
    if (!within_limits(line, depth)) return node;
    if (const auto* table = from.as_table()) {
      copy_table(*table, node, depth);
    } else if (const auto* list = from.as_array()) {
      copy_list(*list, node, depth);
    } else {
      copy_scalar(from, node);
    }
    return node;
  }

  const std::optional<Refused>& refused() const { return refused_; }

 private:
  bool within_limits(int line, std::size_t depth) {
    if (refused_) return false;
    if (depth > limits_.depth) {
      refused_ = Refused{line, 1, too_deep, {{"limit", std::to_string(limits_.depth)}}};
    } else if (++values_ > limits_.values) {
      refused_ = Refused{line, 1, too_many_values, {{"limit", std::to_string(limits_.values)}}};
    }
    return !refused_;
  }

  static int line_of(const toml::source_region& region, int otherwise) {
    return region.begin.line > 0 ? static_cast<int>(region.begin.line) : otherwise;
  }

  void copy_table(const toml::table& table, Node& node, std::size_t depth) {
    node.kind = Node::Kind::table;
    for (const auto& [key, value] : table) {
      // A table's own header says more than the place where its name was first written.
      const int key_line = line_of(key.source(), node.line);
      const int line = value.is_table() ? line_of(value.source(), key_line) : key_line;
      node.children.push_back(copy(value, std::string(key.str()), line, depth + 1));
    }
    std::sort(node.children.begin(), node.children.end(),
              [](const Node& a, const Node& b) { return a.name < b.name; });
  }

  void copy_list(const toml::array& list, Node& node, std::size_t depth) {
    node.kind = Node::Kind::list;
    for (const auto& value : list) {
      node.children.push_back(copy(value, "", line_of(value.source(), node.line), depth + 1));
    }
  }

  static void copy_scalar(const toml::node& from, Node& node) {
    if (const auto* text = from.as_string()) {
      node.kind = Node::Kind::text;
      node.text = text->get();
    } else if (const auto* integer = from.as_integer()) {
      node.kind = Node::Kind::integer;
      node.number = integer->get();
    } else if (const auto* boolean = from.as_boolean()) {
      node.kind = Node::Kind::boolean;
      node.number = boolean->get() ? 1 : 0;
    } else if (const auto* date = from.as_date()) {
      node.kind = Node::Kind::date;
      node.text = to_text(Date{date->get().year, date->get().month, date->get().day});
    } else {
      node.kind = Node::Kind::other;
      node.text = written(from);
    }
  }

  static std::string written(const toml::node& from) {
    std::ostringstream out;
    if (const auto* number = from.as_floating_point()) out << number->get();
    if (const auto* time = from.as_time()) out << time->get();
    if (const auto* moment = from.as_date_time()) out << moment->get();
    return out.str();
  }

  const Limits& limits_;
  std::size_t values_ = 0;
  std::optional<Refused> refused_;
};

Refused refusal_of(const toml::parse_error& error, Secrecy secrecy) {
  const auto& place = error.source().begin;
  const std::string what =
      secrecy == Secrecy::open ? printable(std::string(error.description())) : std::string("(not shown)");
  const int column = static_cast<int>(place.column);
  return {static_cast<int>(place.line), column, not_toml, {{"column", std::to_string(column)}, {"what", what}}};
}

std::variant<Node, Refused> parse_nodes(std::string_view text, Secrecy secrecy, const Limits& limits) {
  if (text.size() > limits.bytes) {
    return Refused{0, 0, too_large, {{"limit", std::to_string(limits.bytes)}}};
  }
  if (const auto line = line_nested_deeper_than(limits.depth, text)) {
    return Refused{*line, 1, too_deep, {{"limit", std::to_string(limits.depth)}}};
  }
  const toml::parse_result parsed = toml::parse(text);
  if (!parsed) return refusal_of(parsed.error(), secrecy);
  Copier copier(limits);
  Node root = copier.copy(parsed.table(), "", 1, 0);
  if (copier.refused()) return *copier.refused();
  return root;
}

}  // namespace

Result<Document> Document::parse(std::string_view text, std::string_view file_name, Secrecy secrecy,
                                 Limits limits) {
  auto outcome = parse_nodes(text, secrecy, limits);
  if (auto* node = std::get_if<Node>(&outcome)) return Document(std::string(file_name), std::move(*node));
  const auto& refused = std::get<Refused>(outcome);
  return fail(ErrorCode::invalid_input, std::string(file_name) + ":" + std::to_string(refused.line) + ":" +
                                            std::to_string(refused.column) + ": " +
                                            fill(refused.kind.english, refused.slots));
}

std::optional<Document> Document::read(std::string_view text, std::string_view file_name, Problems& problems,
                                       Secrecy secrecy, Limits limits) {
  auto outcome = parse_nodes(text, secrecy, limits);
  if (auto* node = std::get_if<Node>(&outcome)) return Document(std::string(file_name), std::move(*node));
  auto& refused = std::get<Refused>(outcome);
  problems.add(file_name, refused.line, "", refused.kind, std::move(refused.slots));
  return std::nullopt;
}

}  // namespace hoshi::tables
