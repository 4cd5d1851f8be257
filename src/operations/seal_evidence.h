// Sealing an evidence folder, checking a sealed archive, and making the keys for it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "operations/home.h"

namespace hoshi::operations {

// Asked for once a key has to be opened; nothing when nobody answers.
using AskPassphrase = std::function<std::optional<std::string>(const std::string& question)>;

struct NewKey {
  std::filesystem::path private_file;
  std::filesystem::path public_file;
  std::string id;
};

// Writes <folder>/<file name>.key (mode 0600, locked by the passphrase) and .pub. conflict when one is there already.
[[nodiscard]] Result<NewKey> make_key(const std::filesystem::path& path, const std::string& name, const std::string& passphrase);

struct SealRequest {
  std::filesystem::path folder;
  std::filesystem::path key;
  std::filesystem::path recipient;  // public key; empty: not encrypted
  std::filesystem::path out;
};

// Gives the SHA-256 of the file written and of the manifest in it.
struct Sealed {
  std::string sha256;
  std::string manifest_sha256;
  std::string signer;
  bool tells_secrets = false;  // captures of a lab are in it, and it is not encrypted
};
[[nodiscard]] Result<Sealed> seal_evidence(const Home& home, const SealRequest& request, const AskPassphrase& ask);

struct VerifyRequest {
  std::filesystem::path file;
  std::vector<std::filesystem::path> trust;  // public keys, or folders of them
  std::filesystem::path key;                 // to open an encrypted archive; may be empty
  std::filesystem::path unpack;              // where to put the files when the signature is good; may be empty
};

struct Verified {
  enum class State { good, unknown_signer, wrong_signature } state = State::unknown_signer;
  std::string signer_id;
  std::string signer_name;  // empty unless good
  std::string product;      // what the signed statement says; empty unless good
  std::string verdict;
  std::size_t files = 0;
};
// Damaged or altered archives are Error{corrupt}.
[[nodiscard]] Result<Verified> verify_evidence(const Home& home, const VerifyRequest& request, const AskPassphrase& ask);

// The plain (not encrypted) sealed archive or folder as a folder: a new one below `scratch` for an archive. Its manifest
// is checked, its signature is not.
[[nodiscard]] Result<std::filesystem::path> as_folder(const std::filesystem::path& file, const std::filesystem::path& scratch);

}  // namespace hoshi::operations
