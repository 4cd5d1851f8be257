// The application as its applicant fills it in: level, kind, parties, product, what is declared; read with bounds. Pure.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "base/value.h"
#include "domain/words.h"

namespace hoshi::office {

// What the public page and the list need of the product.
struct ProductData {
  Words name;
  std::string category;             // code of the scheme's list of 製品類型
  std::vector<std::string> models;  // 型番, each once
  std::string firmware;             // range of versions as the maker states it
  std::string support_end;          // YYYY-MM-DD; may be empty where the scheme allows it
  std::string security_url;         // where updates and vulnerabilities are told
  std::string contact;              // URL or mail address to report vulnerabilities to
  Words update_method;              // how to update
  std::vector<std::string> services;  // 必須付随サービス
};

// A statement of another scheme that stands for criteria (PSTI route).
struct RelianceStatement {
  std::string recognition;  // "psti"; empty: none
  std::string edition;
  std::string valid_until;  // YYYY-MM-DD
  std::string document;     // SHA-256 of the upload, or
  std::string url;          // where it is published
};

struct ApplicationForm {
  std::string kind;          // "new", "extension", "change", "report", "transfer", "withdrawal"
  int level = 1;
  std::string label;         // registration number, for every kind but "new"
  std::string applicant;     // organisation ids
  std::string manufacturer;
  std::string seller;
  std::string agent;
  std::string mandate;       // id, where there is an agent
  std::string verifier;      // 検証事業者
  std::string laboratory;
  std::string transfer_to;   // organisation id, for "transfer"
  std::string responsible;   // person ids
  std::string contact;
  ProductData product;
  RelianceStatement statement;
  std::string evidence_manifest;  // SHA-256 of manifest.json of the evidence folder, which stays with the maker
  std::string change;             // what changes, for change, report, transfer, withdrawal
  Words announcement;             // what the applicant means to announce
  bool wants_provisional_number = false;
  bool wants_psti_list = false;   // PSTI適合宣言製品リスト
  bool declares_truth = false;    // that what is stated is true and the rules are accepted
};

// A draft may lack anything, but what is there has the right kind and size. invalid_input names the member.
[[nodiscard]] Result<ApplicationForm> application_form_from(const Value& value);

constexpr std::size_t models_max = 2000;

}  // namespace hoshi::office
