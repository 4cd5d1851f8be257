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

void log_value(std::string_view process, std::string_view json) {
  const std::string line = "{\"at\":\"" + to_text(now()) + "\",\"process\":\"" + std::string(process) + "\",\"value\":" + std::string(json) + "}\n";
  // A line that cannot be written is lost: there is nowhere else to say so.
  static_cast<void>(!::write(STDERR_FILENO, line.data(), line.size()));
}

void log_line(std::string_view process, std::string_view text) { log_value(process, to_json(Value(text))); }

}  // namespace hoshi::serving
