// The tables and fields of docs/product-description.md; numbers are IXIT tables of ETSI TS 103 701 V2.1.1.
// SPDX-License-Identifier: Apache-2.0
#include "descriptions/shape.h"
#include "domain/vocabulary.h"

namespace hoshi::descriptions {
namespace {

using enum FieldKind;
using Fields = std::vector<Field>;
using Form = Shape::Form;

Field id_field() { return {"id", id}; }
Field status() { return {"status", one_of, {"enabled", "disabled"}}; }
Field authentication() { return {"authentication", reference, {"authentication", "none"}}; }
Field communication() { return {"communication", reference, {"secure_communication", "none"}}; }

Shape party(const char* name) {
  return {name, Form::single,
          Fields{{"name", line}, {"kana", line}, {"english", line}, {"corporate_number", corporate_number},
                 {"country", line}, {"contact", text}}};
}

std::vector<Shape> identity_shapes() {
  return {
      {"product", Form::single,
       {id_field(), {"name", line}, {"model", line}, {"firmware", line}, {"hardware", line}, {"category", line},
        {"kind", one_of, product_kinds()}, {"support_end", date}, {"description", text}}},
      {"permission", Form::single, {{"owner", line}, {"permitted_by", line}, {"scope", text}, {"date", date}}},
      {"sample", Form::single,
       {{"serial", line}, {"hardware", line}, {"firmware", line}, {"received", date}, {"condition", text}}},
      party("parties.manufacturer"),
      party("parties.applicant"),
      party("parties.seller"),
      party("parties.agent"),
      party("parties.verifier"),
      {"family_model", Form::list, {{"model", line}, {"differences", text}, {"why_result_carries_over", text}}},
      {"target", Form::list, {{"name", id}, {"description", text}}},
      {"service", Form::list,
       {id_field(), {"name", line}, {"essential", boolean}, {"host", line}, {"test_instance", boolean},
        {"purpose", text}}},
  };
}

std::vector<Shape> organisation_shapes() {
  return {
      {"user_information", Form::single,  // 2
       {{"change_mechanisms", text}, {"secure_setup", text}, {"setup_check", text}, {"deletion", text},
        {"model_designation", text}, {"support_period", text}, {"support_publication", text},
        {"disclosure_policy", text}}},
      {"vulnerability_type", Form::list,  // 3
       {id_field(), {"description", text}, {"action", text}, {"time_frame", text}}},
      {"confirmation", Form::single,  // 4
       {{"vulnerability_actions", text}, {"vulnerability_monitoring", text}, {"update_procedures", text}}},
      {"update_procedure", Form::list, {id_field(), {"description", text}, {"time_frame", text}}},  // 8
      {"user_decision", Form::list,                                                                // 26
       {id_field(), {"description", text}, {"options", text}, {"triggered_by", text}}},
  };
}

std::vector<Shape> mechanism_shapes() {
  return {
      {"authentication", Form::list,  // 1
       {id_field(), {"description", text},
        {"factor", one_of, {"password", "pin", "key", "certificate", "token", "none"}},
        {"used_by", one_of, {"user", "machine"}}, {"over_network", boolean},
        {"default_value", one_of, {"unique_per_unit", "set_at_first_use", "common", "none"}},
        {"minimum_length", count}, {"generation", text}, {"guarantees", text}, {"cryptography", text},
        {"brute_force_prevention", text}, {"change_procedure", text}}},
      {"component", Form::list,  // 6
       {id_field(), {"description", text}, {"version", line},
        {"update_mechanism", reference, {"update_mechanism", "none"}}, {"why_not_updatable", text}}},
      {"update_mechanism", Form::list,  // 7
       {id_field(), {"description", text}, {"over_network", boolean}, {"guarantees", text}, {"cryptography", text},
        {"integrity_check", text}, {"initiation", text}, {"checking", text}, {"notification", text}}},
      {"security_parameter", Form::list,  // 10
       {id_field(), {"description", text}, {"type", one_of, {"critical", "public"}}, {"guarantees", text},
        {"protection", text}, {"provisioning", text}, communication(), {"generation", text}}},
      {"secure_communication", Form::list,  // 11
       {id_field(), {"description", text}, {"interface", line}, {"guarantees", text}, {"cryptography", text}}},
      {"software_service", Form::list,  // 13
       {id_field(), {"description", text}, status(), {"justification", text}, {"allows_configuration", boolean},
        authentication()}},
      {"physical_interface", Form::list,  // 15
       {id_field(), {"kind", word}, status(), {"need", text}, {"protection", text}, {"debug", boolean}}},
      {"personal_data", Form::list,  // 21
       {id_field(), {"description", text}, {"processing", text}, {"purpose", text}, {"sensitive", boolean},
        communication(), {"authorised", text}, {"lifecycle", text}}},
      {"resilience", Form::list,  // 23
       {id_field(), {"description", text}, {"type", one_of, {"network", "power", "both"}}, {"guarantees", text}}},
      {"deletion", Form::list,  // 25
       {id_field(), {"description", text}, {"target", text}, {"initiation", text}, {"confirmation", text}}},
  };
}

std::vector<Shape> access_shapes() {
  return {
      {"asset", Form::list,
       {id_field(), {"name", line},
        {"kind", one_of, {"setting", "credential", "personal_data", "confidential", "function"}},
        {"protected", boolean},
        {"storage", one_of, {"secure_area", "internal", "encrypted", "removable", "not_stored"}},
        {"storage_detail", text}, {"set_by_user", boolean}, {"routes", references, {"route"}}}},
      {"route", Form::list,  // 28
       {id_field(), {"target", reference, {"target", "main"}}, {"interface", word}, {"port", port},
        {"protocol", word}, {"purpose", text}, authentication(), status(), communication()}},
      {"login", Form::list,
       {id_field(), {"route", reference, {"route"}}, {"authentication", reference, {"authentication"}},
        {"kind", one_of, login_kinds()}, {"path", line},
        {"user_field", line}, {"password_field", line}, {"privileged_path", line}}},
      {"request", Form::list,
       {id_field(), {"route", reference, {"route"}}, {"asset", reference, {"asset"}},
        {"operation", one_of, {"read", "write"}}, {"path", line}}},
  };
}

std::vector<Shape> evidence_shapes() {
  return {
      {"document", Form::list,
       {id_field(), {"kind", one_of, document_kinds()}, {"title", line}, {"url", url}, {"file", file}}},
      {"recognised", Form::list,
       {{"recognition", line}, {"document", reference, {"document"}}, {"edition", line}, {"valid_until", date}}},
      {"not_applicable", Form::list, {{"criterion", line}, {"reason", text}}},
      {"choice", Form::list, {{"criterion", line}, {"item", line}}},
  };
}

std::vector<Shape> bench_shapes() {
  return {
      {"unit", Form::list, {id_field(), {"serial", line}, {"mac", line}, {"ssid", line}}},
      {"recipe", Form::list,
       {id_field(), {"purpose", one_of, recipe_purposes()}, {"authentication", reference, {"authentication"}},
        {"asset", reference, {"asset"}}, {"update", reference, {"update_mechanism"}}, {"may", some_of, effect_names()}}},
      {"artifact", Form::list,
       {id_field(), {"kind", one_of, artifact_kinds()}, {"file", file}, {"unit", reference, {"unit"}},
        {"stage", one_of, artifact_stages()}, {"update", reference, {"update_mechanism"}}, {"version", line}}},
  };
}

}  // namespace

const Shape& recipe_step_shape() {
  static const Shape shape{
      "step", Form::list,
      {{"kind", one_of, recipe_step_kinds()}, {"route", reference, {"route"}}, {"login", reference, {"login"}},
       {"method", one_of, {"GET", "POST", "PUT", "PATCH", "DELETE"}}, {"path", line}, {"headers", lines},
       {"form", lines}, {"body", text}, {"content_type", line}, {"file_field", line}, {"expect", line},
       {"keep", lines}, {"command", lines}, {"text", words}, {"await", one_of, {"enter", "gone", "back"}},
       {"seconds", count}}};
  return shape;
}

const std::vector<Shape>& description_shapes() {
  static const std::vector<Shape> all = [] {
    std::vector<Shape> shapes;
    for (const auto& group : {identity_shapes(), organisation_shapes(), mechanism_shapes(), access_shapes(),
                              evidence_shapes(), bench_shapes()}) {
      shapes.insert(shapes.end(), group.begin(), group.end());
    }
    return shapes;
  }();
  return all;
}

}  // namespace hoshi::descriptions
