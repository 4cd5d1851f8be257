// Reading of application forms.
// SPDX-License-Identifier: Apache-2.0
#include "office/application_form.h"

#include "office/fields.h"

namespace hoshi::office {
namespace {

constexpr std::size_t name_bytes_max = 300;
constexpr std::size_t text_bytes_max = 4000;
constexpr std::size_t model_bytes_max = 100;
constexpr std::size_t services_max = 20;
constexpr std::int64_t level_max = 9;

Result<ProductData> product_from(const Value& value) {
  Fields fields(value, "data/product");
  ProductData product;
  product.name = fields.words("name", name_bytes_max, Need::optional);
  product.category = fields.word("category", Need::optional);
  product.models = fields.texts("models", models_max, model_bytes_max, Need::optional);
  product.firmware = fields.text("firmware", name_bytes_max, Need::optional);
  product.support_end = fields.date("support_end", Need::optional);
  product.security_url = fields.url("security_url", Need::optional);
  product.contact = fields.text("contact", name_bytes_max, Need::optional);
  product.update_method = fields.words("update_method", text_bytes_max, Need::optional);
  product.services = fields.texts("services", services_max, name_bytes_max, Need::optional);
  HOSHI_CHECK(fields.finish());
  return product;
}

Result<RelianceStatement> statement_from(const Value& value) {
  Fields fields(value, "data/statement");
  RelianceStatement statement;
  statement.recognition = fields.word("recognition", Need::optional);
  statement.edition = fields.text("edition", name_bytes_max, Need::optional);
  statement.valid_until = fields.date("valid_until", Need::optional);
  statement.document = fields.sha256("document", Need::optional);
  statement.url = fields.url("url", Need::optional);
  HOSHI_CHECK(fields.finish());
  return statement;
}

void read_parties(Fields& fields, ApplicationForm& form) {
  form.applicant = fields.identifier("applicant", Need::optional);
  form.manufacturer = fields.identifier("manufacturer", Need::optional);
  form.seller = fields.identifier("seller", Need::optional);
  form.agent = fields.identifier("agent", Need::optional);
  form.mandate = fields.identifier("mandate", Need::optional);
  form.verifier = fields.identifier("verifier", Need::optional);
  form.laboratory = fields.identifier("laboratory", Need::optional);
  form.transfer_to = fields.identifier("transfer_to", Need::optional);
  form.responsible = fields.identifier("responsible", Need::optional);
  form.contact = fields.identifier("contact", Need::optional);
}

}  // namespace

Result<ApplicationForm> application_form_from(const Value& value) {
  Fields fields(value, "data");
  ApplicationForm form;
  form.kind = fields.one_of("kind", {"new", "extension", "change", "report", "transfer", "withdrawal"}, Need::required);
  form.level = static_cast<int>(fields.integer("level", 1, level_max, Need::required));
  form.label = fields.text("label", 60, form.kind == "new" ? Need::optional : Need::required);
  if (form.kind == "new" && !form.label.empty()) fields.refuse("label", "a new application is about no label yet");
  read_parties(fields, form);
  form.evidence_manifest = fields.sha256("evidence_manifest", Need::optional);
  form.change = fields.long_text("change", text_bytes_max, Need::optional);
  form.announcement = fields.words("announcement", text_bytes_max, Need::optional);
  form.wants_provisional_number = fields.flag("wants_provisional_number");
  form.wants_psti_list = fields.flag("wants_psti_list");
  form.declares_truth = fields.flag("declares_truth");
  const Value& product = fields.map("product", Need::optional);
  const Value& statement = fields.map("statement", Need::optional);
  HOSHI_CHECK(fields.finish());
  form.product = HOSHI_TRY(product_from(product));
  form.statement = HOSHI_TRY(statement_from(statement));
  return form;
}

}  // namespace hoshi::office
