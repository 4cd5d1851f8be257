// Implementation of URL parsing and resolution.
// SPDX-License-Identifier: Apache-2.0
#include "protocols/http/url.h"

#include <algorithm>
#include <vector>

#include "base/text.h"

namespace hoshi::protocols::http {
namespace {

constexpr std::size_t host_limit_bytes = 253;  // RFC 1035, 2.3.4
constexpr std::string_view hex_digits = "0123456789ABCDEF";

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

bool has_control(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7F;
  });
}

void append_escaped(std::string& out, char c) {
  const auto byte = static_cast<unsigned char>(c);
  out += '%';
  out += hex_digits[byte >> 4];
  out += hex_digits[byte & 15];
}

std::string escaped(std::string_view text) {
  constexpr std::string_view unsafe = "\"<>^`{|}\\";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte <= 0x20 || byte >= 0x7F || unsafe.find(c) != std::string_view::npos) {
      append_escaped(out, c);
    } else {
      out.push_back(c);
    }
  }
  return out;
}

std::uint16_t default_port(std::string_view scheme) { return scheme == "https" ? 443 : 80; }

bool is_dotted_quad(std::string_view host) {
  const auto parts = split(host, '.');
  return parts.size() == 4 && std::all_of(parts.begin(), parts.end(), [](const std::string& part) {
           return parse_number(part, 255).has_value() && part.size() <= 3 &&
                  (part.size() == 1 || part[0] != '0');
         });
}

// Resolvers read 2130706433, 0x7f.1 and 0177.0.0.1 as addresses; a host whose last label begins with a
// digit must therefore be an ordinary dotted quad.
bool is_name(std::string_view host) {
  if (host.empty() || host.size() > host_limit_bytes) return false;
  if (host.ends_with('.')) host.remove_suffix(1);
  const auto labels = split(host, '.');
  for (const auto& label : labels) {
    if (label.empty() || label.size() > 63) return false;
    const auto allowed = [](char c) { return is_letter(c) || is_digit(c) || c == '-' || c == '_'; };
    if (!std::all_of(label.begin(), label.end(), allowed)) return false;
  }
  return !is_digit(labels.back()[0]) || is_dotted_quad(host);
}

bool is_ipv6(std::string_view host) {
  const auto colons = std::count(host.begin(), host.end(), ':');
  return colons >= 2 && colons <= 8 && host.size() <= 45 &&
         std::all_of(host.begin(), host.end(), [](char c) { return is_hex(c) || c == ':' || c == '.'; });
}

Result<void> parse_authority(std::string_view authority, Url& url) {
  if (authority.find('@') != std::string_view::npos) {
    return fail(ErrorCode::invalid_input, "a URL with user information");
  }
  std::string_view port;
  bool has_port = false;
  if (authority.starts_with('[')) {
    const auto end = authority.find(']');
    if (end == std::string_view::npos || !is_ipv6(authority.substr(1, end - 1))) {
      return fail(ErrorCode::invalid_input, "a URL with a broken IPv6 address");
    }
    url.host = lower(authority.substr(1, end - 1));
    const auto rest = authority.substr(end + 1);
    if (!rest.empty() && rest.front() != ':')
      return fail(ErrorCode::invalid_input, "a URL with a broken host");
    has_port = rest.size() > 1;
    port = has_port ? rest.substr(1) : rest;
  } else {
    const auto colon = authority.find(':');
    url.host = lower(authority.substr(0, colon));
    if (!is_name(url.host)) return fail(ErrorCode::invalid_input, "a URL whose host is no plain name");
    has_port = colon != std::string_view::npos && colon + 1 < authority.size();
    if (has_port) port = authority.substr(colon + 1);
  }
  url.port = default_port(url.scheme);
  if (!has_port) return {};
  const auto number = parse_number(port, 65535);
  if (!number || *number == 0) return fail(ErrorCode::invalid_input, "a URL with an impossible port");
  url.port = static_cast<std::uint16_t>(*number);
  return {};
}

// RFC 3986, 5.2.4.
std::string without_dot_segments(std::string_view path) {
  std::vector<std::string> kept;
  const auto parts = split(path.substr(std::min<std::size_t>(1, path.size())), '/');
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const bool is_last = i + 1 == parts.size();
    const std::string low = lower(parts[i]);
    const bool is_dot = low == "." || low == "%2e";
    const bool is_up = low == ".." || low == "%2e%2e" || low == ".%2e" || low == "%2e.";
    if (is_up && !kept.empty()) kept.pop_back();
    if (!is_dot && !is_up) kept.push_back(parts[i]);
    if ((is_dot || is_up) && is_last) kept.emplace_back();
  }
  return std::string("/").append(join(kept, "/"));
}

