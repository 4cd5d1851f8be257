// Errors, TLS sessions, scan reports and SSH outcomes as members of transcript lines, and back.
// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <limits>

#include "base/encoding.h"
#include "transport/transcript.h"

namespace hoshi::transport {
namespace {

constexpr std::array error_codes{ErrorCode::invalid_input, ErrorCode::not_found,   ErrorCode::conflict,
                                 ErrorCode::forbidden,     ErrorCode::unavailable, ErrorCode::timed_out,
                                 ErrorCode::corrupt,       ErrorCode::internal};

constexpr std::array ssh_outcomes{std::pair{SshLogin::Outcome::accepted, "accepted"},
                                  std::pair{SshLogin::Outcome::refused, "refused"},
                                  std::pair{SshLogin::Outcome::partial, "partial"},
                                  std::pair{SshLogin::Outcome::no_password_method, "no_password_method"},
                                  std::pair{SshLogin::Outcome::disconnected, "disconnected"},
                                  std::pair{SshLogin::Outcome::unreachable, "unreachable"},
                                  std::pair{SshLogin::Outcome::timed_out, "timed_out"}};

constexpr std::array act_outcomes{std::pair{BenchActReport::Outcome::done, "done"},
                                  std::pair{BenchActReport::Outcome::failed, "failed"},
                                  std::pair{BenchActReport::Outcome::nobody, "nobody"}};

constexpr std::int64_t ports_all = 65'535;
constexpr std::int64_t exit_status_max = 0x7fffffff;

const Value& member(const Event& event, std::string_view key) {
  static const Value none;
  const auto found = event.details.find(key);
  return found == event.details.end() ? none : found->second;
}

[[nodiscard]] Result<std::int64_t> number(const Event& event, std::string_view key, std::int64_t minimum,
                                          std::int64_t maximum) {
  const Value& value = member(event, key);
  if (!value.is_integer() || value.as_integer() < minimum || value.as_integer() > maximum) {
    return fail(ErrorCode::corrupt, "the transcript has no sensible '" + std::string(key) + "'");
  }
  return value.as_integer();
}

[[nodiscard]] Result<std::vector<std::uint16_t>> ports(const Event& event, std::string_view key) {
  std::vector<std::uint16_t> list;
  for (const Value& port : member(event, key).as_list()) {
    const std::int64_t value = port.as_integer(-1);
    if (value < 0 || value > ports_all || (!list.empty() && value <= list.back())) {
      return fail(ErrorCode::corrupt, "the transcript has no sensible list of ports");
    }
    list.push_back(static_cast<std::uint16_t>(value));
  }
  return list;
}

Value list_of(const std::vector<std::uint16_t>& ports) {
  ValueList list;
  for (const std::uint16_t port : ports) list.emplace_back(std::int64_t{port});
  return Value(std::move(list));
}

}  // namespace

std::string_view name_of(SshLogin::Outcome outcome) {
  for (const auto& [known, name] : ssh_outcomes) {
    if (outcome == known) return name;
  }
  return "";
}

std::string_view name_of(BenchActReport::Outcome outcome) {
  for (const auto& [known, name] : act_outcomes) {
    if (outcome == known) return name;
  }
  return "";
}

std::optional<BenchActReport::Outcome> bench_outcome_named(std::string_view wanted) {
  for (const auto& [known, name] : act_outcomes) {
    if (wanted == name) return known;
  }
  return std::nullopt;
}

ValueMap bulk_details(ByteView bytes, bool unchecked) {
  ValueMap details{{"n", Value(std::uint64_t{bytes.size()})}, {"sha256", Value(sha256_hex(bytes))}};
  if (unchecked) details.emplace("unchecked", Value(true));
  return details;
}

bool is_bulk(const Event& event) { return event.kind == EventKind::sent && event.details.contains("sha256"); }

bool is_same_bulk(ByteView bytes, const Event& event) {
  return member(event, "n").as_integer(-1) == static_cast<std::int64_t>(bytes.size()) &&
         member(event, "sha256").as_text() == sha256_hex(bytes);
}

ValueMap details_of(const BenchActReport& report) {
  return {{"outcome", Value(name_of(report.outcome))}, {"said", Value(report.said)}};
}

Result<BenchActReport> bench_act_in(const Event& event) {
  const auto outcome = bench_outcome_named(member(event, "outcome").as_text());
  if (!outcome) return fail(ErrorCode::corrupt, "the transcript has no sensible 'outcome'");
  return BenchActReport{*outcome, member(event, "said").as_text()};
}

ValueMap details_of(const Error& error) {
  return {{"code", Value(name_of(error.code))}, {"m", Value(error.message)}};
}

Error error_in(const Event& event) {
  if (event.kind == EventKind::timeout) return {ErrorCode::timed_out, member(event, "m").as_text()};
  for (const ErrorCode code : error_codes) {
    if (member(event, "code").as_text() == name_of(code)) return {code, member(event, "m").as_text()};
  }
  return {ErrorCode::corrupt, "the transcript has an error of an unknown kind"};
}

ValueMap details_of(const TlsSession& session) {
  ValueList certificates;
  for (const Bytes& der : session.certificates_der) certificates.emplace_back(to_base64(der));
  return {{"version", Value(session.version)},
          {"suite", Value(session.suite)},
          {"certificates", Value(std::move(certificates))},
          {"verified", Value(session.chain_verified)}};
}

Result<TlsSession> tls_session_in(const Event& event) {
  TlsSession session{.version = member(event, "version").as_text(),
                     .suite = member(event, "suite").as_text(),
                     .certificates_der = {},
                     .chain_verified = member(event, "verified").as_bool()};
  for (const Value& certificate : member(event, "certificates").as_list()) {
    auto der = from_base64(certificate.as_text());
    if (!certificate.is_text() || !der)
      return fail(ErrorCode::corrupt, "the transcript has a broken certificate");
    session.certificates_der.push_back(std::move(*der));
  }
  return session;
}

ValueMap details_of(const ScanReport& report) {
  return {{"open", list_of(report.open)},
          {"open4", list_of(report.open_ipv4)},
          {"open6", list_of(report.open_ipv6)},
          {"closed", Value(report.closed)},
          {"filtered", Value(report.filtered)},
          {"rate", Value(report.rate_per_second)},
          {"sample", list_of(report.filtered_sample)},
          {"complete", Value(report.complete)},
          {"took", Value(std::int64_t{report.took.count()})}};
}

Result<ScanReport> scan_report_in(const Event& event) {
  ScanReport report;
  report.open = HOSHI_TRY(ports(event, "open"));
  report.open_ipv4 = HOSHI_TRY(ports(event, "open4"));
  report.open_ipv6 = HOSHI_TRY(ports(event, "open6"));
  report.filtered_sample = HOSHI_TRY(ports(event, "sample"));
  report.closed = static_cast<std::uint32_t>(HOSHI_TRY(number(event, "closed", 0, ports_all)));
  report.filtered = static_cast<std::uint32_t>(HOSHI_TRY(number(event, "filtered", 0, ports_all)));
  report.rate_per_second = static_cast<std::uint32_t>(
      HOSHI_TRY(number(event, "rate", 0, std::numeric_limits<std::uint32_t>::max())));
  report.complete = member(event, "complete").as_bool();
  report.took = TaskTime(HOSHI_TRY(number(event, "took", 0, event.time.count())));
  return report;
}

ValueMap details_of(const SshLogin& login) {
  ValueList methods;
  for (const std::string& method : login.methods) methods.emplace_back(method);
  return {{"outcome", Value(name_of(login.outcome))},
          {"methods", Value(std::move(methods))},
          {"none_accepted", Value(login.none_accepted)},
          {"detail", Value(login.detail)},
          {"began", Value(std::int64_t{login.began.count()})}};
}

Result<SshLogin> ssh_login_in(const Event& event) {
  SshLogin login;
  bool known = false;
  for (const auto& [outcome, name] : ssh_outcomes) {
    if (member(event, "outcome").as_text() != name) continue;
    login.outcome = outcome;
    known = true;
  }
  if (!known) return fail(ErrorCode::corrupt, "the transcript has an unknown outcome of SSH");
  for (const Value& method : member(event, "methods").as_list()) login.methods.push_back(method.as_text());
  login.none_accepted = member(event, "none_accepted").as_bool();
  login.detail = member(event, "detail").as_text();
  login.began = TaskTime(HOSHI_TRY(number(event, "began", 0, event.time.count())));
  login.ended = event.time;
  return login;
}

ValueMap details_of(const SshRun& run) {
  ValueMap details = details_of(run.login);
  details["ended"] = Value(run.ended);
  details["status"] = Value(run.exit_status);
  return details;
}

Result<SshRun> ssh_run_in(const Event& event) {
  SshRun run;
  run.login = HOSHI_TRY(ssh_login_in(event));
  run.output = to_text(event.bytes);
  run.ended = member(event, "ended").as_bool();
  run.exit_status = static_cast<int>(HOSHI_TRY(number(event, "status", -1, exit_status_max)));
  return run;
}

}  // namespace hoshi::transport
