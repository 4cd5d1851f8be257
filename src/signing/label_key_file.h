// The form of key files of labels, inside this room.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/value.h"
#include "signing/label_key.h"

namespace hoshi::signing {

struct LabelKeyFile {
  LabelPublicKey public_key;
  Value store;  // map with "kind": "plain" | "locked" | "pkcs11"
};

[[nodiscard]] Result<LabelKeyFile> read_label_key_file(const std::filesystem::path& file);
// Never overwrites: conflict.
[[nodiscard]] Result<void> write_label_key_file(const std::filesystem::path& file, const LabelKeyFile& content);
[[nodiscard]] Result<void> check_free(const std::filesystem::path& file);
[[nodiscard]] Result<void> check_window(Date from, Date until);

// Of the file key and the token key.
[[nodiscard]] Result<std::unique_ptr<LabelKeyHolder>> open_file_key(LabelKeyFile file, const Secret& passphrase);
[[nodiscard]] Result<std::unique_ptr<LabelKeyHolder>> open_token_key(LabelKeyFile file, const Secret& pin);

}  // namespace hoshi::signing
