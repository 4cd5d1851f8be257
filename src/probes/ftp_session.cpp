// Speaks FTP, bounded in time and size.
// SPDX-License-Identifier: Apache-2.0
#include "probes/ftp_session.h"

#include <fmt/format.h>

namespace hoshi::probes {
namespace {

namespace ftp = protocols::ftp;
using transport::Stream;

constexpr milliseconds connect_timeout{5000};
constexpr milliseconds answer_timeout{10000};    // vsftpd answers a wrong password after 3 s
constexpr milliseconds transfer_timeout{10000};  // of a whole transfer
constexpr std::size_t read_bytes = 4096;
constexpr int reads_limit = 4096;  // against one byte at a time

}  // namespace

Result<FtpSession> FtpSession::open(transport::Network& network, const FtpAddress& address) {
  auto stream = address.implicit_tls ? network.connect_tls(address.target, address.port, {}, connect_timeout)
                                     : network.connect(address.target, address.port, connect_timeout);
  if (!stream) return tl::unexpected(stream.error());
  FtpSession session(network, address, std::move(*stream));
  session.greeting_ = HOSHI_TRY(session.read_reply());
  // RFC 959, 5.4: 120 says that the real greeting comes later.
  if (session.greeting_.code == 120) session.greeting_ = HOSHI_TRY(session.read_reply());
  return session;
}

Result<ftp::Reply> FtpSession::read_reply() {
  const auto until = network_->time() + answer_timeout;
  for (int reads = 0; reads < reads_limit; ++reads) {
    if (auto reply = HOSHI_TRY(replies_.next())) return std::move(*reply);
    const auto left = std::chrono::duration_cast<milliseconds>(until - network_->time());
    if (left <= milliseconds(0)) return fail(ErrorCode::timed_out, "no whole reply");
    const Bytes bytes = HOSHI_TRY(stream_->read(read_bytes, left));
    if (bytes.empty()) return fail(ErrorCode::unavailable, "closed");
    HOSHI_CHECK(replies_.feed(bytes));
  }
  return fail(ErrorCode::corrupt, "a reply in too many pieces");
}

Result<ftp::Reply> FtpSession::command(std::string_view line) {
  if (!ftp::is_sendable(line)) return fail(ErrorCode::invalid_input, "cannot be sent as one line");
  HOSHI_CHECK(stream_->write(to_bytes(std::string(line) + "\r\n")));
  return read_reply();
}

Result<ftp::Reply> FtpSession::start_tls() {
  auto reply = HOSHI_TRY(command("AUTH TLS"));
  if (reply.code != 234) return reply;
  replies_.forget();
  stream_ = HOSHI_TRY(network_->start_tls(std::move(stream_), {}, connect_timeout));
  return reply;
}

Result<FtpEntry> FtpSession::log_in(const std::string& account, const std::string& password) {
  FtpEntry entry;
  entry.user = HOSHI_TRY(command("USER " + account));
  if (entry.user.code == 331) entry.password = HOSHI_TRY(command("PASS " + password));
  entry.answered_at = network_->time();
  return entry;
}

// RFC 4217, 9: PBSZ 0, then PROT P. A server that refuses sends its data in clear, which is its own finding.
Result<void> FtpSession::protect_data() {
  if (asked_for_protection_ || !over_tls()) return {};
  asked_for_protection_ = true;
  (void)HOSHI_TRY(command("PBSZ 0"));
  data_over_tls_ = HOSHI_TRY(command("PROT P")).is_positive();
  return {};
}

Result<std::unique_ptr<Stream>> FtpSession::open_data() {
  HOSHI_CHECK(protect_data());
  const auto extended = ftp::extended_passive_port(HOSHI_TRY(command("EPSV")));
  if (extended) return network_->connect(address_.target, *extended, connect_timeout);
  const auto port = ftp::passive_port(HOSHI_TRY(command("PASV")));
  if (!port) return fail(ErrorCode::not_found, "no passive mode");
  return network_->connect(address_.target, *port, connect_timeout);
}

// The data connection once the server agreed to the transfer; null when it did not.
Result<std::unique_ptr<Stream>> FtpSession::begin(std::string_view line, FtpTransfer& transfer) {
  auto data = HOSHI_TRY(open_data());
  transfer.reply = HOSHI_TRY(command(line));
  if (transfer.reply.code / 100 != 1) return std::unique_ptr<Stream>{};
  if (!data_over_tls_) return data;
  auto secured = network_->start_tls(std::move(data), {}, connect_timeout);
  if (secured) return secured;
  transfer.reply = HOSHI_TRY(read_reply());  // the server says why, and the next command must not take it for its own
  return std::unique_ptr<Stream>{};
}

Result<FtpTransfer> FtpSession::download(std::string_view line) {
  FtpTransfer transfer;
  auto data = HOSHI_TRY(begin(line, transfer));
  if (data == nullptr) return transfer;
  const auto until = network_->time() + transfer_timeout;
  bool is_whole = false;
  while (transfer.content.size() < transfer_limit_bytes && network_->time() < until) {
    const auto bytes = data->read(transfer_limit_bytes - transfer.content.size(), transfer_timeout);
    is_whole = bytes && bytes->empty();
    if (!bytes || bytes->empty()) break;
    transfer.content += to_text(*bytes);
  }
  data.reset();
  transfer.reply = HOSHI_TRY(read_reply());
  const bool is_cut = transfer.content.size() >= transfer_limit_bytes;
  transfer.was_made = is_cut || (is_whole && transfer.reply.is_positive());
  return transfer;
}

Result<FtpTransfer> FtpSession::upload(std::string_view line, std::string_view content) {
  FtpTransfer transfer;
  auto data = HOSHI_TRY(begin(line, transfer));
  if (data == nullptr) return transfer;
  HOSHI_CHECK(data->write(to_bytes(content)));
  data.reset();
  transfer.reply = HOSHI_TRY(read_reply());
  transfer.was_made = transfer.reply.is_positive();
  return transfer;
}

}  // namespace hoshi::probes
