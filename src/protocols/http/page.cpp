// Walking the tokens of a page for its title, forms, links and text.
// SPDX-License-Identifier: Apache-2.0
#include "protocols/http/page.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "protocols/http/html.h"

namespace hoshi::protocols::http {
namespace {

constexpr std::size_t title_limit_bytes = 200;
constexpr std::size_t link_text_limit_bytes = 300;

constexpr std::array<std::string_view, 33> blocks{
    "address", "article",  "aside",  "blockquote", "body", "br",  "dd", "div",    "dl",
    "dt",      "fieldset", "footer", "form",       "h1",   "h2",  "h3", "h4",     "h5",
    "h6",      "header",   "hr",     "li",         "main", "nav", "ol", "option", "p",
    "pre",     "section",  "table",  "td",         "tr",   "ul"};

bool is_block(std::string_view name) {
  return name == "th" || name == "select" || name == "button" ||
         std::find(blocks.begin(), blocks.end(), name) != blocks.end();
}

bool is_unseen(std::string_view name) {
  return name == "script" || name == "style" || name == "template" || name == "title" || name == "xmp" ||
         name == "textarea";
}

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v'; }

void append_folded(std::string& out, std::string_view text) {
  for (const char c : text) {
    if (!is_blank(c)) {
      out.push_back(c);
    } else if (!out.empty() && out.back() != ' ' && out.back() != '\n') {
      out.push_back(' ');
    }
  }
}

std::string folded(std::string_view text) {
  std::string out;
  append_folded(out, text);
  return std::string(trimmed(out));
}

std::string cut_utf8(std::string text, std::size_t limit) {
  if (text.size() <= limit) return text;
  while (limit > 0 && (static_cast<unsigned char>(text[limit]) & 0xC0) == 0x80) --limit;
  text.resize(limit);
  return text;
}

std::string attribute_or(const HtmlToken& token, std::string_view name, std::string_view otherwise) {
  const auto* value = token.attribute(name);
  return value != nullptr ? *value : std::string(otherwise);
}

bool is_field(const HtmlToken& token) {
  return token.is_start("input") || token.is_start("select") || token.is_start("textarea") ||
         token.is_start("button");
}

FormField field_of(const HtmlToken& token) {
  FormField field;
  field.name = attribute_or(token, "name", "");
  field.value = attribute_or(token, "value", "");
  field.kind = token.name == "input" ? lower(attribute_or(token, "type", "text")) : token.name;
  return field;
}

void new_line(std::string& out) {
  while (out.ends_with(' ')) out.pop_back();
  if (!out.empty() && out.back() != '\n') out.push_back('\n');
}

}  // namespace

bool Form::asks_password() const {
  return std::any_of(fields.begin(), fields.end(),
                     [](const FormField& field) { return field.kind == "password"; });
}

const FormField* Form::field(std::string_view name) const {
  const auto found =
      std::find_if(fields.begin(), fields.end(), [&](const FormField& field) { return field.name == name; });
  return found != fields.end() ? &*found : nullptr;
}

std::string page_title(std::string_view page) {
  HtmlTokenizer tokens(page);
  bool in_title = false;
  while (const auto token = tokens.next()) {
    if (in_title && token->kind == HtmlToken::Kind::text)
      return cut_utf8(folded(token->text), title_limit_bytes);
    in_title = token->is_start("title");
  }
  return {};
}

std::vector<Form> page_forms(std::string_view page) {
  std::vector<Form> forms;
  Form loose;
  loose.method = "get";
  bool in_form = false;
  HtmlTokenizer tokens(page);
  while (const auto token = tokens.next()) {
    if (token->is_start("form") && forms.size() < form_limit) {
      in_form = true;
      const std::string method = lower(attribute_or(*token, "method", "get"));
      forms.push_back({attribute_or(*token, "action", ""), method == "post" ? "post" : "get", {}});
    }
    if (token->is_end("form")) in_form = false;
    if (!is_field(*token)) continue;
    auto& fields = in_form ? forms.back().fields : loose.fields;
    if (fields.size() < form_field_limit) fields.push_back(field_of(*token));
  }
  if (!loose.fields.empty()) forms.push_back(std::move(loose));
  return forms;
}

std::vector<Link> page_links(std::string_view page) {
  std::vector<Link> links;
  bool in_link = false;
  HtmlTokenizer tokens(page);
  while (const auto token = tokens.next()) {
    if (token->is_start("a") || token->is_start("area")) {
      const auto* address = token->attribute("href");
      in_link = address != nullptr && links.size() < link_limit;
      if (in_link) links.push_back({*address, ""});
      continue;
    }
    if (token->is_end("a")) in_link = false;
    const bool is_text = in_link && token->kind == HtmlToken::Kind::text;
    if (is_text && links.back().text.size() < link_text_limit_bytes)
      append_folded(links.back().text, token->text);
  }
  for (auto& link : links) link.text = cut_utf8(std::string(trimmed(link.text)), link_text_limit_bytes);
  return links;
}

std::string visible_text(std::string_view page) {
  std::string out;
  std::string unseen;  // name of the element whose content is not shown
  HtmlTokenizer tokens(page);
  while (const auto token = tokens.next()) {
    if (!unseen.empty()) {
      if (token->is_end(unseen)) unseen.clear();
      continue;
    }
    if (token->kind == HtmlToken::Kind::text) {
      append_folded(out, token->text);
      continue;
    }
    if (token->kind == HtmlToken::Kind::start_tag && is_unseen(token->name)) unseen = token->name;
    if (is_block(token->name)) new_line(out);
  }
  return std::string(trimmed(out));
}

}  // namespace hoshi::protocols::http
