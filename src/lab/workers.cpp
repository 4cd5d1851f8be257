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

}  // namespace

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
