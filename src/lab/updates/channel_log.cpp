// Writing and reading the log of a false update server.
// SPDX-License-Identifier: Apache-2.0
#include "lab/updates/channel_log.h"

#include <unistd.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "lab/folder.h"

namespace hoshi::lab {
namespace {

constexpr std::size_t line_bytes_max = 2u << 10;
constexpr JsonLimits limits{4, line_bytes_max};
// RFC 8446, 6.2 (and RFC 5246, 7.2.2): alerts that speak of the certificate that was shown.
constexpr std::array about_certificate{std::string_view("bad_certificate"),     std::string_view("unsupported_certificate"),
                                       std::string_view("certificate_revoked"), std::string_view("certificate_expired"),
                                       std::string_view("certificate_unknown"), std::string_view("unknown_ca")};

constexpr std::array event_names{std::pair{ChannelEvent::hello, "hello"},       std::pair{ChannelEvent::clear, "clear"},
                                 std::pair{ChannelEvent::handshake, "handshake"}, std::pair{ChannelEvent::broke_off, "broke_off"},
                                 std::pair{ChannelEvent::request, "request"},   std::pair{ChannelEvent::answered, "answered"},
                                 std::pair{ChannelEvent::ended, "ended"}};

std::string_view words_of(std::string_view record) { return trimmed(record.substr(0, record.find('\n'))); }

void take(ChannelSight& sight, const Value& event, ChannelCase channel_case) {
  const std::string& what = event["what"].as_text();
  const bool is_over_tls = event["tls"].as_bool();
  if (what == "hello") sight.began_tls = true;
  const bool is_clear_case = has_clear(channel_case);
  if (what == "hello" || (what == "clear" && (is_clear_case || !has_tls(channel_case)))) ++sight.contacts;
  if (what == "clear" && has_tls(channel_case) && !is_clear_case) ++sight.others;
  if (what == "handshake") ++sight.handshakes;
  if (const auto& alert = event["alert"].as_text(); !alert.empty()) {
    sight.alert = alert;
    const bool is_about = std::find(about_certificate.begin(), about_certificate.end(), alert) != about_certificate.end();
    sight.is_about_certificate = sight.is_about_certificate || is_about;
  }
  if (is_over_tls ? !has_tls(channel_case) : has_tls(channel_case) && !is_clear_case) return;
  if (what == "request" && sight.requests++ == 0) {
    sight.method = event["method"].as_text();
    sight.path = event["path"].as_text();
  }
  if (what == "answered") sight.bytes += static_cast<std::uint64_t>(std::max<std::int64_t>(event["bytes"].as_integer(), 0));
}

}  // namespace

std::string record_of(const ChannelSession& session) {
  std::string record = std::to_string(session.number) + " " + std::string(name_of(session.channel_case));
  record.resize(session_record_bytes - 1, ' ');
  return record + "\n";
}

Result<ChannelSession> session_from(std::string_view record) {
  const auto words = split(words_of(record), ' ');
  const bool is_whole = record.size() == session_record_bytes && record.back() == '\n' && words.size() == 2;
  const auto number = is_whole ? parse_number(words[0], INT64_MAX) : std::nullopt;
  if (!number) return fail(ErrorCode::corrupt, "the record of the update server's case");
  const auto channel_case = HOSHI_TRY(channel_case_named(words[1]));
  return ChannelSession{*number, channel_case};
}

std::string_view name_of(ChannelEvent event) {
  for (const auto& [known, name] : event_names) {
    if (known == event) return name;
  }
  return "";
}

void ChannelLog::add(const ChannelSession& session, ChannelEvent event, std::uint64_t connection, Value more) {
  const std::lock_guard lock(mutex_);
  if (session_ != session.number) events_ = 0;
  session_ = session.number;
  if (++events_ > events_of_a_session_max) return;
  more.set("at", now_text());
  more.set("session", session.number);
  more.set("case", name_of(session.channel_case));
  more.set("connection", connection);
  more.set("what", name_of(event));
  const std::string line = to_json(more) + "\n";
  if (line.size() > line_bytes_max) return;
  if (::write(file_.number(), line.data(), line.size()) < 0) return;  // a full disk: the device is served all the same
}

void for_each_event(std::string_view log, const ChannelSession& session, const std::function<void(const Value&)>& visit) {
  while (!log.empty()) {
    const auto end = log.find('\n');
    if (end == std::string_view::npos) break;
    const auto event = parse_json(log.substr(0, end), limits);
    log.remove_prefix(end + 1);
    const bool is_of_it = event && (*event)["session"].as_integer(-1) == static_cast<std::int64_t>(session.number);
    if (is_of_it) visit(*event);
  }
}

ChannelSight sight_of(std::string_view log, const ChannelSession& session) {
  ChannelSight sight;
  for_each_event(log, session, [&](const Value& event) { take(sight, event, session.channel_case); });
  return sight;
}

Value to_value(const ChannelSight& sight) {
  return object({{"contacts", sight.contacts},
                 {"handshakes", sight.handshakes},
                 {"requests", sight.requests},
                 {"bytes", sight.bytes},
                 {"others", sight.others},
                 {"alert", sight.alert},
                 {"about_certificate", sight.is_about_certificate},
                 {"began_tls", sight.began_tls},
                 {"method", sight.method},
                 {"path", sight.path}});
}

}  // namespace hoshi::lab
