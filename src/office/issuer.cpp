// Rounds of the issuing pipeline.
// SPDX-License-Identifier: Apache-2.0
#include "office/issuer.h"

#include <algorithm>
#include <set>

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

std::string problem(const std::string& application, const Error& error) { return "application/" + application + ": " + error.message; }

}  // namespace

Result<void> Issuer::in_transaction(const std::function<Result<void>(Work&)>& step) {
  return office_.parts().database.run(store::Access::write, [&](store::Transaction& transaction) -> Result<void> {
    const Instant now = office_.now();
    const Outside outside;
    const workflow::Actor actor = issuer_actor();
    Work work{office_.parts(), transaction, actor, now, workflow::day_in_japan(now), outside, {}, {}};
    return step(work);
  });
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

// All of a round in one transaction; when one of them is refused, each in its own, so that the others go on.
Result<void> Issuer::begin(int most, IssueRound& round) {
  std::vector<std::string> aggregates;
  HOSHI_CHECK(in_transaction([&](Work& work) -> Result<void> {
    aggregates = HOSHI_TRY(decided_applications(work, most));
    return {};
  }));
  if (aggregates.empty()) return {};
  const auto together = in_transaction([&](Work& work) -> Result<void> {
    for (const auto& aggregate : aggregates) HOSHI_CHECK(take(work, step_on(aggregate, "begin_issue")));
    return {};
  });
  if (together) round.planned += static_cast<int>(aggregates.size());
  if (!together && stops_everything(together.error())) return together;
  for (const auto& aggregate : together ? std::vector<std::string>() : aggregates) {
    const auto alone = in_transaction([&](Work& work) -> Result<void> {
      HOSHI_CHECK(take(work, step_on(aggregate, "begin_issue")));
      return {};
    });
    if (!alone && stops_everything(alone.error())) return alone;
    if (alone) ++round.planned;
    if (!alone) round.problems.push_back(aggregate + ": " + alone.error().message);
  }
  pass(IssuePoint::planned);
  return {};
}

// Accepted notices of change: their filing has ended, so the intent stands by itself.
Result<void> Issuer::begin_changes(int most, IssueRound& round) {
  std::vector<std::string> aggregates;
  HOSHI_CHECK(in_transaction([&](Work& work) -> Result<void> {
    aggregates = HOSHI_TRY(accepted_changes(work, most));
    return {};
  }));
  for (const auto& aggregate : aggregates) {
    const auto planned = in_transaction([&](Work& work) { return plan_change(work, aggregate); });
    if (!planned && stops_everything(planned.error())) return planned;
    if (planned) ++round.planned;
    if (!planned) round.problems.push_back(aggregate + ": " + planned.error().message);
  }
  if (!aggregates.empty()) pass(IssuePoint::planned);
  return {};
}

Result<void> Issuer::finish(int most, IssueRound& round) {
  std::vector<Intent> open;
  std::set<std::string> outdated;  // ids
  HOSHI_CHECK(in_transaction([&](Work& work) -> Result<void> {
    open = HOSHI_TRY(open_intents(work.transaction, most));
    outdated.clear();
    for (const auto& intent : open) {
      if (HOSHI_TRY(profile_now(work, intent)) != intent.profile) outdated.insert(intent.id);
    }
    return {};
  }));
  std::vector<Intent> ready;
  std::vector<Intent> fresh;
  for (const auto& intent : open) {
    // What was planned under one profile is not signed under another (Let's Encrypt, 15 June 2023).
    if (outdated.contains(intent.id)) {
      HOSHI_CHECK(void_intent(intent, "the issuing profile has changed since the statement was planned", round));
    } else if (intent.state == "signed") {
      ready.push_back(intent);
    } else {
      HOSHI_CHECK(sign(intent, round, fresh));
    }
  }
  if (!fresh.empty()) {
    pass(IssuePoint::signature_received);
    HOSHI_CHECK(keep(fresh));
    pass(IssuePoint::signature_kept);
  }
  ready.insert(ready.end(), fresh.begin(), fresh.end());
  return publish(ready, round);
}

Result<void> Issuer::sign(const Intent& intent, IssueRound& round, std::vector<Intent>& fresh) {
  signer::SignRequest request;
  request.relation = relation_of(intent);
  request.at = office_.now();
  request.payload = intent.payload;
  Result<Bytes> signed_statement = fail(ErrorCode::conflict, "there is no statement to replace");
  for (const auto& predecessor : HOSHI_TRY(predecessors_of(intent))) {
    request.predecessor = predecessor;
    signed_statement = signer_.sign(request);
    // A statement that was signed and then voided may be what the signer remembers: then it names that one.
    if (signed_statement || signed_statement.error().code != ErrorCode::conflict) break;
  }
  if (!signed_statement && stops_everything(signed_statement.error())) return tl::unexpected<Error>(signed_statement.error());
  if (!signed_statement) return void_intent(intent, "the signer refused: " + signed_statement.error().message, round);
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

Result<void> Issuer::keep(const std::vector<Intent>& fresh) {
  return in_transaction([&](Work& work) -> Result<void> {
    for (const auto& intent : fresh) {
      const auto signed_statement = HOSHI_TRY(labels::read_signed(intent.signed_statement));
      HOSHI_CHECK(keep_signed(work, intent, signed_statement.key_id, intent.signed_statement));
    }
    return {};
  });
}

Result<void> Issuer::publish(const std::vector<Intent>& intents, IssueRound& round) {
  if (intents.empty()) return {};
  const auto together = in_transaction([&](Work& work) -> Result<void> {
    for (const auto& intent : intents) HOSHI_CHECK(publish_intent(work, intent, keys_));
    return {};
  });
  if (together) round.published += static_cast<int>(intents.size());
  if (!together && stops_everything(together.error())) return together;
  for (const auto& intent : together ? std::vector<Intent>() : intents) {
    const auto alone = in_transaction([&](Work& work) { return publish_intent(work, intent, keys_); });
    if (!alone && stops_everything(alone.error())) return alone;
    if (alone) ++round.published;
    if (!alone) round.problems.push_back(problem(intent.application, alone.error()));
  }
  pass(IssuePoint::published);
  return {};
}

Result<void> Issuer::void_intent(const Intent& intent, const std::string& why, IssueRound& round) {
  const auto voided = in_transaction([&](Work& work) { return abandon_intent(work, intent, why); });
  if (!voided && stops_everything(voided.error())) return voided;
  if (voided) ++round.voided;
  round.problems.push_back("application/" + intent.application + ": " + (voided ? why : voided.error().message));
  return {};
}

}  // namespace hoshi::office
