// What was answered as committed survives kill -9 of the writer and of the database; what was not is gone whole.
// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <thread>

#include "store/both_stores.h"
#include "store/events.h"
#include "store/outbox.h"

namespace hoshi::store {
namespace {

using Durability = Store;
using PostgresAlone = Store;  // it has a server and connections that can die
using SqliteAlone = Store;
const Instant now(std::chrono::milliseconds(1'790'000'000'000));

// One application: two events, a row of its own and a notice, all or nothing. In between the transaction is open a while.
Result<void> submit(Transaction& transaction, int number, bool is_slow) {
  const std::string name = std::to_string(number);
  HOSHI_CHECK(transaction.execute("INSERT INTO settings (name, value, changed_at) VALUES ($1, '', 0)", {name}));
  HOSHI_TRY(append_events(transaction, "application/" + name, 0, {{0, "", 0, "create", now, "a", {}}, {0, "", 0, "submit", now, "a", {}}}));
  if (is_slow) std::this_thread::sleep_for(std::chrono::milliseconds(2));
  HOSHI_TRY(queue_notice(transaction, {"id" + name, "application/" + name + "/2", "mail", "a", {}}, now));
  return {};
}

struct Child {
  pid_t pid = -1;
  int answers = -1;  // one byte a commit
};

// Commits applications from `first` on and tells of each, until it is killed.
Child start_writer(const std::string& where, int first) {
  int ends[2];
  EXPECT_EQ(::pipe2(ends, O_CLOEXEC), 0);
  const pid_t pid = ::fork();
  if (pid != 0) {
    ::close(ends[1]);
    return {pid, ends[0]};
  }
  const auto database = open_database(where);
  for (int number = first; database; ++number) {
    const auto done = (*database)->run(Access::write, [&](Transaction& transaction) { return submit(transaction, number, true); });
    if (!done || ::write(ends[1], "c", 1) != 1) break;
  }
  ::_exit(1);
}

// Kills it after `commits` of them, reads the rest of its answers, and gives how many it told of.
int kill_after(const Child& child, int commits, std::chrono::milliseconds more) {
  int told = 0;
  char byte = 0;
  while (told < commits && ::read(child.answers, &byte, 1) == 1) ++told;
  std::this_thread::sleep_for(more);
  ::kill(child.pid, SIGKILL);
  while (::read(child.answers, &byte, 1) == 1) ++told;
  ::close(child.answers);
  ::waitpid(child.pid, nullptr, 0);
  return told;
}

// Rows, events and notices belong together; gives how many applications there are.
int count_whole(Database& database) {
  int applications = 0;
  const auto done = database.run(Access::read, [&](Transaction& transaction) -> Result<void> {
    const Rows rows = HOSHI_TRY(transaction.query("SELECT (SELECT count(*) FROM settings), (SELECT count(*) FROM events), (SELECT count(*) FROM outbox)"));
    applications = static_cast<int>(rows[0].integer(0));
    EXPECT_EQ(rows[0].integer(1), 2 * applications);
    EXPECT_EQ(rows[0].integer(2), applications);
    return {};
  });
  EXPECT_TRUE(done) << done.error().message;
  const auto checked = check_audit_trail(database);
  EXPECT_TRUE(checked) << checked.error().message;
  return applications;
}

TEST_P(Durability, KilledWritersLoseNothingTheyToldOfAndLeaveNoHalves) {
  open();
  int told = 0;
  for (int round = 0; round < 12; ++round) {
    const Child writer = start_writer(where, 1000 * round);
    told += kill_after(writer, 3, std::chrono::milliseconds(round % 5));
  }
  EXPECT_GE(told, 36);
  const int whole = count_whole(*open());
  EXPECT_GE(whole, told);
  EXPECT_LE(whole, told + 12);  // committed, and killed before it could tell
}

TEST_P(PostgresAlone, DatabaseThatCrashedKeepsWhatWasCommitted) {
  const auto database = open();
  for (int number = 0; number < 20; ++number) {
    ASSERT_TRUE(database->run(Access::write, [&](Transaction& transaction) { return submit(transaction, number, false); }));
  }
  PostgresServer::shared().crash_and_restart();
  // The connections in the pool are dead: they are found out and replaced.
  EXPECT_EQ(count_whole(*database), 20);
  EXPECT_TRUE(database->run(Access::write, [&](Transaction& transaction) { return submit(transaction, 20, false); }));
  EXPECT_EQ(count_whole(*database), 21);
}

TEST_P(PostgresAlone, ConnectionThatIsCutInATransactionIsReplacedAndTheWorkRunAgain) {
  const auto database = open();
  int runs = 0;
  const auto done = database->run(Access::write, [&](Transaction& transaction) -> Result<void> {
    HOSHI_CHECK(submit(transaction, 1, false));
    if (++runs == 1) PostgresServer::shared().psql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'hoshi'");
    HOSHI_CHECK(transaction.execute("UPDATE settings SET value = 'again'"));
    return {};
  });
  EXPECT_TRUE(done) << done.error().message;
  EXPECT_EQ(runs, 2);
  EXPECT_EQ(count_whole(*database), 1);
}

TEST(OpenDatabase, ServerThatIsNotThereIsUnavailableAndThePasswordIsNotTold) {
  for (const char* address : {"postgresql://hoshi:geheim@127.0.0.1:1/x", "postgresql:///x?host=/nonexistent&password=geheim", "postgresql://hoshi:geheim@[::1/x",
                              "postgresql://h?geheim=geheim"}) {
    const auto opened = open_database(address);
    ASSERT_FALSE(opened);
    EXPECT_TRUE(opened.error().code == ErrorCode::unavailable || opened.error().code == ErrorCode::invalid_input) << opened.error().message;
    EXPECT_EQ(opened.error().message.find("geheim"), std::string::npos) << opened.error().message;
  }
}

TEST_P(SqliteAlone, FileOfSqliteIsForItsOwnerAlone) {
  const auto database = open();
  ASSERT_TRUE(database->run(Access::write, [&](Transaction& transaction) { return submit(transaction, 1, false); }));
  for (const char* ending : {"", "-wal", "-shm"}) {
    struct stat status {};
    ASSERT_EQ(::stat((where + ending).c_str(), &status), 0) << ending;
    EXPECT_EQ(status.st_mode & 077, 0u) << ending;
  }
}

// A process that, each time it is asked, opens the store, counts, and closes it again, as `hoshi store check` does beside a running
// office. It is begun before the test opens the store: SQLite's book of its locks must not be inherited.
class Visitor {
 public:
  explicit Visitor(const std::string& where) {
    EXPECT_EQ(::pipe2(asked_, O_CLOEXEC), 0);
    EXPECT_EQ(::pipe2(told_, O_CLOEXEC), 0);
    pid_ = ::fork();
    if (pid_ != 0) return;
    ::close(asked_[1]);
    char byte = 0;
    while (::read(asked_[0], &byte, 1) == 1) {
      byte = count(where);
      if (::write(told_[1], &byte, 1) != 1) break;
    }
    ::_exit(0);
  }
  ~Visitor() {
    for (const int end : {asked_[0], asked_[1], told_[0], told_[1]}) ::close(end);
    ::waitpid(pid_, nullptr, 0);
  }
  Visitor(const Visitor&) = delete;
  Visitor& operator=(const Visitor&) = delete;

