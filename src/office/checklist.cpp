// Reading of checklists.
// SPDX-License-Identifier: Apache-2.0
#include "office/checklist.h"

#include <algorithm>

#include "base/date.h"
#include "base/text.h"
#include "office/fields.h"

namespace hoshi::office {
namespace {

constexpr std::size_t criteria_max = 500;
constexpr std::size_t models_of_checklist_max = 5000;
constexpr std::size_t name_bytes_max = 300;
constexpr std::size_t reason_bytes_max = 8000;
constexpr std::int64_t level_max = 9;

Result<Checklist> refuse(std::string_view what) { return fail(ErrorCode::invalid_input, "checklist: " + std::string(what)); }

std::string bounded_text(const Value& value, std::size_t bytes_max) {
  const std::string text(trimmed(value.as_text()));
  return text.size() <= bytes_max && is_clean_text(text, true) ? text : std::string();
}

bool is_open_question_of(const Value& question, const std::string& criterion) {
  return question["question"].as_text().starts_with(criterion + "/");
}

Result<ChecklistCriterion> criterion_from(const Value& value, const Value& questions) {
  ChecklistCriterion criterion;
  criterion.id = bounded_text(value["id"], 40);
  const auto verdict = verdict_named(value["verdict"].as_text());
  if (criterion.id.empty() || !verdict) return fail(ErrorCode::invalid_input, "checklist: a criterion without id or with an unknown verdict");
  criterion.verdict = *verdict;
  criterion.is_provisional = value["provisional"].as_bool();
  criterion.has_reason = !value["reasons"].as_list().empty();
  const auto& list = questions.as_list();
  criterion.open_questions = static_cast<std::size_t>(
      std::count_if(list.begin(), list.end(), [&](const Value& one) { return is_open_question_of(one, criterion.id); }));
  return criterion;
}

Result<void> read_criteria(const Value& assessment, Checklist& checklist) {
  const auto& criteria = assessment["criteria"].as_list();
  if (criteria.size() > criteria_max) return fail(ErrorCode::invalid_input, "checklist: more than 500 criteria");
  for (const auto& one : criteria) {
    auto criterion = HOSHI_TRY(criterion_from(one, assessment["questions"]));
    const std::string id = criterion.id;
    if (!checklist.criteria.emplace(id, std::move(criterion)).second) {
      return fail(ErrorCode::invalid_input, "checklist: criterion " + id + " stands twice");
    }
  }
  return {};
}

void read_product(const Value& product, Checklist& checklist) {
  checklist.product_name = bounded_text(product["product"]["name"], name_bytes_max);
  checklist.firmware = bounded_text(product["product"]["firmware"], name_bytes_max);
  checklist.kind = bounded_text(product["product"]["kind"], 40);
  const auto add = [&](const Value& model) {
    const std::string text = bounded_text(model, name_bytes_max);
    const bool is_new = std::find(checklist.models.begin(), checklist.models.end(), text) == checklist.models.end();
    if (!text.empty() && is_new && checklist.models.size() < models_of_checklist_max) checklist.models.push_back(text);
  };
  add(product["product"]["model"]);
  for (const auto& one : product["family_model"].as_list()) add(one["model"]);
  for (const auto& one : product["not_applicable"].as_list()) {
    const std::string reason = bounded_text(one["reason"], reason_bytes_max);
    if (!reason.empty()) checklist.not_applicable_reasons.emplace(bounded_text(one["criterion"], 40), reason);
  }
}

}  // namespace

Result<Checklist> checklist_from(std::string_view json) {
  const auto value = parse_json(json, {.depth = 32, .input_bytes = checklist_bytes_max});
  if (!value) return refuse(value.error().message);
  return checklist_from(*value);
}

Result<Checklist> checklist_from(const Value& assessment) {
  if (assessment["format"].as_text() != "hoshi-assessment/1") return refuse("is not a hoshi-assessment/1 (assessment.json of an evidence folder)");
  const std::int64_t level = assessment["level"].as_integer();
  if (level < 1 || level > level_max) return refuse("level is not 1 to 9");
  Checklist checklist;
  checklist.level = static_cast<int>(level);
  checklist.scheme = bounded_text(assessment["scheme"]["id"], 60);
  checklist.edition = bounded_text(assessment["scheme"]["edition"], 60);
  checklist.scheme_sha256 = bounded_text(assessment["scheme"]["sha256"], 64);
  checklist.document_number = bounded_text(assessment["scheme"]["document_number"], 80);
  checklist.date = bounded_text(assessment["run"]["date"], 10);
  const auto verdict = verdict_named(assessment["verdict"].as_text());
  if (!verdict) return refuse("verdict is unknown");
  if (!is_sha256(checklist.scheme_sha256)) return refuse("scheme/sha256 is no SHA-256");
  if (!parse_date(checklist.date)) return refuse("run/date is no day");
  checklist.verdict = *verdict;
  HOSHI_CHECK(read_criteria(assessment, checklist));
  read_product(assessment["product"], checklist);
  return checklist;
}

Value summary_of(const Checklist& checklist) {
  ValueMap criteria;
  for (const auto& [id, one] : checklist.criteria) {
    const auto reason = checklist.not_applicable_reasons.find(id);
    criteria.emplace(id, object({{"verdict", name_of(one.verdict)},
                                 {"provisional", one.is_provisional},
                                 {"open_questions", static_cast<std::int64_t>(one.open_questions)},
                                 {"reason", reason == checklist.not_applicable_reasons.end() ? "" : reason->second}}));
  }
  return object({{"edition", checklist.edition},
                 {"scheme_sha256", checklist.scheme_sha256},
                 {"date", checklist.date},
                 {"verdict", name_of(checklist.verdict)},
                 {"firmware", checklist.firmware},
                 {"models", ValueList(checklist.models.begin(), checklist.models.end())},
                 {"criteria", std::move(criteria)}});
}

}  // namespace hoshi::office
