// A session with an FTP server: commands and replies, TLS, and passive transfers with the named target only.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "protocols/ftp/reply.h"
#include "transport/network.h"

namespace hoshi::probes {

using std::chrono::milliseconds;

struct FtpAddress {
  std::string target;
  std::uint16_t port = 21;
  bool implicit_tls = false;  // TLS from the first byte, as on port 990
};

// What came of USER and PASS.
struct FtpEntry {
  protocols::ftp::Reply user;
  protocols::ftp::Reply password;  // code 0: it was not asked for
  transport::TaskTime answered_at{};
  bool is_in() const { return user.code == 230 || password.code == 230; }
  const protocols::ftp::Reply& last() const { return password.code != 0 ? password : user; }
};

struct FtpTransfer {
  protocols::ftp::Reply reply;  // the last one: 226 or 250 when it was whole, else the refusal
  std::string content;          // hostile; at most transfer_limit_bytes
  bool was_made = false;        // a transfer took place to its end (or to our limit)
};

constexpr std::size_t transfer_limit_bytes = 256u << 10;

// One thread. Errors are those of Network, and corrupt for what is no FTP; a refusal is a reply.
class FtpSession {
 public:
  // Connects and reads the greeting.
  [[nodiscard]] static Result<FtpSession> open(transport::Network& network, const FtpAddress& address);

  const protocols::ftp::Reply& greeting() const { return greeting_; }
  bool over_tls() const { return stream_->tls() != nullptr; }
  transport::TaskTime time() const { return stream_->time(); }

  // Sends one line (invalid_input when it would be two) and reads its reply.
  [[nodiscard]] Result<protocols::ftp::Reply> command(std::string_view line);
  // AUTH TLS, and the handshake when the server agrees (RFC 4217, 4). Gives the reply to AUTH.
  [[nodiscard]] Result<protocols::ftp::Reply> start_tls();
  [[nodiscard]] Result<FtpEntry> log_in(const std::string& account, const std::string& password);
  // "LIST /", "RETR a": through EPSV, else PASV; over TLS with PROT P where the server takes it.
  [[nodiscard]] Result<FtpTransfer> download(std::string_view line);
  [[nodiscard]] Result<FtpTransfer> upload(std::string_view line, std::string_view content);

 private:
  FtpSession(transport::Network& network, FtpAddress address, std::unique_ptr<transport::Stream> stream)
      : network_(&network), address_(std::move(address)), stream_(std::move(stream)) {}
  [[nodiscard]] Result<protocols::ftp::Reply> read_reply();
  [[nodiscard]] Result<std::unique_ptr<transport::Stream>> open_data();
  [[nodiscard]] Result<std::unique_ptr<transport::Stream>> begin(std::string_view line, FtpTransfer& transfer);
  [[nodiscard]] Result<void> protect_data();

  transport::Network* network_;
  FtpAddress address_;
  std::unique_ptr<transport::Stream> stream_;
  protocols::ftp::ReplyReader replies_;
  protocols::ftp::Reply greeting_;
  bool data_over_tls_ = false;
  bool asked_for_protection_ = false;
};

}  // namespace hoshi::probes
