// What the signer process gives up.
// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <fmt/format.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <memory>
#include <type_traits>

#include "signer/server.h"

namespace hoshi::signer {
namespace {

using Filter = std::unique_ptr<std::remove_pointer_t<scmp_filter_ctx>, void (*)(scmp_filter_ctx)>;

// Reading and writing what is open (channel, journal), memory, time, randomness, and the own end.
constexpr std::array allowed{
    SCMP_SYS(read), SCMP_SYS(write), SCMP_SYS(recvfrom), SCMP_SYS(poll), SCMP_SYS(ppoll), SCMP_SYS(fdatasync),
    SCMP_SYS(fsync), SCMP_SYS(ftruncate), SCMP_SYS(lseek), SCMP_SYS(fstat), SCMP_SYS(newfstatat), SCMP_SYS(close),
    SCMP_SYS(brk), SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(madvise), SCMP_SYS(mlock), SCMP_SYS(munlock),
    SCMP_SYS(futex), SCMP_SYS(clock_gettime), SCMP_SYS(gettimeofday), SCMP_SYS(time), SCMP_SYS(getrandom),
    SCMP_SYS(getpid), SCMP_SYS(gettid), SCMP_SYS(rt_sigaction), SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigreturn),
    SCMP_SYS(sigaltstack), SCMP_SYS(restart_syscall), SCMP_SYS(sched_yield), SCMP_SYS(exit), SCMP_SYS(exit_group),
    SCMP_SYS(writev)};

// For a process that also runs a token's module: what would let it start programs or reach into others.
constexpr std::array denied{
    SCMP_SYS(execve), SCMP_SYS(execveat), SCMP_SYS(fork), SCMP_SYS(vfork), SCMP_SYS(ptrace),
    SCMP_SYS(process_vm_readv), SCMP_SYS(process_vm_writev), SCMP_SYS(pidfd_getfd), SCMP_SYS(bpf), SCMP_SYS(mount),
    SCMP_SYS(umount2), SCMP_SYS(pivot_root), SCMP_SYS(chroot), SCMP_SYS(setns), SCMP_SYS(unshare), SCMP_SYS(keyctl),
    SCMP_SYS(add_key), SCMP_SYS(request_key), SCMP_SYS(io_uring_setup), SCMP_SYS(kexec_load), SCMP_SYS(init_module),
    SCMP_SYS(finit_module), SCMP_SYS(userfaultfd), SCMP_SYS(perf_event_open)};

constexpr rlim_t journal_bytes_max = rlim_t{8} << 30;  // some 80 million signatures
constexpr rlim_t descriptors_max = 64;

constexpr std::uint32_t refuse = SCMP_ACT_ERRNO(EPERM);

bool close_all(scmp_filter_ctx filter) {
  int wrong = 0;
  for (const int call : allowed) wrong |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 0);
  // No memory becomes executable, and a closed socket cannot connect anew; tcp(7).
  wrong |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1, SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
  wrong |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1, SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
  wrong |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(sendto), 1, SCMP_A4(SCMP_CMP_EQ, 0));
  wrong |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(fcntl), 1, SCMP_A1(SCMP_CMP_EQ, F_GETFL));
  // Signals for itself alone: abort.
  wrong |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1, SCMP_A0(SCMP_CMP_EQ, static_cast<scmp_datum_t>(::getpid())));
  return wrong == 0;
}

bool close_processes(scmp_filter_ctx filter) {
  int wrong = 0;
  for (const int call : denied) wrong |= seccomp_rule_add(filter, refuse, call, 0);
  // Threads only: clone3 hides its flags behind a pointer, so glibc is told that it does not exist and uses clone.
  wrong |= seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0);
  wrong |= seccomp_rule_add(filter, refuse, SCMP_SYS(clone), 1, SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, 0));
  return wrong == 0;
}

}  // namespace

bool forbid_core_dumps() {
  const rlimit none{0, 0};
  return ::setrlimit(RLIMIT_CORE, &none) == 0;
}

Result<void> keep_secrets_in(int parent) {
  if (!forbid_core_dumps() || ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) {
    return fail(ErrorCode::internal, fmt::format("core dumps cannot be switched off: {}", std::strerror(errno)));
  }
  if (::prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || ::getppid() != parent) {
    return fail(ErrorCode::unavailable, "the process that started the signer has ended");
  }
  return {};
}

Result<void> enter_signer_sandbox(Outside outside) {
  const rlimit journal{journal_bytes_max, journal_bytes_max};
  const rlimit descriptors{descriptors_max, descriptors_max};
  ::signal(SIGXFSZ, SIG_IGN);  // a write beyond the limit then fails, which the journal tells
  if (::setrlimit(RLIMIT_FSIZE, &journal) != 0 || ::setrlimit(RLIMIT_NOFILE, &descriptors) != 0) {
    return fail(ErrorCode::internal, "the signer's limits cannot be set");
  }
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) {
    return fail(ErrorCode::internal, "the kernel does not let privileges be given up");
  }
  const bool is_closed = outside == Outside::closed;
  const Filter filter(seccomp_init(is_closed ? refuse : SCMP_ACT_ALLOW), seccomp_release);
  const bool is_made = filter && (is_closed ? close_all(filter.get()) : close_processes(filter.get()));
  if (!is_made || seccomp_load(filter.get()) != 0) {
    return fail(ErrorCode::internal, "the signer's system calls cannot be filtered (seccomp)");
  }
  return {};
}

}  // namespace hoshi::signer
