// Reading urlencoded and multipart bodies.
// SPDX-License-Identifier: Apache-2.0
#include "web/forms.h"

#include <algorithm>
#include <optional>

#include "base/text.h"

namespace hoshi::web {
namespace {

constexpr std::size_t part_head_bytes_max = 4096;
constexpr std::size_t boundary_bytes_max = 70;  // RFC 2046, 5.1.1
constexpr std::size_t file_name_bytes_max = 200;

tl::unexpected<Error> refused(std::string_view why) { return fail(ErrorCode::invalid_input, "the form: " + std::string(why)); }

Result<std::string> text_of_field(std::string text, std::size_t most) {
  if (text.size() > most) return refused("a field is too long");
  if (text.find('\0') != std::string::npos || valid_utf8(text) != text) return refused("a field is not UTF-8 text");
  return text;
}

Result<void> add_field(Fields& fields, std::string name, std::string value, const FormLimits& limits) {
  if (fields.size() >= limits.fields) return refused("too many fields");
  name = HOSHI_TRY(text_of_field(std::move(name), limits.name_bytes));
  value = HOSHI_TRY(text_of_field(std::move(value), limits.field_bytes));
  fields.emplace(std::move(name), std::move(value));
  return {};
}

bool is_boundary(std::string_view text) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("'()+_,-./:=?").find(c) != std::string_view::npos;
  };
  return !text.empty() && text.size() <= boundary_bytes_max && std::all_of(text.begin(), text.end(), fits);
}

// The value of a parameter (`; name=value` or `; name="value"`) of a header. Names come in any case. Nothing when it is
// not there; an empty outer optional never: a broken header is an error.
Result<std::optional<std::string>> parameter(std::string_view header, std::string_view wanted) {
  std::optional<std::string> found;
  auto semicolon = header.find(';');
  while (semicolon != std::string_view::npos) {
    header = trimmed(header.substr(semicolon + 1));
    const auto equals = header.find('=');
    if (equals == std::string_view::npos) return refused("a header cannot be read");
    const std::string name = lower(trimmed(header.substr(0, equals)));
    header = header.substr(equals + 1);
    std::string value;
    if (header.starts_with('"')) {
      const auto quote = header.find('"', 1);
      if (quote == std::string_view::npos) return refused("a quotation mark is missing in a header");
      value = header.substr(1, quote - 1);
      header = trimmed(header.substr(quote + 1));
      if (!header.empty() && !header.starts_with(';')) return refused("a header cannot be read");
      semicolon = header.empty() ? std::string_view::npos : 0;
    } else {
      semicolon = header.find(';');
      value = trimmed(header.substr(0, semicolon));
    }
    if (name != wanted) continue;
    if (found) return refused("a header says " + name + " twice");
    found = std::move(value);
  }
  return found;
}

// HTML, 4.10.21.8: browsers write line ends and quotation marks in names as these three escapes and nothing else so.
std::string unescaped_name(std::string_view raw) {
  std::string name;
  for (std::size_t i = 0; i < raw.size(); ++i) {
    const std::string escape = lower(raw.substr(i, 3));
    if (escape == "%22" || escape == "%0d" || escape == "%0a") {
      name += escape == "%22" ? '"' : escape == "%0d" ? '\r' : '\n';
      i += 2;
    } else {
      name += raw[i];
    }
  }
  return name;
}

struct PartHead {
  std::string name;
  std::optional<std::string> file_name;
};

Result<PartHead> parse_part_head(std::string_view head) {
  std::string disposition;
  while (!head.empty()) {
    const auto end = head.find("\r\n");
    const std::string_view line = head.substr(0, end);
    head = end == std::string_view::npos ? "" : head.substr(end + 2);
    const auto colon = line.find(':');
    if (colon == std::string_view::npos || colon == 0) return refused("a part has a broken header");
    const std::string name = lower(line.substr(0, colon));
    const std::string_view value = trimmed(line.substr(colon + 1));
    if (name == "content-disposition") {
      if (!disposition.empty()) return refused("a part has two dispositions");
      disposition = value;
    } else if (name == "content-transfer-encoding" && lower(value) != "binary" && lower(value) != "8bit" && lower(value) != "7bit") {
      return refused("a part is encoded, which no browser does");  // RFC 7578, 4.7
    }
  }
  if (media_type_of(disposition) != "form-data") return refused("a part is no form-data");
  const auto name = HOSHI_TRY(parameter(disposition, "name"));
  if (!name) return refused("a part has no name");
  const auto file_name = HOSHI_TRY(parameter(disposition, "filename"));
  return PartHead{unescaped_name(*name), file_name ? std::optional(unescaped_name(*file_name)) : std::nullopt};
}

