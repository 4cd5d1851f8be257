// Asks for TLS in the words of each protocol, bounded in time and size.
// SPDX-License-Identifier: Apache-2.0
#include "probes/tls/starttls.h"

#include <string>

#include "base/text.h"
#include "protocols/ftp/reply.h"

namespace hoshi::probes {
namespace {

using protocols::ftp::Reply;
using protocols::ftp::ReplyReader;
using std::chrono::milliseconds;
using transport::Stream;

constexpr milliseconds answer_timeout{6000};  // some look the client's name up before they greet
constexpr std::size_t read_bytes = 4096;
constexpr std::size_t said_limit_bytes = 16u << 10;
constexpr int reads_limit = 512;

// Replies with three digits in front: FTP and SMTP (RFC 5321, 4.2.1).
class Replies {
 public:
  explicit Replies(Stream& stream) : stream_(stream) {}

  Result<Reply> next() {
    for (int reads = 0; reads < reads_limit; ++reads) {
      if (auto reply = HOSHI_TRY(reader_.next())) return std::move(*reply);
      const Bytes bytes = HOSHI_TRY(stream_.read(read_bytes, answer_timeout));
      if (bytes.empty()) return fail(ErrorCode::unavailable, "closed");
      HOSHI_CHECK(reader_.feed(bytes));
    }
    return fail(ErrorCode::corrupt, "a reply in too many pieces");
  }
  Result<Reply> ask(std::string_view line) {
    HOSHI_CHECK(stream_.write(to_bytes(std::string(line) + "\r\n")));
    return next();
  }

 private:
  Stream& stream_;
  ReplyReader reader_;
};

// Lines until one begins with `end`; all of them together.
class Lines {
 public:
  explicit Lines(Stream& stream) : stream_(stream) {}

  Result<std::string> until(std::string_view end, std::string_view other_end) {
    std::string said;
    for (int reads = 0; reads < reads_limit && said.size() < said_limit_bytes; ++reads) {
      for (auto at = unread_.find('\n'); at != std::string::npos; at = unread_.find('\n')) {
        const std::string line = unread_.substr(0, at + 1);
        unread_.erase(0, at + 1);
        said += line;
        if (line.starts_with(end) || line.starts_with(other_end)) return said;
      }
      const Bytes bytes = HOSHI_TRY(stream_.read(read_bytes, answer_timeout));
      if (bytes.empty()) return fail(ErrorCode::unavailable, "closed");
      unread_ += to_text(bytes);
      if (unread_.size() > said_limit_bytes) break;
    }
    return fail(ErrorCode::corrupt, "an answer without end");
  }
  Result<std::string> ask(std::string_view line, std::string_view end, std::string_view other_end) {
    HOSHI_CHECK(stream_.write(to_bytes(std::string(line) + "\r\n")));
    return until(end, other_end);
  }

 private:
  Stream& stream_;
  std::string unread_;
};

Result<TlsAgreement> agree_as_ftp(Stream& stream) {
  Replies replies(stream);
  if (HOSHI_TRY(replies.next()).code != 220) return fail(ErrorCode::corrupt, "no greeting of FTP");
  return TlsAgreement{HOSHI_TRY(replies.ask("AUTH TLS")).code == 234, false};
}

// Whether one of the lines of an EHLO reply is this word, alone or with more behind it.
bool lists(const Reply& reply, std::string_view word) {
  for (const auto& line : split(reply.text, '\n')) {
    const auto first = trimmed(line).substr(0, word.size());
    const auto rest = trimmed(line).substr(first.size());
    if (lower(first) == lower(word) && (rest.empty() || rest.front() == ' ' || rest.front() == '=')) return true;
  }
  return false;
}

Result<TlsAgreement> agree_as_smtp(Stream& stream) {
  Replies replies(stream);
  if (HOSHI_TRY(replies.next()).code != 220) return fail(ErrorCode::corrupt, "no greeting of SMTP");
  const Reply features = HOSHI_TRY(replies.ask("EHLO hoshi.invalid"));
  if (features.code != 250 || !lists(features, "STARTTLS")) return TlsAgreement{};
  // RFC 3207, 4: a server may hold back AUTH until TLS runs.
  return TlsAgreement{HOSHI_TRY(replies.ask("STARTTLS")).code == 220, !lists(features, "AUTH")};
}

Result<TlsAgreement> agree_as_imap(Stream& stream) {
  Lines lines(stream);
  (void)HOSHI_TRY(lines.until("* OK", "* PREAUTH"));
  const std::string able = HOSHI_TRY(lines.ask("a1 CAPABILITY", "a1 OK", "a1 "));
  if (!contains_ignoring_case(able, "STARTTLS")) return TlsAgreement{};
  const std::string agreed = HOSHI_TRY(lines.ask("a2 STARTTLS", "a2 OK", "a2 "));
  return TlsAgreement{agreed.find("a2 OK") != std::string::npos, contains_ignoring_case(able, "LOGINDISABLED")};
}

Result<TlsAgreement> agree_as_pop3(Stream& stream) {
  Lines lines(stream);
  (void)HOSHI_TRY(lines.until("+OK", "+OK"));
  // RFC 2595, 4: a server that wants TLS first refuses USER.
  const std::string in_clear = HOSHI_TRY(lines.ask("USER hoshi", "+OK", "-ERR"));
  const std::string agreed = HOSHI_TRY(lines.ask("STLS", "+OK", "-ERR"));
  return TlsAgreement{agreed.starts_with("+OK"), in_clear.starts_with("-ERR")};
}

}  // namespace

std::optional<StartTls> start_tls_of(std::string_view protocol) {
  if (protocol == "ftp") return StartTls::ftp;
  if (protocol == "smtp") return StartTls::smtp;
  if (protocol == "imap") return StartTls::imap;
  if (protocol == "pop3") return StartTls::pop3;
  return std::nullopt;
}

Result<TlsAgreement> agree_on_tls(Stream& stream, StartTls kind) {
  switch (kind) {
    case StartTls::none: return TlsAgreement{true, true};
    case StartTls::ftp: return agree_as_ftp(stream);
    case StartTls::smtp: return agree_as_smtp(stream);
    case StartTls::imap: return agree_as_imap(stream);
    case StartTls::pop3: return agree_as_pop3(stream);
  }
  return TlsAgreement{};
}

}  // namespace hoshi::probes
