// The signer's decisions.
// SPDX-License-Identifier: Apache-2.0
#include "signer/service.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/encoding.h"
#include "labels/signature.h"

namespace hoshi::signer {
namespace {

using namespace std::chrono_literals;

constexpr auto clocks_may_differ = 60s;   // processes of one machine read one clock; more is a jump in between
constexpr auto clock_may_step_back = 5s;  // what a time daemon corrects at once
constexpr Date earliest_day{2026, 1, 1};  // a machine without a clock believes it is 1970
constexpr auto begins_at_most = std::chrono::days(366);  // after today; an embargo is shorter

// Shows that the two halves belong together, and makes the libraries fetch what they need before the sandbox closes. The message
// is no Sig_structure, so that the signature is worth nothing.
Result<void> check_signs(signing::LabelKeyHolder& holder) {
  const Bytes message = to_bytes("hoshi label key: first signature after start");
  const Bytes signature = HOSHI_TRY(holder.sign(message));
  const labels::LabelKey key = label_key_of(holder.public_key());
  if (labels::is_signature(key.algorithm, key.key, message, signature)) return {};
  return fail(ErrorCode::internal, fmt::format("key {} makes signatures that its public half does not confirm", to_hex(key.id)));
}

Result<labels::Statement> read_payload(ByteView payload, std::string_view what) {
  auto statement = labels::read_statement(payload);
  if (!statement) return fail(ErrorCode::forbidden, fmt::format("{} is no label statement: {}", what, statement.error().message));
  return statement;
}

}  // namespace

labels::LabelKey label_key_of(const signing::LabelPublicKey& key) {
  const auto algorithm = key.kind == signing::LabelKeyKind::ed25519 ? labels::Algorithm::ed25519 : labels::Algorithm::es256;
  return {labels::label_key_id(algorithm, key.bytes), algorithm, key.bytes, key.from, key.until};
}

Date day_in_japan(Instant instant) { return date_of(instant + std::chrono::hours(9)); }

Result<Service> Service::create(Keys keys, Journal journal, std::vector<labels::LintProfile> profiles, Clock clock) {
  if (keys.empty() || keys.size() > keys_max) {
    return fail(ErrorCode::invalid_input, fmt::format("a signer has 1 to {} keys, not {}", keys_max, keys.size()));
  }
  for (std::size_t i = 0; i < profiles.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (profiles[i].scheme == profiles[j].scheme) return fail(ErrorCode::invalid_input, "two profiles for one scheme");
    }
  }
  for (const auto& key : keys) HOSHI_CHECK(check_signs(*key));
  return Service(std::move(keys), std::move(journal), std::move(profiles), std::move(clock));
}

std::vector<labels::LabelKey> Service::public_keys() const {
  std::vector<labels::LabelKey> list;
  for (const auto& key : keys_) list.push_back(label_key_of(key->public_key()));
  return list;
}

Bytes Service::answer(ByteView request) { return write_reply(reply_to(request)); }

Result<Reply> Service::reply_to(ByteView request) {
  const Request read = HOSHI_TRY(read_request(request));
  Reply reply;
  if (read.kind == RequestKind::keys) {
    reply.keys = public_keys();
  } else {
    reply.signed_bytes = HOSHI_TRY(sign(read.sign));
  }
  return reply;
}

Result<void> Service::check_clocks(Instant now, Instant callers) const {
  const auto difference = now > callers ? now - callers : callers - now;
  if (difference > clocks_may_differ) {
    return fail(ErrorCode::unavailable, fmt::format("the clocks disagree: the signer's says {}, the caller's {}", to_text(now),
                                                    to_text(callers)));
  }
  if (day_in_japan(now) < earliest_day || now + clock_may_step_back < journal_.last_at()) {
    return fail(ErrorCode::unavailable, fmt::format("the clock says {}, which is in the past: the last signature was made at {}",
                                                    to_text(now), to_text(journal_.last_at())));
  }
  return {};
}

Result<signing::LabelKeyHolder*> Service::key_for(Date today) const {
  signing::LabelKeyHolder* newest = nullptr;
  for (const auto& key : keys_) {
    const bool signs_today = key->public_key().from <= today && today <= key->public_key().until;
    if (signs_today && (newest == nullptr || newest->public_key().from < key->public_key().from)) newest = key.get();
  }
  if (newest == nullptr) return fail(ErrorCode::unavailable, fmt::format("no key signs on {}", to_text(today)));
  return newest;
}

