// The signed core of a label: what is stated, its deterministic CBOR, and the COSE_Sign1 around it (at most 260 bytes).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/date.h"

namespace hoshi::labels {

constexpr std::size_t signed_bytes_max = 260;

struct Statement {
  int schema_version = 1;
  std::string scheme;           // id: "jc-star"
  std::string number;           // 登録番号
  int level = 1;
  Bytes requirement_set;        // 32: SHA-256 of the adopted edition's data
  Bytes holder_digest;          // 16: first half of SHA-256 over the holder's canonical record
  Bytes models_digest;          // 32: Merkle tree (RFC 6962) over the sorted model list, see models_digest()
  Date valid_from;
  Date valid_until;             // the last day, valid to 24:00 JST
  std::uint32_t status_list = 0;
  std::uint32_t status_index = 0;
  std::string log_origin;       // origin line of the public log (C2SP checkpoint)
  friend bool operator==(const Statement&, const Statement&) = default;
};

// RFC 8949, 4.2.1: integer keys in order, shortest lengths. invalid_input names the field that does not fit.
[[nodiscard]] Result<Bytes> write_statement(const Statement& statement);
// Refuses everything write_statement would not write: unknown or doubled keys, other lengths, trailing bytes.
[[nodiscard]] Result<Statement> read_statement(ByteView bytes);

enum class Algorithm : int { ed25519 = -8, es256 = -7 };  // RFC 9053

struct SignedStatement {
  Algorithm algorithm = Algorithm::ed25519;
  Bytes key_id;     // 8
  Bytes payload;    // the statement's bytes
  Bytes signature;  // 64
};

// RFC 9052, 4.4: the bytes to be signed, with the house's context as external_aad: "hoshi label statement v1".
Bytes to_be_signed(Algorithm algorithm, ByteView key_id, ByteView payload);
// COSE_Sign1 with tag 18. invalid_input when it would be larger than signed_bytes_max.
[[nodiscard]] Result<Bytes> write_signed(const SignedStatement& signed_statement);
[[nodiscard]] Result<SignedStatement> read_signed(ByteView bytes);

// A public key of a scheme's labels, as it is published.
struct LabelKey {
  Bytes id;         // 8: first bytes of SHA-256 over algorithm and key
  Algorithm algorithm = Algorithm::ed25519;
  Bytes key;        // 32 (Ed25519) or 65 (P-256, uncompressed)
  Date from;
  Date until;       // last day on which it signs
};

// The public verifier: form, key, signature; says nothing of status or log. forbidden: no such key or wrong signature.
[[nodiscard]] Result<Statement> verify_statement(ByteView signed_bytes, const std::vector<LabelKey>& keys);

// Names of models as written on the label's page, in any order; each once.
Bytes models_digest(std::vector<std::string> models);

}  // namespace hoshi::labels
