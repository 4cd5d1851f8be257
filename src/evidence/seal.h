// Sealing an assessment into one signed archive, and checking such an archive.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "evidence/files.h"
#include "signing/key.h"

namespace hoshi::evidence {

constexpr std::string_view envelope_path = "envelope.json";

// The in-toto Statement (v1) about the manifest, in a DSSE envelope (v1) signed by `key`, and all files, as one
// archive. `predicate` says what was assessed and found. The same input gives the same bytes.
[[nodiscard]] Result<Bytes> seal(const FileSet& files, const Value& predicate, const signing::KeyPair& key);

enum class SignatureState {
  good,            // signed by a key that is trusted
  unknown_signer,  // well-formed, but by a key nobody said to trust: proves nothing
  wrong,           // names a trusted key and is not by it
};

struct Opened {
  SignatureState signature = SignatureState::unknown_signer;
  std::string signer_id;    // as the envelope says
  std::string signer_name;  // of the trusted key; empty unless good
  Value statement;          // believe it only when good
  FileSet files;            // as the manifest lists them, hashes checked
};

// Errors are about archives that are damaged or altered (corrupt) or too large (invalid_input).
[[nodiscard]] Result<Opened> open_sealed(ByteView archive, const std::vector<signing::PublicKey>& trusted);

}  // namespace hoshi::evidence
