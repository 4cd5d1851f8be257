// The signer as a child process.
// SPDX-License-Identifier: Apache-2.0
#include "signer/spawn.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "signer/frames.h"
#include "signer/server.h"

namespace hoshi::signer {
namespace {

constexpr int good_end = 0;
constexpr int bad_end = 1;

// Only the channel and standard error stay; what else the parent had open is not the signer's.
void keep_only(int channel) {
  const int nothing = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  for (const int standard : {STDIN_FILENO, STDOUT_FILENO}) {
    if (nothing >= 0) ::dup2(nothing, standard);
  }
  const auto kept = static_cast<unsigned>(channel);
  constexpr unsigned first = STDERR_FILENO + 1;
  if (kept > first) ::syscall(SYS_close_range, first, kept - 1, 0);
  ::syscall(SYS_close_range, kept + 1, ~0U, 0);
}

Result<signing::Secret> secret_of(const KeySource& source) {
  if (source.secret_file.empty()) return signing::Secret();
  return signing::secret_from_file(source.secret_file);
}

Result<Keys> open_keys(const SignerSettings& settings) {
  std::error_code none;
  if (settings.first_key && !settings.keys.empty() && !std::filesystem::exists(settings.keys[0].file, none)) {
    const signing::Secret secret = HOSHI_TRY(secret_of(settings.keys[0]));
    (void)HOSHI_TRY(signing::make_label_key(settings.keys[0].file, signing::LabelKeyKind::ed25519, settings.first_key->from,
                                            settings.first_key->until, secret));
  }
  Keys keys;
  for (const KeySource& source : settings.keys) {
    const signing::Secret secret = HOSHI_TRY(secret_of(source));
    keys.push_back(HOSHI_TRY(signing::open_label_key(source.file, secret)));
  }
  return keys;
}

Result<void> serve(int channel, const SignerSettings& settings, pid_t parent) {
  HOSHI_CHECK(keep_secrets_in(parent));
  Keys keys = HOSHI_TRY(open_keys(settings));
  Outside outside = Outside::closed;
  for (const auto& key : keys) outside = key->needs_outside() ? Outside::open_for_token : outside;
  Journal journal = HOSHI_TRY(Journal::open(settings.journal));
  const auto system_clock = [] { return std::chrono::time_point_cast<Instant::duration>(std::chrono::system_clock::now()); };
  Service service = HOSHI_TRY(Service::create(std::move(keys), std::move(journal), settings.profiles,
                                              settings.clock ? settings.clock : Clock(system_clock)));
  HOSHI_CHECK(enter_signer_sandbox(outside));
  return run_signer(channel, service);
}

bool is_alone() {
  std::error_code none;
  std::size_t threads = 0;
  for (auto entry = std::filesystem::directory_iterator("/proc/self/task", none); !none && entry != std::filesystem::directory_iterator();
       entry.increment(none)) {
    ++threads;
  }
  return threads <= 1;
}

}  // namespace

int signer_main(int channel, const SignerSettings& settings, pid_t parent) {
  keep_only(channel);
  // Ctrl-C reaches all processes of a terminal; the pipeline finishes what it has begun and then closes the channel.
  for (const int ignored : {SIGINT, SIGHUP, SIGPIPE}) ::signal(ignored, SIG_IGN);
  ::signal(SIGTERM, SIG_DFL);
  const auto ended = serve(channel, settings, parent);
  if (ended) return good_end;
  // Before the first word the parent learns why; later it finds the channel closed.
  (void)send_frame(channel, write_reply(tl::unexpected<Error>(ended.error())));
  return bad_end;
}

Result<SpawnedSigner> spawn_signer(const SignerSettings& settings) {
  if (!is_alone()) return fail(ErrorCode::conflict, "the signer must be started before other threads are");
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()) != 0) {
    return fail(ErrorCode::unavailable, fmt::format("no channel for the signer: {}", std::strerror(errno)));
  }
  SignerClient client(ends[0]);
  Descriptor theirs(ends[1]);
  const pid_t parent = ::getpid();
  const pid_t child = ::fork();
  if (child < 0) return fail(ErrorCode::unavailable, fmt::format("the signer cannot be started: {}", std::strerror(errno)));
  if (child == 0) {
    ::close(client.release());
    ::_exit(signer_main(theirs.number(), settings, parent));
  }
  theirs.reset();
  SpawnedSigner signer(child, std::move(client));
  HOSHI_CHECK(signer.await_ready(settings.patience));
  return signer;
}

Result<void> SpawnedSigner::await_ready(std::chrono::milliseconds patience) {
  keys_ = HOSHI_TRY(client_.await_ready(patience));
  return {};
}

SpawnedSigner::~SpawnedSigner() {
  if (process_ < 0) return;
  const int channel = client_.release();
  if (channel >= 0) ::close(channel);
  constexpr int tries = 100;
  constexpr useconds_t pause_us = 20'000;
  for (int i = 0; i < tries; ++i) {
    const pid_t ended = ::waitpid(process_, nullptr, WNOHANG);
    if (ended == process_ || (ended < 0 && errno == ECHILD)) return;
    ::usleep(pause_us);
  }
  ::kill(process_, SIGKILL);
  ::waitpid(process_, nullptr, 0);
}

}  // namespace hoshi::signer
