// The sandbox of the probe agent: descriptors, privileges, Landlock, seccomp.
// SPDX-License-Identifier: Apache-2.0
#include "agent/sandbox.h"

#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <linux/landlock.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

namespace hoshi::agent {
namespace {

constexpr rlim_t journal_limit_bytes = rlim_t{2} << 30;

#if defined(__has_feature)
#define HOSHI_HAS_FEATURE(name) __has_feature(name)
#else
#define HOSHI_HAS_FEATURE(name) 0
#endif
#if defined(__SANITIZE_ADDRESS__) || HOSHI_HAS_FEATURE(address_sanitizer)
#define HOSHI_SANITIZED 1
#else
#define HOSHI_SANITIZED 0
#endif

void close_others(std::vector<int> keep) {
  keep.insert(keep.end(), {0, 1, 2});
  std::sort(keep.begin(), keep.end());
  unsigned next = 0;
  for (const int descriptor : keep) {
    const auto kept = static_cast<unsigned>(descriptor);
    if (kept > next) ::syscall(SYS_close_range, next, kept - 1, 0);
    next = std::max(next, kept + 1);
  }
  ::syscall(SYS_close_range, next, ~0U, 0);
}

// What devices send must not reach the terminal unseen by us, nor read what is typed there.
void leave_terminal() {
  const int nothing = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  if (nothing < 0) return;
  for (const int standard : {STDIN_FILENO, STDOUT_FILENO}) ::dup2(nothing, standard);
#if !HOSHI_SANITIZED
  ::dup2(nothing, STDERR_FILENO);  // sanitizers say there what they found
#endif
  if (nothing > STDERR_FILENO) ::close(nothing);
}

bool drop_privileges() {
  constexpr uid_t nobody = 65534;
  if (::geteuid() == 0) {  // in a user namespace that maps root alone this fails; the capabilities go below anyway
    const bool left_groups = ::setgroups(0, nullptr) == 0;
    if (left_groups && ::setresgid(nobody, nobody, nobody) == 0) {
      if (::setresuid(nobody, nobody, nobody) != 0) return false;
    }
  }
  for (int capability = 0; capability <= CAP_LAST_CAP; ++capability) ::prctl(PR_CAPBSET_DROP, capability, 0, 0, 0);
  ::prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  std::array<__user_cap_data_struct, 2> none{};
  return ::syscall(SYS_capset, &header, none.data()) == 0;
}

// An empty Landlock ruleset that handles every access: no file can be opened, made or removed; on newer kernels
// no TCP port can be connected or bound either. landlock(7).
bool forbid_files() {
  const long version = ::syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION);
  if (version < 1) return false;
  struct Attributes {
    std::uint64_t files;
    std::uint64_t network;
  } attributes{};
  attributes.files = (std::uint64_t{1} << 13) - 1;  // the thirteen rights of ABI 1
  if (version >= 2) attributes.files |= std::uint64_t{1} << 13;  // REFER
  if (version >= 3) attributes.files |= std::uint64_t{1} << 14;  // TRUNCATE
  if (version >= 4) attributes.network = 3;                      // BIND_TCP, CONNECT_TCP
  const std::size_t size = version >= 4 ? sizeof attributes : sizeof attributes.files;
  const long ruleset = ::syscall(SYS_landlock_create_ruleset, &attributes, size, 0);
  if (ruleset < 0) return false;
  const bool restricted = ::syscall(SYS_landlock_restrict_self, ruleset, 0) == 0;
  ::close(static_cast<int>(ruleset));
  return restricted;
}

// A device that makes us keep more than this has found a fault of ours; it ends the agent, not the machine.
bool limit_memory() {
#if HOSHI_SANITIZED
  return false;  // its shadow memory counts as ours
#else
  constexpr rlim_t data_limit_bytes = rlim_t{1} << 30;
  const rlimit data{data_limit_bytes, data_limit_bytes};
  return ::setrlimit(RLIMIT_DATA, &data) == 0;
#endif
}

class Filter {
 public:
  Filter() : context_(seccomp_init(SCMP_ACT_ERRNO(EPERM))) {}
  ~Filter() {
    if (context_ != nullptr) seccomp_release(context_);
  }
  Filter(const Filter&) = delete;
  Filter& operator=(const Filter&) = delete;

  bool allow(int call) { return note(seccomp_rule_add(context_, SCMP_ACT_ALLOW, call, 0)); }
  bool allow_when(int call, scmp_arg_cmp condition) {
    return note(seccomp_rule_add(context_, SCMP_ACT_ALLOW, call, 1, condition));
  }
  bool answer(int call, int error_number) {
    return note(seccomp_rule_add(context_, SCMP_ACT_ERRNO(static_cast<unsigned>(error_number)), call, 0));
  }
  bool load() { return context_ != nullptr && good_ && seccomp_load(context_) == 0; }

