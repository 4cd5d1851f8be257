// What Redis gives and takes without a password.
// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"
#include "probes/bare/services.h"
#include "probes/login.h"
#include "protocols/bare/redis.h"

namespace hoshi::probes::bare {
namespace {

using protocols::bare::RedisReply;
using protocols::bare::read_redis_reply;
using protocols::bare::redis_command;

[[nodiscard]] Result<RedisReply> ask(Questioner& line, const std::vector<std::string>& words) {
  return line.ask(redis_command(words), read_redis_reply);
}

bool is_refusal(const RedisReply& reply) {
  if (!reply.is_error) return false;
  return reply.text.starts_with("NOAUTH") || reply.text.starts_with("NOPERM") || reply.text.starts_with("DENIED") ||
         reply.text.starts_with("ERR operation not permitted");
}

std::string first_word(const RedisReply& reply) { return printable(reply.text.substr(0, reply.text.find(' ')), 40); }

// The control: the same key with the test account.
bool test_account_reads(const Visit& visit, const std::string& key) {
  const auto* account = visit.report.route_account();
  if (account == nullptr) return false;
  auto line = visit.open();
  if (!line) return false;
  const std::string name = account->account.empty() ? "default" : account->account;
  const auto in = ask(*line, {"AUTH", name, account->password});
  const auto exists = in && !in->is_error ? ask(*line, {"EXISTS", key}) : in;
  return exists && !exists->is_error && exists->text == "1";
}

void try_read(const Visit& visit, Questioner& line, const Request& request) {
  const auto exists = ask(line, {"EXISTS", request.path});
  if (!exists) return visit.report.not_tried(request.asset, trouble_of(exists.error()));
  if (is_refusal(*exists)) {
    return visit.report.refused(request.asset, "read", request.path, first_word(*exists),
                                test_account_reads(visit, request.path));
  }
  if (exists->text != "1") return visit.report.not_tried(request.asset, "no such key");
  const auto value = ask(line, {"GET", request.path});
  if (!value) return visit.report.not_tried(request.asset, trouble_of(value.error()));
  // Lists and sets are no texts: that one is there was told all the same.
  const bool is_other_kind = value->is_error && value->text.starts_with("WRONGTYPE");
  if (value->is_error && !is_other_kind) return visit.report.not_tried(request.asset, first_word(*value));
  visit.report.unauthenticated(request.asset, "read", request.path, is_other_kind ? 0 : value->text.size());
  if (!visit.place.tls && !is_other_kind) visit.report.seen_in_clear(request.asset, "key", "read without logging in");
}

// Only a text is written over, and what it said before is written back.
void try_write(const Visit& visit, Questioner& line, const Request& request) {
  const auto before = ask(line, {"GET", request.path});
  if (!before) return visit.report.not_tried(request.asset, trouble_of(before.error()));
  if (is_refusal(*before)) {
    return visit.report.refused(request.asset, "write", request.path, first_word(*before),
                                test_account_reads(visit, request.path));
  }
  if (before->is_error) return visit.report.not_tried(request.asset, first_word(*before));
  const auto existed = ask(line, {"EXISTS", request.path});
  const std::string ours = "hoshi-" + random_password(visit.bench.network());
  const auto written = ask(line, {"SET", request.path, ours, "KEEPTTL"});
  if (!written || !existed) return visit.report.not_tried(request.asset, "connection");
  if (written->is_error) return visit.report.not_tried(request.asset, first_word(*written));
  const auto after = ask(line, {"GET", request.path});
  const auto restored = existed->text == "1" ? ask(line, {"SET", request.path, before->text, "KEEPTTL"})
                                             : ask(line, {"DEL", request.path});
  if (!after || after->text != ours) return visit.report.not_tried(request.asset, "not_read_back");
  visit.report.unauthenticated(request.asset, "write", request.path, ours.size());
  if (!restored || restored->is_error) {
    visit.report.not_tried(request.asset, "the former value could not be written back");
  }
}

}  // namespace

Result<void> look_at_redis(const Visit& visit) {
  auto line = HOSHI_TRY(visit.open());
  const auto size = HOSHI_TRY(ask(line, {"DBSIZE"}));
  if (!size.is_error) visit.report.unauthenticated("", "read", "DBSIZE", size.text.size());
  if (size.text.starts_with("NOAUTH")) visit.report.login_offered("redis", visit.place.tls, "", "NOAUTH");
  for (const auto* request : visit.report.requests()) {
    if (request->operation != "write") {
      try_read(visit, line, *request);
    } else if (!visit.bench.disruption_allowed()) {
      visit.report.not_tried(request->asset, "a write needs --allow-disruptive");
    } else {
      try_write(visit, line, *request);
    }
  }
  return {};
}

}  // namespace hoshi::probes::bare
