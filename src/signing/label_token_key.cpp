// Label keys kept in a PKCS#11 token.
// SPDX-License-Identifier: Apache-2.0
#include "signing/label_key_file.h"
#include "signing/pkcs11.h"

namespace hoshi::signing {
namespace {

class TokenHolder : public LabelKeyHolder {
 public:
  TokenHolder(LabelPublicKey key, TokenSession session, CK_OBJECT_HANDLE private_key)
      : LabelKeyHolder(std::move(key)), session_(std::move(session)), private_key_(private_key) {}
  [[nodiscard]] Result<Bytes> sign(ByteView message) override { return session_.sign(private_key_, public_key().kind, message); }
  bool needs_outside() const override { return true; }

 private:
  TokenSession session_;
  CK_OBJECT_HANDLE private_key_;
};

}  // namespace

Result<LabelPublicKey> make_token_key(const std::filesystem::path& file, LabelKeyKind kind, Date from, Date until,
                                      const TokenPlace& place, const Secret& pin) {
  HOSHI_CHECK(check_window(from, until));
  HOSHI_CHECK(check_free(file));
  TokenSession session = HOSHI_TRY(TokenSession::open(place, pin, TokenUse::change));
  const auto pair = HOSHI_TRY(session.make(place.key, kind));
  const LabelKeyFile content{{kind, pair.point, from, until},
                             object({{"kind", "pkcs11"}, {"module", place.module}, {"token", place.token}, {"key", place.key}})};
  HOSHI_CHECK(write_label_key_file(file, content));
  return content.public_key;
}

Result<std::unique_ptr<LabelKeyHolder>> open_token_key(LabelKeyFile file, const Secret& pin) {
  const TokenPlace place{file.store["module"].as_text(), file.store["token"].as_text(), file.store["key"].as_text()};
  TokenSession session = HOSHI_TRY(TokenSession::open(place, pin, TokenUse::read));
  const auto pair = HOSHI_TRY(session.find(place.key, file.public_key.kind));
  if (pair.point != file.public_key.bytes) {
    return fail(ErrorCode::corrupt, "the key in the token is not the one whose public half the file has");
  }
  std::unique_ptr<LabelKeyHolder> holder =
      std::make_unique<TokenHolder>(std::move(file.public_key), std::move(session), pair.private_key);
  return holder;
}

}  // namespace hoshi::signing
