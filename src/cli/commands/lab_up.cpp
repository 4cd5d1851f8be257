// hoshi lab up: a network for a device under test.
// SPDX-License-Identifier: Apache-2.0
#include <ostream>

#include "cli/command.h"
#include "operations/lab_network.h"

namespace hoshi::cli {
namespace {

Exit run(const Arguments& arguments, const operations::Home& home, Terminal& terminal) {
  if (!arguments.has("--interface")) {
    terminal.err << home.text("help.value_missing", {{"option", "--interface"}, {"value", "NAME"}}) << "\n";
    return Exit::wrong_use;
  }
  operations::LabOptions options;
  options.interface = arguments.value("--interface");
  options.folder = arguments.value("--folder", "hoshi-lab");
  options.address = arguments.value("--address");
  options.address6 = arguments.value("--address6");
  options.upstream = arguments.value("--upstream");
  options.dns = arguments.values("--dns");
  options.link = arguments.value("--link");
  options.has_capture = !arguments.has("--no-capture");
  options.update_server = arguments.value("--update-server");
  options.update_files = arguments.values("--update-file");
  options.update_ca = arguments.value("--update-ca");
  const auto done = operations::lab_up(home, options, terminal.stop_wanted);
  if (!done) return report_error(done.error(), home, terminal);
  terminal.out << *done;
  return Exit::good;
}

}  // namespace

extern const Command command_lab_up;
const Command command_lab_up{"lab up",
                             "",
                             0,
                             0,
                             {{"--interface", "NAME"},
                              {"--folder", "DIR"},
                              {"--address", "192.168.77.1/24"},
                              {"--address6", "ADDRESS/64|none"},
                              {"--upstream", "NAME|none"},
                              {"--dns", "ADDRESS", true},
                              {"--link", "loss=5%,delay=80ms…"},
                              {"--update-server", "URL"},
                              {"--update-file", "/PATH=FILE", true},
                              {"--update-ca", "FILE"},
                              {"--no-capture", ""}},
                             run};

}  // namespace hoshi::cli
