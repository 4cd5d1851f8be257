// What all processes of an office do alike: waiting for the end, logging.
// SPDX-License-Identifier: Apache-2.0
#include <poll.h>
#include <unistd.h>

#include "base/date.h"
#include "base/value.h"
#include "serving/house.h"
#include "serving/processes.h"

namespace hoshi::serving {

bool goes_on(int stop, std::chrono::milliseconds patience) {
  pollfd waited{stop, POLLIN, 0};
  const int ready = ::poll(&waited, 1, static_cast<int>(patience.count()));
  return ready == 0 || (ready < 0 && errno == EINTR);
}

void log_line(std::string_view process, std::string_view text) {
  const std::string line = to_json(object({{"at", to_text(now())}, {"process", process}, {"text", text}})) + "\n";
  // A line that cannot be written is lost: there is nowhere else to say so.
  static_cast<void>(!::write(STDERR_FILENO, line.data(), line.size()));
}

}  // namespace hoshi::serving
