// Writes the transcript of one lane: in order, without secrets, bounded.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <map>
#include <string>

#include "transport/masked_stream.h"
#include "transport/secrets.h"
#include "transport/transcript.h"

namespace hoshi::transport {

struct RecordLimits {
  std::size_t payload_bytes = 4u << 20;  // of sent, got and random together
  std::size_t events = 100'000;
};

// The error of every call after the transcript is full; live and replayed.
Error transcript_full();

// One thread at a time. Lines are handed to the sink when the next request of the lane begins, so that a
// token found in an answer is hidden in that answer too; the last ones when the recorder ends.
class Recorder {
 public:
  Recorder(TranscriptSink& sink, const Secrets& secrets, std::string lane, RecordLimits limits);
  ~Recorder();
  Recorder(const Recorder&) = delete;
  Recorder& operator=(const Recorder&) = delete;

  // Before each request: writes what is decided. unavailable when the transcript is full.
  [[nodiscard]] Result<void> begin_request();
  // How many bytes may still be recorded; 0 cuts the transcript.
  std::size_t payload_left();
  std::uint32_t new_connection() { return ++connections_; }
  void record(Event event);
  // The lane is done with the connection.
  void end_connection(std::uint32_t connection, TaskTime now);
  // The time of the latest event that replay will repeat.
  TaskTime time() const { return time_; }
  // Nothing is recorded from here on.
  void cut();
  bool is_cut() const { return cut_; }

 private:
  struct Streams {
    MaskedStream sent;
    MaskedStream got;
  };
  struct Waiting {
    Event event;
    std::size_t payload_bytes = 0;  // in the stream of its connection
  };
  MaskedStream& stream_of(const Event& event);
  void write_decided();
  bool write(Waiting& waiting);
  void hide_in_details(ValueMap& details) const;

  TranscriptSink& sink_;
  const Secrets& secrets_;
  std::string lane_;
  RecordLimits limits_;
  std::deque<Waiting> waiting_;
  std::map<std::uint32_t, Streams> streams_;
  std::uint32_t connections_ = 0;
  std::size_t payload_bytes_ = 0;
  std::size_t events_ = 0;
  TaskTime time_{};
  TaskTime latest_{};  // also of events that replay passes over
  bool cut_ = false;
};

}  // namespace hoshi::transport
