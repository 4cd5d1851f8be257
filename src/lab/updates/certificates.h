// The certificates a false update server shows: one good one and four that no careful device may trust, made when it starts.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "lab/updates/channel_case.h"

struct ssl_ctx_st;

namespace hoshi::lab {

// A new authority: its key and its certificate in PEM. Secret: whoever has it is believed by every device that trusts it.
[[nodiscard]] Result<std::string> make_authority();
// The certificate alone, for installing on the device. invalid_input: no certificate of an authority with its own key.
[[nodiscard]] Result<std::string> certificate_of_authority(std::string_view pem);

// A server's TLS settings for each case that has TLS: 1.0 to 1.3 with every suite OpenSSL still has, so that what a device
// refuses is the certificate; no sessions are taken up again, so that it has to look at each.
class ServerIdentities {
 public:
  // Keys of 2,048 bits, made now and never written anywhere. internal: OpenSSL failed.
  [[nodiscard]] static Result<ServerIdentities> create(const std::string& host, std::string_view authority_pem);
  ServerIdentities(ServerIdentities&&) noexcept;
  ServerIdentities& operator=(ServerIdentities&&) noexcept;
  ~ServerIdentities();

  // Null where the case has no TLS. Threads may share it.
  ssl_ctx_st* context(ChannelCase channel_case) const;

 private:
  struct Free {
    void operator()(ssl_ctx_st* context) const;
  };
  ServerIdentities() = default;
  std::vector<std::pair<ChannelCase, std::unique_ptr<ssl_ctx_st, Free>>> contexts_;
};

}  // namespace hoshi::lab
