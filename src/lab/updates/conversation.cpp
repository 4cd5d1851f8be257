// Telling TLS from HTTP in the clear, agreeing on TLS, and answering one request.
// SPDX-License-Identifier: Apache-2.0
#include "lab/updates/conversation.h"

#include <algorithm>

#include "base/text.h"
#include "lab/updates/pipe.h"
#include "lab/updates/request_head.h"

namespace hoshi::lab {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr auto word_patience = 20s;    // for a handshake, or a whole request
constexpr auto block_patience = 30s;   // for each block of an answer; slow devices write flash between reads
constexpr auto whole_patience = 10min;
constexpr auto farewell_patience = 1s;
constexpr std::size_t block_bytes = 64u << 10;
constexpr std::size_t body_bytes_max = 1u << 20;  // of a request; what is in it is nobody's business here
constexpr std::uint8_t tls_handshake = 22;        // RFC 8446, 5.1
constexpr std::string_view not_found = "There is no such file here.\n";

std::string_view kind_of(std::string_view path) {
  if (path.ends_with(".json")) return "application/json";
  if (path.ends_with(".xml")) return "application/xml";
  if (path.ends_with(".txt")) return "text/plain";
  return "application/octet-stream";
}

class Conversation {
 public:
  Conversation(const Visitor& visitor, const UpdateService& service) : visitor_(visitor), service_(service), pipe_(visitor.socket) {}

  void hold() {
    const auto first = pipe_.first_byte(Clock::now() + word_patience);
    if (!first) return;
    const bool speaks_tls = *first == tls_handshake;
    add(speaks_tls ? ChannelEvent::hello : ChannelEvent::clear, {});
    const auto channel_case = visitor_.session.channel_case;
    if (speaks_tls && !agree(service_.identities.context(channel_case))) return;
    if (!speaks_tls && channel_case != ChannelCase::plaintext) return;
    serve();
  }

 private:
  void add(ChannelEvent event, Value more) {
    more.set("peer", visitor_.peer);
    more.set("port", int{visitor_.port});
    more.set("tls", pipe_.is_tls());
    service_.log.add(visitor_.session, event, visitor_.number, std::move(more));
  }

  bool agree(ssl_ctx_st* context) {
    if (context == nullptr) return false;
    const auto agreed = pipe_.accept_tls(context, Clock::now() + word_patience);
    if (!agreed) {
      add(ChannelEvent::broke_off, object({{"alert", pipe_.alert()}, {"why", printable(agreed.error().message)}, {"server_name", pipe_.server_name()}}));
      return false;
    }
    add(ChannelEvent::handshake, object({{"version", pipe_.version()}, {"suite", pipe_.suite()}, {"server_name", pipe_.server_name()}}));
    return true;
  }

  std::optional<RequestHead> read_head(std::string& got) {
    const auto until = Clock::now() + word_patience;
    while (true) {
      auto head = read_request_head(got);
      if (!head) return std::nullopt;
      if (*head) return std::move(*head);
      const auto bytes = pipe_.read(request_head_bytes_max, until);
      if (!bytes || bytes->empty()) return std::nullopt;
      got += to_text(*bytes);
    }
  }

  // Somebody who still sends when the connection is closed may lose the answer.
  void read_body(const RequestHead& head, std::size_t already_bytes) {
    std::size_t left = std::min(head.content_bytes, body_bytes_max);
    left -= std::min(left, already_bytes);
    const auto until = Clock::now() + word_patience;
    while (left > 0) {
      const auto bytes = pipe_.read(std::min(left, block_bytes), until);
      if (!bytes || bytes->empty()) return;
      left -= bytes->size();
    }
  }

  void serve() {
    std::string got;
    const auto head = read_head(got);
    if (!head) return add(ChannelEvent::ended, object({{"alert", pipe_.alert()}}));
    add(ChannelEvent::request, object({{"method", head->method}, {"path", printable(head->path)}, {"host", printable(head->host, 100)}}));
    read_body(*head, got.size() - head->size_bytes);
    answer(*head);
    pipe_.finish();
    // Until the other side closes as well: a reset would take the end of the answer away.
    const auto until = Clock::now() + farewell_patience;
    while (Clock::now() < until) {
      const auto bytes = pipe_.read(block_bytes, until);
      if (!bytes || bytes->empty()) return;
    }
  }

  void answer(const RequestHead& head) {
    const auto& files = service_.server.files;
    const auto file = std::find_if(files.begin(), files.end(), [&](const ServedFile& one) { return one.path == head.path; });
    const bool is_found = file != files.end();
    const std::string_view content = is_found ? std::string_view(file->content) : not_found;
    const std::string about = std::string("HTTP/1.1 ") + (is_found ? "200 OK" : "404 Not Found") + "\r\nContent-Type: " +
                              std::string(is_found ? kind_of(head.path) : "text/plain") + "\r\nContent-Length: " +
                              std::to_string(content.size()) + "\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n";
    std::size_t sent = 0;
    if (pipe_.write(to_bytes(about), Clock::now() + block_patience) && head.method != "HEAD") sent = send(content);
    add(ChannelEvent::answered, object({{"status", is_found ? 200 : 404}, {"bytes", std::uint64_t{sent}}, {"alert", pipe_.alert()}}));
  }

  std::size_t send(std::string_view content) {
    const auto end = Clock::now() + whole_patience;
    std::size_t sent = 0;
    while (sent < content.size() && Clock::now() < end) {
      const auto block = content.substr(sent, block_bytes);
      if (!pipe_.write(to_bytes(block), std::min(Clock::now() + block_patience, end))) return sent;
      sent += block.size();
    }
    return sent;
  }

  const Visitor& visitor_;
  const UpdateService& service_;
  Pipe pipe_;
};

}  // namespace

void serve_visitor(const Visitor& visitor, const UpdateService& service) { Conversation(visitor, service).hold(); }

}  // namespace hoshi::lab
