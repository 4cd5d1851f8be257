// The agent process.
// SPDX-License-Identifier: Apache-2.0
#include "agent/agent_main.h"

#include <signal.h>
#include <unistd.h>

#include "agent/broker.h"
#include "agent/sandbox.h"
#include "transport/live_network.h"

namespace hoshi::agent {
namespace {

// Lines of a task's transcript on their way to the journal.
class JournalSink : public transport::TranscriptSink {
 public:
  JournalSink(JournalWriter& journal, std::string task) : journal_(journal), task_(std::move(task)) {}
  void append(std::string_view lane, std::string_view line) override { journal_.transcript_line(task_, lane, line); }

 private:
  JournalWriter& journal_;
  std::string task_;
};

void say(int descriptor, const Value& line) {
  const std::string text = to_json(line) + "\n";
  // The command is gone when this fails; the journal is what counts.
  if (::write(descriptor, text.data(), text.size()) < 0) return;
}

Value described(const Progress& progress) {
  return object({{"event", name_of(progress.kind)},
                 {"probe", progress.task.probe},
                 {"target", progress.task.target},
                 {"endpoint", progress.task.endpoint},
                 {"reference", progress.task.reference},
                 {"done", progress.done},
                 {"why", progress.why},
                 {"took", progress.took.count()},
                 {"baseline", progress.baseline.count()}});
}

}  // namespace

void agent_main(const Supplies& supplies, JournalState state, const ScheduleOptions& options,
                const transport::TlsContext& tls, AgentDescriptors descriptors) {
  ::signal(SIGPIPE, SIG_IGN);
  ::signal(SIGINT, SIG_IGN);  // Ctrl-C reaches the whole group; the command decides
  const auto layers = enter_sandbox({descriptors.journal, descriptors.broker, descriptors.progress});
  if (!layers) ::_exit(no_sandbox_status);
  ValueList names(layers->begin(), layers->end());
  say(descriptors.progress, object({{"sandbox", names}}));
  JournalWriter journal(descriptors.journal);
  {
    // Without its command the agent must not write another word: --resume may already be writing.
    BrokerClient broker{Descriptor(descriptors.broker), [] { ::_exit(no_command_status); }};
    const NetworkFactory make_network = [&](const probes::Task& task, std::chrono::seconds budget) {
      TaskNetwork wire;
      wire.sink = std::make_unique<JournalSink>(journal, task.id());
      transport::LiveOptions live;
      live.budget = budget;
      wire.network = transport::live_network(broker, tls, *wire.sink, live);
      return wire;
    };
    run_schedule(supplies, std::move(state), options, make_network, journal,
                 [&](const Progress& progress) { say(descriptors.progress, described(progress)); });
  }
  ::_exit(journal.problem().empty() ? 0 : journal_full_status);
}

}  // namespace hoshi::agent
