// Makes the sentences a judgement gives for its verdicts.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "domain/words.h"

namespace hoshi::assessment {

// The message called `name` in section [reason] of translations/*.toml. A test reads the sources of this room
// for calls of this function: name and slot names must be written out at the call.
inline Message reason(std::string_view name, std::map<std::string, std::string> slots = {}) {
  return {std::string(name), std::move(slots)};
}

}  // namespace hoshi::assessment
