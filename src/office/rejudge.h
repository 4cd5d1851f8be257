// Judging the attached evidence again with the house's own rules, and comparing with the checklist that was submitted. Pure.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "domain/assessment.h"
#include "evidence/files.h"
#include "office/checklist.h"

namespace hoshi::office {

struct Rejudged {
  Judgement judgement;
  std::map<std::string, std::string> verdicts;  // by criterion
  // Each one line: "S1.1-04: pass in the checklist, fail by the evidence". Sorted; empty: the same.
  std::vector<std::string> differences;
};

// The recorded observations and answers of an evidence folder under `scheme`, the edition the office has adopted, whatever scheme
// data lie in the folder. Answers count only with the files they rely on as they lie there. The files are a stranger's: corrupt
// when they do not hold an assessment. Probes are not run again over the transcripts here: `hoshi replay` does.
[[nodiscard]] Result<Rejudged> rejudge(const evidence::FileSet& files, const Scheme& scheme, const Checklist& checklist);

}  // namespace hoshi::office
