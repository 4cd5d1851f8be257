// Making a key that signs labels, in a file or in a PKCS#11 token.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "base/date.h"

namespace hoshi::operations {

// Where in which PKCS#11 token.
struct LabelToken {
  std::string module;  // path of the shared library, absolute
  std::string token;   // label of the token
  std::string key;     // label that the key gets
};

struct LabelKeyRequest {
  std::filesystem::path file;
  std::string algorithm = "ed25519";          // or "es256"
  Date from;
  Date until;
  std::optional<LabelToken> token;            // empty: the key goes into the file
};

struct NewLabelKey {
  std::string id;          // 16 hexadecimal digits
  std::string public_key;  // base64
};

// `secret` is the passphrase (empty: not locked) or the token's PIN. invalid_input for an unknown algorithm or a passphrase of
// fewer than 8 characters; otherwise as signing::make_label_key and make_token_key.
[[nodiscard]] Result<NewLabelKey> make_label_key(const LabelKeyRequest& request, const std::string& secret);

// The first line of a file that not everybody may read; as signing::secret_from_file.
[[nodiscard]] Result<std::string> secret_in(const std::filesystem::path& file);

}  // namespace hoshi::operations
