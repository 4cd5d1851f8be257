// The shared words, each list in one place.
// SPDX-License-Identifier: Apache-2.0
#include "domain/vocabulary.h"

#include <algorithm>
#include <string_view>

namespace hoshi {
namespace {

bool contains(const std::vector<std::string>& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

}  // namespace

const std::vector<std::string>& document_kinds() {
  static const std::vector<std::string> kinds{
      "disclosure_policy", "security_txt",       "manual",          "update_instructions",
      "update_policy",     "password_generation", "design",          "storage_design",
      "label_photo",       "support_statement",   "vulnerability_scan", "interface_photo",
      "statement_of_compliance", "test_record",   "other"};
  return kinds;
}

const std::vector<std::string>& product_kinds() {
  static const std::vector<std::string> kinds{"ip_device", "indirectly_connected", "personal_computer",
                                              "tablet",    "smartphone",           "not_ip"};
  return kinds;
}

const std::vector<std::string>& asked_over_names() {
  static const std::vector<std::string> names{
      "authentications", "routes",     "protected_assets",    "stored_assets", "user_assets",
      "updates",         "components", "physical_interfaces", "open_ports",    "findings",
      "models"};
  return names;
}

bool is_asked_over(const std::string& over) {
  constexpr std::string_view documents = "documents:";
  if (over.starts_with(documents)) return contains(document_kinds(), std::string_view(over).substr(documents.size()));
  return contains(asked_over_names(), over);
}

}  // namespace hoshi
