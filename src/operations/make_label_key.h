// Making a key that signs labels, in a file or in a PKCS#11 token.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "base/date.h"
#include "signing/label_key.h"

namespace hoshi::operations {

struct LabelKeyRequest {
  std::filesystem::path file;
  std::string algorithm = "ed25519";          // or "es256"
  Date from;
  Date until;
  std::optional<signing::TokenPlace> token;   // empty: the key goes into the file
};

struct NewLabelKey {
  std::string id;          // 16 hexadecimal digits
  std::string public_key;  // base64
};

// `secret` is the passphrase (empty: not locked) or the token's PIN. invalid_input for an unknown algorithm or a passphrase of
// fewer than 8 characters; otherwise as signing::make_label_key and make_token_key.
[[nodiscard]] Result<NewLabelKey> make_label_key(const LabelKeyRequest& request, const std::string& secret);

}  // namespace hoshi::operations
