// A small site with made-up visitors behind a real server, and a client that sends bytes as they are.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <mutex>

#include "web/gate.h"
#include "web/site.h"

namespace hoshi::web {

inline accounts::Identity identity_of(std::string account, std::set<std::string> roles, bool strong = true) {
  accounts::Identity identity;
  identity.account = account;
  identity.name = account;
  identity.roles = std::move(roles);
  identity.strong = strong;
  return identity;
}

// Sessions are "s-NAME", tokens "t-NAME".
class MadeUpVisitors : public accounts::Visitors {
 public:
  Result<accounts::Seen> by_session(std::string_view secret) override {
    if (is_broken) return fail(ErrorCode::unavailable, "the database of /secret/place is gone");
    const auto found = sessions.find(std::string(secret));
    if (found == sessions.end()) return accounts::Seen{};
    return accounts::Seen{found->second, std::nullopt, "id-of-" + std::string(secret)};
  }
  Result<accounts::Seen> by_token(std::string_view secret) override {
    const auto found = tokens.find(std::string(secret));
    if (found == tokens.end()) return accounts::Seen{};
    return accounts::Seen{found->second, std::nullopt, ""};
  }
  std::map<std::string, accounts::Identity> sessions, tokens;
  std::atomic<bool> is_broken{false};
};

inline std::string next_secret() {
  static std::atomic<int> count{0};
  std::string digits = std::to_string(++count);
  return std::string(64 - digits.size(), 'a') + digits;
}

inline const i18n::Catalogue& catalogue() {
  static const auto words = i18n::Catalogue::load(std::string(HOSHI_SOURCE_FOLDER) + "/translations").value();
  return words;
}

// Tests ask quicker than anybody; those of the limits set their own.
inline SiteSettings without_limits() {
  SiteSettings settings;
  settings.rate_of_address = settings.rate_of_account = {1e6, 1e6};
  return settings;
}

struct Office {
  explicit Office(std::vector<Route> routes, SiteSettings settings = without_limits())
      : router(Router::create(std::move(routes)).value()),
        site(std::move(settings), {router, catalogue(), visitors, cache, {}, next_secret,
                                   [this](const AccessLine& line) {
                                     const std::scoped_lock lock(mutex);
                                     log.push_back(to_json(line));
                                   },
                                   {}}) {}
  void start(ServerSettings settings = {}) { server = Server::start(std::move(settings), site).value(); }

  Router router;
  MadeUpVisitors visitors;
  PageCache cache;
  std::mutex mutex;
  std::vector<std::string> log;
  Site site;
  std::unique_ptr<Server> server;
};

inline Route route_of(std::string method, std::string pattern, Door door, Handler handler) {
  Route route;
  route.method = std::move(method);
  route.pattern = std::move(pattern);
  route.door = door;
  route.handler = std::move(handler);
  return route;
}

inline Handler saying(std::string text) {
  return [text](const Request&, const Visitor&) -> Result<Response> { return Response::page(text); };
}

// A TCP connection of the test's own.
class Line {
 public:
  explicit Line(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    is_open_ = ::connect(socket_, static_cast<const sockaddr*>(static_cast<const void*>(&address)), sizeof address) == 0;
  }
  ~Line() { ::close(socket_); }
  Line(const Line&) = delete;
  Line& operator=(const Line&) = delete;

  bool is_open() const { return is_open_; }
  void say(std::string_view bytes) { is_open_ = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL) >= 0; }
  // What comes until the other side closes, or `wait` passes without a byte.
  std::string rest(int wait_ms = 3000) {
    while (more(wait_ms)) {
    }
    return std::exchange(held_, {});
  }
  // One answer, by its Content-Length (none: only the head).
  std::string answer(bool is_head = false) {
    while (held_.find("\r\n\r\n") == std::string::npos && more(5000)) {
    }
    const auto end = held_.find("\r\n\r\n");
    if (end == std::string::npos) return std::exchange(held_, {});
    const auto length = held_.find("Content-Length: ");
    std::size_t size = end + 4;
    if (length < end && !is_head) size += std::stoul(held_.substr(length + 16));
    while (held_.size() < size && more(5000)) {
    }
    std::string one = held_.substr(0, size);
    held_.erase(0, size);
    return one;
  }
  bool is_closed_by_other(int wait_ms = 3000) {
    while (more(wait_ms)) {
    }
    return has_ended_;
  }

 private:
  bool more(int wait_ms) {
    pollfd one{socket_, POLLIN, 0};
    if (has_ended_ || ::poll(&one, 1, wait_ms) <= 0) return false;
    char bytes[65536];
    const auto count = ::recv(socket_, bytes, sizeof bytes, 0);
    has_ended_ = count <= 0;
    if (count > 0) held_.append(bytes, static_cast<std::size_t>(count));
    return count > 0;
  }
  int socket_;
  bool is_open_ = false;
  bool has_ended_ = false;
  std::string held_;
};

inline std::string get(std::string_view target, std::string_view headers = "") {
  return "GET " + std::string(target) + " HTTP/1.1\r\nHost: office.test\r\n" + std::string(headers) + "\r\n";
}

inline std::string post(std::string_view target, std::string_view body, std::string_view headers = "",
                        std::string_view type = "application/x-www-form-urlencoded") {
  return "POST " + std::string(target) + " HTTP/1.1\r\nHost: office.test\r\nContent-Type: " + std::string(type) +
         "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" + std::string(headers) + "\r\n" + std::string(body);
}

inline std::string ask(Office& office, const std::string& request) {
  Line line(office.server->port());
  line.say(request);
  return line.answer();
}

}  // namespace hoshi::web
