// Drawing and reading of fields.
// SPDX-License-Identifier: Apache-2.0
#include "pages/fields.h"

#include <algorithm>

#include "base/text.h"

namespace hoshi::pages {
namespace {

const Value& at(const Value& data, std::string_view path) {
  const Value* here = &data;
  while (!path.empty()) {
    const auto slash = path.find('/');
    here = &(*here)[path.substr(0, slash)];
    path = slash == std::string_view::npos ? std::string_view() : path.substr(slash + 1);
  }
  return *here;
}

void put(Value& data, std::string_view path, Value value) {
  const auto slash = path.find('/');
  if (slash == std::string_view::npos) {
    data.set(path, std::move(value));
    return;
  }
  Value inner = data[path.substr(0, slash)];
  put(inner, path.substr(slash + 1), std::move(value));
  data.set(path.substr(0, slash), std::move(inner));
}

std::string id_of(std::string_view name) {
  std::string id = "f-" + std::string(name);
  std::replace(id.begin(), id.end(), '/', '-');
  return id;
}

const char* type_of(Input input) {
  switch (input) {
    case Input::text: case Input::long_text: case Input::lines: case Input::choice: return "text";
    case Input::date: return "date";
    case Input::number: return "number";
    case Input::check: return "checkbox";
    case Input::file: return "file";
    case Input::hidden: return "hidden";
    case Input::mail: return "email";
    case Input::url: return "url";
  }
  return "text";
}

void draw_choice(Page& page, const Field& field, const std::string& attributes, const std::string& value) {
  page.html().open("select", attributes);
  if (!field.is_required || value.empty()) page.html().element("option", page.text("pages.choose"), " value=\"\"");
  for (const auto& option : field.options) {
    page.html().element("option", option.words, attribute("value", option.value) + (option.value == value ? " selected" : ""));
  }
  page.html().close("select");
}

void draw_control(Page& page, const Field& field, const std::string& described, const std::string& value) {
  const std::string attributes = attribute("id", id_of(field.name)) + attribute("name", field.name) + described +
                                 (field.is_required ? " required aria-required=\"true\"" : "");
  switch (field.input) {
    case Input::long_text: case Input::lines:
      page.html().open("textarea", attributes).text("\n" + value).close("textarea");
      break;
    case Input::choice:
      draw_choice(page, field, attributes, value);
      break;
    case Input::file:
      page.html().open("input", " type=\"file\"" + attributes);
      break;
    case Input::text: case Input::date: case Input::number: case Input::check: case Input::hidden: case Input::mail: case Input::url: {
      const bool is_short = field.input == Input::date || field.input == Input::number;
      page.html().open("input", attribute("type", type_of(field.input)) + attributes + attribute("value", value) + (is_short ? " class=\"short\"" : ""));
      break;
    }
  }
}

Value lines_of(std::string_view text) {
  Value list{ValueList{}};
  for (const auto& line : split(text, '\n')) {
    const auto clean = trimmed(line);
    if (!clean.empty()) list.push(std::string(clean));
  }
  return list;
}

Value typed(const Field& field, const std::string& text) {
  if (field.input == Input::lines) return lines_of(text);
  if (field.input == Input::check) return Value(true);
  if (field.input == Input::number) {
    const auto number = parse_number(text, 1'000'000'000'000);
    if (number) return Value(static_cast<std::int64_t>(*number));
  }
  return Value(std::string(field.input == Input::long_text ? std::string_view(text) : trimmed(text)));
}

}  // namespace

std::string shown_value(const Value& data, std::string_view path) {
  const Value& value = at(data, path);
  if (value.is_integer()) return std::to_string(value.as_integer());
  if (value.is_bool()) return value.as_bool() ? "yes" : "";
  if (!value.is_list()) return value.as_text();
  std::string lines;
  for (const auto& line : value.as_list()) lines += line.as_text() + "\n";
  return lines;
}

void draw(Page& page, const Field& field, const Value& data, const Wrongs& wrongs) {
  const std::string value = shown_value(data, field.name);
  const std::string id = id_of(field.name);
  if (field.input == Input::hidden) {
    page.html().open("input", " type=\"hidden\"" + attribute("name", field.name) + attribute("value", value));
    return;
  }
  const auto wrong = wrongs.find(field.name);
  page.html().open("div", wrong == wrongs.end() ? " class=\"field\"" : " class=\"field wrong\"");
  if (field.input == Input::check) {
    page.html().open("label", " class=\"choice\"").open("input", " type=\"checkbox\" value=\"yes\"" + attribute("id", id) + attribute("name", field.name) +
                                                                     (value.empty() ? "" : " checked"));
    page.html().text(page.text(field.label)).close("label").close("div");
    return;
  }
  page.html().open("label", attribute("for", id)).text(page.text(field.label));
  if (field.is_required) page.html().element("span", page.text("pages.required"), " class=\"needed\"");
  page.html().close("label");
  std::string described;
  if (!field.hint.empty()) {
    page.html().element("p", page.text(field.hint), " class=\"hint\"" + attribute("id", id + "-hint"));
    described = id + "-hint";
  }
  if (wrong != wrongs.end()) {
    page.html().element("p", wrong->second, " class=\"error\"" + attribute("id", id + "-error"));
    described += (described.empty() ? "" : " ") + id + "-error";
  }
  draw_control(page, field, described.empty() ? "" : attribute("aria-describedby", described), value);
  page.html().close("div");
}

void draw_all(Page& page, const std::vector<Field>& fields, const Value& data, const Wrongs& wrongs) {
  for (const auto& field : fields) draw(page, field, data, wrongs);
}

Value read_fields(const std::vector<Field>& fields, const web::Request& request) {
  Value data{ValueMap{}};
  for (const auto& field : fields) {
    const std::string text = request.field(field.name);
    // The reason is the command's own, no part of its data.
    if (field.input == Input::file || field.name == "reason" || trimmed(text).empty()) continue;
    put(data, field.name, typed(field, text));
  }
  return data;
}

Wrongs missing_in(const Page& page, const std::vector<Field>& fields, const web::Request& request) {
  Wrongs wrongs;
  for (const auto& field : fields) {
    if (!field.is_required || field.input == Input::file) continue;
    if (trimmed(request.field(field.name)).empty()) wrongs.emplace(field.name, page.text("pages.is_missing"));
  }
  return wrongs;
}

}  // namespace hoshi::pages
