// Says in facts what a survey of TLS or DTLS found.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "probes/bench.h"
#include "probes/probe.h"
#include "probes/tls/survey.h"

namespace hoshi::probes {

// The name under which facts speak of a version: "TLS1.2", or "DTLS1.2" for its counterpart.
using NameOfVersion = std::string_view (*)(protocols::tls::Version version);

// Emits tls.version, tls.suite, tls.group, tls.certificate, and tls.grade when the survey is complete. Versions are
// graded as the TLS version they are (or are made of).
void report_survey(const Task& task, Bench& bench, const Value& cryptrec, const TlsSurvey& survey,
                   NameOfVersion name_of);

}  // namespace hoshi::probes
