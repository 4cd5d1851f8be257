// PKCS#11 by the module's own functions.
// SPDX-License-Identifier: Apache-2.0
#include "signing/pkcs11.h"

#include <dlfcn.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "base/encoding.h"
#include "base/text.h"

namespace hoshi::signing {
namespace {

constexpr std::size_t signature_bytes = 64;
constexpr CK_ULONG slots_max = 64;
constexpr CK_ULONG objects_max = 4;

// Named curves as DER object identifiers (RFC 5480, 2.1.1.1; RFC 8410, 3), and Ed25519 also by name, as PKCS #11 v3.0 2.3.5 has it.
const Bytes p256_curve{0x06, 0x08, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07};
const Bytes ed25519_curve{0x13, 0x0C, 'e', 'd', 'w', 'a', 'r', 'd', 's', '2', '5', '5', '1', '9'};

tl::unexpected<Error> refused(CK_RV code, std::string_view what) {
  if (code == CKR_PIN_INCORRECT || code == CKR_PIN_LEN_RANGE || code == CKR_PIN_LOCKED) {
    return fail(ErrorCode::forbidden, code == CKR_PIN_LOCKED ? "the token has locked its PIN" : "the token's PIN is wrong");
  }
  const bool cannot = code == CKR_MECHANISM_INVALID || code == CKR_CURVE_NOT_SUPPORTED || code == CKR_FUNCTION_NOT_SUPPORTED;
  return fail(ErrorCode::unavailable, fmt::format("the token {}: {} (PKCS #11 code 0x{:x})",
                                                  cannot ? "does not offer this" : "refused", what, code));
}

// PKCS #11, 3.2: labels are padded with blanks and not terminated.
std::string label_of(const CK_TOKEN_INFO& info) {
  std::string label(info.label, info.label + sizeof info.label);
  label.erase(label.find_last_not_of(' ') + 1);
  return label;
}

template <class T>
CK_ATTRIBUTE attribute(CK_ATTRIBUTE_TYPE type, T& value) {
  return {type, &value, sizeof value};
}
CK_ATTRIBUTE attribute(CK_ATTRIBUTE_TYPE type, std::string& value) { return {type, value.data(), value.size()}; }
CK_ATTRIBUTE attribute(CK_ATTRIBUTE_TYPE type, Bytes& value) { return {type, value.data(), value.size()}; }

}  // namespace

TokenSession::Module::~Module() {
  if (is_initialised) calls->C_Finalize(nullptr);
  if (library != nullptr) ::dlclose(library);
}

TokenSession::~TokenSession() {
  if (is_open_ && module_) module_->calls->C_CloseSession(session_);
}

Result<std::unique_ptr<TokenSession::Module>> TokenSession::load(const std::string& path) {
  if (!path.starts_with('/')) return fail(ErrorCode::invalid_input, "the PKCS #11 module must be named by its absolute path");
  auto module = std::make_unique<Module>();
  module->library = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (module->library == nullptr) {
    return fail(ErrorCode::unavailable, fmt::format("the PKCS #11 module cannot be loaded: {}", printable(::dlerror())));
  }
  void* const symbol = ::dlsym(module->library, "C_GetFunctionList");
  CK_C_GetFunctionList functions = nullptr;
  std::memcpy(&functions, &symbol, sizeof functions);
  if (functions == nullptr || functions(&module->calls) != CKR_OK || module->calls == nullptr) {
    return fail(ErrorCode::unavailable, fmt::format("{} is no PKCS #11 module", path));
  }
  const CK_RV code = module->calls->C_Initialize(nullptr);
  // A second key of the same module: the first one began it and will end it.
  if (code != CKR_OK && code != CKR_CRYPTOKI_ALREADY_INITIALIZED) return refused(code, "to begin");
  module->is_initialised = code == CKR_OK;
  return module;
}

Result<CK_SLOT_ID> TokenSession::slot_of(const std::string& token) {
  std::array<CK_SLOT_ID, slots_max> slots{};
  CK_ULONG count = slots.size();
  const CK_RV code = module_->calls->C_GetSlotList(CK_TRUE, slots.data(), &count);
  if (code != CKR_OK) return refused(code, "to list its slots");
  std::vector<CK_SLOT_ID> found;
  for (CK_ULONG i = 0; i < count; ++i) {
    CK_TOKEN_INFO info{};
    if (module_->calls->C_GetTokenInfo(slots[i], &info) == CKR_OK && label_of(info) == token) found.push_back(slots[i]);
  }
  if (found.empty()) return fail(ErrorCode::unavailable, fmt::format("no token is labelled \"{}\"", token));
  if (found.size() > 1) return fail(ErrorCode::conflict, fmt::format("{} tokens are labelled \"{}\"", found.size(), token));
  return found.front();
}

Result<TokenSession> TokenSession::open(const TokenPlace& place, const Secret& pin, TokenUse use) {
  TokenSession session(HOSHI_TRY(load(place.module)));
  const CK_SLOT_ID slot = HOSHI_TRY(session.slot_of(place.token));
  const CK_FLAGS flags = CKF_SERIAL_SESSION | (use == TokenUse::change ? CKF_RW_SESSION : 0);
  CK_RV code = session.module_->calls->C_OpenSession(slot, flags, nullptr, nullptr, &session.session_);
  if (code != CKR_OK) return refused(code, "to open a session");
  session.is_open_ = true;
  // C_Login takes a pointer that it does not write through.
  code = session.module_->calls->C_Login(session.session_, CKU_USER, const_cast<CK_UTF8CHAR*>(pin.bytes().data()), pin.bytes().size());
  if (code != CKR_OK && code != CKR_USER_ALREADY_LOGGED_IN) return refused(code, "to log in");
  return session;
}

Result<std::vector<CK_OBJECT_HANDLE>> TokenSession::objects(CK_OBJECT_CLASS kind, const std::string& label) {
  std::string name = label;
  std::array wanted{attribute(CKA_CLASS, kind), attribute(CKA_LABEL, name)};
  CK_RV code = module_->calls->C_FindObjectsInit(session_, wanted.data(), wanted.size());
  if (code != CKR_OK) return refused(code, "to look for a key");
  std::vector<CK_OBJECT_HANDLE> found(objects_max);
  CK_ULONG count = 0;
  code = module_->calls->C_FindObjects(session_, found.data(), objects_max, &count);
  module_->calls->C_FindObjectsFinal(session_);
  if (code != CKR_OK) return refused(code, "to look for a key");
  found.resize(std::min(count, objects_max));
  return found;
}

Result<Bytes> TokenSession::point_of(CK_OBJECT_HANDLE public_key, LabelKeyKind kind) {
  constexpr std::size_t longest = 128;
  Bytes value(longest);
  CK_ATTRIBUTE wanted = attribute(CKA_EC_POINT, value);
  const CK_RV code = module_->calls->C_GetAttributeValue(session_, public_key, &wanted, 1);
  if (code != CKR_OK || wanted.ulValueLen > longest) return refused(code, "to give a public key");
  value.resize(wanted.ulValueLen);
  // PKCS #11 v2.40, 2.3.3: a DER octet string; some tokens leave its head out.
  const std::size_t size = kind == LabelKeyKind::es256 ? 65 : 32;
  constexpr std::uint8_t octet_string = 0x04;
  const bool has_head = value.size() == size + 2 && value[0] == octet_string && value[1] == size;
  if (has_head) value.erase(value.begin(), value.begin() + 2);
  if (value.size() != size) return fail(ErrorCode::unavailable, "the token's public key is of another kind");
  return value;
}

Result<TokenSession::KeyPair> TokenSession::find(const std::string& label, LabelKeyKind kind) {
  const auto private_keys = HOSHI_TRY(objects(CKO_PRIVATE_KEY, label));
  const auto public_keys = HOSHI_TRY(objects(CKO_PUBLIC_KEY, label));
  if (private_keys.empty() || public_keys.empty()) {
    return fail(ErrorCode::not_found, fmt::format("the token has no key pair labelled \"{}\"", label));
  }
  if (private_keys.size() > 1 || public_keys.size() > 1) {
    return fail(ErrorCode::conflict, fmt::format("the token has several keys labelled \"{}\"", label));
  }
  auto point = HOSHI_TRY(point_of(public_keys.front(), kind));
  return KeyPair{private_keys.front(), std::move(point)};
}

Result<TokenSession::KeyPair> TokenSession::make(const std::string& label, LabelKeyKind kind) {
  const auto there = HOSHI_TRY(objects(CKO_PRIVATE_KEY, label));
  if (!there.empty()) return fail(ErrorCode::conflict, fmt::format("the token has a key labelled \"{}\" already", label));
  const bool is_p256 = kind == LabelKeyKind::es256;
  Bytes curve = is_p256 ? p256_curve : ed25519_curve;
  std::string name = label;
  Bytes id = sha256(view_of(label));
  id.resize(8);
  CK_BBOOL yes = CK_TRUE;
  CK_BBOOL no = CK_FALSE;
  std::array open_half{attribute(CKA_TOKEN, yes), attribute(CKA_PRIVATE, no), attribute(CKA_VERIFY, yes),
                       attribute(CKA_LABEL, name), attribute(CKA_ID, id), attribute(CKA_EC_PARAMS, curve)};
  std::array secret_half{attribute(CKA_TOKEN, yes),  attribute(CKA_PRIVATE, yes), attribute(CKA_SENSITIVE, yes), attribute(CKA_EXTRACTABLE, no),
                         attribute(CKA_SIGN, yes),   attribute(CKA_DECRYPT, no),  attribute(CKA_UNWRAP, no),     attribute(CKA_LABEL, name),
                         attribute(CKA_ID, id)};
  CK_MECHANISM mechanism{is_p256 ? CKM_EC_KEY_PAIR_GEN : CKM_EC_EDWARDS_KEY_PAIR_GEN, nullptr, 0};
  CK_OBJECT_HANDLE public_key = 0;
  KeyPair pair;
  const CK_RV code = module_->calls->C_GenerateKeyPair(session_, &mechanism, open_half.data(), open_half.size(), secret_half.data(),
                                                       secret_half.size(), &public_key, &pair.private_key);
  if (code != CKR_OK) return refused(code, fmt::format("to make an {} key", name_of(kind)));
  pair.point = HOSHI_TRY(point_of(public_key, kind));
  return pair;
}

Result<Bytes> TokenSession::sign(CK_OBJECT_HANDLE key, LabelKeyKind kind, ByteView message) {
  const bool is_p256 = kind == LabelKeyKind::es256;
  CK_MECHANISM mechanism{is_p256 ? CKM_ECDSA : CKM_EDDSA, nullptr, 0};
  CK_RV code = module_->calls->C_SignInit(session_, &mechanism, key);
  if (code != CKR_OK) return refused(code, "to sign");
  Bytes input = is_p256 ? sha256(message) : Bytes(message.begin(), message.end());
  Bytes signature(signature_bytes);
  CK_ULONG size = signature.size();
  code = module_->calls->C_Sign(session_, input.data(), input.size(), signature.data(), &size);
  if (code != CKR_OK || size != signature_bytes) return refused(code, "to sign");
  return signature;
}

}  // namespace hoshi::signing
