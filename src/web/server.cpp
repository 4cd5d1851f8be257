// Listening sockets, threads and their clocks.
// SPDX-License-Identifier: Apache-2.0
#include "web/server.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstdint>
#include <ctime>
#include <unordered_map>

#include "web/connection.h"

namespace hoshi::web {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using namespace std::chrono_literals;
using ReusePort = asio::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>;

constexpr auto tick_time = 250ms;          // how late a deadline may be noticed
constexpr auto accept_pause = 100ms;       // when there are no more file descriptors
constexpr int listen_backlog = 1024;

std::string plain_address(const asio::ip::address& address) {
  const bool is_mapped = address.is_v6() && address.to_v6().is_v4_mapped();
  return is_mapped ? asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6()).to_string() : address.to_string();
}

// RFC 9110, 5.6.7.
std::string date_line_now() {
  const std::time_t now = std::time(nullptr);
  std::tm utc{};
  gmtime_r(&now, &utc);
  char text[64];
  const std::size_t size = std::strftime(text, sizeof text, "Date: %a, %d %b %Y %H:%M:%S GMT\r\n", &utc);
  return {text, size};
}

// A thread with its own listening socket and its connections.
class Loop : public Home {
 public:
  Loop(Hub& hub, TlsContext* tls) : hub_(hub), tls_(tls), acceptor_(context_), ticker_(context_), pause_(context_) {}

  [[nodiscard]] Result<void> listen(const tcp::endpoint& endpoint);
  std::uint16_t port() const { return acceptor_.local_endpoint().port(); }
  void run() {
    thread_ = std::thread([this] {
      accept();
      tick();
      context_.run();
    });
  }
  void stop() {
    asio::post(context_, [this] { begin_stop(); });
    if (thread_.joinable()) thread_.join();
  }

  void post(std::function<void()> job) override { asio::post(context_, std::move(job)); }
  void forget(const Connection& connection) override { connections_.erase(&connection); }
  const std::string& date_line() const override { return date_line_; }

 private:
  void accept();
  void welcome(tcp::socket socket);
  void tick();
  void begin_stop();
  void close_all();

  Hub& hub_;
  TlsContext* tls_;
  asio::io_context context_{1};
  tcp::acceptor acceptor_;
  asio::steady_timer ticker_, pause_;
  std::unordered_map<const Connection*, std::weak_ptr<Connection>> connections_;
  std::string date_line_ = date_line_now();
  bool is_stopping_ = false;
  Time stop_by_{};
  std::thread thread_;
};

Result<void> Loop::listen(const tcp::endpoint& endpoint) {
  try {
    acceptor_.open(endpoint.protocol());
    acceptor_.set_option(tcp::acceptor::reuse_address(true));
    acceptor_.set_option(ReusePort(true));
    acceptor_.bind(endpoint);
    acceptor_.listen(listen_backlog);
  } catch (const boost::system::system_error& error) {
    return fail(ErrorCode::unavailable, "cannot listen on " + endpoint.address().to_string() + ", port " +
                                            std::to_string(endpoint.port()) + ": " + error.code().message());
  }
  return {};
}

void Loop::accept() {
  acceptor_.async_accept([this](error_code failed, tcp::socket socket) {
    if (is_stopping_ || failed == asio::error::operation_aborted) return;
    if (!failed) {
      welcome(std::move(socket));
      return accept();
    }
    pause_.expires_after(accept_pause);
    pause_.async_wait([this](error_code cancelled) {
      if (!cancelled && !is_stopping_) accept();
    });
  });
}

void Loop::welcome(tcp::socket socket) {
  error_code failed;
  const auto remote = socket.remote_endpoint(failed);
  if (failed) return;
  std::string peer = plain_address(remote.address());
  if (!hub_.enter(peer)) return;  // The socket closes itself.
  socket.set_option(tcp::no_delay(true), failed);
  auto stream = tls_ ? tls_->stream(std::move(socket)) : plain_stream(std::move(socket));
  const auto connection = std::make_shared<Connection>(*this, hub_, std::move(stream), std::move(peer), tls_ != nullptr);
  connections_.emplace(connection.get(), connection);
  connection->start();
}

void Loop::tick() {
  const auto now = std::chrono::steady_clock::now();
  date_line_ = date_line_now();
  std::vector<std::shared_ptr<Connection>> alive;
  for (const auto& [_, weak] : connections_) {
    if (auto connection = weak.lock()) alive.push_back(std::move(connection));
  }
  for (const auto& connection : alive) connection->check_time(now);
  if (is_stopping_ && (connections_.empty() || now >= stop_by_)) return close_all();
  ticker_.expires_after(is_stopping_ ? tick_time / 10 : tick_time);
  ticker_.async_wait([this](error_code cancelled) {
    if (!cancelled) tick();
  });
}

void Loop::begin_stop() {
  is_stopping_ = true;
  stop_by_ = std::chrono::steady_clock::now() + hub_.settings.limits.stop_time;
  error_code ignored;
  acceptor_.close(ignored);
  pause_.cancel();
  std::vector<std::shared_ptr<Connection>> alive;
  for (const auto& [_, weak] : connections_) {
    if (auto connection = weak.lock()) alive.push_back(std::move(connection));
  }
  for (const auto& connection : alive) connection->drain();
  ticker_.expires_after(0ms);
  ticker_.async_wait([this](error_code) { tick(); });
}

void Loop::close_all() {
  const auto connections = std::exchange(connections_, {});
  for (const auto& [_, weak] : connections) {
    if (const auto connection = weak.lock()) connection->close();
  }
}

class RunningServer : public Server {
 public:
  RunningServer(ServerSettings settings, Application& application, std::unique_ptr<TlsContext> tls)
      : tls_(std::move(tls)), hub_(std::move(settings), application) {}
  ~RunningServer() override { stop_all(); }

  [[nodiscard]] Result<void> listen() {
    error_code failed;
    const auto address = asio::ip::make_address(hub_.settings.address, failed);
    if (failed) return fail(ErrorCode::invalid_input, hub_.settings.address + " is no IP address to listen on");
    std::uint16_t port = hub_.settings.port;
    for (unsigned i = 0; i < std::max(1u, hub_.settings.io_threads); ++i) {
      auto loop = std::make_unique<Loop>(hub_, tls_.get());
      HOSHI_CHECK(loop->listen({address, port}));
      port = loop->port();
      loops_.push_back(std::move(loop));
    }
    port_ = port;
    for (const auto& loop : loops_) loop->run();
    return {};
  }
  std::uint16_t port() const override { return port_; }
  void stop() override { stop_all(); }

 private:
  void stop_all() {
    for (const auto& loop : loops_) loop->stop();
    hub_.workers.stop();  // before the loops go: workers post to them
    loops_.clear();
  }

  std::unique_ptr<TlsContext> tls_;
  Hub hub_;
  std::vector<std::unique_ptr<Loop>> loops_;
  std::uint16_t port_ = 0;
};

}  // namespace

Result<std::unique_ptr<Server>> Server::start(ServerSettings settings, Application& application) {
  std::unique_ptr<TlsContext> tls;
  if (!settings.certificate.empty() || !settings.key.empty()) tls = HOSHI_TRY(tls_context(settings.certificate, settings.key));
  auto server = std::make_unique<RunningServer>(std::move(settings), application, std::move(tls));
  HOSHI_CHECK(server->listen());
  return server;
}

}  // namespace hoshi::web
