// Fuzzes the parsers of TCP services; the first byte says which.
// SPDX-License-Identifier: Apache-2.0
#include "protocols/adb/packet.h"
#include "protocols/bare/databases.h"
#include "protocols/bare/mongo.h"
#include "protocols/bare/redis.h"
#include "protocols/ipp/message.h"
#include "protocols/modbus/frame.h"
#include "protocols/services/hellos.h"
#include "protocols/sip/message.h"
#include "protocols/smb/ntlm.h"
#include "protocols/smb/session.h"
#include "protocols/websocket/frame.h"

using namespace hoshi;
using namespace hoshi::protocols;

namespace {

template <class T>
void check_size(const Result<std::optional<T>>& read, std::size_t most) {
  if (read && *read) HOSHI_ASSERT((*read)->size > 0 && (*read)->size <= most);
}

void read_modbus(ByteView bytes) {
  const auto frame = modbus::read_frame(bytes);
  check_size(frame, bytes.size());
  if (!frame || !*frame) return;
  (void)modbus::identification_in(**frame);
  (void)modbus::registers_in(**frame);
}

void read_smb(ByteView bytes) {
  (void)smb::accepts_smb1(bytes);
  (void)smb::read_ntlm_challenge(bytes);
  const auto message = smb::read_message(bytes);
  if (!message || !*message) return;
  (void)smb::negotiated_in(**message);
  const auto answer = smb::session_answer_in(**message);
  if (!answer) return;
  const auto challenge = smb::read_ntlm_challenge(answer->blob);
  if (challenge) (void)smb::ntlm_authenticate(*challenge, {"user", "word"}, Bytes(8, 1));
}

void read_sip(ByteView bytes) {
  const auto response = sip::read_response(bytes);
  check_size(response, bytes.size());
  if (response && *response) (void)sip::challenges_of(**response);
}

void read_websocket(ByteView bytes) {
  check_size(websocket::read_frame(bytes), bytes.size());
  check_size(websocket::read_upgrade(bytes, "key"), bytes.size());
  for (const auto& path : websocket::paths_in(to_text(bytes))) HOSHI_ASSERT(path.starts_with('/') && path.size() <= 200);
}

void read_databases(ByteView bytes) {
  const auto packet = bare::read_mysql_packet(bytes);
  check_size(packet, bytes.size());
  if (packet && *packet) (void)bare::mysql_login_without_password(**packet, "root");
  check_size(bare::read_redis_reply(bytes), bytes.size());
  (void)bare::read_postgresql_answer(bytes);
  (void)bare::read_mongo_answer(bytes);
}

void read_answers(ByteView bytes) {
  for (const auto& hello : services::hellos()) {
    if (hello.second != nullptr) (void)hello.second(bytes);
    const auto found = hello.answer != nullptr ? hello.answer(bytes) : std::nullopt;
    if (found) HOSHI_ASSERT(!found->protocol.empty() && found->banner.size() <= 210);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const ByteView bytes(data + 1, size - 1);
  switch (data[0] % 8) {
    case 0: read_modbus(bytes); break;
    case 1: read_smb(bytes); break;
    case 2: read_sip(bytes); break;
    case 3: read_websocket(bytes); break;
    case 4: read_databases(bytes); break;
    case 5: read_answers(bytes); break;
    case 6: (void)ipp::read_answer(bytes); break;
    case 7: check_size(adb::read_packet(bytes), bytes.size()); break;
  }
  return 0;
}
