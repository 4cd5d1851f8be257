// Drawing and reading of fields.
// SPDX-License-Identifier: Apache-2.0
#include "pages/fields.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "pages/office_errors.h"

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

std::string id_of(std::string_view name) {
  std::string id = "f-" + std::string(name);
  std::replace(id.begin(), id.end(), '/', '-');
  return id;
}

const char* type_of(Input input) {
  switch (input) {
    case Input::text: case Input::long_text: case Input::lines: case Input::choice: case Input::checks: return "text";
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

void draw_need(Page& page, const Field& field) {
  if (field.is_required) page.html().element("span", page.text("pages.required"), " class=\"needed\"");
  if (!field.is_required && field.is_needed_later) page.html().element("span", page.text("pages.needed_later"), " class=\"needed later\"");
}

// A group of boxes, named by its legend.
void draw_checks(Page& page, const Field& field, const std::string& described, const std::string& value) {
  page.html().open("fieldset", " class=\"boxes\"" + described).open("legend").text(page.text(field.label));
  draw_need(page, field);
  page.html().close("legend");
  if (!field.hint.empty()) page.html().element("p", page.text(field.hint), " class=\"hint\"" + attribute("id", id_of(field.name) + "-hint"));
  const auto ticked = split(value, '\n');
  for (const auto& option : field.options) {
    const bool is_ticked = std::find(ticked.begin(), ticked.end(), option.value) != ticked.end();
    const bool is_first = &option == &field.options.front();
    page.html().open("label", " class=\"choice\"").open("input", " type=\"checkbox\"" + (is_first ? attribute("id", id_of(field.name)) : "") +
                                                                     attribute("name", field.name) + attribute("value", option.value) + (is_ticked ? " checked" : ""));
    page.html().text(option.words).close("label");
  }
  page.html().close("fieldset");
}

void draw_control(Page& page, const Field& field, const std::string& described, const std::string& value) {
  const std::string attributes = attribute("id", id_of(field.name)) + attribute("name", field.name) + described +
                                 (field.is_required ? " required" : "");
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
    case Input::checks:
      draw_checks(page, field, described, value);
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
  return Value(field.input == Input::long_text ? plain_lines(text) : std::string(trimmed(text)));
}

}  // namespace

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

std::string plain_lines(std::string_view text) {
  std::string plain(text);
  std::erase(plain, '\r');
  return plain;
}

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
    page.html().open("span").text(page.text(field.label));
    draw_need(page, field);
    page.html().close("span").close("label").close("div");
    return;
  }
  const bool is_group = field.input == Input::checks;
  if (!is_group) {
    page.html().open("label", attribute("for", id)).text(page.text(field.label));
    draw_need(page, field);
    page.html().close("label");
  }
  std::string described;
  if (!field.hint.empty()) {
    if (!is_group) page.html().element("p", page.text(field.hint), " class=\"hint\"" + attribute("id", id + "-hint"));
    described = id + "-hint";
  }
  if (wrong != wrongs.end()) {
    page.html().element("p", wrong->second, " class=\"error\"" + attribute("id", id + "-error"));
    described += (described.empty() ? "" : " ") + id + "-error";
  }
  std::string told = described.empty() ? "" : attribute("aria-describedby", described);
  if (wrong != wrongs.end() && !is_group) told += " aria-invalid=\"true\"";
  draw_control(page, field, told, value);
  page.html().close("div");
}

void draw_all(Page& page, const std::vector<Field>& fields, const Value& data, const Wrongs& wrongs) {
  for (const auto& field : fields) draw(page, field, data, wrongs);
}

Value read_fields(const std::vector<Field>& fields, const web::Request& request) {
  Value data{ValueMap{}};
  for (const auto& field : fields) {
    const std::string text = request.field(field.name);
    // These are the command's own, no part of its data.
    static const std::set<std::string_view> of_command{"reason", "reason_code", "interest_statement", "has_interest"};
    if (field.input == Input::file || of_command.contains(field.name) || trimmed(text).empty()) continue;
    if (field.input == Input::checks) {
      Value list{ValueList{}};
      for (const auto& one : request.fields(field.name)) list.push(one);
      put(data, field.name, std::move(list));
      continue;
    }
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

Wrongs wrong_in(const Page& page, const std::vector<Field>& fields, const Error& error) {
  constexpr std::string_view prefix = "data/";
  const auto begin = error.message.find(prefix);
  const auto colon = error.message.find(": ", begin == std::string::npos ? 0 : begin);
  if (error.code != ErrorCode::invalid_input || begin == std::string::npos || colon == std::string::npos) return {};
  const std::string path = error.message.substr(begin + prefix.size(), colon - begin - prefix.size());
  for (const auto& field : fields) {
    const bool is_meant = field.name == path || field.hash_at == path || field.name.starts_with(path + "/") || ("form/" + field.name) == path;
    if (!is_meant) continue;
    const std::string key = "wrong." + path.substr(path.rfind('/') + 1);
    const bool is_known = page.site().words.has(key);
    if (is_known) return {{field.name, page.text(key)}};
    const auto said = said_of(page.site().words, page.language(), error);
    return {{field.name, said ? said->what : page.text("pages.refused_invalid_input")}};
  }
  return {};
}

void write_wrongs(Page& page, const std::vector<Field>& fields, const Wrongs& wrongs) {
  if (wrongs.empty()) return;
  page.html().open("div", " class=\"notice bad\" role=\"alert\"").element("h2", page.text("pages.wrongs")).open("ul");
  for (const auto& field : fields) {
    const auto wrong = wrongs.find(field.name);
    if (wrong == wrongs.end()) continue;
    page.html().open("li").element("a", page.text(field.label), attribute("href", "#" + id_of(field.name))).text(": " + wrong->second).close("li");
  }
  page.html().close("ul").close("div");
}

}  // namespace hoshi::pages
