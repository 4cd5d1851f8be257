// Live progress of an assessment.
// SPDX-License-Identifier: Apache-2.0
#include "cli/assess_progress.h"

#include <ostream>

#include "base/text.h"
#include "documents/terminal.h"

namespace hoshi::cli {

void AssessProgress::clear_line() {
  if (line_shown_) terminal_.err << "\r\x1b[K";
  line_shown_ = false;
}

void AssessProgress::say(const std::string& line) {
  clear_line();
  terminal_.err << line << "\n";
}

void AssessProgress::show(const agent::Progress& event) {
  if (event.kind == agent::Progress::Kind::health) return show_health(event);
  const std::string id = event.task.id();
  const std::string what = event.task.probe + (event.task.endpoint.empty() ? "" : " " + event.task.endpoint);
  if (event.kind == agent::Progress::Kind::begin) {
    running_[id] = what;
  } else {
    running_.erase(id);
    ++ended_;
    if (!event.done) ++failed_;
    if (!event.done || !terminal_.is_terminal) {
      say((event.done ? "  ✔ " : "  – ") + printable(what, 80) + (event.done ? "" : ": " + printable(event.why, 200)));
    }
  }
  if (!terminal_.is_terminal) return;
  std::string names;
  for (const auto& [task, name] : running_) names += (names.empty() ? "" : ", ") + printable(name, 60);
  const std::string line = home_.text("assess.progress", {{"done", std::to_string(ended_)}, {"running", names}});
  clear_line();
  terminal_.err << documents::fitted(line, terminal_.columns - 1) << std::flush;
  line_shown_ = true;
}

void AssessProgress::show_health(const agent::Progress& event) {
  constexpr std::string_view silence_seconds = "60";
  const std::string key = "health." + event.why;
  if (!home_.words.has(key)) return;
  say(home_.text(key, {{"ms", std::to_string(event.took.count())},
                       {"baseline", std::to_string(event.baseline.count())},
                       {"seconds", std::string(silence_seconds)}}));
}

void AssessProgress::finish() { clear_line(); }

}  // namespace hoshi::cli
