// Tests that TLS and SSH work in a process that can open neither files nor sockets.
// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <gtest/gtest.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstddef>
#include <cstdint>

#include "servers.h"
#include "ssh_server.h"

namespace hoshi::transport {
namespace {

// Hands out one socket that was connected before the sandbox closed.
class OneSocket : public Connector {
 public:
  explicit OneSocket(int socket) : socket_(socket) {}
  Result<int> connect(std::string_view, std::uint16_t, milliseconds) override { return socket_; }
  Result<int> open_datagrams(std::string_view, std::uint16_t, Reach) override {
    return fail(ErrorCode::forbidden, "no datagrams");
  }
  Result<ScanReport> scan_tcp(std::string_view, const ScanOptions&, milliseconds) override {
    return fail(ErrorCode::forbidden, "no scans");
  }

 private:
  int socket_;
};

// These calls, and all that could stand in for them, answer EPERM.
bool close_the_world() {
  std::vector<sock_filter> program{BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr))};
  for (const long call :
       {SYS_open, SYS_openat, SYS_openat2, SYS_creat, SYS_socket, SYS_socketpair, SYS_connect, SYS_bind,
        SYS_execve, SYS_stat, SYS_newfstatat, SYS_access, SYS_readlink}) {
    program.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, static_cast<unsigned>(call), 0, 1));
    program.push_back(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM));
  }
  program.push_back(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
  const sock_fprog filter{static_cast<unsigned short>(program.size()), program.data()};
  return ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
         ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) == 0;
}

constexpr unsigned child_seconds_max = 60;  // a child that hangs ends itself: nobody else would

void work_in_child(int port_pipe, const std::function<bool(Network&)>& work) {
  ::alarm(child_seconds_max);
  std::uint16_t port = 0;
  bool good = ::read(port_pipe, &port, sizeof port) == sizeof port;
  const auto socket = testing::connector_to("127.0.0.1").connect("main", port, milliseconds(2000));
  good = good && socket && close_the_world() && ::open("/etc/passwd", O_RDONLY) < 0;
  if (good) {
    testing::MemorySink sink;
    OneSocket connector(*socket);
    good = work(*live_network(connector, testing::tls_context(), sink, {}));
  }
  ::_exit(good ? 0 : 1);
}

// Whether `work` succeeds in a sandboxed child, on a socket that is already connected to the server. The child is
// forked before the server's thread begins: AddressSanitizer's allocator does not survive a fork beside other threads.
bool works_sandboxed(const std::function<void(int)>& serve, const std::function<bool(Network&)>& work) {
  static_cast<void>(testing::tls_context());
  std::array<int, 2> port_pipe{};
  if (::pipe(port_pipe.data()) != 0) return false;
  const Descriptor reading(port_pipe[0]);
  const Descriptor writing(port_pipe[1]);
  const pid_t child = ::fork();
  if (child == 0) work_in_child(reading.number(), work);
  const testing::Server server(serve);
  const std::uint16_t port = server.port();
  EXPECT_EQ(::write(writing.number(), &port, sizeof port), static_cast<ssize_t>(sizeof port));
  int status = -1;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

TEST(Sandbox, LetsTlsThrough) {
  EXPECT_TRUE(works_sandboxed(testing::tls_answer("page"), [](Network& network) {
    const TlsOptions options{.server_name = "device.test", .verify = true, .alpn = ""};
    const auto stream = network.connect_tls("main", 443, options, milliseconds(5000));
    if (!stream || !(*stream)->write(to_bytes("GET"))) return false;
    const auto page = (*stream)->read(100, milliseconds(5000));
    return page && to_text(*page) == "page";
  }));
}

TEST(Sandbox, LetsSshThrough) {
  EXPECT_TRUE(works_sandboxed(testing::ssh_service({}), [](Network& network) {
    const auto login = network.ssh_login("main", 22, "root", "right horse", milliseconds(10'000));
    return login && login->outcome == SshLogin::Outcome::accepted;
  }));
}

TEST(Sandbox, LetsAnSshPasswordBeRefused) {
  EXPECT_TRUE(works_sandboxed(testing::ssh_service({}), [](Network& network) {
    const auto login = network.ssh_login("main", 22, "root", "wrong horse", milliseconds(10'000));
    return login && login->outcome == SshLogin::Outcome::refused;
  }));
}

TEST(Sandbox, LetsAShellOverSshBeTypedTo) {
  testing::SshServerOptions options;
  options.inside = [](const std::string&, const std::string& heard) { return heard.empty() ? "# " : "heard " + heard + "\x04"; };
  EXPECT_TRUE(works_sandboxed(testing::ssh_service(options), [](Network& network) {
    const auto run = network.ssh_run("main", 22, "root", "right horse", {"", {"id"}}, milliseconds(10'000));
    return run && run->output == "# heard id\n";
  }));
}

}  // namespace
}  // namespace hoshi::transport
