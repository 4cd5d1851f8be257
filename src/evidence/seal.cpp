// in-toto Statement v1 in a DSSE v1 envelope.
// SPDX-License-Identifier: Apache-2.0
#include "evidence/seal.h"

#include <algorithm>

#include "base/encoding.h"

namespace hoshi::evidence {
namespace {

constexpr std::string_view payload_type = "application/vnd.in-toto+json";
constexpr std::string_view statement_type = "https://in-toto.io/Statement/v1";
constexpr std::string_view predicate_type = "urn:hoshi:assessment-evidence:1";

// DSSE 1.0, "PAE": what is signed is type and body, each with its length, so that neither can pose as the other.
Bytes authenticated_bytes(std::string_view type, std::string_view body) {
  std::string text = "DSSEv1 " + std::to_string(type.size()) + " " + std::string(type) + " " +
                     std::to_string(body.size()) + " ";
  text += body;
  return to_bytes(text);
}

SignatureState check_signature(const Value& envelope, const std::string& body,
                               const std::vector<signing::PublicKey>& trusted, Opened& opened) {
  auto state = SignatureState::unknown_signer;
  const Bytes signed_bytes = authenticated_bytes(payload_type, body);
  for (const auto& entry : envelope["signatures"].as_list()) {
    const std::string& id = entry["keyid"].as_text();
    const auto key = std::find_if(trusted.begin(), trusted.end(), [&](const auto& k) { return k.id() == id; });
    if (opened.signer_id.empty()) opened.signer_id = id;
    if (key == trusted.end()) continue;
    const auto signature = from_base64(entry["sig"].as_text());
    opened.signer_id = id;
    if (!signature || !signing::is_signed_by(*key, signed_bytes, *signature)) return SignatureState::wrong;
    opened.signer_name = key->name;
    state = SignatureState::good;
  }
  return state;
}

Result<void> check_statement(const Value& statement, const FileSet& files) {
  if (statement["_type"].as_text() != statement_type || statement["predicateType"].as_text() != predicate_type) {
    return fail(ErrorCode::corrupt, "the envelope holds no statement about an assessment");
  }
  const auto& subjects = statement["subject"].as_list();
  const auto manifest = files.find(manifest_path);
  if (subjects.size() != 1 || manifest == files.end() || subjects[0]["name"].as_text() != manifest_path ||
      subjects[0]["digest"]["sha256"].as_text() != sha256_hex(manifest->second)) {
    return fail(ErrorCode::corrupt, "the signed statement is about another manifest");
  }
  return check_manifest(files);
}

}  // namespace

Result<Bytes> seal(const FileSet& files, const Value& predicate, const signing::KeyPair& key) {
  HOSHI_CHECK(check_manifest(files));
  if (files.contains(envelope_path)) return fail(ErrorCode::conflict, "this is sealed already");
  const Value subject = object({{"name", manifest_path},
                                {"digest", object({{"sha256", sha256_hex(files.find(manifest_path)->second)}})}});
  const std::string body = to_json(object({{"_type", statement_type},
                                           {"subject", ValueList{subject}},
                                           {"predicateType", predicate_type},
                                           {"predicate", predicate}}));
  const Bytes signature = key.sign(authenticated_bytes(payload_type, body));
  const Value signature_entry = object({{"keyid", key.public_key().id()}, {"sig", to_base64(signature)}});
  const Value envelope = object({{"payloadType", payload_type},
                                 {"payload", to_base64(to_bytes(body))},
                                 {"signatures", ValueList{signature_entry}}});
  FileSet sealed = files;
  sealed.emplace(envelope_path, to_pretty_json(envelope));
  return write_archive(sealed);
}

Result<Opened> open_sealed(ByteView archive, const std::vector<signing::PublicKey>& trusted) {
  Opened opened;
  opened.files = HOSHI_TRY(read_archive(archive));
  auto node = opened.files.extract(std::string(envelope_path));
  if (node.empty()) return fail(ErrorCode::corrupt, "the archive has no envelope.json: it is not sealed");
  const Value envelope = HOSHI_TRY(parse_json(node.mapped(), {.depth = 8, .input_bytes = 1u << 20}));
  if (envelope["payloadType"].as_text() != payload_type) {
    return fail(ErrorCode::corrupt, "the envelope is of another type");
  }
  const std::string body = to_text(HOSHI_TRY(from_base64(envelope["payload"].as_text())));
  opened.statement = HOSHI_TRY(parse_json(body));
  HOSHI_CHECK(check_statement(opened.statement, opened.files));
  opened.signature = check_signature(envelope, body, trusted, opened);
  return opened;
}

}  // namespace hoshi::evidence
