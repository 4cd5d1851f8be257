// The transactions of the issuing pipeline, one intent at a time.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "office/issue_intent.h"
#include "office/kind.h"
#include "office/put_off.h"

namespace hoshi::office {

workflow::Actor issuer_actor();
Command step_on(std::string aggregate, std::string event);

// Offers the applications that stand where "begin_issue" starts, the longest waiting first.
[[nodiscard]] Result<void> offer_decided_applications(Work& work, Turn& turn);
// Offers accepted notices of change of labels in force for which no intent was ever made.
[[nodiscard]] Result<void> offer_accepted_changes(Work& work, Turn& turn);
[[nodiscard]] Result<void> plan_change(Work& work, const std::string& aggregate);

[[nodiscard]] Result<std::string> profile_now(Work& work, const Intent& intent);
// Payloads the signer may know as the last one of the number: the published one first, then later ones that were voided.
[[nodiscard]] Result<std::vector<Bytes>> signed_before(Work& work, const Intent& intent);
// Public keys as the verifier of the register needs them; kept for good, so that old labels stay verifiable.
[[nodiscard]] Result<void> keep_keys(Work& work, const std::vector<labels::LabelKey>& keys);

// Verifies with the public verifier, compares the bytes with the intent, examines them once more, and takes the steps on label and
// application. corrupt when anything differs: nothing is published then.
[[nodiscard]] Result<void> publish_intent(Work& work, const Intent& intent, const std::vector<labels::LabelKey>& keys);
// The intent ends; a new number is burned; the application goes back to where it was decided.
[[nodiscard]] Result<void> abandon_intent(Work& work, const Intent& intent, const std::string& why);

}  // namespace hoshi::office
