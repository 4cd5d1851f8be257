// One connection's life: reading requests, having them answered, writing, and never waiting longer than the limits; internal.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "web/hub.h"
#include "web/parser.h"
#include "web/stream.h"

namespace hoshi::web {

// The thread a connection lives on. Everything but `post` is called there alone.
class Home {
 public:
  using Time = std::chrono::steady_clock::time_point;
  virtual ~Home() = default;
  virtual void post(std::function<void()> job) = 0;      // from any thread
  virtual void forget(const Connection& connection) = 0;  // it has ended
  virtual const std::string& date_line() const = 0;       // "Date: …\r\n" of this second
};

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(Home& home, Hub& hub, std::unique_ptr<Stream> stream, std::string peer, bool over_tls);
  ~Connection();

  void start();
  void close();
  void drain();                  // close when the request under way is answered; at once when there is none
  void check_time(Home::Time now);  // closes, or says 408, when the deadline has passed

  // Called by the stream.
  void on_handshake(bool is_well);
  void on_read(bool is_well, std::size_t count);
  void on_written(bool is_well);
  void on_finished(bool is_well);

 private:
  enum class Phase { handshake, idle, head, body, working, writing, lingering, closed };

  std::string_view pending() const { return {buffer_.get() + begin_, end_ - begin_}; }
  void consume(std::size_t count);
  void read();
  void advance();
  void read_request(std::string_view head);
  bool expect_body(std::size_t most);
  void ask_who_sends(RawRequest head);
  void receive_body();
  void read_body();
  void dispatch();
  void send(Answer answer);
  void send_misuse(Misuse misuse);
  void wait_until(Phase phase, std::chrono::milliseconds time);
  std::chrono::milliseconds time_for(std::size_t bytes) const;

  Home& home_;
  Hub& hub_;
  std::unique_ptr<Stream> stream_;
  const std::string peer_;
  const bool over_tls_;
  Phase phase_ = Phase::handshake;
  Home::Time deadline_;
  std::unique_ptr<char[]> buffer_;
  std::size_t begin_ = 0, end_ = 0, searched_ = 0;
  std::optional<RequestParser> parser_;
  Holding holding_;             // of the memory for bodies
  std::size_t expected_ = 0;    // bytes of the body
  std::size_t lingered_ = 0;
  Answer answer_;               // being written
  std::string tail_;            // of its head
  bool closes_ = false;         // behind the answer
  bool is_reading_ = false;
  bool continues_ = false;      // "100 Continue" is being written
};

}  // namespace hoshi::web
