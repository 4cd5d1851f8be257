// Rendered public pages and static files in memory, ready to be written by the threads that hold the connections.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <chrono>
#include <memory>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "web/wire.h"

namespace hoshi::web {

// What of a request for a kept page matters; all borrowed of the connection.
struct QuickRequest {
  std::string_view method;  // GET or HEAD
  std::string_view target;
  std::string_view cookie;
  std::string_view accept_language;
  std::string_view accept_encoding;
  std::string_view if_none_match;
};

// Threads share it. Pages are forgotten when they are old, when told so, and (a random one first) when memory is short.
class PageCache {
 public:
  using Time = std::chrono::steady_clock::time_point;
  explicit PageCache(std::size_t bytes_max = 256u << 20) : bytes_max_(bytes_max) {}

  // Keeps a whole answer with status 200. Its headers are final but for ETag, Vary, Content-Encoding and Cache-Control,
  // which are put in here. Without `language` it is the same in every language. `until` is when it is forgotten.
  // Only targets of unreserved characters and slashes are kept: two spellings of one page would be two pages.
  void keep(std::string_view target, std::optional<Language> language, Response response, Time until);
  // A file that changes only with the program: never forgotten, never counted.
  void keep_for_good(std::string_view target, Response response);

  // The answer, or nothing when the page is not here. 304 when the client has it already.
  std::optional<Answer> find(const QuickRequest& request, Time now) const;

  void forget(std::string_view target);
  void forget_everything();  // but what is kept for good
  std::size_t bytes() const;

 private:
  struct Page {
    std::shared_ptr<const std::string> head, body;
    std::shared_ptr<const std::string> packed_head, packed_body;  // gzip; null when it does not help
    std::shared_ptr<const std::string> unchanged_head;            // of 304
    std::string tag;                                              // without quotation marks
    Time until;
    std::size_t bytes = 0;
  };
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };
  using Pages = std::unordered_map<std::string, std::shared_ptr<const Page>, Hash, std::equal_to<>>;

  static std::shared_ptr<const Page> page_of(Response response, bool varies, Time until);
  static Answer answer_of(const Page& page, const QuickRequest& request);
  std::shared_ptr<const Page> look_up(const QuickRequest& request) const;
  void erase(Pages& pages, Pages::iterator page);
  void make_room(std::size_t bytes);

  const std::size_t bytes_max_;
  mutable std::shared_mutex mutex_;
  Pages for_good_;
  std::array<Pages, 3> pages_;  // ja, en, any language
  std::size_t bytes_ = 0;
};

}  // namespace hoshi::web
