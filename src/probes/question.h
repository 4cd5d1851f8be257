// One connection on which each question waits for its answer; what comes is given to a parser until it is whole.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string_view>

#include "probes/open_services.h"
#include "transport/network.h"

namespace hoshi::probes {

using std::chrono::milliseconds;

constexpr milliseconds question_connect_timeout{5000};
constexpr milliseconds question_timeout{4000};
constexpr std::size_t question_bytes_max = 256u << 10;  // of one answer
constexpr int question_reads_max = 256;                 // against one byte at a time

class Questioner {
 public:
  // Errors of Network::connect and connect_tls.
  [[nodiscard]] static Result<Questioner> open(transport::Network& network, std::string_view target,
                                               const ServicePlace& place) {
    auto stream = place.tls ? network.connect_tls(target, place.port, {}, question_connect_timeout)
                            : network.connect(target, place.port, question_connect_timeout);
    if (!stream) return tl::unexpected<Error>(stream.error());
    return Questioner(std::move(*stream));
  }

  [[nodiscard]] Result<void> say(ByteView bytes) { return stream_->write(bytes); }

  // `parse` takes what came so far and gives Result<std::optional<T>>: nothing while bytes are missing. timed_out: silence;
  // unavailable: the peer closed; corrupt: as the parser says, or more than the limits. What lies behind the answer
  // is dropped, unless `T` says by `size` how much belongs to it.
  template <class Parser>
  [[nodiscard]] auto hear(const Parser& parse, milliseconds timeout = question_timeout)
      -> Result<typename std::invoke_result_t<Parser, ByteView>::value_type::value_type> {
    for (int reads = 0; reads < question_reads_max; ++reads) {
      if (!received_.empty()) {
        auto answer = parse(ByteView(received_));
        if (!answer) return tl::unexpected<Error>(answer.error());
        if (*answer) return take(std::move(**answer));
      }
      if (received_.size() >= question_bytes_max) break;
      const auto bytes = stream_->read(question_bytes_max - received_.size(), timeout);
      if (!bytes) return tl::unexpected<Error>(bytes.error());
      if (bytes->empty()) return fail(ErrorCode::unavailable, "closed before the answer was whole");
      received_.insert(received_.end(), bytes->begin(), bytes->end());
    }
    return fail(ErrorCode::corrupt, "an answer without end");
  }

  template <class Parser>
  [[nodiscard]] auto ask(ByteView question, const Parser& parse, milliseconds timeout = question_timeout)
      -> decltype(this->hear(parse, timeout)) {
    HOSHI_CHECK(say(question));
    return hear(parse, timeout);
  }

  transport::TaskTime time() const { return stream_->time(); }

 private:
  explicit Questioner(std::unique_ptr<transport::Stream> stream) : stream_(std::move(stream)) {}

  template <class T>
  T take(T answer) {
    if constexpr (requires { answer.size; }) {
      received_.erase(received_.begin(), received_.begin() + static_cast<std::ptrdiff_t>(answer.size));
    } else {
      received_.clear();
    }
    return answer;
  }

  std::unique_ptr<transport::Stream> stream_;
  Bytes received_;
};

// What a request over a plain connection failed of, in the words of `how` and `why`.
inline std::string_view trouble_of(const Error& error) {
  if (error.code == ErrorCode::timed_out) return "no_answer";
  return error.code == ErrorCode::corrupt ? "not_understood" : "connection";
}

}  // namespace hoshi::probes
