// NTLM messages.
// SPDX-License-Identifier: Apache-2.0
#include "protocols/smb/ntlm.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "protocols/bytes/little_endian.h"
#include "protocols/smb/md4.h"

namespace hoshi::protocols::smb {
namespace {

constexpr std::string_view signature{"NTLMSSP\0", 8};
// MS-NLMP, 2.2.2.5: Unicode, request target, NTLM, extended session security, target info, 128 bits.
constexpr std::uint32_t flags = 0x00000001 | 0x00000004 | 0x00000200 | 0x00080000 | 0x00800000 | 0x20000000;
constexpr std::uint32_t flag_anonymous = 0x00000800;
constexpr std::uint16_t av_end = 0;
constexpr std::uint16_t av_computer = 1;
constexpr std::uint16_t av_time = 7;

// One UTF-8 sequence to one code point; what is broken becomes U+FFFD.
std::uint32_t next_point(std::string_view text, std::size_t& at) {
  const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u; };
  const unsigned first = byte(at);
  const int more = first < 0x80 ? 0 : first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : first >= 0xc0 ? 1 : -1;
  if (more < 0 || at + static_cast<std::size_t>(more) >= text.size()) return ++at, 0xfffd;
  std::uint32_t point = more == 0 ? first : first & (0x3fu >> more);
  for (int i = 1; i <= more; ++i) point = (point << 6) | (byte(at + static_cast<std::size_t>(i)) & 0x3fu);
  at += static_cast<std::size_t>(more) + 1;
  return point;
}

Bytes utf16(std::string_view text) {
  ByteWriter writer;
  for (std::size_t at = 0; at < text.size();) {
    std::uint32_t point = next_point(text, at);
    if (point >= 0x10000) {
      point -= 0x10000;
      put_little16(writer, static_cast<std::uint16_t>(0xd800 + ((point >> 10) & 0x3ff)));
      point = 0xdc00 + (point & 0x3ff);
    }
    put_little16(writer, static_cast<std::uint16_t>(point));
  }
  return std::move(writer).bytes();
}

Bytes hmac_md5(ByteView key, ByteView bytes) {
  Bytes out(EVP_MAX_MD_SIZE);
  unsigned int size = 0;
  const auto* done = HMAC(EVP_md5(), key.data(), static_cast<int>(key.size()), bytes.data(), bytes.size(), out.data(), &size);
  HOSHI_ASSERT(done != nullptr);
  out.resize(size);
  return out;
}

std::string upper(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
  return out;
}

// Fields of an AUTHENTICATE message: descriptors in front, contents behind (MS-NLMP, 2.2.1.3).
Bytes authenticate(std::uint32_t message_flags, const std::array<Bytes, 6>& fields) {
  ByteWriter writer;
  ByteWriter contents;
  writer.append(signature);
  put_little32(writer, 3);
  constexpr std::size_t contents_at = 8 + 4 + 6 * 8 + 4;
  for (const auto& field : fields) {
    put_little16(writer, static_cast<std::uint16_t>(field.size()));
    put_little16(writer, static_cast<std::uint16_t>(field.size()));
    put_little32(writer, static_cast<std::uint32_t>(contents_at + contents.bytes().size()));
    contents.append(field);
  }
  put_little32(writer, message_flags);
  writer.append(contents.bytes());
  return std::move(writer).bytes();
}

[[nodiscard]] Result<ByteView> field_at(ByteView message, ByteReader& reader) {
  const auto length = HOSHI_TRY(little16(reader, "length"));
  HOSHI_CHECK(little16(reader, "room"));
  const auto offset = HOSHI_TRY(little32(reader, "offset"));
  ByteReader inside(message);
  HOSHI_CHECK(inside.take(offset, "before the field"));
  return inside.take(length, "field");
}

// The value of one pair of target info; nothing when it is not there.
Bytes pair_of(ByteView info, std::uint16_t wanted) {
  ByteReader reader(info);
  while (reader.remaining() >= 4) {
    const auto id = little16(reader, "id");
    const auto length = little16(reader, "length");
    const auto value = length ? reader.take(*length, "value") : Result<ByteView>(ByteView{});
    if (!id || !value || *id == av_end) break;
    if (*id == wanted) return {value->begin(), value->end()};
  }
  return {};
}

std::string ascii_of(ByteView utf16_text) {
  std::string text;
  for (std::size_t i = 0; i + 1 < utf16_text.size(); i += 2) {
    text.push_back(utf16_text[i + 1] == 0 ? static_cast<char>(utf16_text[i]) : '?');
  }
  return printable(text, 60);
}

}  // namespace

Bytes ntlm_negotiate() {
  ByteWriter writer;
  writer.append(signature);
  put_little32(writer, 1);
  put_little32(writer, flags);
  put_little64(writer, 0);  // no domain
  put_little64(writer, 0);  // no workstation
  return std::move(writer).bytes();
}

Result<NtlmChallenge> read_ntlm_challenge(ByteView blob) {
  const std::string text = to_text(blob);
  const auto at = text.find(signature);
  if (at == std::string::npos) return fail(ErrorCode::corrupt, "no NTLM message");
  const ByteView message = blob.subspan(at);
  ByteReader reader(message);
  HOSHI_CHECK(reader.take(signature.size(), "signature"));
  const auto kind = HOSHI_TRY(little32(reader, "kind"));
  if (kind != 2) return fail(ErrorCode::corrupt, "no challenge");
  HOSHI_CHECK(reader.take(8, "target name"));
  NtlmChallenge challenge;
  challenge.flags = HOSHI_TRY(little32(reader, "flags"));
  const auto bytes = HOSHI_TRY(reader.take(8, "challenge"));
  challenge.challenge.assign(bytes.begin(), bytes.end());
  HOSHI_CHECK(reader.take(8, "reserved"));
  const auto info = HOSHI_TRY(field_at(message, reader));
  challenge.target_info.assign(info.begin(), info.end());
  challenge.name = ascii_of(pair_of(info, av_computer));
  return challenge;
}

Bytes ntlm_anonymous() {
  // MS-NLMP, 3.2.5.1.2: no name, no answer, and a single zero for the old answer.
  return authenticate(flags | flag_anonymous, {Bytes{0}, Bytes{}, Bytes{}, Bytes{}, Bytes{}, Bytes{}});
}

Bytes ntlmv2_key(std::string_view account, std::string_view password, std::string_view domain) {
  return hmac_md5(md4(utf16(password)), utf16(upper(account) + std::string(domain)));
}

Bytes ntlm_authenticate(const NtlmChallenge& challenge, const NtlmAccount& account, ByteView client_challenge) {
  HOSHI_ASSERT(client_challenge.size() == 8);
  const Bytes key = ntlmv2_key(account.account, account.password, "");
  Bytes time = pair_of(challenge.target_info, av_time);
  time.resize(8);
  ByteWriter blob;
  blob.u8(1);
  blob.u8(1);
  blob.append(Bytes(6, 0));
  blob.append(time);
  blob.append(client_challenge);
  blob.append(Bytes(4, 0));
  blob.append(challenge.target_info);
  blob.append(Bytes(4, 0));
  Bytes judged = challenge.challenge;
  judged.insert(judged.end(), blob.bytes().begin(), blob.bytes().end());
  Bytes answer = hmac_md5(key, judged);
  answer.insert(answer.end(), blob.bytes().begin(), blob.bytes().end());
  return authenticate(flags, {Bytes(24, 0), answer, Bytes{}, utf16(account.account), Bytes{}, Bytes{}});
}

}  // namespace hoshi::protocols::smb
