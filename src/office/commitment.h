// Commitments to decisions in the public log: salted hashes that say nothing until the salt is shown, and nothing once it is gone.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "office/work.h"

namespace hoshi::office {

constexpr std::size_t commitment_salt_bytes = 32;  // labels::commitment_to asks for exactly these

// Has the step make a DecisionCommitment.
[[nodiscard]] Result<void> commit_decision(Work& work, std::string_view scheme, std::string_view subject, std::string_view content,
                                           const Bytes& salt);

}  // namespace hoshi::office
