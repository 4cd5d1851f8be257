// The long part of the step "rejudge", done before its transaction: archive opened, evidence judged, result kept as a file.
// SPDX-License-Identifier: Apache-2.0
#include "base/encoding.h"
#include "evidence/seal.h"
#include "office/application_state.h"
#include "office/gather.h"
#include "office/kind.h"
#include "office/rejudge.h"
#include "office/uploads.h"

namespace hoshi::office {
namespace {

struct Materials {
  std::string submission;
  Draft draft;
  const SchemeOffice* scheme = nullptr;
};

Result<Materials> materials_of(const Parts& parts, const workflow::Actor& actor, const std::string& aggregate) {
  Materials materials;
  HOSHI_CHECK(in_work(parts, store::Access::read, actor, [&](Work& work) -> Result<void> {
    const Record record = HOSHI_TRY(load(work.transaction, aggregate));
    const ApplicationState state = state_of(record);
    if (state.submission() == nullptr) return fail(ErrorCode::conflict, "nothing has been submitted");
    materials.scheme = HOSHI_TRY(work.scheme(record.scheme));
    materials.submission = state.submission()->hash;
    materials.draft = draft_of_submission(HOSHI_TRY(submission_of(work.transaction, materials.submission)));
    return {};
  }));
  return materials;
}

Value result_value(const Rejudged& rejudged) {
  ValueMap verdicts;
  for (const auto& [id, verdict] : rejudged.verdicts) verdicts.emplace(id, verdict);
  return object({{"verdicts", std::move(verdicts)},
                 {"verdict", name_of(rejudged.judgement.verdict)},
                 {"differences", ValueList(rejudged.differences.begin(), rejudged.differences.end())}});
}

Result<Value> judged(const Parts& parts, const Materials& materials) {
  const Upload* archive = file_as(materials.draft.files, "archive");
  const Upload* list = file_as(materials.draft.files, "checklist");
  if (archive == nullptr || list == nullptr) return fail(ErrorCode::conflict, "no evidence is attached to this submission");
  const std::string content = HOSHI_TRY(parts.blobs.read(archive->sha256));
  const Checklist checklist = HOSHI_TRY(checklist_from(std::string_view(HOSHI_TRY(parts.blobs.read(list->sha256)))));
  const auto opened = HOSHI_TRY(evidence::open_sealed(view_of(content), {}));
  Value result = result_value(HOSHI_TRY(rejudge(opened.files, materials.scheme->scheme, checklist)));
  result.set("submission", materials.submission);
  const std::string text = to_json(result);
  result.set("result", HOSHI_TRY(parts.blobs.put(view_of(text))));
  return result;
}

}  // namespace

Value rejudge_outside(const Parts& parts, const workflow::Actor& actor, const std::string& aggregate) {
  // Only the office's people make it do this work; the step itself is refused by take_step for all others.
  if (!is_of_office(actor)) return {};
  const auto materials = materials_of(parts, actor, aggregate);
  if (!materials) return object({{"problem", materials.error().message}});
  auto result = judged(parts, *materials);
  if (!result) return object({{"problem", result.error().message}});
  return std::move(*result);
}

}  // namespace hoshi::office
