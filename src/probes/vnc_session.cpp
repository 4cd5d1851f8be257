// Speaks RFB, bounded in time and size.
// SPDX-License-Identifier: Apache-2.0
#include "probes/vnc_session.h"

#include <algorithm>
#include <optional>

namespace hoshi::probes {
namespace {

namespace vnc = protocols::vnc;

constexpr milliseconds connect_timeout{5000};
constexpr milliseconds answer_timeout{10000};
constexpr int reads_limit = 512;
constexpr std::size_t message_limit_bytes = 8192;

}  // namespace

template <class Parse>
auto VncSession::read(Parse parse, std::size_t message_bytes) {
  using Parsed = decltype(parse(ByteView{}));
  using Message = Result<typename Parsed::value_type::value_type>;
  const auto until = network_->time() + answer_timeout;
  for (int reads = 0; reads < reads_limit && unread_.size() < message_limit_bytes; ++reads) {
    auto parsed = parse(unread_);
    if (!parsed) return Message(tl::unexpected(parsed.error()));
    if (*parsed) {
      unread_.erase(unread_.begin(), unread_.begin() + static_cast<std::ptrdiff_t>(std::min(message_bytes, unread_.size())));
      return Message(std::move(**parsed));
    }
    const auto left = std::chrono::duration_cast<milliseconds>(until - network_->time());
    if (left <= milliseconds(0)) return Message(fail(ErrorCode::timed_out, "no whole message"));
    const auto bytes = stream_->read(message_limit_bytes - unread_.size(), left);
    if (!bytes) return Message(tl::unexpected(bytes.error()));
    if (bytes->empty()) return Message(fail(ErrorCode::unavailable, "closed"));
    unread_.insert(unread_.end(), bytes->begin(), bytes->end());
  }
  return Message(fail(ErrorCode::corrupt, "a message without end"));
}

Result<VncSession> VncSession::open(transport::Network& network, std::string_view target, std::uint16_t port, bool tls) {
  auto stream = tls ? network.connect_tls(target, port, {}, connect_timeout)
                    : network.connect(target, port, connect_timeout);
  if (!stream) return tl::unexpected(stream.error());
  VncSession session(network, std::move(*stream));
  session.version_ = HOSHI_TRY(session.read(vnc::read_version));
  HOSHI_CHECK(session.stream_->write(vnc::write_version(session.version_)));
  const auto version = session.version_;
  // RFC 6143, 7.1.2: in 3.3 the server names one type and goes on with its challenge at once.
  const std::size_t message_bytes = version == vnc::Version::v3_3 ? 4 : std::string::npos;
  session.offer_ = HOSHI_TRY(session.read(
      [version](ByteView bytes) { return vnc::read_security_offer(version, bytes); }, message_bytes));
  return session;
}

bool VncSession::offers(std::uint8_t type) const {
  return std::find(offer_.types.begin(), offer_.types.end(), type) != offer_.types.end();
}

// RFC 6143, 7.1.2: from 3.7 on the client chooses.
Result<void> VncSession::choose(std::uint8_t type) {
  if (!offers(type)) return fail(ErrorCode::not_found, "the server does not offer " + vnc::security_name(type));
  if (version_ == vnc::Version::v3_3) return {};
  return stream_->write(Bytes{type});
}

Result<vnc::SecurityResult> VncSession::enter() {
  HOSHI_CHECK(choose(vnc::security_none));
  // RFC 6143, 7.1.3: before 3.8 nothing follows upon None.
  if (version_ != vnc::Version::v3_8) return vnc::SecurityResult{};
  const auto version = version_;
  return read([version](ByteView bytes) { return vnc::read_security_result(version, bytes); });
}

Result<vnc::SecurityResult> VncSession::enter(std::string_view password) {
  HOSHI_CHECK(choose(vnc::security_vnc));
  const Bytes challenge = HOSHI_TRY(read([](ByteView bytes) -> Result<std::optional<Bytes>> {
    if (bytes.size() < vnc::challenge_bytes) return std::optional<Bytes>{};
    const ByteView first = bytes.first(vnc::challenge_bytes);
    return std::optional(Bytes(first.begin(), first.end()));
  }));
  const Bytes answer = HOSHI_TRY(vnc::answer_challenge(password, challenge));
  network_->keep_secret(to_text(answer));  // the password can be guessed offline from it
  HOSHI_CHECK(stream_->write(answer));
  const auto version = version_;
  return read([version](ByteView bytes) { return vnc::read_security_result(version, bytes); });
}

Result<vnc::Desktop> VncSession::look() {
  constexpr std::uint8_t shared = 1;  // other clients stay connected
  HOSHI_CHECK(stream_->write(Bytes{shared}));
  return read(vnc::read_desktop);
}

}  // namespace hoshi::probes
