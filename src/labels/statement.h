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
// What COSE_Sign1 takes of them: tag, array, protected header with algorithm and key id, empty header, lengths, signature.
constexpr std::size_t envelope_bytes = 85;
constexpr std::size_t payload_bytes_max = signed_bytes_max - envelope_bytes;
// The texts share what is left: `scheme`, `number` and `log_origin` together have at least 57 bytes of UTF-8 as long as
// status_list is below 256; lists from 256 and from 65536 on leave one and three bytes less.
constexpr std::size_t scheme_bytes_max = 16;
constexpr std::size_t number_bytes_max = 32;
constexpr std::size_t log_origin_bytes_max = 48;
constexpr int level_max = 9;
// The day of a statement is kept as days since 1970-01-01 in at most 16 bits.
constexpr Date last_day{2149, 6, 6};
constexpr std::uint32_t status_list_entries = 1u << 20;  // the index is below it

struct Statement {
  int schema_version = 1;
  std::string scheme;           // id: "jc-star"; a to z, 0 to 9 and hyphens
  std::string number;           // 登録番号: visible characters
  int level = 1;                // 1 to level_max
  Bytes requirement_set;        // 32: SHA-256 of the adopted edition's data
  Bytes holder_digest;          // 16: first half of SHA-256 over the holder's canonical record
  Bytes models_digest;          // 32: Merkle tree (RFC 6962) over the sorted model list, see models_digest()
  Date valid_from;
  Date valid_until;             // the last day, valid to 24:00 JST
  std::uint32_t status_list = 0;
  std::uint32_t status_index = 0;
  std::string log_origin;       // origin line of the public log (C2SP checkpoint): ASCII without blanks and plus signs
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

// RFC 9052, 4.4: the bytes to be signed, with the house's context as external_aad. Nothing else that is ever signed begins like
// this, so that a signature over a statement is worth nothing elsewhere, and none from elsewhere is worth anything here.
constexpr std::string_view statement_context = "hoshi label statement v1";
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

// The first 8 bytes of SHA-256 over the algorithm, as CBOR writes it (one byte), and the key.
Bytes label_key_id(Algorithm algorithm, ByteView key);

// The public verifier: form, key, signature; says nothing of status or log. forbidden: no such key, wrong signature, or a
// statement outside the key's window: it begins after the key's last day, or was over before the key's first. A key whose id is
// not its own is passed over. Trusts `keys`; the bytes are hostile.
[[nodiscard]] Result<Statement> verify_statement(ByteView signed_bytes, const std::vector<LabelKey>& keys);

// Names of models as written on the label's page, in any order; each once.
Bytes models_digest(std::vector<std::string> models);

}  // namespace hoshi::labels