Result<void> Service::check_form(const labels::Statement& statement, ByteView payload, const labels::LabelKey& key) const {
  const auto profile = std::find_if(profiles_.begin(), profiles_.end(), [&statement](const labels::LintProfile& one) {
    return one.scheme == statement.scheme;
  });
  if (profile == profiles_.end()) {
    return fail(ErrorCode::forbidden, fmt::format("labels of scheme \"{}\" are not signed here", statement.scheme));
  }
  const Rehearsal rehearsal = HOSHI_TRY(rehearse(payload));
  const auto findings = labels::lint_statement(rehearsal.signed_bytes, *profile);
  if (!findings.empty()) return fail(ErrorCode::forbidden, "lint: " + labels::to_text(findings));
  if (statement.valid_from > key.until || statement.valid_until < key.from) {
    return fail(ErrorCode::forbidden, fmt::format("the term from {} lies outside the time of key {}", to_text(statement.valid_from),
                                                  to_hex(key.id)));
  }
  return {};
}

Result<void> Service::check_history(const labels::Statement& statement, const SignRequest& request) const {
  const auto latest = journal_.latest(statement.number);
  const auto refused = [&statement](std::string_view why) {
    return fail(ErrorCode::conflict, fmt::format("number {}: {}", statement.number, why));
  };
  if (request.relation == Relation::first) {
    if (latest) return refused("another statement was signed for it");
    if (!request.predecessor.empty()) return refused("the first statement has no predecessor");
    return {};
  }
  if (!latest) return refused("nothing was signed for it that could be replaced");
  if (digest_of(request.predecessor) != *latest) return refused("the predecessor is not the statement signed last");
  const labels::Statement before = HOSHI_TRY(read_payload(request.predecessor, "the predecessor"));
  const bool is_same_label = before.scheme == statement.scheme && before.number == statement.number &&
                             before.level == statement.level && before.status_list == statement.status_list &&
                             before.status_index == statement.status_index;
  if (!is_same_label) return refused("scheme, level and status entry stay as they are");
  const bool is_longer = statement.valid_until > before.valid_until;
  if (is_longer != (request.relation == Relation::extension)) {
    return refused(is_longer ? "an amendment makes no label valid for longer" : "an extension must end later");
  }
  return {};
}

Result<Bytes> Service::sign(const SignRequest& request) {
  const Instant now = clock_();
  HOSHI_CHECK(check_clocks(now, request.at));
  const labels::Statement statement = HOSHI_TRY(read_payload(request.payload, "the payload"));
  const Date today = day_in_japan(now);
  signing::LabelKeyHolder* const holder = HOSHI_TRY(key_for(today));
  const labels::LabelKey key = label_key_of(holder->public_key());
  HOSHI_CHECK(check_form(statement, request.payload, key));
  if (statement.valid_until < today || to_days(statement.valid_from) > to_days(today) + begins_at_most) {
    return fail(ErrorCode::forbidden, fmt::format("a term from {} to {} is not signed on {}", to_text(statement.valid_from),
                                                  to_text(statement.valid_until), to_text(today)));
  }
  const Digest digest = digest_of(request.payload);
  if (journal_.latest(statement.number) != digest) {
    HOSHI_CHECK(check_history(statement, request));
    // Before the signature exists: whatever happens from here on, no other statement is signed for this number.
    HOSHI_CHECK(journal_.append(statement.number, digest, key.id, now, request.relation));
  }
  const Bytes message = labels::to_be_signed(key.algorithm, key.id, request.payload);
  Bytes signature = HOSHI_TRY(holder->sign(message));
  Bytes signed_bytes = HOSHI_TRY(labels::write_signed({key.algorithm, key.id, request.payload, std::move(signature)}));
  const labels::Statement verified = HOSHI_TRY(labels::verify_statement(signed_bytes, {key}));
  if (verified != statement) return fail(ErrorCode::internal, "what was signed is not what was asked for");
  return signed_bytes;
}

}  // namespace hoshi::signer
