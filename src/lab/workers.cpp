// What the worker processes do from their first to their last moment.
// SPDX-License-Identifier: Apache-2.0
#include "lab/workers.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "base/file.h"
#include "lab/capture_loop.h"
#include "lab/link_loop.h"
#include "lab/network_device.h"
#include "lab/privileges.h"
#include "lab/updates/update_loop.h"
#include "transport/tls_context.h"

namespace hoshi::lab {
namespace {

constexpr int could_not_work = 1;

// TERM as something that is looked at, instead of a handler.
class StopSignal {
 public:
  StopSignal() {
    sigset_t wanted;
    ::sigemptyset(&wanted);
    ::sigaddset(&wanted, SIGTERM);
    ::sigaddset(&wanted, SIGINT);
    ::sigprocmask(SIG_BLOCK, &wanted, nullptr);
    descriptor_ = transport::Descriptor(::signalfd(-1, &wanted, SFD_NONBLOCK | SFD_CLOEXEC));
  }
  bool came() {
    signalfd_siginfo information{};
    came_ = came_ || ::read(descriptor_.number(), &information, sizeof information) == sizeof information;
    return came_;
  }

 private:
  transport::Descriptor descriptor_;
  bool came_ = false;
};

// Replaces the content of a file that was opened while the process still might.
void replace(const transport::Descriptor& file, const std::string& text) {
  const auto count = ::pwrite(file.number(), text.data(), text.size(), 0);
  if (count < 0 || ::ftruncate(file.number(), count) != 0) return;  // a full disk: the report is old, the link works on
}

int capture(const Folder& folder, const Settings& settings, const std::string& tool, const SayReady& say_ready) {
  StopSignal stop;
  const auto wire = open_wire(settings.interface, FrameNote::without);
  auto files = open_capture_files(folder.file(captures_folder));
  const auto harmless = give_up_root();
  const Error* problem = !wire ? &wire.error() : !files ? &files.error() : !harmless ? &harmless.error() : nullptr;
  say_ready(problem != nullptr ? problem->message : "");
  if (problem != nullptr) return could_not_work;
  run_capture(*wire, std::move(*files), settings.interface, tool, [&] { return stop.came(); });
  return 0;
}

int link(const Folder& folder, const Settings& settings, const SayReady& say_ready) {
  StopSignal stop;
  const auto wire = open_wire(settings.interface, FrameNote::with);
  const auto tap = make_tap(settings.inside());
  const transport::Descriptor report(::open(folder.file(link_file).c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  const auto harmless = give_up_root();
  const Error* problem = !wire ? &wire.error() : !tap ? &tap.error() : !harmless ? &harmless.error() : nullptr;
  say_ready(problem != nullptr ? problem->message : "");
  if (problem != nullptr) return could_not_work;
  run_link(*wire, *tap, *settings.link, [&] { return stop.came(); },
           [&](const LinkReport& counts) { replace(report, to_pretty_json(to_value(counts))); });
  return 0;
}

// The addresses the device knows the lab by, on every port.
Result<std::vector<Listener>> open_update_ports(const Settings& settings) {
  std::vector<Listener> listeners;
  for (const auto port : settings.updates->ports) {
    listeners.push_back(HOSHI_TRY(listen_at(to_text(settings.address.address), port)));
    if (!settings.address6.empty()) listeners.push_back(HOSHI_TRY(listen_at(settings.address6, port)));
  }
  return listeners;
}

int play_updates(const Folder& folder, const Settings& settings, const SayReady& say_ready) {
  StopSignal stop;
  const auto prepared = transport::prepare_libraries();
  const UpdateServer& server = *settings.updates;
  const auto identities = ServerIdentities::create(server.host, server.authority_pem);
  const auto listeners = open_update_ports(settings);
  const transport::Descriptor shown(::open(folder.file(case_file).c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
  const transport::Descriptor handed(::open(folder.file(handed_file).c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
  transport::Descriptor log(::open(folder.file(updates_file).c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600));
  const auto harmless = give_up_root();
  std::string problem = !prepared ? prepared.error().message : !identities ? identities.error().message : !listeners ? listeners.error().message : "";
  if (problem.empty() && !harmless) problem = harmless.error().message;
  if (problem.empty() && (!shown.is_open() || !handed.is_open() || !log.is_open())) problem = folder.path().string();
  say_ready(problem);
  if (!problem.empty()) return could_not_work;
  ChannelLog events(std::move(log));
  run_updates(*listeners, {server, *identities, events, handed.number()}, [&] { return session_in(shown); }, [&] { return stop.came(); });
  return 0;
}

}  // namespace

Result<HeldProcess> update_worker(const Folder& folder, const Settings& settings) {
  HOSHI_CHECK(write_private_file(folder.file(case_file), record_of({})));
  HOSHI_CHECK(write_private_file(folder.file(handed_file), ""));
  const std::string certificate = HOSHI_TRY(certificate_of_authority(settings.updates->authority_pem));
  HOSHI_CHECK(write_file(folder.file(authority_file), certificate));
  return HeldProcess::worker(
      "hoshi-updates", [&](const SayReady& say_ready) { return play_updates(folder, settings, say_ready); }, folder.file("updates.log"));
}

Result<HeldProcess> capture_worker(const Folder& folder, const Settings& settings, const std::string& tool) {
  HOSHI_CHECK(make_folder(folder.file(captures_folder)));
  return HeldProcess::worker(
      "hoshi-capture", [&](const SayReady& say_ready) { return capture(folder, settings, tool, say_ready); }, folder.file("capture.log"));
}

Result<HeldProcess> link_worker(const Folder& folder, const Settings& settings) {
  return HeldProcess::worker(
      "hoshi-link", [&](const SayReady& say_ready) { return link(folder, settings, say_ready); }, folder.file("link.log"));
}

}  // namespace hoshi::lab
