// A PostgreSQL server of the tests' own, from the Debian package: in a temporary folder, on a Unix socket alone, ended by its pid.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fcntl.h>
#include <pwd.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

namespace hoshi::store {

class PostgresServer {
 public:
  // One for the whole test program; empty address: the package is not there.
  static PostgresServer& shared() {
    static PostgresServer server;
    return server;
  }
  ~PostgresServer() {
    stop(SIGINT);
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  PostgresServer(const PostgresServer&) = delete;
  PostgresServer& operator=(const PostgresServer&) = delete;

  bool is_running() const { return server_ > 0; }
  // Of a schema of its own, which must be made first (see make_schema).
  std::string address(const std::string& schema) const {
    return "postgresql:///postgres?host=" + folder_ + "&user=hoshi&options=-csearch_path%3D" + schema;
  }
  // Ends it as kill -9 of the server would (SIGQUIT: no shutdown checkpoint), and starts it again.
  void crash_and_restart() {
    stop(SIGQUIT);
    start();
  }
  void make_schema(const std::string& name) { psql("CREATE SCHEMA " + name); }
  void drop_schema(const std::string& name) { psql("DROP SCHEMA IF EXISTS " + name + " CASCADE"); }
  bool psql(const std::string& sql) {
    return run({programs + "/psql", "-qX", "-h", folder_, "-U", "hoshi", "-d", "postgres", "-c", sql}) == 0;
  }

 private:
  static inline const std::string programs = "/usr/lib/postgresql/15/bin";

  PostgresServer() {
    if (!std::filesystem::exists(programs + "/postgres")) return;
    std::string name = std::filesystem::temp_directory_path() / "hoshi-pg-XXXXXX";
    if (::mkdtemp(name.data()) == nullptr) return;
    folder_ = name;
    // The server refuses to run as root: it gets the folder and the rights of nobody.
    const passwd* nobody = ::geteuid() == 0 ? ::getpwnam("nobody") : nullptr;
    if (nobody != nullptr) {
      if (::chown(folder_.c_str(), nobody->pw_uid, nobody->pw_gid) != 0) return;
      rights_ = {"/usr/bin/setpriv", "--reuid=" + std::to_string(nobody->pw_uid), "--regid=" + std::to_string(nobody->pw_gid),
                 "--clear-groups", "--pdeathsig", "QUIT"};
    }
    // More than once: where other tests change the machine's users at this moment, initdb cannot look its own up.
    for (int attempt = 0; attempt < 5 && server_ < 0; ++attempt) {
      const int made = run(as_nobody({programs + "/initdb", "-D", folder_ + "/data", "-U", "hoshi", "-A", "trust", "-E", "UTF8",
                                      "--locale=C.UTF-8", "--no-instructions", "--no-sync"}));
      if (made == 0) start();
      if (server_ < 0) std::this_thread::sleep_for(std::chrono::seconds(1));
    }
  }

  std::vector<std::string> as_nobody(std::vector<std::string> command) const {
    command.insert(command.begin(), rights_.begin(), rights_.end());
    return command;
  }

  void start() {
    server_ = spawn(as_nobody({programs + "/postgres", "-D", folder_ + "/data", "-k", folder_, "-c", "listen_addresses=", "-c",
                               "max_connections=40", "-c", "shared_buffers=64MB", "-c", "logging_collector=off", "-c",
                               "recovery_init_sync_method=syncfs"}));
    for (int i = 0; i < 1800; ++i) {
      if (psql("SELECT 1")) return;
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
    stop(SIGKILL);
  }

  void stop(int signal) {
    if (server_ <= 0) return;
    ::kill(server_, signal);
    ::waitpid(server_, nullptr, 0);
    server_ = -1;
  }

  static pid_t spawn(const std::vector<std::string>& command) {
    std::vector<char*> words;
    for (const std::string& word : command) words.push_back(const_cast<char*>(word.c_str()));
    words.push_back(nullptr);
    const pid_t child = ::fork();
    if (child != 0) return child;
    const int nothing = ::open("/dev/null", O_RDWR);
    for (const int number : {0, 1, 2}) ::dup2(nothing, number);
    ::execv(words[0], words.data());
    ::_exit(127);
  }

  static int run(const std::vector<std::string>& command) {
    const pid_t child = spawn(command);
    int status = -1;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

  std::string folder_;
  std::vector<std::string> rights_;
  pid_t server_ = -1;
};

}  // namespace hoshi::store
