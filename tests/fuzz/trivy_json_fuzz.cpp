// Fuzzes the import of Trivy JSON.
// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>

#include "base/bytes.h"
#include "base/text.h"
#include "protocols/reports/report.h"

using namespace hoshi;
using namespace hoshi::protocols::reports;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto report = parse_trivy_json(to_text(ByteView(data, size)));
  if (!report) return 0;
  HOSHI_ASSERT(report->findings.size() <= finding_limit);
  HOSHI_ASSERT(report->database_date.empty() || report->database_date.size() == 10);
  for (const auto& finding : report->findings) {
    HOSHI_ASSERT(finding.title.size() <= 600);
    HOSHI_ASSERT(valid_utf8(finding.finding) == finding.finding);
  }
  return 0;
}
