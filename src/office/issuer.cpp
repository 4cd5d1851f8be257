// Rounds of the issuing pipeline.
// SPDX-License-Identifier: Apache-2.0
#include "office/issuer.h"

#include <map>

#include "base/encoding.h"
#include "office/issuer_steps.h"
#include "office/kind.h"

namespace hoshi::office {
namespace {

// What stops a round, rather than one application.
bool stops_everything(const Error& error) { return error.code == ErrorCode::unavailable || error.code == ErrorCode::timed_out; }

signer::Relation relation_of(const Intent& intent) {
  if (intent.kind == "extend") return signer::Relation::extension;
  return intent.kind == "amend" ? signer::Relation::amendment : signer::Relation::first;
}

std::string aggregate_of(const Intent& intent) { return "application/" + intent.application; }
const std::string& aggregate_of(const std::string& aggregate) { return aggregate; }
// Under which it is put off.
const std::string& name_of(const Intent& intent) { return intent.id; }
const std::string& name_of(const std::string& aggregate) { return aggregate; }

}  // namespace

Result<void> Issuer::in_transaction(const std::function<Result<void>(Work&)>& step) {
  return in_work(office_.parts(), store::Access::write, issuer_actor(), step);
}

Result<IssueRound> Issuer::run_once(int most) {
  IssueRound round;
  keys_ = HOSHI_TRY(signer_.keys());
  HOSHI_CHECK(in_transaction([&](Work& work) { return keep_keys(work, keys_); }));
  HOSHI_CHECK(finish(most, round));
  HOSHI_CHECK(begin(most, round));
  HOSHI_CHECK(begin_changes(most, round));
  HOSHI_CHECK(finish(most, round));
  return round;
}

// What cannot go on now; the others do.
void Issuer::hold(const std::string& name, const std::string& aggregate, const Error& error, IssueRound& round) {
  put_off_.failed(name, office_.now());
  round.problems.push_back(aggregate + ": " + error.message);
}

Result<std::vector<std::string>> Issuer::whose_turn(int most, Result<void> (*offer)(Work&, Turn&)) {
  std::vector<std::string> aggregates;
  HOSHI_CHECK(in_transaction([&](Work& work) -> Result<void> {
    Turn turn(put_off_, office_.now(), static_cast<std::size_t>(most));
    HOSHI_CHECK(offer(work, turn));
    aggregates = turn.taken();
    return {};
  }));
  return aggregates;
}

// All in one transaction, or each in its own when one of them fails, so that the others go on; those that went well.
template <class T>
Result<std::vector<T>> Issuer::each(const std::vector<T>& all, const std::function<Result<void>(Work&, const T&)>& step, IssueRound& round) {
  const auto together = in_transaction([&](Work& work) -> Result<void> {
    for (const auto& one : all) HOSHI_CHECK(step(work, one));
    return {};
  });
  if (together) return all;
  if (stops_everything(together.error())) return tl::unexpected<Error>(together.error());
  std::vector<T> done;
  for (const auto& one : all) {
    const auto alone = in_transaction([&](Work& work) { return step(work, one); });
    if (!alone && stops_everything(alone.error())) return tl::unexpected<Error>(alone.error());
    if (alone) done.push_back(one);
    else hold(name_of(one), aggregate_of(one), alone.error(), round);
  }
  return done;
}

Result<void> Issuer::begin(int most, IssueRound& round) {
  const auto aggregates = HOSHI_TRY(whose_turn(most, offer_decided_applications));
  if (aggregates.empty()) return {};
  const auto begin_one = [](Work& work, const std::string& aggregate) -> Result<void> {
    HOSHI_CHECK(take(work, step_on(aggregate, "begin_issue")));
    return {};
  };
  round.planned += static_cast<int>(HOSHI_TRY(each<std::string>(aggregates, begin_one, round)).size());
  pass(IssuePoint::planned);
  return {};
}

// Accepted notices of change: their filing has ended, so the intent stands by itself.
Result<void> Issuer::begin_changes(int most, IssueRound& round) {
  const auto aggregates = HOSHI_TRY(whose_turn(most, offer_accepted_changes));
  for (const auto& aggregate : aggregates) {
    const auto planned = in_transaction([&](Work& work) { return plan_change(work, aggregate); });
    if (!planned && stops_everything(planned.error())) return planned;
    if (!planned) {
      hold(aggregate, aggregate, planned.error(), round);
    } else {
      ++round.planned;
    }
  }
  if (!aggregates.empty()) pass(IssuePoint::planned);
  return {};
}

Result<void> Issuer::finish(int most, IssueRound& round) {
  std::vector<Intent> open;
  std::map<std::string, Result<std::string>> profiles;  // by id
  HOSHI_CHECK(in_transaction([&](Work& work) -> Result<void> {
    open = HOSHI_TRY(open_intents(work.transaction, Turn(put_off_, office_.now(), static_cast<std::size_t>(most))));
    profiles.clear();
    for (const auto& intent : open) profiles.emplace(intent.id, profile_now(work, intent));
    return {};
  }));
  std::vector<Intent> ready;
  std::vector<Intent> fresh;
  for (const auto& intent : open) {
    const auto& profile = profiles.at(intent.id);
    if (!profile) {
      hold(intent.id, aggregate_of(intent), profile.error(), round);
    } else if (*profile != intent.profile) {
      // What was planned under one profile is not signed under another (Let's Encrypt, 15 June 2023).
      HOSHI_CHECK(void_intent(intent, "the issuing profile has changed since the statement was planned", round));
    } else if (intent.state == "signed") {
      ready.push_back(intent);
    } else {
      HOSHI_CHECK(sign(intent, round, fresh));
    }
  }
  if (!fresh.empty()) {
    pass(IssuePoint::signature_received);
    for (auto& intent : HOSHI_TRY(keep(fresh, round))) ready.push_back(std::move(intent));
    pass(IssuePoint::signature_kept);
  }
  return publish(ready, round);
}

Result<void> Issuer::sign(const Intent& intent, IssueRound& round, std::vector<Intent>& fresh) {
  signer::SignRequest request;
  request.relation = relation_of(intent);
  request.at = office_.now();
  request.payload = intent.payload;
  Result<Bytes> signed_statement = fail(ErrorCode::conflict, "there is no statement to replace");
  const auto predecessors = predecessors_of(intent);
  if (!predecessors && stops_everything(predecessors.error())) return tl::unexpected<Error>(predecessors.error());
  if (!predecessors) {
    hold(intent.id, aggregate_of(intent), predecessors.error(), round);
    return {};
  }
  for (const auto& predecessor : *predecessors) {
    request.predecessor = predecessor;
    signed_statement = signer_.sign(request);
    // A statement that was signed and then voided may be what the signer remembers: then it names that one.
    if (signed_statement || signed_statement.error().code != ErrorCode::conflict) break;
  }
  if (!signed_statement && stops_everything(signed_statement.error())) return tl::unexpected<Error>(signed_statement.error());
  if (!signed_statement) {
    put_off_.failed(aggregate_of(intent), office_.now());  // or every round would burn a number
    return void_intent(intent, "the signer refused: " + signed_statement.error().message, round);
  }
  Intent done = intent;
  done.signed_statement = std::move(*signed_statement);
  done.state = "signed";
  fresh.push_back(std::move(done));
  return {};
}

Result<std::vector<Bytes>> Issuer::predecessors_of(const Intent& intent) {
  if (relation_of(intent) == signer::Relation::first) return std::vector<Bytes>{Bytes()};
  std::vector<Bytes> predecessors;
  HOSHI_CHECK(in_transaction([&](Work& work) -> Result<void> {
    predecessors = HOSHI_TRY(signed_before(work, intent));
    return {};
  }));
  return predecessors;
}

// Those that are on the disk then.
Result<std::vector<Intent>> Issuer::keep(const std::vector<Intent>& fresh, IssueRound& round) {
  const auto keep_one = [](Work& work, const Intent& intent) -> Result<void> {
    const auto signed_statement = HOSHI_TRY(labels::read_signed(intent.signed_statement));
    return keep_signed(work, intent, signed_statement.key_id, intent.signed_statement);
  };
  return each<Intent>(fresh, keep_one, round);
}

Result<void> Issuer::publish(const std::vector<Intent>& intents, IssueRound& round) {
  if (intents.empty()) return {};
  const auto published = HOSHI_TRY(each<Intent>(intents, [this](Work& work, const Intent& intent) { return publish_intent(work, intent, keys_); }, round));
  for (const auto& intent : published) {
    put_off_.done(intent.id);
    put_off_.done(aggregate_of(intent));
  }
  round.published += static_cast<int>(published.size());
  pass(IssuePoint::published);
  return {};
}

Result<void> Issuer::void_intent(const Intent& intent, const std::string& why, IssueRound& round) {
  const auto voided = in_transaction([&](Work& work) { return abandon_intent(work, intent, why); });
  if (!voided && stops_everything(voided.error())) return voided;
  if (!voided) {
    hold(intent.id, aggregate_of(intent), voided.error(), round);
    return {};
  }
  ++round.voided;
  put_off_.done(intent.id);
  round.problems.push_back(aggregate_of(intent) + ": " + why);
  return {};
}

}  // namespace hoshi::office
