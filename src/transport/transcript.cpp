// Writes and reads the lines of transcripts.
// SPDX-License-Identifier: Apache-2.0
#include "transport/transcript.h"

#include <array>
#include <optional>

#include "base/encoding.h"

namespace hoshi::transport {
namespace {

constexpr std::array event_names{
    std::pair{EventKind::connect, "connect"}, std::pair{EventKind::connect_failed, "connect_failed"},
    std::pair{EventKind::udp, "udp"},         std::pair{EventKind::asked, "asked"},
    std::pair{EventKind::tls, "tls"},         std::pair{EventKind::sent, "sent"},
    std::pair{EventKind::got, "got"},         std::pair{EventKind::closed, "closed"},
    std::pair{EventKind::ended, "ended"},     std::pair{EventKind::timeout, "timeout"},
    std::pair{EventKind::error, "error"},     std::pair{EventKind::scan, "scan"},
    std::pair{EventKind::ssh, "ssh"},         std::pair{EventKind::act, "act"},         std::pair{EventKind::wait, "wait"},
    std::pair{EventKind::random, "random"},   std::pair{EventKind::cut, "cut"},
    std::pair{EventKind::ssh_run, "ssh_run"}};

constexpr std::int64_t time_max_us = 1'000'000'000'000;  // eleven days: longer than any task
constexpr std::size_t line_depth = 4;

std::optional<EventKind> event_named(std::string_view name) {
  for (const auto& [kind, known] : event_names) {
    if (name == known) return kind;
  }
  return std::nullopt;
}

bool carries_bytes(EventKind kind) {
  return kind == EventKind::sent || kind == EventKind::got || kind == EventKind::random || kind == EventKind::ssh_run;
}

tl::unexpected<Error> corrupt_line(std::size_t number, std::string_view why) {
  return fail(ErrorCode::corrupt,
              "line " + std::to_string(number) + " of the transcript: " + std::string(why));
}

std::optional<std::int64_t> integer_within(const Value& value, std::int64_t maximum) {
  if (!value.is_integer() || value.as_integer() < 0 || value.as_integer() > maximum) return std::nullopt;
  return value.as_integer();
}

[[nodiscard]] Result<Event> parse_line(std::string_view line, std::size_t number) {
  const auto parsed = parse_json(line, JsonLimits{.depth = line_depth, .input_bytes = line.size()});
  if (!parsed) return corrupt_line(number, parsed.error().message);
  if (!parsed->is_map()) return corrupt_line(number, "it is not an object");
  Event event;
  const auto time = integer_within((*parsed)["t"], time_max_us);
  const auto connection = integer_within((*parsed)["c"], UINT32_MAX);
  const auto kind = event_named((*parsed)["e"].as_text());
  if (!time || !connection || !kind)
    return corrupt_line(number, "time, connection or event is missing or unknown");
  event.time = TaskTime(*time);
  event.connection = static_cast<std::uint32_t>(*connection);
  event.kind = *kind;
  event.details = parsed->as_map();
  if (carries_bytes(*kind)) {
    auto bytes = from_base64((*parsed)["b"].as_text());
    if (!(*parsed)["b"].is_text() || !bytes) return corrupt_line(number, "its bytes are not base64");
    event.bytes = std::move(*bytes);
  }
  for (const char* known : {"t", "c", "e", "b"}) event.details.erase(known);
  return event;
}

}  // namespace

std::string_view name_of(EventKind kind) {
  for (const auto& [known, name] : event_names) {
    if (kind == known) return name;
  }
  return "";
}

std::string to_line(const Event& event) {
  ValueMap line = event.details;
  line["t"] = Value(std::int64_t{event.time.count()});
  line["c"] = Value(event.connection);
  line["e"] = Value(name_of(event.kind));
  if (carries_bytes(event.kind)) line["b"] = Value(to_base64(event.bytes));
  return to_json(Value(std::move(line)));
}

Result<std::vector<Event>> parse_transcript(std::string_view text, TranscriptLimits limits) {
  if (text.size() > limits.text_bytes) return fail(ErrorCode::corrupt, "the transcript is too long");
  std::vector<Event> events;
  TaskTime last{};
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (events.size() >= limits.events) return fail(ErrorCode::corrupt, "the transcript has too many lines");
    Event event = HOSHI_TRY(parse_line(line, events.size() + 1));
    if (event.time < last) return corrupt_line(events.size() + 1, "time runs backwards");
    last = event.time;
    events.push_back(std::move(event));
  }
  return events;
}

}  // namespace hoshi::transport
