// The states of a connection.
// SPDX-License-Identifier: Apache-2.0
#include "web/connection.h"

#include <algorithm>
#include <cstring>

#include "web/head.h"

namespace hoshi::web {
namespace {

using namespace std::chrono_literals;
constexpr std::size_t lingering_bytes_max = 1u << 20;
constexpr auto lingering_time = 2s;  // enough for what is in flight; the client has its answer by then
constexpr std::string_view end_of_head = "\r\n\r\n";
constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";

boost::asio::const_buffer piece_of(std::string_view text) { return {text.data(), text.size()}; }

}  // namespace

Connection::Connection(Home& home, Hub& hub, std::unique_ptr<Stream> stream, std::string peer, bool over_tls)
    : home_(home), hub_(hub), stream_(std::move(stream)), peer_(std::move(peer)), over_tls_(over_tls),
      buffer_(std::make_unique_for_overwrite<char[]>(hub.settings.limits.head_bytes)) {}

Connection::~Connection() {
  hub_.release(holding_);
  hub_.leave(peer_);
}

void Connection::start() {
  wait_until(Phase::handshake, hub_.settings.limits.head_time);
  stream_->handshake(shared_from_this());
}

void Connection::close() {
  if (phase_ == Phase::closed) return;
  phase_ = Phase::closed;
  stream_->close();
  home_.forget(*this);
}

void Connection::drain() {
  closes_ = true;
  if (phase_ == Phase::idle || phase_ == Phase::handshake) close();
}

void Connection::check_time(Home::Time now) {
  if (phase_ == Phase::working || now < deadline_) return;
  // The operation under way ends with an error on closing; a client that never sent its request whole is told once.
  if ((phase_ == Phase::head || phase_ == Phase::body) && !continues_) return send_misuse(Misuse::too_slow);
  close();
}

void Connection::wait_until(Phase phase, std::chrono::milliseconds time) {
  phase_ = phase;
  deadline_ = std::chrono::steady_clock::now() + time;
}

std::chrono::milliseconds Connection::time_for(std::size_t bytes) const {
  return hub_.settings.limits.slack_time + 1000ms * (bytes / std::max<std::size_t>(1, hub_.settings.limits.bytes_per_second));
}

void Connection::consume(std::size_t count) {
  begin_ += count;
  searched_ = 0;
  if (begin_ == end_) begin_ = end_ = 0;
}

void Connection::read() {
  const std::size_t size = hub_.settings.limits.head_bytes;
  if (begin_ > 0) {
    std::memmove(buffer_.get(), buffer_.get() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
  is_reading_ = true;
  stream_->read(shared_from_this(), boost::asio::buffer(buffer_.get() + end_, size - end_));
}

void Connection::on_handshake(bool is_well) {
  if (!is_well || phase_ == Phase::closed) return close();
  wait_until(Phase::idle, hub_.settings.limits.idle_time);
  read();
}

void Connection::on_read(bool is_well, std::size_t count) {
  is_reading_ = false;
  if (!is_well || phase_ == Phase::closed) return close();
  if (phase_ == Phase::lingering) {
    lingered_ += count;
    return lingered_ > lingering_bytes_max ? close() : read();
  }
  end_ += count;
  if (phase_ == Phase::writing) return;  // 408 went out while this read was under way
  if (phase_ == Phase::body) return read_body();
  advance();
}

void Connection::advance() {
  const std::string_view bytes = pending();
  const auto end = bytes.find(end_of_head, searched_);
  if (end != std::string_view::npos) return read_request(bytes.substr(0, end + end_of_head.size()));
  if (bytes.size() >= hub_.settings.limits.head_bytes) return send_misuse(Misuse::head_too_large);
  searched_ = bytes.size() < end_of_head.size() ? 0 : bytes.size() - (end_of_head.size() - 1);
  if (phase_ == Phase::idle && !bytes.empty()) wait_until(Phase::head, hub_.settings.limits.head_time);
  read();
}

void Connection::read_request(std::string_view head) {
  const auto quick = quick_request_of(head);
  auto ready = quick ? hub_.application.quick(*quick) : std::nullopt;
  if (ready) {
    consume(head.size());
    return send(std::move(*ready));
  }
  parser_.emplace(hub_.settings.limits);
  const auto misuse = parser_->read_head(head);
  consume(head.size());
  if (misuse) return send_misuse(*misuse);
  RawRequest seen = parser_->request();
  seen.peer = peer_;
  seen.over_tls = over_tls_;
  Application::Admission admission = hub_.application.admit(seen);
  const bool has_body = !parser_->is_done();
  closes_ = closes_ || !parser_->keeps_alive();
  if (admission.refusal) {
    closes_ = closes_ || has_body;
    return send(std::move(*admission.refusal));
  }
  if (!has_body) return dispatch();
  if (!expect_body(admission.body_bytes_max)) return;
  holding_ = {std::move(admission.client), "", expected_ > hub_.settings.limits.body_of_strangers_bytes};
  if (admission.is_for_the_known && holding_.is_long) return ask_who_sends(std::move(seen));
  receive_body();
}

// A stranger who announces long bodies must not take the memory of those who may send them.
void Connection::ask_who_sends(RawRequest head) {
  phase_ = Phase::working;
  auto asked = std::make_shared<const RawRequest>(std::move(head));
  const bool is_taken = hub_.workers.run([self = shared_from_this(), asked] {
    Application::Welcome welcome;
    try {
      welcome = self->hub_.application.welcome(*asked);
    } catch (const std::exception&) {  // Memory that is not there; the application catches its own.
      welcome.refusal = self->hub_.application.misuse(*asked, Misuse::busy);
    }
    self->home_.post([self, welcome = std::move(welcome)]() mutable {
      if (self->phase_ == Phase::closed) return;
      self->holding_.account = std::move(welcome.account);
      if (!welcome.refusal) return self->receive_body();
      self->closes_ = true;
      self->send(std::move(*welcome.refusal));
    });
  });
  if (!is_taken) send_misuse(Misuse::busy);
}

void Connection::receive_body() {
  wait_until(Phase::body, time_for(expected_));
  if (parser_->expects_continue() && pending().empty()) {
    continues_ = true;
    return stream_->write(shared_from_this(), {piece_of(go_on), piece_of(""), piece_of("")});
  }
  read_body();
}

// False when it is too long and the client has been told so.
bool Connection::expect_body(std::size_t most) {
  const auto length = parser_->content_length();
  if (length.value_or(0) > most) {
    send_misuse(Misuse::body_too_large);
    return false;
  }
  expected_ = length ? static_cast<std::size_t>(*length) : most;
  parser_->limit_body(most);
  return true;
}

void Connection::read_body() {
  while (!pending().empty() && !parser_->is_done()) {
    const auto progress = parser_->read_body(pending());
    if (progress.misuse) return send_misuse(*progress.misuse);
    if (progress.taken == 0) break;
    // What has come, not what was announced: announcing costs a client nothing.
    if (!hub_.reserve(holding_, progress.taken)) return send_misuse(Misuse::busy);
    consume(progress.taken);
  }
  if (parser_->is_done()) return dispatch();
  // The parser wants more at once than the buffer holds: a chunk's head without end.
  if (pending().size() >= hub_.settings.limits.head_bytes) return send_misuse(Misuse::malformed);
  read();
}

void Connection::dispatch() {
  phase_ = Phase::working;
  auto request = std::make_shared<RawRequest>(parser_->take());
  request->peer = peer_;
  request->over_tls = over_tls_;
  parser_.reset();
  const bool is_taken = hub_.workers.run([self = shared_from_this(), request] {
    const RawRequest head{request->method, request->target, {}, {}, request->peer, request->over_tls};
    std::optional<Answer> answer;
    try {
      answer = self->hub_.application.answer(std::move(*request));
    } catch (const std::exception&) {  // Memory that is not there; the application catches its own.
      answer = self->hub_.application.misuse(head, Misuse::busy);
    }
    self->home_.post([self, answer = std::move(*answer)]() mutable { self->send(std::move(answer)); });
  });
  if (!is_taken) send_misuse(Misuse::busy);
}

void Connection::send_misuse(Misuse misuse) {
  RawRequest head = parser_ ? parser_->request() : RawRequest{};
  head.peer = peer_;
  head.over_tls = over_tls_;
  closes_ = true;
  send(hub_.application.misuse(head, misuse));
}

void Connection::send(Answer answer) {
  if (phase_ == Phase::closed) return;
  parser_.reset();
  hub_.release(holding_);
  answer_ = std::move(answer);
  closes_ = closes_ || answer_.close;
  tail_ = home_.date_line();
  tail_ += closes_ ? "Connection: close\r\n\r\n" : "\r\n";
  const std::string_view body = answer_.body ? *answer_.body : std::string_view();
  wait_until(Phase::writing, time_for(body.size()));
  stream_->write(shared_from_this(), {piece_of(*answer_.head), piece_of(tail_), piece_of(body)});
}

void Connection::on_written(bool is_well) {
  if (!is_well || phase_ == Phase::closed) return close();
  if (continues_) {
    continues_ = false;
    return read_body();
  }
  answer_ = {};
  if (closes_) {
    wait_until(Phase::lingering, lingering_time);
    return stream_->finish(shared_from_this());
  }
  wait_until(Phase::idle, hub_.settings.limits.idle_time);
  advance();
}

// RFC 9112, 9.6: what the client still sends is read and dropped, or a reset could overtake the answer.
void Connection::on_finished(bool is_well) {
  if (!is_well || phase_ == Phase::closed || is_reading_) return close();
  begin_ = end_ = 0;
  read();
}

}  // namespace hoshi::web
