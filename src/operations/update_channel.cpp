// Showing a case, and waiting until it is plain what a device does about it.
// SPDX-License-Identifier: Apache-2.0
#include "operations/update_channel.h"

#include <thread>

#include "base/encoding.h"
#include "base/text.h"

namespace hoshi::operations {
namespace {

using namespace std::chrono_literals;
using transport::BenchActReport;
using Outcome = BenchActReport::Outcome;
using Clock = std::chrono::steady_clock;

constexpr auto look_pause = 100ms;
constexpr auto quiet_after_request = 2s;  // the rest of an answer, and a second request
constexpr auto quiet_after_refusal = 8s;  // a device that tries again with other versions, or in the clear, does so by then
constexpr std::size_t said_limit = 4u << 10;

lab::Words words_of(const Home& home) {
  return [&home](std::string_view key, const std::map<std::string, std::string>& slots) { return home.text(key, slots); };
}

}  // namespace

UpdateChannel::UpdateChannel(const Home& home, std::filesystem::path lab) : home_(home), lab_(std::move(lab)) {}
UpdateChannel::~UpdateChannel() { close(); }

void UpdateChannel::close() {
  if (!watch_ || watch_->session().channel_case == lab::ChannelCase::closed) return;
  // A lab that has gone down meanwhile serves nobody.
  (void)lab::ChannelWatch::begin(lab_, lab::ChannelCase::closed, words_of(home_));
}

Result<BenchActReport> UpdateChannel::act(const std::string& wanted, transport::milliseconds patience, const std::vector<probes::Effect>& allowed) {
  for (const auto effect : {probes::Effect::restart, probes::Effect::overwrite}) {
    if (!probes::has_effect(allowed, effect)) return fail(ErrorCode::forbidden, "what an update may do was not allowed");
  }
  constexpr std::string_view show_word = "show ";
  if (wanted == "look") return look(patience);
  if (wanted == "fetched") return await_fetch(patience);
  if (wanted.starts_with(show_word)) return show(wanted.substr(show_word.size()));
  return fail(ErrorCode::forbidden, "the update server of the lab does no such thing");
}

Result<BenchActReport> UpdateChannel::show(const std::string& name) {
  const auto channel_case = lab::channel_case_named(name);
  if (!channel_case) return fail(ErrorCode::forbidden, "the update server of the lab has no such case");
  files_.clear();
  image_sha256_.clear();
  return begin(*channel_case, {});
}

Result<BenchActReport> UpdateChannel::begin(lab::ChannelCase channel_case, const std::vector<lab::HandedFile>& files) {
  watch_.reset();
  if (lab_.empty()) return BenchActReport{Outcome::nobody, "there is no lab in this run (--lab)"};
  auto watch = lab::ChannelWatch::begin(lab_, channel_case, words_of(home_), files);
  if (!watch) {
    const auto outcome = watch.error().code == ErrorCode::not_found ? Outcome::nobody : Outcome::failed;
    return BenchActReport{outcome, printable(watch.error().message, said_limit)};
  }
  watch_ = std::make_unique<lab::ChannelWatch>(std::move(*watch));
  return BenchActReport{Outcome::done, ""};
}

Result<BenchActReport> UpdateChannel::look(transport::milliseconds patience) const {
  if (!watch_) return fail(ErrorCode::forbidden, "no case of the update server is shown");
  const auto end = Clock::now() + patience;
  auto quiet_since = Clock::now();
  Value last;
  while (true) {
    const auto sight = watch_->look();
    if (!sight) return BenchActReport{Outcome::failed, printable(sight.error().message, said_limit)};
    Value now = lab::to_value(*sight);
    if (!(now == last)) quiet_since = Clock::now();
    last = std::move(now);
    const auto quiet = Clock::now() - quiet_since;
    const bool is_plain = sight->requests > 0 ? quiet >= quiet_after_request : sight->contacts > 0 && quiet >= quiet_after_refusal;
    if (is_plain || Clock::now() + look_pause >= end) return BenchActReport{Outcome::done, printable(to_json(last), said_limit)};
    std::this_thread::sleep_for(look_pause);
  }
}

Result<BenchActReport> UpdateChannel::serve(const Serving& serving) {
  if (serving.is_first) {
    files_.clear();
    image_sha256_.clear();
  }
  if (serving.content.empty()) return fail(ErrorCode::invalid_input, "there is nothing to give out");
  std::erase_if(files_, [&](const lab::HandedFile& one) { return one.path == serving.path; });
  files_.push_back({serving.path, Bytes(serving.content.begin(), serving.content.end())});
  if (serving.is_image) {
    image_sha256_ = sha256_hex(serving.content);
    image_bytes_ = serving.content.size();
  }
  return begin(lab::ChannelCase::serving, files_);
}

Result<BenchActReport> UpdateChannel::await_fetch(transport::milliseconds patience) const {
  if (!watch_ || image_sha256_.empty()) return fail(ErrorCode::forbidden, "no image is given out");
  const auto end = Clock::now() + patience;
  while (true) {
    const auto sight = watch_->look_for(image_sha256_, image_bytes_);
    if (!sight) return BenchActReport{Outcome::failed, printable(sight.error().message, said_limit)};
    if (sight->is_whole() || Clock::now() + look_pause >= end) {
      return BenchActReport{Outcome::done, printable(to_json(lab::to_value(*sight)), said_limit)};
    }
    std::this_thread::sleep_for(look_pause);
  }
}

}  // namespace hoshi::operations
