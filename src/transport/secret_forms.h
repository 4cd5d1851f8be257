// Makes the forms in which one secret may appear on the wire.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

#include "transport/secrets.h"

namespace hoshi::transport {

constexpr std::size_t short_secret_bytes = 4;  // shorter ones are hidden only as whole fields

// `secret` is not empty and at most a few KiB.
std::vector<SecretForm> forms_of_secret(std::string_view secret);

}  // namespace hoshi::transport
