// Walks tables by their shapes; collects ids first, so that references may point forwards.
// SPDX-License-Identifier: Apache-2.0
#include "descriptions/shape_check.h"

#include <algorithm>
#include <map>

#include "base/text.h"
#include "descriptions/field_check.h"
#include "descriptions/problem_kinds.h"
#include "descriptions/shape.h"
#include "tables/problem_kinds.h"

namespace hoshi::descriptions {
namespace {

using tables::Document;
using tables::Node;
using tables::Presence;
using tables::Problems;
using tables::excerpt_of;
using tables::Table;

std::string key_of_id(const Shape& shape) {
  const auto found = std::find_if(shape.fields.begin(), shape.fields.end(),
                                  [](const Field& f) { return f.kind == FieldKind::id; });
  return found != shape.fields.end() ? found->name : "";
}

std::vector<std::string> ids_in(const Node& root, const Shape& shape) {
  std::vector<std::string> ids;
  const std::string key = key_of_id(shape);
  const Node* list = root.member(shape.name);
  if (key.empty() || list == nullptr || list->kind != Node::Kind::list) return ids;
  for (const auto& table : list->children) {
    const Node* id = table.member(key);
    if (id != nullptr && id->kind == Node::Kind::text) ids.push_back(id->text);
  }
  return ids;
}

class Checker {
 public:
  Checker(const Document& document, Extent extent, Problems& problems)
      : document_(document), extent_(extent), problems_(problems) {
    for (const auto& shape : description_shapes()) ids_.emplace(shape.name, ids_in(document.root(), shape));
  }

  void run() {
    Table root(document_, problems_);
    check_format(root);
    auto parties = root.table("parties");
    for (const auto& shape : description_shapes()) {
      if (!shape.name.starts_with("parties.")) {
        check_tables(root, shape.name, shape);
      } else if (parties) {
        check_tables(*parties, shape.name.substr(8), shape);
      }
    }
    if (parties) finish(*parties);
    finish(root);
    find_secrets(document_.root(), "");
  }

 private:
  void check_format(Table& root) {
    constexpr std::string_view wanted = "hoshi-product/1";
    const auto presence = extent_ == Extent::whole ? Presence::required : Presence::optional;
    const std::string format = root.text("format", presence);
    if (!format.empty() && format != wanted) {
      root.problem("format", tables::wrong_format, {{"wanted", std::string(wanted)}});
    }
  }

  void check_tables(Table& parent, const std::string& key, const Shape& shape) {
    if (shape.form == Shape::Form::single) {
      const bool wanted = shape.name == "product" && extent_ == Extent::whole;
      if (auto table = parent.table(key, wanted ? Presence::required : Presence::optional)) {
        check_table(*table, shape);
      }
      return;
    }
    std::map<std::string, int> seen;
    for (auto& table : parent.tables(key)) {
      check_table(table, shape);
      check_unique(table, key_of_id(shape), seen);
    }
  }

  void check_unique(Table& table, const std::string& key, std::map<std::string, int>& seen) {
    if (key.empty() || !table.has(key)) return;
    const std::string id = tables::to_value(*table.node(key)).as_text();
    const auto [place, is_new] = seen.emplace(id, table.line_of(key));
    if (is_new || id.empty()) return;
    table.problem(key, duplicate_id, {{"id", excerpt_of(id)}, {"line", std::to_string(place->second)}});
  }

  void check_table(Table& table, const Shape& shape) {
    for (const auto& field : shape.fields) check_field(table, shape, field);
    if (shape.name == "document" && !table.text("url").empty() && !table.text("file").empty()) {
      table.problem("file", url_and_file);
    }
    if (shape.name == "route") check_target_of(table);
    if (shape.name == "recipe") {
      for (auto& step : table.tables("step")) check_table(step, recipe_step_shape());
    }
    finish(table);
  }

  static void check_words(Table& table, const std::string& key) {
    auto words = table.table(key);
    if (!words) return;
    words->text("ja");
    words->text("en");
    finish(*words);
  }

  static void check_lines(Table& table, const Field& field) {
    for (const auto& line : table.texts(field.name)) {
      if (field.kind == FieldKind::some_of) {
        table.check_one_of(field.name, table.line_of(field.name), line, field.words);
      } else if (line.find_first_of("\r\n") != std::string::npos) {
        table.problem(field.name, several_lines);
      }
    }
  }

  // A route that names no target is on "main"; with targets declared, one of them has to be called so.
  void check_target_of(Table& route) {
    const auto& names = ids_.at("target");
    const std::string name = route.has("target") ? route.text("target") : "main";
    const bool is_main = name.empty() || name == "main";
    if (is_main && !names.empty() && std::find(names.begin(), names.end(), "main") == names.end()) {
      route.problem("target", no_main_target);
    }
  }

