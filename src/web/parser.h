// Beast's request parser behind our own limits; internal to the server.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string_view>

#include "web/server.h"

namespace hoshi::web {

// One request. Hostile bytes in, in any pieces; never more kept than the limits say.
class RequestParser {
 public:
  explicit RequestParser(const Limits& limits);
  ~RequestParser();
  RequestParser(RequestParser&&) noexcept;

  // `head` is whole and ends in its empty line. Refused: other syntax than RFC 9112's, other versions than 1.0 and 1.1, no
  // Host or two, both lengths, unknown transfer codings, headers twice that may stand once.
  [[nodiscard]] std::optional<Misuse> read_head(std::string_view head);
  // Known after the head: what the client says its body has; nothing when it comes in chunks.
  std::optional<std::uint64_t> content_length() const;
  bool is_chunked() const;
  bool keeps_alive() const;
  bool expects_continue() const;
  void limit_body(std::size_t bytes);

  struct Progress {
    std::size_t taken = 0;
    bool is_done = false;
    std::optional<Misuse> misuse;
  };
  Progress read_body(std::string_view bytes);
  bool is_done() const;

  const RawRequest& request() const { return request_; }  // without body until it is taken
  RawRequest take();

 private:
  struct Inside;
  std::unique_ptr<Inside> inside_;
  const Limits& limits_;
  RawRequest request_;
};

}  // namespace hoshi::web