void set_path(std::string_view path, std::string_view query, Url& url) {
  const std::string clean = escaped(path);
  url.path = without_dot_segments(clean.starts_with('/') ? clean : std::string("/").append(clean));
  url.query = escaped(query);
}

struct Tail {
  std::string_view path;
  std::string_view query;
  bool has_query = false;
};

Tail split_tail(std::string_view text) {
  text = text.substr(0, text.find('#'));
  const auto mark = text.find('?');
  if (mark == std::string_view::npos) return {text, {}, false};
  return {text.substr(0, mark), text.substr(mark + 1), true};
}

// The length of the scheme in front of ':', or npos when the text has none.
std::size_t scheme_length(std::string_view text) {
  const auto colon = text.find(':');
  if (colon == std::string_view::npos || colon == 0 || !is_letter(text[0])) return std::string_view::npos;
  const auto allowed = [](char c) { return is_letter(c) || is_digit(c) || c == '+' || c == '-' || c == '.'; };
  const auto scheme = text.substr(0, colon);
  return std::all_of(scheme.begin(), scheme.end(), allowed) ? colon : std::string_view::npos;
}

Result<Url> parse_after_scheme(std::string scheme, std::string_view rest) {
  Url url;
  url.scheme = std::move(scheme);
  if (!rest.starts_with("//")) return fail(ErrorCode::invalid_input, "a URL without a host");
  rest.remove_prefix(2);
  const auto end = rest.find_first_of("/?#\\");
  if (end != std::string_view::npos && rest[end] == '\\') {
    return fail(ErrorCode::invalid_input, "a URL with a backslash after its host");
  }
  HOSHI_CHECK(parse_authority(rest.substr(0, end), url));
  const Tail tail = split_tail(end == std::string_view::npos ? std::string_view{} : rest.substr(end));
  set_path(tail.path, tail.query, url);
  return url;
}

Result<void> check_text(std::string_view text) {
  if (text.size() > url_limit_bytes) return fail(ErrorCode::invalid_input, "a URL beyond 8 KiB");
  if (has_control(text)) return fail(ErrorCode::invalid_input, "a URL with control characters");
  return {};
}

}  // namespace

bool Url::is_address() const { return host.find(':') != std::string::npos || is_dotted_quad(host); }

std::string Url::origin_form() const { return query.empty() ? path : path + "?" + query; }

std::string Url::authority() const {
  const std::string name = host.find(':') != std::string::npos ? "[" + host + "]" : host;
  return port == default_port(scheme) ? name : name + ":" + std::to_string(port);
}

std::string Url::text() const { return scheme + "://" + authority() + origin_form(); }

Result<Url> parse_url(std::string_view text) {
  text = trimmed(text);
  HOSHI_CHECK(check_text(text));
  const auto length = scheme_length(text);
  const std::string scheme = length == std::string_view::npos ? "" : lower(text.substr(0, length));
  if (scheme != "http" && scheme != "https") {
    return fail(ErrorCode::invalid_input, "a URL that is neither http nor https");
  }
  return parse_after_scheme(scheme, text.substr(length + 1));
}

Result<Url> resolve(const Url& base, std::string_view reference) {
  reference = trimmed(reference);
  HOSHI_CHECK(check_text(reference));
  if (reference.find('\\') != std::string_view::npos) {
    return fail(ErrorCode::invalid_input, "a reference with a backslash");
  }
  const Tail whole = split_tail(reference);
  if (scheme_length(whole.path) != std::string_view::npos) return parse_url(reference);
  if (reference.starts_with("//")) return parse_after_scheme(base.scheme, reference);
  Url url = base;
  if (whole.path.empty()) {
    if (whole.has_query) url.query = escaped(whole.query);
    return url;
  }
  if (whole.path.front() == '/') {
    set_path(whole.path, whole.query, url);
    return url;
  }
  const std::string folder = base.path.substr(0, base.path.rfind('/') + 1);
  set_path(folder + std::string(whole.path), whole.query, url);
  return url;
}

Place place_of(const Url& base, const Url& other) {
  if (base.host != other.host) return Place::elsewhere;
  return base.scheme == other.scheme && base.port == other.port ? Place::same_origin : Place::same_host;
}

std::string form_encoded(std::string_view text) {
  constexpr std::string_view plain = "*-._";
  std::string out;
  for (const char c : text) {
    if (c == ' ') {
      out.push_back('+');
    } else if (is_letter(c) || is_digit(c) || plain.find(c) != std::string_view::npos) {
      out.push_back(c);
    } else {
      append_escaped(out, c);
    }
  }
  return out;
}

}  // namespace hoshi::protocols::http
