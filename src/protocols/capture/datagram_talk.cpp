// Datagrams: recognised one by one, DTLS read up to what is agreed, SNMP for its community.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "protocols/capture/conversation.h"
#include "protocols/snmp/message.h"
#include "protocols/tls/client_hello_reader.h"
#include "protocols/tls/suites.h"

namespace hoshi::protocols::capture {

namespace {

constexpr std::size_t datagram_head_limit_bytes = 4096;
constexpr std::uint8_t dtls_application_data = 23;

std::string dtls_version_name(std::uint16_t code) {
  if (code == static_cast<std::uint16_t>(dtls::Version::dtls_1_0)) return "DTLS1.0";
  if (code == static_cast<std::uint16_t>(dtls::Version::dtls_1_2)) return "DTLS1.2";
  return code == 0xFEFC ? "DTLS1.3" : tls::version_name(code);
}

}  // namespace

void DatagramTalk::read_dtls(Side side, ByteView datagram) {
  if (side == Side::client) {
    const auto hello = tls::read_datagram_client_hello(datagram);
    if (hello && *hello) {
      if (!tls_) tls_.emplace();
      tls_->server_name = (*hello)->server_name;
    }
    return;
  }
  if (flight_is_broken_ || flight_.answer().hello) return;
  flight_is_broken_ = !flight_.feed(datagram);
  if (!flight_.answer().hello) return;
  if (!tls_) tls_.emplace();
  tls_->version = dtls_version_name(flight_.answer().hello->version);
  tls_->suite = tls::suite_name(flight_.answer().hello->suite);
}

void DatagramTalk::feed(Side side, ByteView datagram) {
  if (datagram.empty()) return;
  spoke_[side == Side::client ? 0 : 1] = true;
  if (protocol_.empty()) protocol_ = recognise_datagram(datagram, port_);
  if (protocol_ == "dtls") {
    is_encrypted_ = is_encrypted_ || datagram[0] == dtls_application_data;
    read_dtls(side, datagram);
    return;
  }
  watch_.feed(side, datagram, true);
  if (protocol_ == "snmp") {
    const auto version = snmp::read_version(datagram);
    const bool is_user_based = version && *version == snmp::Version::v3;
    const auto message = is_user_based ? snmp::read_usm_message(datagram) : tl::unexpected(Error{});
    is_encrypted_ = is_encrypted_ || (message && (message->flags & snmp::flag_encrypted) != 0);
    auto secret = snmp_secret(datagram);
    if (secret && side == Side::client && secrets_.size() < secret_limit) secrets_.insert(std::move(*secret));
  }
  const std::size_t room = datagram_head_limit_bytes - std::min(datagram_head_limit_bytes, head_.size());
  const ByteView part = datagram.first(std::min(room, datagram.size()));
  if (protocol_.empty()) head_.insert(head_.end(), part.begin(), part.end());
}

// QUIC has no form in clear (RFC 9001, 5): that both sides took part is enough. Of DTLS data has to be seen.
Protection DatagramTalk::protection() const {
  if (protocol_.empty()) return estimate(head_);
  if (protocol_ == "wireguard") return Protection::yes;
  if (protocol_ == "quic") return spoke_[0] && spoke_[1] ? Protection::yes : Protection::unknown;
  if (protocol_ == "snmp") return is_encrypted_ && secrets_.empty() ? Protection::yes : Protection::no;
  if (protocol_ == "ike") return Protection::unknown;
  if (protocol_ != "dtls") return Protection::no;
  const bool is_open = tls_ && tls_->suite.find("_NULL_") != std::string::npos;
  return is_open ? Protection::no : is_encrypted_ ? Protection::yes : Protection::unknown;
}

Content DatagramTalk::finish() {
  Content content;
  if (!protocol_.empty()) content.protocol = protocol_;
  content.protection = protection();
  content.tls = tls_;
  if (tls_) content.host = tls_->server_name;
  content.secrets = std::move(secrets_);
  content.needles = watch_.met();
  return content;
}

}  // namespace hoshi::protocols::capture
