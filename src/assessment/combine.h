// How verdicts combine: checks to an item, items to a criterion, criteria to a level (docs/rules.md).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include "domain/assessment.h"

namespace hoshi::assessment {

// Any fail → fail, else any inconclusive → inconclusive, else at least one pass → pass, else inconclusive.
// What may not stand below a criterion (accepted_by_recognition) counts as inconclusive.
Verdict combine_all(const std::vector<Verdict>& verdicts);

// One pass suffices; all fail → fail; else inconclusive.
Verdict combine_any(const std::vector<Verdict>& verdicts);

// Of an item, from its checks of basis `required` alone.
Verdict verdict_of_item(const std::vector<CheckResult>& checks);

// Of a criterion, from its items; sets which of them count. `chosen` is the id the description chooses;
// nothing chosen, or an id that no item has, is inconclusive.
Verdict verdict_of_items(Combine combine, std::vector<ItemResult>& items,
                         const std::optional<std::string>& chosen);

// What is at most `inconclusive`: passing verdicts are lowered to it, a fail stays.
Verdict doubted(Verdict verdict);

// Of the level: any fail → fail; only passed, not applicable and accepted criteria → pass; else inconclusive.
Verdict verdict_of_level(const std::vector<Verdict>& criteria);

// Whether a criterion with this verdict is done with: passes, is not applicable, or is accepted by
// recognition.
bool is_satisfied(Verdict verdict);

}  // namespace hoshi::assessment
