// Basic of HTTP, RTSP and SIP (RFC 7617), forms, FTP (RFC 959), POP3 (RFC 1939), SMTP (RFC 4954), IMAP (RFC 9051), Telnet.
// SPDX-License-Identifier: Apache-2.0
#include "protocols/capture/secrets.h"

#include <algorithm>
#include <utility>

#include "base/encoding.h"
#include "base/text.h"

namespace hoshi::protocols::capture {

namespace {

constexpr std::size_t line_limit_bytes = 8192;
constexpr std::size_t heard_limit_bytes = 64;
constexpr std::size_t typed_limit_bytes = 128;
constexpr std::size_t secret_limit_bytes = 512;

std::optional<std::string> decoded(std::string_view text) {
  auto bytes = from_base64(trimmed(text));
  return bytes ? std::optional(to_text(*bytes)) : std::nullopt;
}

// Part `index` (from 0) of words divided by single blanks; the last one asked for holds no blanks.
std::string word(std::string_view line, std::size_t index) {
  const auto words = split(line, ' ');
  return index < words.size() ? words[index] : "";
}

std::string unquoted(std::string text) {
  const bool is_quoted = text.size() >= 2 && text.front() == '"' && text.back() == '"';
  return is_quoted ? text.substr(1, text.size() - 2) : text;
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char small = static_cast<char>(c | 0x20);
  return small >= 'a' && small <= 'f' ? small - 'a' + 10 : -1;
}

std::string form_decoded(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool is_escape = text[at] == '%' && at + 2 < text.size() && hex_digit(text[at + 1]) >= 0 && hex_digit(text[at + 2]) >= 0;
    if (is_escape) {
      out += static_cast<char>(hex_digit(text[at + 1]) * 16 + hex_digit(text[at + 2]));
      at += 2;
    } else {
      out += text[at] == '+' ? ' ' : text[at];
    }
  }
  return out;
}

bool names_password(std::string_view field) {
  const std::string name = lower(field);
  return name.ends_with("password") || name.ends_with("passwd") || name.ends_with("passphrase") || name == "pass" || name == "pwd" || name == "pw";
}

bool names_account(std::string_view field) {
  const std::string name = lower(field);
  return name.find("user") != std::string::npos || name.find("login") != std::string::npos || name.find("account") != std::string::npos;
}

std::optional<SecretSeen> secret(std::string_view kind, std::string account, std::string value) {
  if (value.empty() || value.size() > secret_limit_bytes || account.size() > secret_limit_bytes) return std::nullopt;
  return SecretSeen{std::string(kind), std::move(account), std::move(value)};
}

// "user:password"
std::optional<SecretSeen> pair_secret(std::string_view kind, const std::string& pair) {
  const auto colon = pair.find(':');
  if (colon == std::string::npos) return std::nullopt;
  return secret(kind, pair.substr(0, colon), pair.substr(colon + 1));
}

}  // namespace

std::optional<SecretSeen> CredentialLines::read_header(std::string_view line) {
  const auto colon = line.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const std::string name = lower(trimmed(line.substr(0, colon)));
  const std::string_view value = trimmed(line.substr(colon + 1));
  if (name == "host" && host_.empty()) host_ = lower(printable(value.substr(0, value.find(':')), 253));
  const bool is_credentials = name == "authorization" || name == "proxy-authorization";
  if (!is_credentials || !starts_with_ignoring_case(value, "basic ")) return std::nullopt;
  const auto pair = decoded(value.substr(6));
  const std::string kind = protocol_ == "http" ? "http_basic" : protocol_;
  return pair ? pair_secret(kind, *pair) : std::nullopt;
}

// A body "user=a&password=b", also as part of an address ("GET /login?user=…&password=… HTTP/1.1").
std::optional<SecretSeen> CredentialLines::read_form(std::string_view line) const {
  std::string_view fields = line;
  const auto question = line.find('?');
  if (question != std::string_view::npos) fields = line.substr(question + 1, line.find(" HTTP/") - question - 1);
  if (fields.find('=') == std::string_view::npos || fields.find(' ') != std::string_view::npos) return std::nullopt;
  std::string account;
  for (const auto& field : split(fields, '&')) {
    const auto equals = field.find('=');
    if (equals == std::string::npos) continue;
    const std::string value = form_decoded(std::string_view(field).substr(equals + 1));
    if (names_account(field.substr(0, equals))) account = value;
    if (names_password(field.substr(0, equals))) return secret("http_form", account, value);
  }
  return std::nullopt;
}

