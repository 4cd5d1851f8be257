// Finds in one member what should not lie in an image: private keys, weak hashes, passwords in clear.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "base/needle_search.h"
#include "artifacts/walk.h"

namespace hoshi::artifacts {

// Holds nothing of the secret but a hash of something that cannot be guessed: of a key its public part (so that keys of several
// units and of the wire can be compared), of a salted password hash the hash, of a password in clear the whole file.
struct Finding {
  std::string what;    // private key, weak hash, password hash, empty password, readable secret, password in clear
  std::string detail;  // "RSA 2048", "root, MD5-crypt", "wpa_passphrase, line 2": printable
  std::string sha256;
};

// Bounded: a member gives at most 100 findings. Keys are looked for in all bytes, the others in files that have a name.
class SecretFinder {
 public:
  SecretFinder();
  std::vector<Finding> look(const Member& member) const;

 private:
  NeedleSearch key_marks_;
};

// Its parts, each for one member.
std::vector<Finding> private_keys(ByteView content, const NeedleSearch& marks);
std::vector<std::string> private_key_marks();
std::vector<Finding> password_hashes(std::string_view path, ByteView content);
std::vector<Finding> clear_passwords(std::string_view path, ByteView content);

}  // namespace hoshi::artifacts
