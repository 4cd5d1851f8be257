// Handing in: from the folder of `hoshi assess` and a form to a submitted application, or from a form alone to a filing.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "client/step.h"

namespace hoshi::client {

struct SubmissionRequest {
  std::filesystem::path result;                  // folder of hoshi assess: assessment.json and manifest.json; "": the form says all
  std::filesystem::path form;                    // JSON: what stands on the application besides (docs/application-form.md)
  std::optional<std::filesystem::path> archive;  // of hoshi evidence seal, to attach
  std::vector<FileToHandIn> files;               // statement, mandate, evidence, proof …
  std::string scheme = "jc-star";
  std::string application;                       // id of one that is begun; "": a new one
  bool only_check = false;                       // saves the draft and runs the office's precheck, submits nothing
};

struct Submitted {
  std::string application;   // id
  std::string state;
  Value view;                // as the API shows it
  std::vector<Value> remarks;  // of the precheck; those that block when nothing was submitted
  bool is_submitted = false;
};

// The form with what the assessment knows already: level, product, models, firmware, the manifest's hash. What the form says itself stays.
[[nodiscard]] Result<Value> completed_form(const Value& form, const Value& assessment, std::string_view manifest_sha256);

[[nodiscard]] Result<Submitted> submit(Api& api, const SubmissionRequest& request);

}  // namespace hoshi::client
