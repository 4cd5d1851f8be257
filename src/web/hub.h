// What the threads of a server share: the workers, and how much is in use; internal to the server.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

#include "web/server.h"

namespace hoshi::web {

// A few threads that may wait for the database, with a bounded queue before them.
class Workers {
 public:
  Workers(unsigned threads, std::size_t waiting_max);
  ~Workers() { stop(); }
  // False when too many wait already.
  bool run(std::function<void()> job);
  void stop();  // finishes the jobs under way, drops the waiting ones

 private:
  void work();

  const std::size_t waiting_max_;
  std::mutex mutex_;
  std::condition_variable something_;
  std::deque<std::function<void()>> waiting_;
  bool is_stopping_ = false;
  std::vector<std::thread> threads_;
};

// What one request's body holds of the memory for bodies, and in whose name.
struct Holding {
  std::string client;   // "": not known yet, and nothing held
  std::string account;  // "": nobody's
  bool is_long = false;
  std::size_t bytes = 0;
};

class Hub {
 public:
  Hub(ServerSettings settings, Application& application);

  // Counts a connection in, or says that there are too many, of all or of this address.
  bool enter(const std::string& peer);
  void leave(const std::string& peer);
  // Takes so much more of the memory for bodies; false when all of it, or the client's or account's part, is in use.
  bool reserve(Holding& holding, std::size_t bytes);
  void release(Holding& holding);

  const ServerSettings settings;
  Application& application;
  Workers workers;

 private:
  std::mutex mutex_;
  std::size_t connections_ = 0;
  std::unordered_map<std::string, std::size_t> of_address_;
  std::mutex bodies_mutex_;
  std::size_t bodies_ = 0;
  std::unordered_map<std::string, std::size_t> bodies_of_client_, bodies_of_account_;
};

}  // namespace hoshi::web
