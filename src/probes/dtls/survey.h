// Finds out by elimination everything a DTLS server accepts.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "probes/dtls/dialogue.h"
#include "probes/tls/survey.h"

namespace hoshi::probes {

// As survey_tls(); versions and suites stand under the TLS version that the DTLS version is made of (counterpart_of).
[[nodiscard]] Result<TlsSurvey> survey_dtls(transport::Network& network, const std::string& target,
                                            std::uint16_t port);

// Whether the server chooses a suite with a pre-shared key when only such are offered.
[[nodiscard]] Result<bool> takes_pre_shared_keys(transport::Network& network, const std::string& target,
                                                 std::uint16_t port);

}  // namespace hoshi::probes