 private:
  bool note(int result) {
    good_ = good_ && result == 0;
    return good_;
  }
  scmp_filter_ctx context_;
  bool good_ = true;
};

constexpr std::array plain_calls{
    SCMP_SYS(read), SCMP_SYS(write), SCMP_SYS(readv), SCMP_SYS(writev), SCMP_SYS(close), SCMP_SYS(fstat),
    SCMP_SYS(lseek), SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(madvise), SCMP_SYS(brk), SCMP_SYS(rt_sigaction),
    SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigreturn), SCMP_SYS(sigaltstack), SCMP_SYS(futex),
    SCMP_SYS(set_robust_list), SCMP_SYS(rseq), SCMP_SYS(sched_yield), SCMP_SYS(sched_getaffinity), SCMP_SYS(exit),
    SCMP_SYS(exit_group), SCMP_SYS(clock_gettime), SCMP_SYS(clock_getres), SCMP_SYS(clock_nanosleep),
    SCMP_SYS(nanosleep), SCMP_SYS(gettimeofday), SCMP_SYS(time), SCMP_SYS(poll), SCMP_SYS(ppoll),
    SCMP_SYS(select), SCMP_SYS(pselect6), SCMP_SYS(epoll_create1), SCMP_SYS(epoll_ctl), SCMP_SYS(epoll_wait),
    SCMP_SYS(epoll_pwait), SCMP_SYS(recvmsg), SCMP_SYS(recvfrom), SCMP_SYS(shutdown), SCMP_SYS(getsockopt),
    SCMP_SYS(setsockopt), SCMP_SYS(getsockname), SCMP_SYS(getpeername), SCMP_SYS(getrandom), SCMP_SYS(getpid),
    SCMP_SYS(gettid), SCMP_SYS(getuid), SCMP_SYS(geteuid), SCMP_SYS(getgid), SCMP_SYS(getegid),
    SCMP_SYS(uname), SCMP_SYS(sysinfo), SCMP_SYS(pipe2), SCMP_SYS(eventfd2), SCMP_SYS(membarrier),
    SCMP_SYS(restart_syscall), SCMP_SYS(fdatasync), SCMP_SYS(fsync), SCMP_SYS(getrusage)};

bool filter_calls() {
  Filter filter;
  for (const int call : plain_calls) filter.allow(call);
  // Threads only: clone3 hides its flags behind a pointer, so glibc is told it does not exist and uses clone.
  filter.answer(SCMP_SYS(clone3), ENOSYS);
  filter.allow_when(SCMP_SYS(clone), SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, CLONE_THREAD));
  // No memory becomes executable.
  filter.allow_when(SCMP_SYS(mmap), SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
  filter.allow_when(SCMP_SYS(mprotect), SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
  // A socket that was reset could connect anew by sending with MSG_FASTOPEN; tcp(7).
  filter.allow_when(SCMP_SYS(sendto), SCMP_A3(SCMP_CMP_MASKED_EQ, MSG_FASTOPEN, 0));
  filter.allow_when(SCMP_SYS(sendmsg), SCMP_A2(SCMP_CMP_MASKED_EQ, MSG_FASTOPEN, 0));
  // Signals for itself only (abort); a process may else end any other of the same user. tgkill(2).
  filter.allow_when(SCMP_SYS(tgkill), SCMP_A0(SCMP_CMP_EQ, static_cast<scmp_datum_t>(::getpid())));
  // Not F_SETOWN and F_SETSIG: with them the kernel sends any signal to any process of the user. fcntl(2).
  for (const int command : {F_GETFD, F_SETFD, F_GETFL, F_SETFL}) {
    filter.allow_when(SCMP_SYS(fcntl), SCMP_A1(SCMP_CMP_EQ, static_cast<scmp_datum_t>(command)));
  }
  filter.allow_when(SCMP_SYS(ioctl), SCMP_A1(SCMP_CMP_EQ, FIONREAD));
  filter.allow_when(SCMP_SYS(ioctl), SCMP_A1(SCMP_CMP_EQ, FIONBIO));
  return filter.load();
}

}  // namespace

Result<SandboxLayers> enter_sandbox(const std::vector<int>& keep_descriptors) {
  SandboxLayers layers;
  leave_terminal();
  close_others(keep_descriptors);
  layers.emplace_back("descriptors");
  const rlimit no_core{0, 0};
  const rlimit file_size{journal_limit_bytes, journal_limit_bytes};
  if (::setrlimit(RLIMIT_CORE, &no_core) == 0 && ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0) {
    layers.emplace_back("no_core_dumps");
  }
  ::setrlimit(RLIMIT_FSIZE, &file_size);
  if (limit_memory()) layers.emplace_back("memory");
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) {
    return fail(ErrorCode::internal, "the kernel does not let privileges be given up");
  }
  layers.emplace_back("no_new_privileges");
  if (drop_privileges()) layers.emplace_back("no_capabilities");
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);  // a change of user ids clears it; prctl(2)
  if (forbid_files()) layers.emplace_back("landlock");
  if (!filter_calls()) {
    return fail(ErrorCode::internal, std::string("system calls cannot be filtered (seccomp): ") + std::strerror(errno));
  }
  layers.emplace_back("seccomp");
  return layers;
}

}  // namespace hoshi::agent
