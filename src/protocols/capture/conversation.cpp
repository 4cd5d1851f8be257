// TCP connections: recognised by their beginnings, then read line by line where lines carry credentials.
// SPDX-License-Identifier: Apache-2.0
#include "protocols/capture/conversation.h"

#include <algorithm>
#include <utility>

#include "protocols/tls/client_hello_reader.h"
#include "protocols/tls/server_answer.h"
#include "protocols/tls/suites.h"

namespace hoshi::protocols::capture {

namespace {

constexpr std::uint8_t change_cipher_spec = 20;
constexpr std::uint8_t application_data = 23;

std::size_t index_of(Side side) { return side == Side::client ? 0 : 1; }

bool has_lines(std::string_view protocol) {
  return protocol == "http" || protocol == "rtsp" || protocol == "sip" || protocol == "ftp" || protocol == "smtp" || protocol == "pop3" ||
         protocol == "imap";
}

// Whether a whole or cut record of one of these types is among those from the beginning.
bool sends_encrypted(ByteView head) {
  ByteReader reader(head);
  while (reader.remaining() >= 5) {
    const std::uint8_t type = reader.rest()[0];
    if (type == change_cipher_spec || type == application_data) return true;
    const std::size_t length = std::size_t{reader.rest()[3]} << 8 | reader.rest()[4];
    if (!reader.take(5 + length, "record")) return false;
  }
  return false;
}

// A resumed session goes on encrypted behind the hello, where the reader of whole flights finds nonsense: then the first
// record alone is read.
std::optional<tls::ServerHello> server_hello(ByteView head) {
  const auto whole = tls::read_server_answer(head);
  if (whole && whole->hello) return whole->hello;
  if (head.size() < 5) return std::nullopt;
  const std::size_t first = 5 + (std::size_t{head[3]} << 8 | head[4]);
  if (first > head.size()) return std::nullopt;
  const auto alone = tls::read_server_answer(head.first(first));
  return alone ? alone->hello : std::nullopt;
}

// RFC 5246, A.5 and RFC 9150: suites that only protect against change.
bool encrypts(std::string_view suite) {
  return suite.find("_NULL_") == std::string_view::npos && !suite.starts_with("TLS_SHA256_SHA256") && !suite.starts_with("TLS_SHA384_SHA384");
}

}  // namespace

void NeedleWatch::feed(Side side, ByteView bytes, bool after_gap) {
  if (needles_.is_empty()) return;
  Bytes& last = last_[index_of(side)];
  if (after_gap) last.clear();
  if (!last.empty()) {
    const ByteView begin = bytes.first(std::min(bytes.size(), needles_.overlap_bytes()));
    last.insert(last.end(), begin.begin(), begin.end());
    met_.merge(needles_.find(last));
  }
  met_.merge(needles_.find(bytes));
  if (last.empty() || bytes.size() >= needles_.overlap_bytes()) last.assign(bytes.begin(), bytes.end());
  if (last.size() > needles_.overlap_bytes()) {
    last.erase(last.begin(), last.end() - static_cast<std::ptrdiff_t>(needles_.overlap_bytes()));
  }
}

void StreamTalk::take(std::vector<SecretSeen> secrets) {
  for (auto& secret : secrets) {
    if (secrets_.size() < secret_limit) secrets_.insert(std::move(secret));
  }
}

void StreamTalk::recognise() {
  protocol_ = recognise_stream(heads_[0], heads_[1]);
  if (protocol_.empty() || protocol_ == "tls") return;
  if (has_lines(protocol_)) {
    lines_.emplace(protocol_);
    take(lines_->feed(heads_[0], false));
  }
  if (protocol_ == "telnet") typed_.hear(heads_[1]);
}

void StreamTalk::read_on(Side side, ByteView bytes, bool after_gap) {
  const bool is_client = side == Side::client;
  if (lines_ && is_client) take(lines_->feed(bytes, after_gap));
  if (protocol_ == "telnet" && !is_client) typed_.hear(bytes);
  if (protocol_ == "telnet" && is_client) {
    if (auto secret = typed_.feed(bytes)) take({std::move(*secret)});
  }
}

void StreamTalk::feed(Side side, ByteView bytes, bool after_gap) {
  if (bytes.empty()) return;
  const bool starts_tls = lines_ && lines_->asked_for_tls() && side == Side::client && recognise_stream(bytes, {}) == "tls";
  if (starts_tls) {  // what follows on both sides is TLS
    began_as_ = std::exchange(protocol_, "tls");
    lines_.reset();
    heads_ = {};
  }
  const bool is_opaque = protocol_ == "tls" || protocol_ == "ssh";
  if (!is_opaque) watch_.feed(side, bytes, after_gap);
  if (!protocol_.empty()) read_on(side, bytes, after_gap);
  Bytes& head = heads_[index_of(side)];
  const std::size_t room = head_limit_bytes - std::min(head_limit_bytes, head.size());
  if (room == 0) return;
  const ByteView part = bytes.first(std::min(room, bytes.size()));
  head.insert(head.end(), part.begin(), part.end());
  if (protocol_.empty()) recognise();
}

// A handshake is over when the client sends something encrypted; without hellos only the look of the bytes tells.
void StreamTalk::understand_tls(Content& content) const {
  TlsSeen seen;
  const auto hello = tls::read_client_hello(heads_[0]);
  const auto answer = server_hello(heads_[1]);
  if (hello && *hello) seen.server_name = (*hello)->server_name;
  content.host = seen.server_name;
  if (answer && !answer->retry) {
    seen.version = tls::version_name(answer->version);
    seen.suite = tls::suite_name(answer->suite);
    const bool is_open = !encrypts(seen.suite);
    content.protection = is_open ? Protection::no : sends_encrypted(heads_[0]) ? Protection::yes : Protection::unknown;
  } else if (answer && sends_encrypted(heads_[0])) {  // after a request for another hello, which only TLS 1.3 has
    seen.version = tls::version_name(answer->version);
    seen.suite = tls::suite_name(answer->suite);
    content.protection = Protection::yes;
  } else if (!hello || !*hello) {
    const ByteView longer = heads_[0].size() > heads_[1].size() ? heads_[0] : heads_[1];
    constexpr std::size_t telling_bytes = 256;
    const bool looks_random = longer.size() >= telling_bytes && estimate(longer) == Protection::unknown;
    content.protection = looks_random && sends_encrypted(longer) ? Protection::yes : Protection::unknown;
  }
  if ((hello && *hello) || answer) content.tls = seen;
}

Content StreamTalk::finish() {
  Content content;
  if (lines_) {
    take(lines_->finish());
    content.host = lines_->host();
  }
  if (protocol_ == "mqtt") {
    if (auto secret = mqtt_secret(heads_[0])) take({std::move(*secret)});
  }
  if (protocol_.empty()) {
    const bool is_readable = estimate(heads_[0]) == Protection::no || estimate(heads_[1]) == Protection::no;
    content.protection = is_readable ? Protection::no : Protection::unknown;
  } else if (protocol_ == "tls") {
    content.protocol = began_as_.empty() ? protocol_ : began_as_;
    understand_tls(content);
  } else {
    content.protocol = protocol_;
    const bool is_ssh = protocol_ == "ssh";  // both sides began: nothing but key exchange is readable (RFC 4253, 6)
    const bool both = !heads_[0].empty() && !heads_[1].empty();
    const bool may_encrypt = is_ssh || protocol_ == "smb";
    content.protection = !may_encrypt ? Protection::no : is_ssh && both ? Protection::yes : Protection::unknown;
  }
  content.secrets = std::move(secrets_);
  content.needles = watch_.met();
  heads_ = {};
  return content;
}

}  // namespace hoshi::protocols::capture
