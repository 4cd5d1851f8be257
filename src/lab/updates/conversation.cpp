// Telling TLS from HTTP in the clear, agreeing on TLS, and answering one request.
// SPDX-License-Identifier: Apache-2.0
#include "lab/updates/conversation.h"

#include <unistd.h>

#include <algorithm>
#include <functional>

#include "base/text.h"
#include "lab/updates/pipe.h"
#include "lab/updates/request_head.h"
#include "lab/updates/served_files.h"

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

// A file that is given out, from memory or from the lab's folder.
struct Source {
  std::string sha256;
  std::uint64_t size_bytes = 0;
  std::function<Bytes(std::uint64_t at, std::size_t count)> read;  // nothing: it cannot be read any more
};

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
    if (!speaks_tls && !has_clear(channel_case)) return;
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

  // What an update test gives out comes before what the lab came up with.
  std::optional<Source> source_of(const std::string& path) const {
    const auto handed = handed_in(service_.handed, visitor_.session.number);
    const auto place = std::find_if(handed.begin(), handed.end(), [&](const HandedPlace& one) { return one.path == path; });
    if (place != handed.end()) {
      return Source{place->sha256, place->size_bytes, [this, from = place->offset](std::uint64_t at, std::size_t count) {
                      return read_handed(from + at, count);
                    }};
    }
    const auto& files = service_.server.files;
    const auto file = std::find_if(files.begin(), files.end(), [&](const ServedFile& one) { return one.path == path; });
    if (file == files.end()) return std::nullopt;
    const std::string_view content = file->content;
    return Source{file->sha256, content.size(), [content](std::uint64_t at, std::size_t count) { return to_bytes(content.substr(at, count)); }};
  }

  // Nothing once another session has begun: the bytes may be of another image by now.
  Bytes read_handed(std::uint64_t offset, std::size_t count) const {
    Bytes bytes(count);
    const auto got = ::pread(service_.handed, bytes.data(), count, static_cast<off_t>(offset));
    const bool is_good = got == static_cast<ssize_t>(count) && is_handed_for(service_.handed, visitor_.session.number);
    return is_good ? bytes : Bytes();
  }

  bool begin_answer(std::string_view status, std::string_view kind, std::uint64_t size_bytes, const std::string& more) {
    const std::string about = "HTTP/1.1 " + std::string(status) + "\r\nContent-Type: " + std::string(kind) + "\r\nContent-Length: " +
                              std::to_string(size_bytes) + "\r\n" + more + "Cache-Control: no-store\r\nConnection: close\r\n\r\n";
    return pipe_.write(to_bytes(about), Clock::now() + block_patience).has_value();
  }

  void answer(const RequestHead& head) {
    const auto source = source_of(head.path);
    if (!source) return answer_none("404 Not Found", 404, "", head.method != "HEAD");
    const auto part = head.range ? part_of(*head.range, source->size_bytes) : std::optional(FilePart{0, source->size_bytes});
    const std::string of = std::to_string(source->size_bytes);
    if (!part) return answer_none("416 Range Not Satisfiable", 416, "Content-Range: bytes */" + of + "\r\n", true);
    const std::string range = "Content-Range: bytes " + std::to_string(part->first) + "-" + std::to_string(part->first + part->bytes - 1) + "/" + of + "\r\n";
    const bool is_begun = begin_answer(head.range ? "206 Partial Content" : "200 OK", kind_of(head.path), part->bytes, head.range ? range : "Accept-Ranges: bytes\r\n");
    const std::uint64_t sent = is_begun && head.method != "HEAD" ? send(*source, *part) : 0;
    const bool is_acknowledged = sent > 0 && sent == part->bytes && pipe_.is_acknowledged(Clock::now() + block_patience);
    add(ChannelEvent::answered, object({{"status", head.range ? 206 : 200}, {"bytes", sent}, {"alert", pipe_.alert()}, {"sha256", source->sha256},
                                        {"first", part->first}, {"of", source->size_bytes}, {"acknowledged", is_acknowledged}}));
  }

  void answer_none(std::string_view status, int number, const std::string& more, bool has_body) {
    const bool is_begun = begin_answer(status, "text/plain", not_found.size(), more);
    const bool is_sent = is_begun && has_body && pipe_.write(to_bytes(not_found), Clock::now() + block_patience).has_value();
    add(ChannelEvent::answered, object({{"status", number}, {"bytes", std::uint64_t{is_sent ? not_found.size() : 0}}, {"alert", pipe_.alert()}}));
  }

  std::uint64_t send(const Source& source, const FilePart& part) {
    const auto end = Clock::now() + whole_patience;
    std::uint64_t sent = 0;
    while (sent < part.bytes && Clock::now() < end) {
      const Bytes block = source.read(part.first + sent, static_cast<std::size_t>(std::min<std::uint64_t>(part.bytes - sent, block_bytes)));
      if (block.empty() || !pipe_.write(block, std::min(Clock::now() + block_patience, end))) return sent;
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