  int applications() {
    char byte = -1;
    EXPECT_EQ(::write(asked_[1], "?", 1), 1);
    EXPECT_EQ(::read(told_[0], &byte, 1), 1);
    return byte;
  }

 private:
  static char count(const std::string& where) {
    const auto database = open_database(where);
    std::int64_t found = -1;
    if (!database) return -1;
    const auto done = (*database)->run(Access::read, [&](Transaction& transaction) -> Result<void> {
      found = HOSHI_TRY(transaction.query("SELECT count(*) FROM settings"))[0].integer(0);
      return {};
    });
    return static_cast<char>(done ? found : -1);
  }

  int asked_[2] = {-1, -1};
  int told_[2] = {-1, -1};
  pid_t pid_ = -1;
};

TEST_P(Durability, AProcessThatComesAndGoesTakesNothingFromTheOthers) {
  Visitor visitor(where);
  const auto database = open();
  for (int number = 1; number <= 4; ++number) {
    ASSERT_TRUE(database->run(Access::write, [&](Transaction& transaction) { return submit(transaction, number, false); }));
    EXPECT_EQ(count_whole(*database), number);  // read by a connection of its own
    EXPECT_EQ(visitor.applications(), number);
  }
}

HOSHI_ON_BOTH_STORES(Durability);
INSTANTIATE_TEST_SUITE_P(One, PostgresAlone, testing::Values(Dialect::postgresql), name_of_dialect);
INSTANTIATE_TEST_SUITE_P(One, SqliteAlone, testing::Values(Dialect::sqlite), name_of_dialect);

TEST(OpenDatabase, RefusesWhatIsNoStore) {
  EXPECT_EQ(open_database("").error().code, ErrorCode::invalid_input);
  EXPECT_EQ(open_database("mysql://x").error().code, ErrorCode::invalid_input);
  EXPECT_EQ(open_database("/nonexistent/store.sqlite").error().code, ErrorCode::unavailable);
  const std::filesystem::path folder = std::filesystem::path(testing::TempDir()) / "no_store";
  std::filesystem::create_directories(folder);
  std::filesystem::permissions(folder, std::filesystem::perms(0755));
  EXPECT_FALSE(open_database(folder.string()));
  EXPECT_EQ(std::filesystem::status(folder).permissions(), std::filesystem::perms(0755)) << "what is no store stays as it is";
}

}  // namespace
}  // namespace hoshi::store
