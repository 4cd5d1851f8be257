// What databases and caches give to somebody without a password.
// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"
#include "probes/bare/services.h"
#include "probes/http_client.h"
#include "probes/http_surfaces.h"
#include "protocols/bare/databases.h"
#include "protocols/bare/mongo.h"

namespace hoshi::probes::bare {
namespace {

namespace wire = protocols::bare;

// "END" ends what memcached lists; a line with ERROR is all it says otherwise.
Result<std::optional<std::string>> read_statistics(ByteView received) {
  std::string text = to_text(received);
  const bool is_list = text.starts_with("STAT ");
  const bool is_whole = is_list ? text.ends_with("END\r\n") : text.ends_with("\r\n");
  return is_whole ? std::optional(std::move(text)) : std::nullopt;
}

void report_requests(const Visit& visit, bool is_in, std::string_view how) {
  for (const auto* request : visit.report.requests()) {
    if (is_in) visit.report.not_tried(request->asset, "only whether one gets in is looked at");
    else visit.report.refused(request->asset, request->operation, request->path, how, false);
  }
}

// A GET of HTTP services that have no pages for people.
Result<void> look_at_http(const Visit& visit, const std::string& path) {
  const auto endpoint = http_endpoint(visit.bench, visit.task.target, visit.task.endpoint);
  const auto answer = HOSHI_TRY(get_http(visit.bench.network(), endpoint, path));
  const int status = answer.response.status;
  if (status == 200) visit.report.unauthenticated("", "read", path, answer.response.body.size());
  if (status == 401 || status == 403) visit.report.refused("", "read", path, std::to_string(status), false);
  return {};
}

}  // namespace

Result<void> look_at_memcached(const Visit& visit) {
  auto line = HOSHI_TRY(visit.open());
  const auto text = HOSHI_TRY(line.ask(to_bytes("stats\r\n"), read_statistics));
  const bool is_in = text.starts_with("STAT ");
  if (is_in) visit.report.unauthenticated("", "read", "stats", text.size());
  const bool is_refusal = contains_ignoring_case(text, "unauthenticated") || text.starts_with("CLIENT_ERROR");
  if (is_in || is_refusal) report_requests(visit, is_in, "client_error");
  else visit.leave_requests("not_understood");
  return {};
}

Result<void> look_at_mongodb(const Visit& visit) {
  constexpr int unauthorized = 13;
  auto line = HOSHI_TRY(visit.open());
  const auto answer = HOSHI_TRY(line.ask(wire::mongo_command("listDatabases"), wire::read_mongo_answer));
  if (answer.ok) visit.report.unauthenticated("", "read", "listDatabases", answer.databases.size());
  if (answer.ok || answer.code == unauthorized) report_requests(visit, answer.ok, "unauthorized");
  else visit.leave_requests("not_understood");
  return {};
}

Result<void> look_at_mysql(const Visit& visit) {
  constexpr std::uint8_t ok = 0x00;
  constexpr std::uint8_t other_way = 0xfe;
  constexpr std::uint8_t error = 0xff;
  auto line = HOSHI_TRY(visit.open());
  const auto greeting = HOSHI_TRY(line.hear(wire::read_mysql_packet));
  const auto login = wire::mysql_login_without_password(greeting, "root");
  if (!login && login.error().code == ErrorCode::unavailable) {
    report_requests(visit, false, "host_not_allowed");
    return {};
  }
  if (!login) return tl::unexpected<Error>(login.error());
  auto answer = HOSHI_TRY(line.ask(*login, wire::read_mysql_packet));
  if (answer.payload.front() == other_way) {
    const Bytes nothing = wire::mysql_empty_answer(static_cast<std::uint8_t>(answer.number + 1));
    answer = HOSHI_TRY(line.ask(nothing, wire::read_mysql_packet));
  }
  const std::uint8_t kind = answer.payload.front();
  if (kind == ok) visit.report.unauthenticated("", "read", "session of root", answer.payload.size());
  if (kind == ok || kind == error) report_requests(visit, kind == ok, "access_denied");
  else visit.leave_requests("not_understood");
  return {};
}

Result<void> look_at_postgresql(const Visit& visit) {
  auto line = HOSHI_TRY(visit.open());
  const auto answer = HOSHI_TRY(line.ask(wire::postgresql_startup("postgres"), wire::read_postgresql_answer));
  const bool is_in = answer == wire::DatabaseAnswer::in;
  if (is_in) visit.report.unauthenticated("", "read", "session of postgres", 0);
  report_requests(visit, is_in, answer == wire::DatabaseAnswer::refused ? "error" : "asks_password");
  return {};
}

Result<void> look_at_docker(const Visit& visit) { return look_at_http(visit, "/containers/json"); }
Result<void> look_at_elasticsearch(const Visit& visit) { return look_at_http(visit, "/_cat/indices"); }

}  // namespace hoshi::probes::bare
