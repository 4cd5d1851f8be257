// Leases connections to transactions and runs those again that another one overtook.
// SPDX-License-Identifier: Apache-2.0
#include "store/pool.h"

#include <condition_variable>
#include <mutex>
#include <random>
#include <thread>

#include "store/migrations.h"

namespace hoshi::store {
namespace {

using Clock = std::chrono::steady_clock;
constexpr int unique_again_most = 3;

// The connections of one kind. `made` counts idle and leased ones.
struct Shelf {
  std::vector<std::unique_ptr<Connection>> idle;
  std::size_t made = 0;
  std::size_t most = 0;
};

class Pool : public Database {
 public:
  Pool(Dialect dialect, Opener open, const PoolLimits& limits) : dialect_(dialect), open_(std::move(open)), limits_(limits) {
    readers_.most = limits.readers;
    writers_.most = limits.writers;
  }

  Result<void> run(Access access, const std::function<Result<void>(Transaction&)>& work) override;
  Dialect dialect() const override { return dialect_; }

 private:
  struct Attempt {
    Result<void> result;
    Trouble trouble = Trouble::none;
  };
  Attempt attempt(Access access, const std::function<Result<void>(Transaction&)>& work);
  [[nodiscard]] Result<std::unique_ptr<Connection>> take(Access access);
  void give_back(Access access, std::unique_ptr<Connection> connection);
  Shelf& shelf(Access access) { return access == Access::read ? readers_ : writers_; }

  const Dialect dialect_;
  const Opener open_;
  const PoolLimits limits_;
  std::mutex lock_;
  std::condition_variable returned_;
  Shelf readers_;
  Shelf writers_;
};

Result<std::unique_ptr<Connection>> Pool::take(Access access) {
  std::unique_lock<std::mutex> hold(lock_);
  Shelf& from = shelf(access);
  const bool is_free = returned_.wait_for(hold, limits_.wait, [&] { return !from.idle.empty() || from.made < from.most; });
  if (!is_free) {
    return fail(ErrorCode::unavailable, "the store is too busy: no connection became free in time; try again in a moment");
  }
  if (!from.idle.empty()) {
    auto connection = std::move(from.idle.back());
    from.idle.pop_back();
    return connection;
  }
  ++from.made;
  hold.unlock();
  auto made = open_(access);
  if (!made) give_back(access, nullptr);
  return made;
}

void Pool::give_back(Access access, std::unique_ptr<Connection> connection) {
  {
    const std::lock_guard<std::mutex> hold(lock_);
    if (connection != nullptr && connection->is_usable()) {
      shelf(access).idle.push_back(std::move(connection));
    } else {
      --shelf(access).made;
    }
  }
  returned_.notify_all();
}

Result<void> perform(Connection& connection, Access access, const std::function<Result<void>(Transaction&)>& work) {
  HOSHI_CHECK(connection.begin(access));
  auto done = work(connection);
  if (done) return connection.commit();
  connection.roll_back();
  return done;
}

Pool::Attempt Pool::attempt(Access access, const std::function<Result<void>(Transaction&)>& work) {
  auto connection = take(access);
  if (!connection) return {tl::unexpected<Error>(connection.error()), Trouble::refused};
  // Gives the connection back whatever `work` does, even when it throws (which leaves the transaction open: it is closed).
  struct Lease {
    Pool& pool;
    Access access;
    std::unique_ptr<Connection> connection;
    bool ended = false;
    ~Lease() {
      if (!ended) connection->roll_back();
      pool.give_back(access, std::move(connection));
    }
  } lease{*this, access, std::move(*connection)};
  auto result = perform(*lease.connection, access, work);
  lease.ended = true;
  return {std::move(result), lease.connection->trouble()};
}

// Growing, and different for each, so that two that overtook each other do not meet again.
std::chrono::microseconds pause_before(int attempt) {
  thread_local std::minstd_rand dice(std::random_device{}());
  const int most = 1000 << std::min(attempt, 7);
  return std::chrono::microseconds(std::uniform_int_distribution<int>(most / 4, most)(dice));
}

Result<void> Pool::run(Access access, const std::function<Result<void>(Transaction&)>& work) {
  const auto end = Clock::now() + limits_.again;
  int broken_unique = 0;
  for (int number = 0;; ++number) {
    Attempt tried = attempt(access, work);
    switch (tried.trouble) {
      case Trouble::none:
      case Trouble::refused:
      case Trouble::unknown_end: return std::move(tried.result);
      case Trouble::unique:
        // PostgreSQL 15, 13.2.3: what would have been a serialisation failure may come as a broken unique rule.
        if (dialect_ == Dialect::sqlite || ++broken_unique > unique_again_most) return std::move(tried.result);
        break;
      case Trouble::overtaken:
      case Trouble::lost: break;
    }
    if (Clock::now() >= end) {
      return fail(ErrorCode::unavailable, "the store did not let this change through in time (" + tried.result.error().message + "); try again in a moment");
    }
    std::this_thread::sleep_for(pause_before(number));
  }
}

}  // namespace

Result<std::unique_ptr<Database>> open_pool(Dialect dialect, Opener open, const PoolLimits& limits) {
  {
    auto first = HOSHI_TRY(open(Access::write));
    HOSHI_CHECK(bring_up_to_date(*first, dialect));
  }
  return std::make_unique<Pool>(dialect, std::move(open), limits);
}

}  // namespace hoshi::store
