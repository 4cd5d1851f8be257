// Field by field from the value of a description to the structs of the domain.
// SPDX-License-Identifier: Apache-2.0
#include "descriptions/product_from.h"

#include "descriptions/field_check.h"

namespace hoshi::descriptions {
namespace {

const std::string& text(const Value& table, std::string_view key) { return table[key].as_text(); }

// For fields that have a default other than empty.
std::string text_or(const Value& table, std::string_view key, std::string_view fallback) {
  const std::string& found = text(table, key);
  return found.empty() ? std::string(fallback) : found;
}

template <class T>
std::vector<T> all_of(const Value& list, T (*make)(const Value&)) {
  std::vector<T> all;
  for (const auto& table : list.as_list()) all.push_back(make(table));
  return all;
}

Authentication authentication_from(const Value& v) {
  Authentication made;
  made.id = text(v, "id");
  made.description = text(v, "description");
  made.factor = text(v, "factor");
  made.used_by = text(v, "used_by");
  made.over_network = v["over_network"].as_bool(true);
  made.default_value = text(v, "default_value");
  made.minimum_length = v["minimum_length"].as_integer();
  made.generation = text(v, "generation");
  made.guarantees = text(v, "guarantees");
  made.cryptography = text(v, "cryptography");
  made.brute_force_prevention = text(v, "brute_force_prevention");
  made.change_procedure = text(v, "change_procedure");
  return made;
}

Asset asset_from(const Value& v) {
  Asset made;
  made.id = text(v, "id");
  made.name = text(v, "name");
  made.kind = text(v, "kind");
  made.is_protected = v["protected"].as_bool(true);
  made.storage = text(v, "storage");
  made.storage_detail = text(v, "storage_detail");
  made.set_by_user = v["set_by_user"].as_bool(false);
  for (const auto& route : v["routes"].as_list()) made.routes.push_back(route.as_text());
  return made;
}

Route route_from(const Value& v) {
  Route made;
  made.id = text(v, "id");
  made.target = text_or(v, "target", made.target);
  made.interface = text(v, "interface");
  if (const auto port = parse_port(text(v, "port"))) {
    made.transport = port->transport;
    made.port = port->number;
  }
  made.protocol = text(v, "protocol");
  made.purpose = text(v, "purpose");
  made.authentication = text(v, "authentication");
  made.status = text_or(v, "status", made.status);
  made.communication = text(v, "communication");
  return made;
}

Login login_from(const Value& v) {
  Login made;
  made.id = text(v, "id");
  made.route = text(v, "route");
  made.authentication = text(v, "authentication");
  made.kind = text(v, "kind");
  made.path = text(v, "path");
  made.user_field = text_or(v, "user_field", made.user_field);
  made.password_field = text_or(v, "password_field", made.password_field);
  made.privileged_path = text(v, "privileged_path");
  return made;
}

Request request_from(const Value& v) {
  return {text(v, "id"), text(v, "route"), text(v, "asset"), text_or(v, "operation", "read"), text(v, "path")};
}

UpdateMechanism update_from(const Value& v) {
  UpdateMechanism made;
  made.id = text(v, "id");
  made.description = text(v, "description");
  made.over_network = v["over_network"].as_bool(true);
  made.guarantees = text(v, "guarantees");
  made.cryptography = text(v, "cryptography");
  made.integrity_check = text(v, "integrity_check");
  made.initiation = text(v, "initiation");
  made.checking = text(v, "checking");
  made.notification = text(v, "notification");
  return made;
}

Component component_from(const Value& v) {
  return {text(v, "id"), text(v, "description"), text(v, "version"), text(v, "update_mechanism"),
          text(v, "why_not_updatable")};
}

PhysicalInterface physical_interface_from(const Value& v) {
  return {text(v, "id"),   text(v, "kind"),       text(v, "status"),
          text(v, "need"), text(v, "protection"), v["debug"].as_bool(false)};
}

Document document_from(const Value& v) {
  return {text(v, "id"), text(v, "kind"), text(v, "title"), text(v, "url"), text(v, "file"), ""};
}

AssociatedService service_from(const Value& v) {
  return {text(v, "id"), text(v, "name"), v["essential"].as_bool(true), text(v, "host"),
          v["test_instance"].as_bool(false)};
}

RecognisedStatement recognised_from(const Value& v) {
  return {text(v, "recognition"), text(v, "document"), text(v, "edition"), text(v, "valid_until")};
}

FamilyModel family_from(const Value& v) {
  return {text(v, "model"), text(v, "differences"), text(v, "why_result_carries_over")};
}

std::vector<std::string> texts(const Value& list) {
  std::vector<std::string> all;
  for (const auto& item : list.as_list()) all.push_back(item.as_text());
  return all;
}

RecipeStep step_from(const Value& v) {
  RecipeStep made;
  made.kind = text(v, "kind");
  made.route = text(v, "route");
  made.login = text(v, "login");
  made.method = text_or(v, "method", made.method);
  made.path = text(v, "path");
  made.headers = texts(v["headers"]);
  made.form = texts(v["form"]);
  made.body = text(v, "body");
  made.content_type = text(v, "content_type");
  made.file_field = text(v, "file_field");
  made.expect = text(v, "expect");
  made.keep = texts(v["keep"]);
  made.command = texts(v["command"]);
  made.text = {text(v["text"], "ja"), text(v["text"], "en")};
  made.await = text(v, "await");
  made.seconds = v["seconds"].as_integer();
  return made;
}

Recipe recipe_from(const Value& v) {
  return {text(v, "id"),     text(v, "purpose"), text(v, "authentication"), text(v, "asset"),
          text(v, "update"), texts(v["may"]),    all_of(v["step"], step_from)};
}

Unit unit_from(const Value& v) { return {text(v, "id"), text(v, "serial"), text(v, "mac"), text(v, "ssid")}; }

ArtifactEntry artifact_from(const Value& v) {
  return {text(v, "id"),    text(v, "kind"),   text(v, "file"),    text(v, "unit"),
          text(v, "stage"), text(v, "update"), text(v, "version"), ""};
}

Target target_from(const Value& v) { return {text(v, "name"), text(v, "description")}; }
WrittenReason reason_from(const Value& v) { return {text(v, "criterion"), text(v, "reason")}; }
Choice choice_from(const Value& v) { return {text(v, "criterion"), text(v, "item")}; }

}  // namespace

Product product_from(Value description) {
  Product product;
  const Value& about = description["product"];
  product.id = text(about, "id");
  product.name = text(about, "name");
  product.model = text(about, "model");
  product.firmware = text(about, "firmware");
  product.hardware = text(about, "hardware");
  product.category = text(about, "category");
  product.kind = text(about, "kind");
  product.support_end = text(about, "support_end");
  const Value& permission = description["permission"];
  product.permission = {text(permission, "owner"), text(permission, "permitted_by"), text(permission, "scope"),
                        text(permission, "date")};
  product.family = all_of(description["family_model"], family_from);
  product.targets = all_of(description["target"], target_from);
  if (product.targets.empty()) product.targets.push_back({"main", ""});
  product.authentications = all_of(description["authentication"], authentication_from);
  product.assets = all_of(description["asset"], asset_from);
  product.routes = all_of(description["route"], route_from);
  product.logins = all_of(description["login"], login_from);
  product.requests = all_of(description["request"], request_from);
  product.updates = all_of(description["update_mechanism"], update_from);
  product.components = all_of(description["component"], component_from);
  product.physical_interfaces = all_of(description["physical_interface"], physical_interface_from);
  product.documents = all_of(description["document"], document_from);
  product.services = all_of(description["service"], service_from);
  product.recognised = all_of(description["recognised"], recognised_from);
  product.not_applicable = all_of(description["not_applicable"], reason_from);
  product.choices = all_of(description["choice"], choice_from);
  product.recipes = all_of(description["recipe"], recipe_from);
  product.units = all_of(description["unit"], unit_from);
  product.artifacts = all_of(description["artifact"], artifact_from);
  product.source = std::move(description);
  return product;
}

}  // namespace hoshi::descriptions
