// Making a key that signs labels.
// SPDX-License-Identifier: Apache-2.0
#include "operations/make_label_key.h"

#include "base/encoding.h"
#include "signer/server.h"
#include "signer/service.h"
#include "signing/label_key.h"

namespace hoshi::operations {
namespace {

constexpr std::size_t shortest_passphrase = 8;

Result<signing::LabelKeyKind> kind_of(const std::string& algorithm) {
  for (const auto kind : {signing::LabelKeyKind::ed25519, signing::LabelKeyKind::es256}) {
    if (algorithm == signing::name_of(kind)) return kind;
  }
  return fail(ErrorCode::invalid_input, "labels are signed with ed25519 or es256, not with \"" + algorithm + "\"");
}

}  // namespace

Result<NewLabelKey> make_label_key(const LabelKeyRequest& request, const std::string& secret) {
  const auto kind = HOSHI_TRY(kind_of(request.algorithm));
  if (!request.token && !secret.empty() && secret.size() < shortest_passphrase) {
    return fail(ErrorCode::invalid_input, "the passphrase needs at least " + std::to_string(shortest_passphrase) + " characters");
  }
  if (!signer::forbid_core_dumps()) return fail(ErrorCode::internal, "core dumps cannot be switched off");
  const signing::Secret guarded{std::string_view(secret)};
  const auto made = HOSHI_TRY(
      request.token ? signing::make_token_key(request.file, kind, request.from, request.until,
                                              {request.token->module, request.token->token, request.token->key}, guarded)
                    : signing::make_label_key(request.file, kind, request.from, request.until, guarded));
  return NewLabelKey{to_hex(signer::label_key_of(made).id), to_base64(made.bytes)};
}

Result<std::string> secret_in(const std::filesystem::path& file) {
  const signing::Secret secret = HOSHI_TRY(signing::secret_from_file(file));
  return to_text(secret.bytes());
}

}  // namespace hoshi::operations