  void check_field(Table& table, const Shape& shape, const Field& field) {
    switch (field.kind) {
      case FieldKind::text: table.text(field.name); return;
      case FieldKind::boolean: table.boolean(field.name, false); return;
      case FieldKind::count: table.integer(field.name, 0, {0, 1024}); return;
      case FieldKind::date: table.date(field.name); return;
      case FieldKind::one_of: table.one_of(field.name, field.words); return;
      case FieldKind::references:
        table.texts(field.name);
        for (const auto& child : members_of(table.node(field.name))) {
          check_reference(table, field, child.text, child.line);
        }
        return;
      case FieldKind::lines:
      case FieldKind::some_of: check_lines(table, field); return;
      case FieldKind::words: check_words(table, field.name); return;
      case FieldKind::id: check_id(table, shape, field); return;
      case FieldKind::line:
      case FieldKind::word:
      case FieldKind::reference:
      case FieldKind::port:
      case FieldKind::url:
      case FieldKind::file:
      case FieldKind::corporate_number: check_line(table, field); return;
    }
  }

  static std::vector<Node> members_of(const Node* list) {
    std::vector<Node> texts;
    if (list == nullptr || list->kind != Node::Kind::list) return texts;
    std::copy_if(list->children.begin(), list->children.end(), std::back_inserter(texts),
                 [](const Node& child) { return child.kind == Node::Kind::text; });
    return texts;
  }

  void check_id(Table& table, const Shape& shape, const Field& field) {
    const bool may_lack = shape.name == "product" && extent_ == Extent::partial;
    const std::string id = table.text(field.name, may_lack ? Presence::optional : Presence::required);
    if (!trimmed(id).empty() && !is_id(id)) table.problem(field.name, bad_id, {{"value", excerpt_of(id)}});
  }

  void check_line(Table& table, const Field& field) {
    const std::string value = table.text(field.name);
    if (value.empty()) return;
    if (value.find_first_of("\r\n\t") != std::string::npos) {
      table.problem(field.name, several_lines);
      return;
    }
    if (field.kind == FieldKind::reference) check_reference(table, field, value, table.line_of(field.name));
    if (field.kind == FieldKind::corporate_number) check_corporate_number(table, field.name, value);
    const ProblemKind* wrong = what_is_wrong(field.kind, value);
    if (wrong != nullptr) table.problem(field.name, *wrong, {{"value", excerpt_of(value)}});
  }

  static const ProblemKind* what_is_wrong(FieldKind kind, const std::string& value) {
    if (kind == FieldKind::word && !is_word(value)) return &bad_word;
    if (kind == FieldKind::port && !parse_port(value)) return &bad_port;
    if (kind == FieldKind::file && !is_inner_path(value)) return &bad_path;
    if (kind != FieldKind::url) return nullptr;
    switch (check_url(value)) {
      case UrlState::good: return nullptr;
      case UrlState::bad: return &bad_url;
      case UrlState::has_account: return &url_with_account;
    }
    return nullptr;
  }

  static void check_corporate_number(Table& table, const std::string& key, const std::string& value) {
    if (!is_corporate_number_form(value)) {
      table.problem(key, bad_corporate_number, {{"value", excerpt_of(value)}});
      return;
    }
    const char digit = corporate_check_digit_of(value);
    if (digit == value[0]) return;
    table.problem(key, corporate_check_digit, {{"value", value}, {"digit", std::string(1, digit)}});
  }

  void check_reference(Table& table, const Field& field, const std::string& value, int line) {
    const std::string& referred = field.words[0];
    const auto& ids = ids_.at(referred);
    const bool is_word = std::find(field.words.begin() + 1, field.words.end(), value) != field.words.end();
    if (is_word || std::find(ids.begin(), ids.end(), value) != ids.end()) return;
    if (extent_ == Extent::partial && document_.root().member(referred) == nullptr) return;
    tables::Slots slots{{"table", referred}, {"value", excerpt_of(value)}};
    const auto suggestion = nearest(value.substr(0, 100), ids);
    if (suggestion) slots.emplace("suggestion", excerpt_of(*suggestion));
    table.problem_at(line, field.name, suggestion ? no_such_id_near : no_such_id, std::move(slots));
  }

  // Names that speak of secrets are reported once, with their own explanation (find_secrets).
  static void finish(Table& table) {
    for (const auto& key : table.keys()) {
      if (is_secret_name(key)) table.node(key);
    }
    table.finish();
  }

  void find_secrets(const Node& node, const std::string& path) {
    int number = 0;
    for (const auto& child : node.children) {
      const std::string name =
          node.kind == Node::Kind::list ? std::string("[") + std::to_string(++number) + "]" : excerpt_of(child.name);
      const std::string field = path.empty() || node.kind == Node::Kind::list ? path + name : path + "." + name;
      if (is_secret_name(child.name)) {
        problems_.add(document_.file_name(), child.line, field, secret_in_description);
      } else {
        find_secrets(child, field);
      }
    }
  }

  const Document& document_;
  Extent extent_;
  Problems& problems_;
  std::map<std::string, std::vector<std::string>> ids_;
};

}  // namespace

void check_shapes(const Document& document, Extent extent, Problems& problems) {
  Checker(document, extent, problems).run();
}

}  // namespace hoshi::descriptions