std::optional<SecretSeen> CredentialLines::read_user_and_pass(std::string_view line) {
  if (starts_with_ignoring_case(line, "auth tls") || starts_with_ignoring_case(line, "auth ssl") || starts_with_ignoring_case(line, "stls")) {
    asked_for_tls_ = true;
  }
  if (starts_with_ignoring_case(line, "user ")) account_ = std::string(line.substr(5));
  if (!starts_with_ignoring_case(line, "pass ")) return std::nullopt;
  const std::string name = lower(account_);
  if (protocol_ == "ftp" && (name == "anonymous" || name == "ftp")) return std::nullopt;  // RFC 1635: no secret
  return secret(protocol_, account_, std::string(line.substr(5)));
}

std::optional<SecretSeen> CredentialLines::read_smtp(std::string_view line) {
  const Awaited awaited = std::exchange(awaited_, Awaited::nothing);
  std::string plain;
  if (starts_with_ignoring_case(line, "starttls")) asked_for_tls_ = true;
  if (awaited == Awaited::plain) plain = decoded(line).value_or("");
  if (awaited == Awaited::login_name) {
    account_ = decoded(line).value_or("");
    awaited_ = Awaited::login_password;
  }
  if (awaited == Awaited::login_password) return secret("smtp", account_, decoded(line).value_or(""));
  if (starts_with_ignoring_case(line, "auth login")) {
    account_ = decoded(word(line, 2)).value_or("");
    awaited_ = account_.empty() ? Awaited::login_name : Awaited::login_password;
  }
  if (starts_with_ignoring_case(line, "auth plain")) {
    plain = decoded(word(line, 2)).value_or("");
    if (plain.empty()) awaited_ = Awaited::plain;
  }
  const auto parts = split(plain, '\0');  // RFC 4616, 2
  return parts.size() == 3 ? secret("smtp", parts[1], parts[2]) : std::nullopt;
}

std::optional<SecretSeen> CredentialLines::read_imap(std::string_view line) {
  const std::string command = lower(word(line, 1));
  if (command == "starttls") asked_for_tls_ = true;
  if (command == "login") return secret("imap", unquoted(word(line, 2)), unquoted(word(line, 3)));
  if (command != "authenticate" || lower(word(line, 2)) != "plain") return std::nullopt;
  const auto parts = split(decoded(word(line, 3)).value_or(""), '\0');
  return parts.size() == 3 ? secret("imap", parts[1], parts[2]) : std::nullopt;
}

std::optional<SecretSeen> CredentialLines::read_line(std::string_view line) {
  if (protocol_ == "ftp" || protocol_ == "pop3") return read_user_and_pass(line);
  if (protocol_ == "smtp") return read_smtp(line);
  if (protocol_ == "imap") return read_imap(line);
  const auto header = read_header(line);
  return header || protocol_ != "http" ? header : read_form(line);
}

std::vector<SecretSeen> CredentialLines::feed(ByteView bytes, bool after_gap) {
  std::vector<SecretSeen> found;
  if (after_gap) {
    line_.clear();
    line_is_lost_ = true;
  }
  while (!bytes.empty()) {
    const auto end = std::find(bytes.begin(), bytes.end(), '\n');
    const auto part = static_cast<std::size_t>(end - bytes.begin());
    const bool fits = !line_is_lost_ && line_.size() + part <= line_limit_bytes;
    if (fits) line_.append(bytes.begin(), end);
    line_is_lost_ = !fits;
    if (end == bytes.end()) return found;
    if (fits) {
      auto seen = read_line(trimmed(line_));
      if (seen) found.push_back(std::move(*seen));
    }
    line_.clear();
    line_is_lost_ = false;
    bytes = bytes.subspan(part + 1);
  }
  return found;
}

std::vector<SecretSeen> CredentialLines::finish() {
  std::vector<SecretSeen> found;
  auto seen = line_.empty() ? std::nullopt : read_line(trimmed(line_));
  if (seen) found.push_back(std::move(*seen));
  line_.clear();
  return found;
}

void TypedPassword::hear(ByteView from_server) {
  heard_ += lower(to_text(from_server.last(std::min(from_server.size(), heard_limit_bytes))));
  if (heard_.size() > heard_limit_bytes) heard_.erase(0, heard_.size() - heard_limit_bytes);
}

// Terminals send each key by itself; the server's echo of a name comes between, that of a password does not.
std::optional<SecretSeen> TypedPassword::feed(ByteView from_client) {
  std::optional<SecretSeen> found;
  for (const auto byte : from_client) {
    if (byte == '\r' || byte == '\n') {
      const auto password_at = heard_.rfind("assword");
      if (password_at != std::string::npos && !typed_.empty()) found = secret("telnet", account_, typed_);
      if (password_at == std::string::npos && heard_.find("login") != std::string::npos) account_ = typed_;
      if (!typed_.empty()) heard_.clear();
      typed_.clear();
    } else if (byte >= 0x20 && byte < 0x7F && typed_.size() < typed_limit_bytes) {
      typed_ += static_cast<char>(byte);
    }
  }
  return found;
}

}  // namespace hoshi::protocols::capture
