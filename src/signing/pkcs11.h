// A session with a PKCS#11 token, inside this room: the module loaded, logged in, keys found and made.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <p11-kit/pkcs11.h>

#include <memory>
#include <string>
#include <vector>

#include "signing/label_key.h"

namespace hoshi::signing {

enum class TokenUse { read, change };

// PKCS #11 v2.40. Logged in as long as it lives. The module is code of somebody else and runs in this process: it is loaded
// only where the operator named it by an absolute path.
class TokenSession {
 public:
  [[nodiscard]] static Result<TokenSession> open(const TokenPlace& place, const Secret& pin, TokenUse use);
  TokenSession(TokenSession&&) = default;
  TokenSession& operator=(TokenSession&&) = delete;
  ~TokenSession();

  struct KeyPair {
    CK_OBJECT_HANDLE private_key = 0;
    Bytes point;  // 32 or 65 bytes
  };
  // not_found when there is none of that label, conflict when there are several.
  [[nodiscard]] Result<KeyPair> find(const std::string& label, LabelKeyKind kind);
  [[nodiscard]] Result<KeyPair> make(const std::string& label, LabelKeyKind kind);
  [[nodiscard]] Result<Bytes> sign(CK_OBJECT_HANDLE key, LabelKeyKind kind, ByteView message);

 private:
  struct Module {
    void* library = nullptr;
    CK_FUNCTION_LIST* calls = nullptr;
    bool is_initialised = false;
    ~Module();
  };
  explicit TokenSession(std::unique_ptr<Module> module) : module_(std::move(module)) {}
  [[nodiscard]] static Result<std::unique_ptr<Module>> load(const std::string& path);
  [[nodiscard]] Result<CK_SLOT_ID> slot_of(const std::string& token);
  [[nodiscard]] Result<std::vector<CK_OBJECT_HANDLE>> objects(CK_OBJECT_CLASS kind, const std::string& label);
  [[nodiscard]] Result<Bytes> point_of(CK_OBJECT_HANDLE public_key, LabelKeyKind kind);

  std::unique_ptr<Module> module_;
  CK_SESSION_HANDLE session_ = 0;
  bool is_open_ = false;
};

}  // namespace hoshi::signing
