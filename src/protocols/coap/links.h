// The list of resources in CoRE link format (RFC 6690), as /.well-known/core gives it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace hoshi::protocols::coap {

constexpr std::size_t links_max = 256;
constexpr std::size_t link_parameters_max = 32;

struct LinkParameter {
  std::string name;   // lower case
  std::string value;  // without quotation marks; empty when there is none
};

struct Link {
  std::string target;  // "/sensors/temp", or a whole URI; hostile
  std::vector<LinkParameter> parameters;
  std::string_view parameter(std::string_view name) const;  // the first one's value, or ""
};

// RFC 6690, 2. corrupt: breaks the format, or has more links or parameters than the limits.
[[nodiscard]] Result<std::vector<Link>> read_links(std::string_view text);

}  // namespace hoshi::protocols::coap
