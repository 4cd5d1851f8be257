// Bytes over a bare TCP connection.
// SPDX-License-Identifier: Apache-2.0
#include "transport/channel.h"

namespace hoshi::transport {
namespace {

class PlainChannel : public Channel {
 public:
  explicit PlainChannel(Descriptor socket) : socket_(std::move(socket)) {}

  Result<Bytes> read(std::size_t limit_bytes, TimePoint until) override {
    return receive(socket_.number(), limit_bytes, until);
  }
  Result<void> write(ByteView bytes, TimePoint until) override {
    return send_all(socket_.number(), bytes, until);
  }
  const TlsSession* tls() const override { return nullptr; }
  Descriptor release() override { return std::move(socket_); }

 private:
  Descriptor socket_;
};

}  // namespace

std::unique_ptr<Channel> plain_channel(Descriptor socket) {
  return std::make_unique<PlainChannel>(std::move(socket));
}

}  // namespace hoshi::transport
