// Handing in, step by step.
// SPDX-License-Identifier: Apache-2.0
#include "client/submission.h"

#include <algorithm>
#include <array>

#include "base/encoding.h"
#include "base/file.h"
#include "base/percent.h"

namespace hoshi::client {
namespace {

constexpr std::size_t checklist_bytes_max = 16u << 20;

Value file_of(std::string_view role, const std::string& sha256, std::string_view name) {
  return object({{"role", role}, {"sha256", sha256}, {"name", name}});
}

// Members of `wanted` that are not in `form` yet; maps are gone into.
void fill(Value& form, const Value& wanted) {
  for (const auto& [name, value] : wanted.as_map()) {
    const bool is_empty = value.is_null() || (value.is_text() && value.as_text().empty()) || (value.is_list() && value.as_list().empty());
    if (is_empty) continue;
    if (value.is_map()) {
      Value inner = form[name].is_map() ? form[name] : Value(ValueMap{});
      fill(inner, value);
      form.set(name, std::move(inner));
    } else if (form[name].is_null()) {
      form.set(name, value);
    }
  }
}

constexpr std::array<std::string_view, 4> submissions = {"submit", "resubmit", "submit_filing", "resubmit_filing"};

// Handed in now, and what an earlier draft held in other roles: a draft names all of its files each time.
Result<Value> uploads_of(Api& api, const SubmissionRequest& request, const std::string& assessment, const Value& before) {
  Value uploads = HOSHI_TRY(hand_in(api, request.files));
  if (!assessment.empty()) uploads.push(file_of("checklist", HOSHI_TRY(api.upload(assessment)), "assessment.json"));
  if (request.archive) {
    const std::string archive = HOSHI_TRY(read_file(*request.archive));
    uploads.push(file_of("archive", HOSHI_TRY(api.upload(archive)), request.archive->filename().string()));
  }
  Value whole = uploads;
  for (const auto& file : before.as_list()) {
    const auto& now = uploads.as_list();
    const bool is_replaced = std::any_of(now.begin(), now.end(), [&](const Value& one) { return one["role"] == file["role"]; });
    if (!is_replaced) whole.push(file_of(file["role"].as_text(), file["sha256"].as_text(), file["name"].as_text()));
  }
  return whole;
}

Value command_with(std::string_view purpose, Value data, Value uploads) {
  Value command{ValueMap{}};
  if (!data.is_null()) command.set("data", std::move(data));
  if (!uploads.as_list().empty()) command.set("uploads", std::move(uploads));
  command.set("idempotency_key", idempotency_key(purpose, command));
  return command;
}

std::string id_of(const Value& receipt) {
  const std::string& aggregate = receipt["aggregate"].as_text();
  return aggregate.substr(aggregate.find('/') + 1);
}

// The step that hands this in: of an application or a filing, the first time or after a return. "" where there is none now.
std::string submitting_step(const Value& view) {
  for (const auto& step : view["steps"].as_list()) {
    if (std::find(submissions.begin(), submissions.end(), step["event"].as_text()) != submissions.end()) return step["event"].as_text();
  }
  return "";
}

struct Draft {
  Value form;
  std::string assessment;  // "" without a result
};

Result<Draft> draft_of(const SubmissionRequest& request) {
  Draft draft;
  if (!request.form.empty()) {
    const std::string text = HOSHI_TRY(read_file(request.form));
    auto read = parse_json(text);
    if (!read) return tl::unexpected<Error>(std::move(read.error()).with_context(request.form.string()));
    draft.form = std::move(*read);
  }
  if (request.result.empty()) {
    if (!draft.form.is_map()) return fail(ErrorCode::invalid_input, "neither a result of hoshi assess nor a form is named: there is nothing to hand in");
    return draft;
  }
  draft.assessment = HOSHI_TRY(read_file(request.result / "assessment.json", checklist_bytes_max));
  const std::string manifest = HOSHI_TRY(read_file(request.result / "manifest.json"));
  const Value assessed = HOSHI_TRY(parse_json(draft.assessment));
  draft.form = HOSHI_TRY(completed_form(draft.form, assessed, sha256_hex(manifest)));
  return draft;
}

// The application with the draft in it.
Result<std::string> saved(Api& api, const SubmissionRequest& request) {
  const Draft draft = HOSHI_TRY(draft_of(request));
  if (request.application.empty()) {
    const Value uploads = HOSHI_TRY(uploads_of(api, request, draft.assessment, Value()));
    return id_of(HOSHI_TRY(api.post("/applications", command_with("open", object({{"scheme", request.scheme}, {"form", draft.form}}), uploads))));
  }
  const std::string here = "/applications/" + encode_percent(request.application);
  const Value before = HOSHI_TRY(api.get(here));
  const Value uploads = HOSHI_TRY(uploads_of(api, request, draft.assessment, before["files"]));
  Value command = command_with("save", object({{"form", draft.form}}), uploads);
  // The key holds the version: the same form saved again over another draft is another command.
  command.set("seen_version", before["version"]);
  command.set("idempotency_key", idempotency_key("save", command));
  HOSHI_CHECK(api.post(here + "/save_draft", command));
  return request.application;
}

}  // namespace

Result<Value> completed_form(const Value& form, const Value& assessment, std::string_view manifest_sha256) {
  if (assessment["format"].as_text() != "hoshi-assessment/1") return fail(ErrorCode::invalid_input, "assessment.json: is not of hoshi assess");
  const Value& product = assessment["product"]["product"];
  ValueList models;
  if (!product["model"].as_text().empty()) models.push_back(product["model"]);
  for (const auto& member : assessment["product"]["family_model"].as_list()) {
    if (!member["model"].as_text().empty()) models.push_back(member["model"]);
  }
  Value known = object({{"kind", "new"},
                        {"level", assessment["level"]},
                        {"evidence_manifest", manifest_sha256},
                        {"product", object({{"name", object({{"ja", product["name"]}, {"en", product["name"]}})},
                                            {"models", std::move(models)},
                                            {"firmware", product["firmware"]}})}});
  Value whole = form.is_map() ? form : Value(ValueMap{});
  fill(whole, known);
  return whole;
}

Result<Submitted> submit(Api& api, const SubmissionRequest& request) {
  Submitted submitted;
  submitted.application = HOSHI_TRY(saved(api, request));
  const std::string here = "/applications/" + encode_percent(submitted.application);
  const Value found = HOSHI_TRY(api.get(here + "/precheck"));
  bool is_blocked = false;
  for (const auto& remark : found["remarks"].as_list()) {
    is_blocked = is_blocked || remark["blocks"].as_bool();
    submitted.remarks.push_back(remark);
  }
  submitted.view = HOSHI_TRY(api.get(here));
  const std::string event = submitting_step(submitted.view);
  if (!request.only_check && !is_blocked) {
    if (event.empty()) return fail(ErrorCode::conflict, "this cannot be handed in now; hoshi application show " + submitted.application + " says what can be done");
    // The key holds the version: another submission of the same draft later is another command.
    Value command = command_with(event, Value(), Value(ValueList{}));
    command.set("idempotency_key", idempotency_key(event, object({{"application", submitted.application}, {"version", submitted.view["version"]}})));
    HOSHI_CHECK(api.post(here + "/" + event, command));
    submitted.view = HOSHI_TRY(api.get(here));
    submitted.is_submitted = true;
  }
  submitted.state = submitted.view["state"].as_text();
  return submitted;
}

}  // namespace hoshi::client
