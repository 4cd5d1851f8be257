// Logging in to Redis: AUTH with account and password, or with the password alone where there are no accounts.
// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"
#include "probes/logins/kinds.h"
#include "probes/question.h"
#include "protocols/bare/redis.h"

namespace hoshi::probes::logins {
namespace {

using protocols::bare::RedisReply;

bool wants_no_account(const RedisReply& reply) {
  return reply.is_error && contains_ignoring_case(reply.text, "wrong number of arguments");
}

LoginClass class_of_reply(const RedisReply& reply) {
  if (!reply.is_error) return LoginClass::accepted;
  const bool is_wrong = reply.text.starts_with("WRONGPASS") || contains_ignoring_case(reply.text, "invalid password");
  if (is_wrong) return LoginClass::refused;
  if (reply.text.starts_with("ERR max number of clients")) return LoginClass::throttled;
  return LoginClass::unclear;
}

}  // namespace

LoginAttempt try_redis(transport::Network& network, const LoginSurface& surface, const Pair& pair) {
  using namespace protocols::bare;
  LoginAttempt attempt;
  attempt.began = network.time();
  const auto fail_with = [&](const Error& error) {
    attempt.ended = network.time();
    attempt.outcome = error.code == ErrorCode::corrupt ? LoginClass::unclear : class_of(error);
    attempt.signature.status = error.code == ErrorCode::corrupt ? "not redis" : "no answer to auth";
    return attempt;
  };
  auto questions = Questioner::open(network, surface.target, {surface.port, surface.tls});
  if (!questions) return fail_with(questions.error());
  attempt.began = network.time();
  const std::string account = pair.account.empty() ? "default" : pair.account;
  auto reply = questions->ask(redis_command({"AUTH", account, pair.password}), read_redis_reply, answer_timeout);
  if (reply && wants_no_account(*reply)) {
    reply = questions->ask(redis_command({"AUTH", pair.password}), read_redis_reply, answer_timeout);
  }
  if (!reply) return fail_with(reply.error());
  attempt.ended = network.time();
  attempt.outcome = class_of_reply(*reply);
  attempt.signature.status = reply->is_error ? "auth " + reply->text.substr(0, reply->text.find(' ')) : "auth OK";
  if (attempt.outcome != LoginClass::accepted) return attempt;
  // Where no password is set Redis calls AUTH an error, so OK and a command that works are the door.
  const auto info = questions->ask(redis_command({"PING"}), read_redis_reply);
  attempt.privileged_read = info && !info->is_error;
  if (attempt.privileged_read) attempt.confirmed_by = "ping";
  return attempt;
}

}  // namespace hoshi::probes::logins
