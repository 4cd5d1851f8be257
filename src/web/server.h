// An HTTP/1.1 server: connections, limits, timeouts, TLS; what is answered is the application's.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include "base/result.h"
#include "web/cache.h"
#include "web/wire.h"

namespace hoshi::web {

// A request as it came off the wire: RFC 9112 syntax, within the limits, nothing else is known about it.
struct RawRequest {
  std::string method;
  std::string target;
  std::map<std::string, std::string, std::less<>> headers;  // lower case; lists joined by ", ", cookies by "; "
  std::string body;
  std::string peer;       // address of the other end of the connection
  bool over_tls = false;  // of this connection
};

enum class Misuse { malformed, head_too_large, body_too_large, too_slow, busy };

// Threads call all of it at once.
class Application {
 public:
  virtual ~Application() = default;
  // On the thread of the connection, so quick and never waiting: a page that is ready.
  virtual std::optional<Answer> quick(const QuickRequest& request) = 0;
  // The same, with the whole head read: how large a body this request may have, or already its refusal.
  struct Admission {
    std::size_t body_bytes_max = 0;
    std::optional<Answer> refusal;
    bool is_for_the_known = false;  // `welcome` is asked before a long body is read
    std::string client;             // whose share of the memory for bodies it takes: a network, also behind a trusted proxy
  };
  virtual Admission admit(const RawRequest& head) = 0;
  // On a worker thread: who sends, or the refusal of whoever may not come in, said before they can make the server hold a long body.
  struct Welcome {
    std::optional<Answer> refusal;
    std::string account;
  };
  virtual Welcome welcome(const RawRequest& head) = 0;
  // On a worker thread; may wait for the database.
  virtual Answer answer(RawRequest request) = 0;
  // What is said to a client the server itself sends away. `head` has what was read, perhaps nothing.
  virtual Answer misuse(const RawRequest& head, Misuse misuse) = 0;
};

struct Limits {
  std::size_t head_bytes = 16u << 10;
  std::size_t headers = 64;
  std::size_t connections = 8192;
  std::size_t connections_per_address = 128;
  std::size_t waiting_requests = 512;          // for a worker; beyond it clients are told to come back
  std::size_t bodies_bytes = 512u << 20;       // of all requests being read at once, as far as they have come
  std::size_t short_bodies_bytes = 64u << 20;  // … of which this much is kept for short ones: logging in goes on beside uploads
  std::size_t bodies_bytes_per_client = 240u << 20;   // three of the longest uploads
  std::size_t bodies_bytes_per_account = 160u << 20;
  std::size_t body_of_strangers_bytes = 64u << 10;  // read before it is known who sends it, where not everybody may; a short body
  std::chrono::milliseconds head_time{10'000};  // for the whole head, from its first byte: trickling does not help
  std::chrono::milliseconds idle_time{30'000};  // between requests
  std::chrono::milliseconds slack_time{20'000}; // for bodies and answers, and …
  std::size_t bytes_per_second = 16u << 10;    // … this much more for their size
  std::chrono::milliseconds stop_time{10'000};  // for requests under way when the server is stopped
};

struct ServerSettings {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;  // 0: any free one
  unsigned io_threads = 1;  // each with a listening socket of its own (SO_REUSEPORT)
  unsigned workers = 4;
  std::filesystem::path certificate, key;  // PEM; TLS 1.2 and 1.3 when given
  std::set<std::string> trusted_proxies;   // their connections are not counted by address
  Limits limits;
};

class Server {
 public:
  // Listens and starts the threads. invalid_input for an address, certificate or key that cannot be used; unavailable when
  // the port is taken. `application` outlives the server.
  [[nodiscard]] static Result<std::unique_ptr<Server>> start(ServerSettings settings, Application& application);
  virtual ~Server() = default;  // stops

  virtual std::uint16_t port() const = 0;
  // Takes no new connections, ends idle ones, lets requests under way finish within stop_time, ends the rest; then returns.
  virtual void stop() = 0;
};

}  // namespace hoshi::web
