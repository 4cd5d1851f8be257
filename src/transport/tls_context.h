// OpenSSL settings and the system's trust store, loaded before the sandbox closes the file system.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "base/result.h"

struct ssl_ctx_st;

namespace hoshi::transport {

// Initialises OpenSSL, libssh and what they would otherwise load when first used; SIGPIPE is ignored from
// then on. Call once, before threads and before the sandbox. Neither library reads configuration files.
[[nodiscard]] Result<void> prepare_libraries();

// Immutable once made; threads may share it. Nothing is read from files after create().
class TlsContext {
 public:
  // `trust_file`: certificates in PEM; empty: the system's. A system without any is no error: then no chain
  // is ever verified.
  [[nodiscard]] static Result<TlsContext> create(const std::string& trust_file = "");

  TlsContext(TlsContext&&) noexcept;
  TlsContext& operator=(TlsContext&&) noexcept;
  ~TlsContext();

  bool has_trust_store() const { return has_trust_store_; }
  // For the channel in this room. `plain` looks at no certificate, `verifying` does, and goes on in any case.
  ssl_ctx_st* plain() const { return plain_.get(); }
  ssl_ctx_st* verifying() const { return verifying_.get(); }

 private:
  struct Free {
    void operator()(ssl_ctx_st* context) const;
  };
  TlsContext() = default;
  std::unique_ptr<ssl_ctx_st, Free> plain_;
  std::unique_ptr<ssl_ctx_st, Free> verifying_;
  bool has_trust_store_ = false;
};

}  // namespace hoshi::transport
