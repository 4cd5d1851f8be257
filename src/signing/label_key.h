// Keys that sign labels: in a file or in a token (PKCS#11). Used by the signer process alone.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "base/date.h"
#include "signing/secret.h"

namespace hoshi::signing {

enum class LabelKeyKind { ed25519, es256 };       // es256: ECDSA on P-256 with SHA-256
std::string_view name_of(LabelKeyKind kind);      // "ed25519", "es256"

struct LabelPublicKey {
  LabelKeyKind kind = LabelKeyKind::ed25519;
  Bytes bytes;  // 32 (Ed25519) or 65 (P-256, uncompressed)
  Date from;
  Date until;   // last day on which it signs
  friend bool operator==(const LabelPublicKey&, const LabelPublicKey&) = default;
};

// An opened key. Not for several threads at once. The private half is in locked memory that no core dump holds, or never in
// this process at all.
class LabelKeyHolder {
 public:
  virtual ~LabelKeyHolder() = default;
  const LabelPublicKey& public_key() const { return public_key_; }
  // 64 bytes: Ed25519 (RFC 8032), or r || s of ECDSA. unavailable when the token does not answer as it should.
  [[nodiscard]] virtual Result<Bytes> sign(ByteView message) = 0;
  // Whether the key needs files or devices while it signs (a token's module), which a sandbox must then leave open.
  virtual bool needs_outside() const = 0;

 protected:
  explicit LabelKeyHolder(LabelPublicKey key) : public_key_(std::move(key)) {}

 private:
  LabelPublicKey public_key_;
};

// Where in which token.
struct TokenPlace {
  std::string module;  // path of the shared library, absolute
  std::string token;   // label of the token
  std::string key;     // label of the key in it
};

// A key file is JSON ("hoshi-label-key/1"), readable by its owner alone: with the private half locked under a passphrase, plain,
// or with the place in a token. Each makes a new key with its file; conflict when the file, or a key of that name in the
// token, is there already. An empty passphrase leaves the private half plain.
[[nodiscard]] Result<LabelPublicKey> make_label_key(const std::filesystem::path& file, LabelKeyKind kind, Date from, Date until,
                                                    const Secret& passphrase);
// The token makes the key itself, marked as one that cannot be taken out. unavailable when module or token are not there or
// cannot do this kind; forbidden when the PIN is wrong.
[[nodiscard]] Result<LabelPublicKey> make_token_key(const std::filesystem::path& file, LabelKeyKind kind, Date from, Date until,
                                                    const TokenPlace& place, const Secret& pin);

// `secret` is the passphrase, the PIN, or empty for a plain file. forbidden when it is wrong, or when others than the owner
// may read the file; corrupt when the file is damaged or its halves do not belong together.
[[nodiscard]] Result<std::unique_ptr<LabelKeyHolder>> open_label_key(const std::filesystem::path& file, const Secret& secret);
// What the file says of the public half, without opening it.
[[nodiscard]] Result<LabelPublicKey> label_public_key_of(const std::filesystem::path& file);

// The first line of a file, such as systemd gives as a credential ($CREDENTIALS_DIRECTORY/NAME). forbidden when everybody may
// read it; invalid_input when it is empty or larger than 4096 bytes.
[[nodiscard]] Result<Secret> secret_from_file(const std::filesystem::path& file);

}  // namespace hoshi::signing
