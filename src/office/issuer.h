// The issuing pipeline: decided applications become signed, verified, published labels; whatever dies, nothing is lost or doubled.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "office/issue_intent.h"
#include "office/office.h"
#include "office/put_off.h"
#include "office/signer.h"

namespace hoshi::office {

// Where a test may kill the process. Each is behind what its name says.
enum class IssuePoint {
  planned,             // number, place and statement are on the disk as an intent; the application is "issuing"
  signature_received,  // the signer has signed and written its journal; we have kept nothing
  signature_kept,      // the signed statement is on the disk
  published,           // label, application, feed and notices are on the disk
};

struct IssueRound {
  int planned = 0;
  int published = 0;
  int voided = 0;
  std::vector<std::string> problems;  // what stays where it is and needs a person, each with its application
};

// The only code that asks the signer. One for each store at a time; a second one does no harm but finds everything taken.
class Issuer {
 public:
  Issuer(const Office& office, Signer& signer, std::function<void(IssuePoint)> at = {})
      : office_(office), signer_(signer), at_(std::move(at)) {}

  // One round: finishes or voids what was begun, then takes up to `most` decided applications and accepted changes and finishes
  // those. Each step is durable before the next begins, so a round after a crash goes on where the last one was. unavailable when
  // store or signer is gone; everything else is told as a problem, waits a while (PutOff), and neither stops nor delays the others.
  [[nodiscard]] Result<IssueRound> run_once(int most = 64);

 private:
  [[nodiscard]] Result<void> begin(int most, IssueRound& round);
  [[nodiscard]] Result<void> begin_changes(int most, IssueRound& round);
  [[nodiscard]] Result<void> finish(int most, IssueRound& round);
  [[nodiscard]] Result<void> sign(const Intent& intent, IssueRound& round, std::vector<Intent>& fresh);
  [[nodiscard]] Result<std::vector<Intent>> keep(const std::vector<Intent>& fresh, IssueRound& round);
  [[nodiscard]] Result<void> publish(const std::vector<Intent>& intents, IssueRound& round);
  [[nodiscard]] Result<void> void_intent(const Intent& intent, const std::string& why, IssueRound& round);
  [[nodiscard]] Result<std::vector<Bytes>> predecessors_of(const Intent& intent);
  [[nodiscard]] Result<std::vector<std::string>> whose_turn(int most, Result<void> (*offer)(Work&, Turn&));
  template <class T>
  [[nodiscard]] Result<std::vector<T>> each(const std::vector<T>& all, const std::function<Result<void>(Work&, const T&)>& step, IssueRound& round);
  void hold(const std::string& name, const std::string& aggregate, const Error& error, IssueRound& round);
  [[nodiscard]] Result<void> in_transaction(const std::function<Result<void>(Work&)>& work);
  void pass(IssuePoint point) const {
    if (at_) at_(point);
  }

  const Office& office_;
  Signer& signer_;
  std::function<void(IssuePoint)> at_;
  std::vector<labels::LabelKey> keys_{};
  PutOff put_off_{};  // by aggregate before an intent is made, by the intent's id afterwards
};

}  // namespace hoshi::office
