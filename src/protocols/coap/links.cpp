// Reading of the CoRE link format, one sign at a time.
// SPDX-License-Identifier: Apache-2.0
#include "protocols/coap/links.h"

#include "base/text.h"

namespace hoshi::protocols::coap {
namespace {

// What is left of the text; every step takes at least one sign or ends.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : rest_(text) {}

  bool at_end() const { return rest_.empty(); }
  void skip_blanks() {
    while (!rest_.empty() && (rest_.front() == ' ' || rest_.front() == '\n' || rest_.front() == '\r')) {
      rest_.remove_prefix(1);
    }
  }
  bool take(char wanted) {
    if (!rest_.starts_with(wanted)) return false;
    rest_.remove_prefix(1);
    return true;
  }
  std::string_view take_until(std::string_view ends) {
    const auto found = rest_.substr(0, rest_.find_first_of(ends));
    rest_.remove_prefix(found.size());
    return found;
  }

 private:
  std::string_view rest_;
};

// RFC 6690, 2 (by RFC 2616): a backslash stands before a sign that is meant as such.
Result<std::string> read_quoted(Cursor& cursor) {
  std::string text;
  while (true) {
    text += cursor.take_until("\"\\");
    if (cursor.take('"')) return text;
    if (!cursor.take('\\') || cursor.at_end()) return fail(ErrorCode::corrupt, "a quotation that does not end");
    for (const char sign : {'"', '\\'}) {
      if (cursor.take(sign)) {
        text.push_back(sign);
        break;
      }
    }
  }
}

Result<LinkParameter> read_parameter(Cursor& cursor) {
  cursor.skip_blanks();
  LinkParameter parameter{lower(trimmed(cursor.take_until("=;,"))), ""};
  if (parameter.name.empty()) return fail(ErrorCode::corrupt, "a link parameter without a name");
  if (!cursor.take('=')) return parameter;
  if (!cursor.take('"')) {
    parameter.value = trimmed(cursor.take_until(";,"));
    return parameter;
  }
  parameter.value = HOSHI_TRY(read_quoted(cursor));
  return parameter;
}

Result<Link> read_link(Cursor& cursor) {
  if (!cursor.take('<')) return fail(ErrorCode::corrupt, "a link that does not begin");
  Link link;
  link.target = cursor.take_until(">");
  if (!cursor.take('>')) return fail(ErrorCode::corrupt, "a link that does not end");
  cursor.skip_blanks();
  while (cursor.take(';')) {
    if (link.parameters.size() == link_parameters_max) return fail(ErrorCode::corrupt, "too many link parameters");
    link.parameters.push_back(HOSHI_TRY(read_parameter(cursor)));
    cursor.skip_blanks();
  }
  return link;
}

}  // namespace

std::string_view Link::parameter(std::string_view name) const {
  for (const auto& one : parameters) {
    if (one.name == name) return one.value;
  }
  return "";
}

Result<std::vector<Link>> read_links(std::string_view text) {
  std::vector<Link> links;
  Cursor cursor(text);
  cursor.skip_blanks();
  if (cursor.at_end()) return links;
  do {
    cursor.skip_blanks();
    if (links.size() == links_max) return fail(ErrorCode::corrupt, "too many links");
    links.push_back(HOSHI_TRY(read_link(cursor)));
  } while (cursor.take(','));
  if (!cursor.at_end()) return fail(ErrorCode::corrupt, "a link followed by something else");
  return links;
}

}  // namespace hoshi::protocols::coap
