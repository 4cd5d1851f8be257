// Queues events until their bytes are known to be free of secrets.
// SPDX-License-Identifier: Apache-2.0
#include "transport/recorder.h"

#include <algorithm>

namespace hoshi::transport {

Error transcript_full() { return {ErrorCode::unavailable, "the transcript of this task is full"}; }

Recorder::Recorder(TranscriptSink& sink, const Secrets& secrets, std::string lane, RecordLimits limits)
    : sink_(sink), secrets_(secrets), lane_(std::move(lane)), limits_(limits) {}

Recorder::~Recorder() {
  for (auto& [connection, streams] : streams_) {
    streams.sent.finish();
    streams.got.finish();
  }
  write_decided();
}

Result<void> Recorder::begin_request() {
  write_decided();
  if (secrets_.overflowed()) cut();
  if (payload_left() == 0) return tl::unexpected<Error>(transcript_full());
  return {};
}

std::size_t Recorder::payload_left() {
  const std::size_t left = limits_.payload_bytes - payload_bytes_;
  if (left == 0 || events_ >= limits_.events) cut();
  return cut_ ? 0 : left;
}

MaskedStream& Recorder::stream_of(const Event& event) {
  Streams& streams = streams_[event.connection];
  return event.kind == EventKind::sent ? streams.sent : streams.got;
}

void Recorder::record(Event event) {
  if (cut_) return;
  ++events_;
  latest_ = std::max(latest_, event.time);
  if (event.kind != EventKind::ended && event.kind != EventKind::cut) time_ = event.time;
  Waiting waiting{std::move(event), 0};
  Event& kept = waiting.event;
  payload_bytes_ += std::min(kept.bytes.size(), limits_.payload_bytes - payload_bytes_);
  if (kept.kind == EventKind::sent || kept.kind == EventKind::got) {
    waiting.payload_bytes = kept.bytes.size();
    stream_of(kept).append(kept.bytes);
    kept.bytes.clear();
  }
  waiting_.push_back(std::move(waiting));
}

void Recorder::end_connection(std::uint32_t connection, TaskTime now) {
  record(Event{now, connection, EventKind::ended, {}, {}});
  const auto found = streams_.find(connection);
  if (found == streams_.end()) return;
  found->second.sent.finish();
  found->second.got.finish();
}

void Recorder::cut() {
  if (cut_) return;
  record(Event{latest_, 0, EventKind::cut, {}, {}});
  cut_ = true;
}

void Recorder::write_decided() {
  if (secrets_.overflowed()) {  // what waits may hold a secret that could not be learnt
    waiting_.clear();
    if (!cut_) cut();
  }
  while (!waiting_.empty() && write(waiting_.front())) waiting_.pop_front();
}

bool Recorder::write(Waiting& waiting) {
  Event& event = waiting.event;
  if (waiting.payload_bytes > 0) {
    MaskedStream& stream = stream_of(event);
    if (stream.settle(secrets_) < waiting.payload_bytes) return false;
    event.bytes = stream.take(waiting.payload_bytes);
    // Replay has no secrets: it cannot write the same bytes, nor of the same length.
    if (event.kind == EventKind::sent && secrets_.any()) event.details["unchecked"] = Value(true);
  } else if (event.kind == EventKind::random || event.kind == EventKind::ssh_run) {
    event.bytes = to_bytes(secrets_.redacted(to_text(event.bytes)));
  }
  if (event.kind == EventKind::ended) streams_.erase(event.connection);
  hide_in_details(event.details);
  sink_.append(lane_, to_line(event));
  return true;
}

void Recorder::hide_in_details(ValueMap& details) const {
  for (const char* key : {"m", "detail", "user"}) {
    const auto found = details.find(key);
    if (found != details.end()) found->second = Value(secrets_.redacted(found->second.as_text()));
  }
}

}  // namespace hoshi::transport
