// Receiving bytes from the agent beside the messages.
// SPDX-License-Identifier: Apache-2.0
#include "agent/handed_content.h"

#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "transport/network.h"

namespace hoshi::agent {
namespace {

constexpr std::chrono::seconds patience{60};
constexpr std::size_t block_bytes = 256u << 10;

std::optional<Bytes> all_from(int socket, std::size_t size_bytes) {
  const auto until = std::chrono::steady_clock::now() + patience;
  Bytes content;
  while (content.size() < size_bytes) {
    const auto block = transport::receive(socket, std::min(block_bytes, size_bytes - content.size()), until);
    if (!block || block->empty()) return std::nullopt;
    content.insert(content.end(), block->begin(), block->end());
  }
  return content;
}

}  // namespace

Result<HandedContent::Way> HandedContent::open(std::int64_t number, std::int64_t size_bytes) {
  if (number <= 0 || size_bytes <= 0 || static_cast<std::uint64_t>(size_bytes) > transport::act_content_bytes_max) {
    return fail(ErrorCode::invalid_input, "nothing is handed over, or too much");
  }
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends.data()) != 0) {
    return fail(ErrorCode::internal, std::string("no way to hand over an image: ") + std::strerror(errno));
  }
  const std::lock_guard lock(mutex_);
  number_ = number;
  is_over_ = false;
  content_.reset();
  return Way{Descriptor(ends[0]), Descriptor(ends[1])};
}

void HandedContent::receive(std::int64_t number, const Descriptor& ours, std::int64_t size_bytes) {
  auto content = all_from(ours.number(), static_cast<std::size_t>(size_bytes));
  const std::lock_guard lock(mutex_);
  if (number_ == number) {
    content_ = std::move(content);
    is_over_ = true;
  }
  arrived_.notify_all();
}

Result<Bytes> HandedContent::take(std::int64_t number) {
  std::unique_lock lock(mutex_);
  arrived_.wait_for(lock, patience, [&] { return number_ != number || is_over_; });
  if (number_ != number || !content_) return fail(ErrorCode::not_found, "the content was not handed over whole");
  Bytes content = std::move(*content_);
  content_.reset();
  number_ = 0;
  return content;
}

}  // namespace hoshi::agent
