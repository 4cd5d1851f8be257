// Encryption by libsodium: sealed box around a stream key, stream in pieces.
// SPDX-License-Identifier: Apache-2.0
#include "signing/box.h"

#include <sodium.h>

#include <algorithm>

namespace hoshi::signing {
namespace {

constexpr std::string_view magic = "HOSHI-ENCRYPTED/1\n";
constexpr std::size_t piece_bytes = 64u << 10;
constexpr std::size_t key_bytes = crypto_secretstream_xchacha20poly1305_KEYBYTES;
constexpr std::size_t header_bytes = crypto_secretstream_xchacha20poly1305_HEADERBYTES;
constexpr std::size_t extra_bytes = crypto_secretstream_xchacha20poly1305_ABYTES;
constexpr std::size_t sealed_bytes = key_bytes + crypto_box_SEALBYTES;
using State = crypto_secretstream_xchacha20poly1305_state;

}  // namespace

Result<Bytes> encrypt_to(const PublicKey& recipient, ByteView content) {
  HOSHI_ASSERT(sodium_init() >= 0);
  Bytes curve(crypto_scalarmult_curve25519_BYTES);
  if (crypto_sign_ed25519_pk_to_curve25519(curve.data(), recipient.bytes.data()) != 0) {
    return fail(ErrorCode::invalid_input, "the recipient's key is not usable");
  }
  Bytes stream_key(key_bytes);
  crypto_secretstream_xchacha20poly1305_keygen(stream_key.data());
  const Secret guarded(stream_key);
  Bytes out = to_bytes(magic);
  const auto append = [&out](std::size_t count) {
    out.resize(out.size() + count);
    return out.data() + out.size() - count;
  };
  crypto_box_seal(append(sealed_bytes), stream_key.data(), stream_key.size(), curve.data());
  State state;
  crypto_secretstream_xchacha20poly1305_init_push(&state, append(header_bytes), stream_key.data());
  sodium_memzero(stream_key.data(), stream_key.size());
  do {
    const auto piece = content.first(std::min(piece_bytes, content.size()));
    content = content.subspan(piece.size());
    const unsigned char tag = content.empty() ? crypto_secretstream_xchacha20poly1305_TAG_FINAL : 0;
    crypto_secretstream_xchacha20poly1305_push(&state, append(piece.size() + extra_bytes), nullptr, piece.data(),
                                               piece.size(), nullptr, 0, tag);
  } while (!content.empty());
  return out;
}

bool is_encrypted(ByteView file) {
  return file.size() >= magic.size() && std::equal(magic.begin(), magic.end(), file.begin());
}

Result<Bytes> decrypt(const KeyPair& recipient, ByteView file) {
  HOSHI_ASSERT(sodium_init() >= 0);
  ByteReader reader(file);
  HOSHI_TRY(reader.take(magic.size(), "magic"));
  const ByteView sealed = HOSHI_TRY(reader.take(sealed_bytes, "sealed key"));
  const ByteView header = HOSHI_TRY(reader.take(header_bytes, "stream header"));
  Bytes curve_public(crypto_scalarmult_curve25519_BYTES);
  Bytes curve_private(crypto_scalarmult_curve25519_BYTES);
  Bytes stream_key(key_bytes);
  const bool converted =
      crypto_sign_ed25519_pk_to_curve25519(curve_public.data(), recipient.public_key().bytes.data()) == 0 &&
      crypto_sign_ed25519_sk_to_curve25519(curve_private.data(), recipient.private_bytes().bytes().data()) == 0;
  const bool opened = converted && crypto_box_seal_open(stream_key.data(), sealed.data(), sealed.size(),
                                                        curve_public.data(), curve_private.data()) == 0;
  sodium_memzero(curve_private.data(), curve_private.size());
  if (!opened) return fail(ErrorCode::forbidden, "this file is encrypted to another key");
  State state;
  const int begun = crypto_secretstream_xchacha20poly1305_init_pull(&state, header.data(), stream_key.data());
  sodium_memzero(stream_key.data(), stream_key.size());
  if (begun != 0) return fail(ErrorCode::corrupt, "the encrypted file is damaged");
  Bytes out;
  unsigned char tag = 0;
  while (tag != crypto_secretstream_xchacha20poly1305_TAG_FINAL) {
    const std::size_t count = std::min(piece_bytes + extra_bytes, reader.remaining());
    if (count < extra_bytes) return fail(ErrorCode::corrupt, "the encrypted file is cut off");
    const ByteView piece = HOSHI_TRY(reader.take(count, "piece"));
    const std::size_t before = out.size();
    out.resize(before + count - extra_bytes);
    if (crypto_secretstream_xchacha20poly1305_pull(&state, out.data() + before, nullptr, &tag, piece.data(),
                                                   piece.size(), nullptr, 0) != 0) {
      return fail(ErrorCode::corrupt, "the encrypted file was altered");
    }
  }
  if (!reader.at_end()) return fail(ErrorCode::corrupt, "the encrypted file has bytes behind its end");
  return out;
}

}  // namespace hoshi::signing
