// What a person finds on an HTML page: its title, forms, links and visible text. Pages are hostile.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace hoshi::protocols::http {

struct FormField {
  std::string name;
  std::string kind;   // type of an input ("text", "password", "hidden" …), "select", "textarea" or "button"
  std::string value;  // as the page fills it in
};

struct Form {
  std::string action;  // as written; "" means the page itself
  std::string method;  // "get" or "post"
  std::vector<FormField> fields;

  bool asks_password() const;
  const FormField* field(std::string_view name) const;
};

struct Link {
  std::string address;  // href as written
  std::string text;
};

constexpr std::size_t form_limit = 32;
constexpr std::size_t form_field_limit = 200;
constexpr std::size_t link_limit = 2000;

// All take UTF-8 (see charset.h) and never fail. The title has its blanks folded and at most 200 bytes.
std::string page_title(std::string_view page);
// Fields outside any form (pages that log in by script) are gathered in a last form without action.
std::vector<Form> page_forms(std::string_view page);
std::vector<Link> page_links(std::string_view page);
// Text as read top-down: one line a block element, blanks folded, without scripts, styles and head.
std::string visible_text(std::string_view page);

}  // namespace hoshi::protocols::http
