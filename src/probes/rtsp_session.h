// A session with an RTSP server: requests on one connection, opened again when the server closes it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "protocols/http/authorization.h"
#include "protocols/rtsp/message.h"
#include "transport/network.h"

namespace hoshi::probes {

using std::chrono::milliseconds;

struct RtspAddress {
  std::string target;
  std::string host;  // in URIs; "" is the target's name
  std::uint16_t port = 554;
  bool tls = false;

  std::string uri(std::string_view path) const;
};

enum class RtspScheme { basic, digest };

struct RtspAccount {
  RtspScheme scheme = RtspScheme::digest;
  std::string account;
  std::string password;
};

// One thread; borrows the network for its life.
class RtspSession {
 public:
  RtspSession(transport::Network& network, RtspAddress address) : network_(network), address_(std::move(address)) {}

  // Connects when needed. Errors are those of Network, corrupt for what is no RTSP, invalid_input for a bad path.
  [[nodiscard]] Result<protocols::rtsp::Response> ask(std::string_view method, const std::string& uri,
                                                      const protocols::http::Headers& headers = {});
  [[nodiscard]] Result<protocols::rtsp::Response> describe(std::string_view path,
                                                           const protocols::http::Headers& headers = {});
  // A SETUP of the description's first medium without PLAY (with the account when it asks for one), and the TEARDOWN of
  // what it set up.
  [[nodiscard]] Result<protocols::rtsp::Response> set_up(std::string_view path,
                                                         const protocols::rtsp::Response& described,
                                                         const RtspAccount* account = nullptr);
  const RtspAddress& address() const { return address_; }

 private:
  [[nodiscard]] Result<protocols::rtsp::Response> ask_once(const std::string& bytes);

  transport::Network& network_;
  RtspAddress address_;
  std::unique_ptr<transport::Stream> stream_;
  protocols::rtsp::ResponseReader reader_;
  std::uint32_t sequence_ = 0;
};

// The Authorization header for one request after a 401. not_found: the challenge offers no such scheme. What follows
// from the password is told to keep_secret().
[[nodiscard]] Result<std::string> rtsp_authorization(transport::Network& network, const RtspAccount& account,
                                                     const protocols::rtsp::Response& challenge,
                                                     std::string_view method, const std::string& uri);
// The best scheme a 401 offers: Digest, else Basic, else nothing.
std::optional<RtspScheme> scheme_offered(const protocols::rtsp::Response& challenge);

// What came of DESCRIBE with a password.
struct RtspEntry {
  protocols::rtsp::Response first;  // without Authorization
  protocols::rtsp::Response last;   // with it; = first when nothing was asked for
  bool was_asked = false;           // 401 came first, with a challenge of that scheme
  bool was_judged = true;           // false: every nonce was called stale
  transport::TaskTime began{};      // the password was sent
  transport::TaskTime ended{};
};
[[nodiscard]] Result<RtspEntry> describe_as(transport::Network& network, RtspSession& session,
                                            const std::string& path, const RtspAccount& account);

}  // namespace hoshi::probes
