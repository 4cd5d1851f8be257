// Workers and counters of a server.
// SPDX-License-Identifier: Apache-2.0
#include "web/hub.h"

#include <algorithm>

#include "base/client_network.h"

namespace hoshi::web {
namespace {

using Shares = std::unordered_map<std::string, std::size_t>;

bool is_room(std::size_t used, std::size_t bytes, std::size_t most) { return bytes <= most && used <= most - bytes; }

std::size_t held(const Shares& shares, const std::string& name) {
  const auto found = shares.find(name);
  return found == shares.end() ? 0 : found->second;
}

void give_back(Shares& shares, const std::string& name, std::size_t bytes) {
  const auto found = shares.find(name);
  if (found == shares.end()) return;
  found->second -= bytes;
  if (found->second == 0) shares.erase(found);
}

}  // namespace

Workers::Workers(unsigned threads, std::size_t waiting_max) : waiting_max_(waiting_max) {
  for (unsigned i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
}

bool Workers::run(std::function<void()> job) {
  {
    const std::scoped_lock lock(mutex_);
    if (is_stopping_ || waiting_.size() >= waiting_max_) return false;
    waiting_.push_back(std::move(job));
  }
  something_.notify_one();
  return true;
}

void Workers::work() {
  while (true) {
    std::function<void()> job;
    {
      std::unique_lock lock(mutex_);
      something_.wait(lock, [this] { return is_stopping_ || !waiting_.empty(); });
      if (is_stopping_) return;
      job = std::move(waiting_.front());
      waiting_.pop_front();
    }
    job();
  }
}

void Workers::stop() {
  std::deque<std::function<void()>> dropped;
  {
    const std::scoped_lock lock(mutex_);
    is_stopping_ = true;
    dropped.swap(waiting_);
  }
  something_.notify_all();
  for (std::thread& thread : threads_) {
    if (thread.joinable()) thread.join();
  }
}

Hub::Hub(ServerSettings given, Application& given_application)
    : settings(std::move(given)),
      application(given_application),
      workers(std::max(1u, settings.workers), settings.limits.waiting_requests) {}

bool Hub::enter(const std::string& peer) {
  const std::scoped_lock lock(mutex_);
  if (connections_ >= settings.limits.connections) return false;
  if (!settings.trusted_proxies.contains(peer)) {
    std::size_t& count = of_address_[client_network(peer)];
    if (count >= settings.limits.connections_per_address) return false;
    ++count;
  }
  ++connections_;
  return true;
}

void Hub::leave(const std::string& peer) {
  const std::scoped_lock lock(mutex_);
  --connections_;
  if (!settings.trusted_proxies.contains(peer)) give_back(of_address_, client_network(peer), 1);
}

bool Hub::reserve(Holding& holding, std::size_t bytes) {
  const Limits& limits = settings.limits;
  const std::size_t kept = holding.is_long ? std::min(limits.short_bodies_bytes, limits.bodies_bytes) : 0;
  const std::scoped_lock lock(bodies_mutex_);
  const bool fits = is_room(bodies_, bytes, limits.bodies_bytes - kept) &&
                    is_room(held(bodies_of_client_, holding.client), bytes, limits.bodies_bytes_per_client) &&
                    (holding.account.empty() || is_room(held(bodies_of_account_, holding.account), bytes, limits.bodies_bytes_per_account));
  if (!fits) return false;
  bodies_ += bytes;
  bodies_of_client_[holding.client] += bytes;
  if (!holding.account.empty()) bodies_of_account_[holding.account] += bytes;
  holding.bytes += bytes;
  return true;
}

void Hub::release(Holding& holding) {
  if (holding.bytes == 0) return;
  const std::scoped_lock lock(bodies_mutex_);
  bodies_ -= holding.bytes;
  give_back(bodies_of_client_, holding.client, holding.bytes);
  give_back(bodies_of_account_, holding.account, holding.bytes);
  holding.bytes = 0;
}

}  // namespace hoshi::web
