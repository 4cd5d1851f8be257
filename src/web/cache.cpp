// Keeping, finding and forgetting of rendered pages.
// SPDX-License-Identifier: Apache-2.0
#include "web/cache.h"

#include <zlib.h>

#include <algorithm>
#include <mutex>

#include "base/encoding.h"
#include "base/text.h"
#include "web/cookies.h"

namespace hoshi::web {
namespace {

constexpr std::size_t any_language = 2;
constexpr std::size_t packed_from_bytes = 512;  // below that gzip's own head eats what it saves
constexpr std::size_t page_overhead_bytes = 512;

bool has_one_spelling(std::string_view target) {
  return std::all_of(target.begin(), target.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || std::string_view("/-._~").find(c) != std::string_view::npos;
  });
}

// gzip (RFC 1952); empty when zlib refuses.
std::string packed(const std::string& content) {
  z_stream stream{};
  constexpr int gzip_window = 15 + 16;
  if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, gzip_window, 9, Z_DEFAULT_STRATEGY) != Z_OK) return {};
  std::string out(deflateBound(&stream, content.size()), '\0');
  Bytes input = to_bytes(content);
  Bytes output(out.size());
  stream.next_in = input.data();
  stream.avail_in = static_cast<uInt>(input.size());
  stream.next_out = output.data();
  stream.avail_out = static_cast<uInt>(output.size());
  const bool is_whole = deflate(&stream, Z_FINISH) == Z_STREAM_END;
  output.resize(stream.total_out);
  deflateEnd(&stream);
  return is_whole ? to_text(output) : std::string();
}

// RFC 9110, 13.1.2: weak comparison, so that our tag may stand in quotation marks behind W/ or not.
bool names_tag(std::string_view if_none_match, const std::string& tag) {
  return trimmed(if_none_match) == "*" || if_none_match.find("\"" + tag) != std::string_view::npos;
}

bool takes_gzip(std::string_view accept_encoding) {
  const auto found = accept_encoding.find("gzip");
  if (found == std::string_view::npos) return false;
  const std::string_view behind = accept_encoding.substr(found + 4, 6);
  return !behind.starts_with(";q=0") || behind.starts_with(";q=0.");
}

std::shared_ptr<const std::string> shared(std::string text) { return std::make_shared<const std::string>(std::move(text)); }

}  // namespace

std::shared_ptr<const PageCache::Page> PageCache::page_of(Response response, bool varies, Time until) {
  auto page = std::make_shared<Page>();
  const bool may_pack = !response.type.starts_with("image/png") && !response.type.starts_with("font/");
  page->tag = sha256_hex(response.body).substr(0, 32);
  page->until = until;
  response.headers.emplace("Vary", varies ? "Accept-Encoding, Accept-Language, Cookie" : "Accept-Encoding");
  Response packed_response = response;
  Response unchanged = response;
  response.headers.emplace("ETag", "\"" + page->tag + "\"");
  unchanged.headers.emplace("ETag", "\"" + page->tag + "\"");
  unchanged.status = 304;
  page->head = shared(head_of(response, response.body.size()));
  page->unchanged_head = shared(head_of(unchanged, 0));
  std::string small = may_pack && response.body.size() >= packed_from_bytes ? packed(response.body) : "";
  if (!small.empty() && small.size() < response.body.size()) {
    packed_response.headers.emplace("ETag", "\"" + page->tag + "-gzip\"");
    packed_response.headers.emplace("Content-Encoding", "gzip");
    page->packed_head = shared(head_of(packed_response, small.size()));
    page->packed_body = shared(std::move(small));
  }
  page->body = shared(std::move(response.body));
  page->bytes = page->body->size() + (page->packed_body ? page->packed_body->size() : 0) + 3 * page->head->size() + page_overhead_bytes;
  return page;
}

void PageCache::keep(std::string_view target, std::optional<Language> language, Response response, Time until) {
  if (!has_one_spelling(target)) return;
  const auto page = page_of(std::move(response), language.has_value(), until);
  if (page->bytes > bytes_max_ / 4) return;
  const std::unique_lock lock(mutex_);
  Pages& pages = pages_[language ? static_cast<std::size_t>(*language) : any_language];
  const auto old = pages.find(target);
  if (old != pages.end()) erase(pages, old);
  make_room(page->bytes);
  pages.emplace(target, page);
  bytes_ += page->bytes;
}

void PageCache::keep_for_good(std::string_view target, Response response) {
  const auto page = page_of(std::move(response), false, Time::max());
  const std::unique_lock lock(mutex_);
  for_good_.insert_or_assign(std::string(target), page);
}

void PageCache::erase(Pages& pages, Pages::iterator page) {
  bytes_ -= page->second->bytes;
  pages.erase(page);
}

// Which page comes first in a hash table is as good as random.
void PageCache::make_room(std::size_t bytes) {
  while (bytes_ + bytes > bytes_max_) {
    const auto fullest = std::max_element(pages_.begin(), pages_.end(), [](const Pages& a, const Pages& b) { return a.size() < b.size(); });
    if (fullest->empty()) return;
    erase(*fullest, fullest->begin());
  }
}

std::shared_ptr<const PageCache::Page> PageCache::look_up(const QuickRequest& request) const {
  const auto in = [&](const Pages& pages) -> std::shared_ptr<const Page> {
    const auto found = pages.find(request.target);
    return found == pages.end() ? nullptr : found->second;
  };
  const std::shared_lock lock(mutex_);
  if (auto page = in(for_good_)) return page;
  // Somebody with a session sees other pages (a name, a way out) at the same addresses.
  if (request.cookie.find("hoshi_session") != std::string_view::npos) return nullptr;
  if (auto page = in(pages_[any_language])) return page;
  const Language language = language_of(request.cookie.empty() ? Cookies{} : parse_cookies(request.cookie), request.accept_language);
  return in(pages_[static_cast<std::size_t>(language)]);
}

Answer PageCache::answer_of(const Page& page, const QuickRequest& request) {
  if (!request.if_none_match.empty() && names_tag(request.if_none_match, page.tag)) return {page.unchanged_head, nullptr, false};
  const bool is_packed = page.packed_body && takes_gzip(request.accept_encoding);
  auto body = is_packed ? page.packed_body : page.body;
  return {is_packed ? page.packed_head : page.head, request.method == "HEAD" ? nullptr : std::move(body), false};
}

std::optional<Answer> PageCache::find(const QuickRequest& request, Time now) const {
  const auto page = look_up(request);
  if (!page || page->until <= now) return std::nullopt;
  return answer_of(*page, request);
}

void PageCache::forget(std::string_view target) {
  const std::unique_lock lock(mutex_);
  for (Pages& pages : pages_) {
    const auto found = pages.find(target);
    if (found != pages.end()) erase(pages, found);
  }
}

void PageCache::forget_everything() {
  const std::unique_lock lock(mutex_);
  for (Pages& pages : pages_) pages.clear();
  bytes_ = 0;
}

std::size_t PageCache::bytes() const {
  const std::shared_lock lock(mutex_);
  return bytes_;
}

}  // namespace hoshi::web
