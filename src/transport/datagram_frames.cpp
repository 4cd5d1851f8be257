// Writes and reads the frames of datagram_relay.h.
// SPDX-License-Identifier: Apache-2.0
#include "transport/datagram_frames.h"

#include "transport/datagram_relay.h"

namespace hoshi::transport {
namespace {

constexpr std::size_t payload_max = 65'507;  // of UDP over IPv4

}  // namespace

Error nobody_listens() { return {ErrorCode::unavailable, "nobody listens on this port"}; }

Result<void> send_frame(int pair, std::uint16_t port, ByteView bytes, TimePoint until) {
  if (bytes.size() > payload_max) return fail(ErrorCode::invalid_input, "the datagram is too long");
  ByteWriter frame;
  frame.u16(port);
  frame.append(bytes);
  return send_all(pair, frame.bytes(), until);  // a local pair takes a frame whole or not at all
}

Result<Frame> receive_frame(int pair, TimePoint until) {
  const Bytes bytes = HOSHI_TRY(receive(pair, frame_bytes_max, until));
  if (bytes.size() < 3) return fail(ErrorCode::unavailable, "the way to the target has ended");
  ByteReader reader(bytes);
  const std::uint8_t kind = HOSHI_TRY(reader.u8("kind of frame"));
  Frame frame;
  frame.refused = kind == frame_refused;
  frame.port = HOSHI_TRY(reader.u16("port of frame"));
  frame.bytes.assign(bytes.begin() + 3, bytes.end());
  return frame;
}

}  // namespace hoshi::transport
