// Session setup and tree connect.
// SPDX-License-Identifier: Apache-2.0
#include "protocols/smb/session.h"

#include "protocols/bytes/little_endian.h"

namespace hoshi::protocols::smb {

Bytes session_setup_request(std::uint64_t message, std::uint64_t session, ByteView blob) {
  constexpr std::uint16_t fixed_bytes = 24;
  ByteWriter body;
  put_little16(body, fixed_bytes + 1);
  body.u8(0);  // a new session
  body.u8(1);  // signing enabled
  put_little32(body, 0);
  put_little32(body, 0);
  put_little16(body, header_bytes + fixed_bytes);
  put_little16(body, static_cast<std::uint16_t>(blob.size()));
  put_little64(body, 0);  // no former session
  body.append(blob);
  return write_message({command_session_setup, 0, message, 0, session}, body.bytes());
}

Result<SessionAnswer> session_answer_in(const Message& message) {
  if (message.header.command != command_session_setup) return fail(ErrorCode::corrupt, "another command");
  SessionAnswer answer;
  answer.status = message.header.status;
  answer.session = message.header.session;
  ByteReader reader(ByteView(message.whole).subspan(header_bytes));
  const auto size = HOSHI_TRY(little16(reader, "size"));
  const bool has_body = answer.status == status_success || answer.status == status_more_processing;
  if (!has_body) return answer;  // an error's body says nothing more
  if (size != 9) return fail(ErrorCode::corrupt, "size of another answer");
  const auto flags = HOSHI_TRY(little16(reader, "flags"));
  answer.is_guest = (flags & 1) != 0;
  answer.is_anonymous = (flags & 2) != 0;
  const auto offset = HOSHI_TRY(little16(reader, "offset"));
  const auto length = HOSHI_TRY(little16(reader, "length"));
  if (length == 0) return answer;
  ByteReader whole(message.whole);
  HOSHI_CHECK(whole.take(offset, "before the blob"));
  const auto blob = HOSHI_TRY(whole.take(length, "blob"));
  answer.blob.assign(blob.begin(), blob.end());
  return answer;
}

Bytes tree_connect_request(std::uint64_t message, std::uint64_t session, std::string_view share) {
  ByteWriter path;
  for (const char c : "\\\\device\\" + std::string(share)) put_little16(path, static_cast<unsigned char>(c));
  ByteWriter body;
  put_little16(body, 9);
  put_little16(body, 0);
  put_little16(body, header_bytes + 8);
  put_little16(body, static_cast<std::uint16_t>(path.bytes().size()));
  body.append(path.bytes());
  return write_message({command_tree_connect, 0, message, 0, session}, body.bytes());
}

StatusMeaning meaning_of(std::uint32_t status) {
  switch (status) {
    case status_success: return StatusMeaning::success;
    case 0xc0000022:  // access denied
    case 0xc000006a:  // wrong password
    case 0xc000006d:  // logon failure
    case 0xc0000064:  // no such user
    case 0xc000015b:  // logon type not granted
      return StatusMeaning::refused;
    case 0xc000006f:  // outside the hours
    case 0xc0000070:  // not from this workstation
    case 0xc0000071:  // password expired
    case 0xc0000224:  // password must change
    case 0xc000006e:  // account restriction, as with an empty password
    case 0xc0000072:  // account disabled
      return StatusMeaning::right_but_shut;
    case 0xc0000234:  // account locked out
      return StatusMeaning::locked;
    case 0xc00000d0:  // request not accepted
    case 0xc000009a:  // insufficient resources
      return StatusMeaning::busy;
    default: return StatusMeaning::other;
  }
}

}  // namespace hoshi::protocols::smb
