// The loop of the signer process.
// SPDX-License-Identifier: Apache-2.0
#include "signer/server.h"

#include "signer/frames.h"

namespace hoshi::signer {

Result<void> run_signer(int channel, Service& service) {
  constexpr std::chrono::milliseconds for_ever(-1);
  Reply ready;
  ready.keys = service.public_keys();
  HOSHI_CHECK(send_frame(channel, write_reply(ready)));
  while (true) {
    const auto request = receive_frame(channel, request_bytes_max, for_ever);
    if (!request && request.error().code == ErrorCode::not_found) return {};
    if (!request && request.error().code != ErrorCode::corrupt) return tl::unexpected<Error>(request.error());
    const Bytes answer = request ? service.answer(*request) : write_reply(tl::unexpected<Error>(request.error()));
    HOSHI_CHECK(send_frame(channel, answer));
  }
}

}  // namespace hoshi::signer