Result<void> add_part(Form& form, std::string_view part, const FormLimits& limits) {
  // An empty head would end at the part's very beginning; a part without a name is refused anyway.
  const auto end = part.substr(0, part_head_bytes_max).find("\r\n\r\n");
  if (end == std::string_view::npos) return refused("a part has no end of its headers");
  PartHead head = HOSHI_TRY(parse_part_head(part.substr(0, end)));
  const std::string_view content = part.substr(end + 4);
  if (!head.file_name) return add_field(form.fields, std::move(head.name), std::string(content), limits);
  if (head.file_name->empty() && content.empty()) return {};
  if (form.uploads.size() >= limits.uploads) return refused("too many files");
  head.name = HOSHI_TRY(text_of_field(std::move(head.name), limits.name_bytes));
  form.uploads.push_back({std::move(head.name), plain_file_name(*head.file_name), std::string(content)});
  return {};
}

}  // namespace

std::string media_type_of(std::string_view content_type) { return lower(trimmed(content_type.substr(0, content_type.find(';')))); }

std::string plain_file_name(std::string_view name) {
  const auto slash = name.find_last_of("/\\");
  if (slash != std::string_view::npos) name.remove_prefix(slash + 1);
  std::string plain;
  for (const char c : valid_utf8(name)) {
    if (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f) plain += c;
  }
  std::size_t size = std::min(plain.size(), file_name_bytes_max);
  while (size < plain.size() && size > 0 && (static_cast<unsigned char>(plain[size]) & 0xc0) == 0x80) --size;
  plain.resize(size);
  const std::string result(trimmed(plain));
  return result.empty() || result == "." || result == ".." ? "file" : result;
}

Result<Fields> parse_urlencoded(std::string_view body, FormLimits limits) {
  Fields fields;
  while (!body.empty()) {
    const auto ampersand = body.find('&');
    const std::string_view pair = body.substr(0, ampersand);
    body = ampersand == std::string_view::npos ? "" : body.substr(ampersand + 1);
    if (pair.empty()) continue;
    const auto equals = pair.find('=');
    std::string name = HOSHI_TRY(decode_percent(pair.substr(0, equals), Plus::space));
    const std::string_view raw = equals == std::string_view::npos ? "" : pair.substr(equals + 1);
    std::string value = HOSHI_TRY(decode_percent(raw, Plus::space));
    HOSHI_CHECK(add_field(fields, std::move(name), std::move(value), limits));
  }
  return fields;
}

Result<Form> parse_multipart(std::string_view body, std::string_view type, FormLimits limits) {
  const auto boundary = HOSHI_TRY(parameter(type, "boundary"));
  if (media_type_of(type) != "multipart/form-data" || !boundary || !is_boundary(*boundary)) return refused("no usable boundary");
  const std::string first = "--" + *boundary;
  const std::string delimiter = "\r\n" + first;
  if (!body.starts_with(first)) return refused("does not begin with its boundary");
  body.remove_prefix(first.size());
  Form form;
  while (!body.starts_with("--")) {
    if (!body.starts_with("\r\n")) return refused("a boundary has no end of line");
    body.remove_prefix(2);
    const auto end = body.find(delimiter);
    if (end == std::string_view::npos) return refused("is cut off");
    HOSHI_CHECK(add_part(form, body.substr(0, end), limits));
    body.remove_prefix(end + delimiter.size());
  }
  body.remove_prefix(2);
  if (!body.empty() && body != "\r\n") return refused("goes on behind its end");
  return form;
}

}  // namespace hoshi::web
