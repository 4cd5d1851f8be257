// Speaks RTSP, bounded in time and size, and answers its challenges.
// SPDX-License-Identifier: Apache-2.0
#include "probes/rtsp_session.h"

#include "base/encoding.h"

namespace hoshi::probes {
namespace {

namespace http = protocols::http;
namespace rtsp = protocols::rtsp;

constexpr milliseconds connect_timeout{5000};
constexpr milliseconds answer_timeout{10000};
constexpr std::size_t read_bytes = 16u << 10;
constexpr int reads_limit = 2048;
constexpr int stale_answers_max = 3;
constexpr std::size_t client_nonce_bytes = 8;

}  // namespace

std::string RtspAddress::uri(std::string_view path) const {
  return rtsp::stream_uri(host.empty() ? target : host, port, tls, path);
}

Result<rtsp::Response> RtspSession::ask_once(const std::string& bytes) {
  if (stream_ == nullptr) {
    stream_ = HOSHI_TRY(address_.tls ? network_.connect_tls(address_.target, address_.port, {}, connect_timeout)
                                     : network_.connect(address_.target, address_.port, connect_timeout));
    reader_ = {};
  }
  HOSHI_CHECK(stream_->write(to_bytes(bytes)));
  const auto until = network_.time() + answer_timeout;
  for (int reads = 0; reads < reads_limit; ++reads) {
    if (auto response = HOSHI_TRY(reader_.next())) return std::move(*response);
    const auto left = std::chrono::duration_cast<milliseconds>(until - network_.time());
    if (left <= milliseconds(0)) return fail(ErrorCode::timed_out, "no whole response");
    const Bytes got = HOSHI_TRY(stream_->read(read_bytes, left));
    if (got.empty()) return fail(ErrorCode::unavailable, "closed");
    HOSHI_CHECK(reader_.feed(got));
  }
  return fail(ErrorCode::corrupt, "a response in too many pieces");
}

Result<rtsp::Response> RtspSession::ask(std::string_view method, const std::string& uri, const http::Headers& headers) {
  const std::string bytes = HOSHI_TRY(rtsp::write_request({std::string(method), uri, ++sequence_, headers}));
  const bool was_open = stream_ != nullptr;
  auto response = ask_once(bytes);
  // Many servers close after a refusal; that is no lost connection.
  if (!response && was_open && response.error().code == ErrorCode::unavailable) {
    stream_.reset();
    response = ask_once(bytes);
  }
  const auto* connection = response ? response->header("connection") : nullptr;
  if (!response || (connection != nullptr && *connection == "close")) stream_.reset();
  return response;
}

Result<rtsp::Response> RtspSession::describe(std::string_view path, const http::Headers& headers) {
  http::Headers all{{"Accept", "application/sdp"}};
  all.insert(all.end(), headers.begin(), headers.end());
  return ask("DESCRIBE", address_.uri(path), all);
}

Result<rtsp::Response> RtspSession::set_up(std::string_view path, const rtsp::Response& described,
                                           const RtspAccount* account) {
  const auto description = rtsp::parse_sdp(described.body);
  if (!description) return fail(ErrorCode::invalid_input, "no session description");
  const auto* base = described.header("content-base");
  const std::string uri = rtsp::control_uri(base != nullptr ? *base : address_.uri(path), description->controls.front());
  const std::string profile = description->is_in_clear() ? "RTP/AVP" : "RTP/SAVP";
  http::Headers headers{{"Transport", profile + "/TCP;unicast;interleaved=0-1"}};
  auto response = HOSHI_TRY(ask("SETUP", uri, headers));
  if (response.status == 401 && account != nullptr) {
    auto authorization = HOSHI_TRY(rtsp_authorization(network_, *account, response, "SETUP", uri));
    headers.push_back({"Authorization", std::move(authorization)});
    response = HOSHI_TRY(ask("SETUP", uri, headers));
  }
  // RFC 2326, 11.3.12: 461 is a refusal of this transport alone. Nothing is sent to these ports without PLAY.
  if (response.status == 461) {
    headers[0].value = profile + ";unicast;client_port=50000-50001";
    response = HOSHI_TRY(ask("SETUP", uri, headers));
  }
  const auto* session = response.header("session");
  if (response.status == 200 && session != nullptr) {
    (void)ask("TEARDOWN", address_.uri(path), {{"Session", session->substr(0, session->find(';'))}});
  }
  return response;
}

std::optional<RtspScheme> scheme_offered(const rtsp::Response& challenge) {
  const auto challenges = http::challenges_of(challenge.headers);
  if (http::first_digest(challenges)) return RtspScheme::digest;
  return http::find_challenge(challenges, "basic") != nullptr ? std::optional(RtspScheme::basic) : std::nullopt;
}

Result<std::string> rtsp_authorization(transport::Network& network, const RtspAccount& account,
                                       const rtsp::Response& challenge, std::string_view method,
                                       const std::string& uri) {
  const auto challenges = http::challenges_of(challenge.headers);
  if (account.scheme == RtspScheme::basic) {
    if (http::find_challenge(challenges, "basic") == nullptr) return fail(ErrorCode::not_found, "no Basic challenge");
    auto value = HOSHI_TRY(http::basic_authorization(account.account, account.password));
    // The password stands in it only after base64 with the account, so it is a secret of its own.
    network.keep_secret(std::string_view(value).substr(value.find(' ') + 1));
    return value;
  }
  const auto digest = http::first_digest(challenges);
  if (!digest) return fail(ErrorCode::not_found, "no Digest challenge");
  http::DigestInput input;
  input.method = method;
  input.uri = uri;
  input.user = account.account;
  input.password = account.password;
  input.client_nonce = to_hex(network.random(client_nonce_bytes));
  // What follows from the password can be guessed offline.
  network.keep_secret(HOSHI_TRY(http::digest_response(*digest, input)));
  return http::digest_authorization(*digest, input);
}

Result<RtspEntry> describe_as(transport::Network& network, RtspSession& session, const std::string& path,
                              const RtspAccount& account) {
  RtspEntry entry;
  entry.began = network.time();
  entry.first = HOSHI_TRY(session.describe(path));
  entry.last = entry.first;
  entry.ended = network.time();
  if (entry.first.status != 401) return entry;
  for (int round = 0; round <= stale_answers_max; ++round) {
    const auto answer = rtsp_authorization(network, account, entry.last, "DESCRIBE", session.address().uri(path));
    if (!answer && answer.error().code == ErrorCode::not_found) return entry;
    if (!answer) return tl::unexpected(answer.error());
    entry.was_asked = true;
    entry.began = network.time();
    entry.last = HOSHI_TRY(session.describe(path, {{"Authorization", *answer}}));
    entry.ended = network.time();
    // RFC 7616, 3.3: stale means that the password was not judged yet.
    const auto next = http::first_digest(http::challenges_of(entry.last.headers));
    entry.was_judged = entry.last.status != 401 || account.scheme == RtspScheme::basic || !next || !next->stale;
    if (entry.was_judged) return entry;
  }
  return entry;
}

}  // namespace hoshi::probes
