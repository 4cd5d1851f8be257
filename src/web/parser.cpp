// Feeding Beast's parser, and what we refuse beyond it.
// SPDX-License-Identifier: Apache-2.0
#include "web/parser.h"

#include <boost/asio/buffer.hpp>
#include <boost/beast/core/buffers_range.hpp>
#include <boost/beast/http/parser.hpp>

#include "base/text.h"
#include "web/head.h"

namespace hoshi::web {
namespace {

namespace beast = boost::beast;
namespace http = boost::beast::http;
using boost::system::error_code;

// A body that grows as bytes come; Beast's own string_body reserves whatever the client announces.
struct GrowingBody {
  using value_type = std::string;
  class reader {
   public:
    template <bool is_request, class Fields>
    reader(http::header<is_request, Fields>&, value_type& body) : body_(body) {}
    void init(const boost::optional<std::uint64_t>&, error_code& failed) { failed = {}; }
    template <class Buffers>
    std::size_t put(const Buffers& buffers, error_code& failed) {
      failed = {};
      std::size_t count = 0;
      for (const auto buffer : beast::buffers_range_ref(buffers)) {
        body_.append(static_cast<const char*>(buffer.data()), buffer.size());
        count += buffer.size();
      }
      return count;
    }
    void finish(error_code& failed) { failed = {}; }

   private:
    value_type& body_;
  };
};

}  // namespace

struct RequestParser::Inside {
  http::request_parser<GrowingBody> parser;
};

RequestParser::RequestParser(const Limits& limits) : inside_(std::make_unique<Inside>()), limits_(limits) {
  inside_->parser.header_limit(static_cast<std::uint32_t>(limits.head_bytes));
  inside_->parser.body_limit(boost::none);  // until the head is read: limit_body
}
RequestParser::~RequestParser() = default;
RequestParser::RequestParser(RequestParser&&) noexcept = default;

std::optional<Misuse> RequestParser::read_head(std::string_view head) {
  auto& parser = inside_->parser;
  error_code failed;
  parser.put(boost::asio::buffer(head.data(), head.size()), failed);
  if (failed == http::error::header_limit) return Misuse::head_too_large;
  if ((failed && failed != http::error::need_more) || !parser.is_header_done()) return Misuse::malformed;
  const auto& message = parser.get();
  if (message.version() != 11 && message.version() != 10) return Misuse::malformed;
  request_.method = std::string(message.method_string());
  request_.target = std::string(message.target());
  std::size_t count = 0;
  for (const auto& field : message) {
    if (++count > limits_.headers) return Misuse::head_too_large;
    const std::string name = lower({field.name_string().data(), field.name_string().size()});
    const std::string value(field.value());
    const auto [place, is_new] = request_.headers.emplace(name, value);
    if (is_new) continue;
    if (!may_stand_twice(name)) return Misuse::malformed;
    place->second += (name == "cookie" ? "; " : ", ") + value;
  }
  if (!request_.headers.contains("host") && message.version() == 11) return Misuse::malformed;
  const auto coding = request_.headers.find("transfer-encoding");
  if (coding != request_.headers.end() && (lower(coding->second) != "chunked" || request_.headers.contains("content-length") || message.version() == 10)) {
    return Misuse::malformed;
  }
  const auto expectation = request_.headers.find("expect");
  if (expectation != request_.headers.end() && lower(expectation->second) != "100-continue") return Misuse::malformed;
  return std::nullopt;
}

std::optional<std::uint64_t> RequestParser::content_length() const {
  const auto length = inside_->parser.content_length();
  if (length) return *length;
  return std::nullopt;
}

bool RequestParser::is_chunked() const { return inside_->parser.chunked(); }
bool RequestParser::keeps_alive() const { return inside_->parser.get().version() == 11 && inside_->parser.keep_alive(); }
bool RequestParser::expects_continue() const { return request_.headers.contains("expect"); }
bool RequestParser::is_done() const { return inside_->parser.is_done(); }

void RequestParser::limit_body(std::size_t bytes) {
  inside_->parser.body_limit(bytes);
  inside_->parser.eager(true);
}

RequestParser::Progress RequestParser::read_body(std::string_view bytes) {
  auto& parser = inside_->parser;
  Progress progress;
  error_code failed;
  progress.taken = parser.put(boost::asio::buffer(bytes.data(), bytes.size()), failed);
  progress.is_done = parser.is_done();
  if (failed == http::error::body_limit) progress.misuse = Misuse::body_too_large;
  else if (failed && failed != http::error::need_more) progress.misuse = Misuse::malformed;
  return progress;
}

RawRequest RequestParser::take() {
  request_.body = std::move(inside_->parser.get().body());
  return std::move(request_);
}

}  // namespace hoshi::web
