// Workers and counters of a server.
// SPDX-License-Identifier: Apache-2.0
#include "web/hub.h"

#include "web/limits.h"

namespace hoshi::web {

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
    std::size_t& count = of_address_[network_of(peer)];
    if (count >= settings.limits.connections_per_address) return false;
    ++count;
  }
  ++connections_;
  return true;
}

void Hub::leave(const std::string& peer) {
  const std::scoped_lock lock(mutex_);
  --connections_;
  const auto found = of_address_.find(network_of(peer));
  if (settings.trusted_proxies.contains(peer) || found == of_address_.end()) return;
  if (--found->second == 0) of_address_.erase(found);
}

bool Hub::reserve(std::size_t bytes) {
  std::size_t used = reserved_.load();
  do {
    if (bytes > settings.limits.bodies_bytes || used > settings.limits.bodies_bytes - bytes) return false;
  } while (!reserved_.compare_exchange_weak(used, used + bytes));
  return true;
}

void Hub::release(std::size_t bytes) { reserved_ -= bytes; }

}  // namespace hoshi::web
