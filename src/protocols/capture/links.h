// Which link layer a LINKTYPE number stands for.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "protocols/capture/capture_file.h"

namespace hoshi::protocols::capture {

Link link_of(std::uint32_t linktype);

}  // namespace hoshi::protocols::capture
