// What the times of answers say about a delay: medians, growth, and doubt; pure, and steady on a loaded machine.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include "probes/login.h"

namespace hoshi::probes {

// 0 for no times; the lower of the two in the middle.
milliseconds median(std::vector<milliseconds> times);

enum class Felt { no, yes, doubtful };

// Whether wrong tries are slowed down: against the right password's time, measured between them, so that what slows
// everything (a loaded machine, a slow device) counts for nothing. Below 500 ms (7,200 guesses an hour) nothing
// matters; near it only a second look by pairs decides, and right at it nothing does.
Felt delay_felt(milliseconds wrong, milliseconds right);
Felt delay_felt_by_pairs(const std::vector<milliseconds>& wrong, const std::vector<milliseconds>& right);

enum class Growth { none, suspected, steady };

// The wrong tries of one run. `suspected`: all of the last third take at least twice as long as the first third and a second more.
// `steady`: and no try took clearly less than one before, over three levels; a load that comes and goes does not do that.
Growth growth_of(const std::vector<milliseconds>& times);

}  // namespace hoshi::probes
