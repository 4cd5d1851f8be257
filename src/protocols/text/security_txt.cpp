// Parsing of security.txt.
// SPDX-License-Identifier: Apache-2.0
#include "protocols/text/security_txt.h"

#include <algorithm>

#include "base/date.h"
#include "base/text.h"

namespace hoshi::protocols::text {
namespace {

constexpr std::size_t values_limit = 50;

void add(std::vector<std::string>& list, std::string_view value) {
  if (list.size() < values_limit) list.emplace_back(printable(value));
}

void add_defect(SecurityTxt& file, std::string_view defect) {
  if (std::find(file.defects.begin(), file.defects.end(), defect) == file.defects.end())
    file.defects.emplace_back(defect);
}

// RFC 9116, 2.5.3: web addresses must be https; mailto and tel are the other usual ones.
bool is_contact_uri(std::string_view value) {
  return starts_with_ignoring_case(value, "mailto:") || starts_with_ignoring_case(value, "tel:") ||
         starts_with_ignoring_case(value, "https://");
}

bool is_https(std::string_view value) { return starts_with_ignoring_case(value, "https://"); }

// The day of "2027-01-01T00:00:00Z" or with an offset (RFC 3339, 5.6).
std::string day_of(std::string_view value) {
  const bool has_time =
      value.size() >= 20 && (value[10] == 'T' || value[10] == 't') && value[13] == ':' && value[16] == ':';
  const auto date = parse_date(value.substr(0, std::min<std::size_t>(10, value.size())));
  return has_time && date ? to_text(*date) : "";
}

void take_expires(SecurityTxt& file, std::string_view value) {
  if (!file.expires.empty()) {
    add_defect(file, "several_expires");
    return;
  }
  file.expires = printable(value, 40);
  file.expires_on = day_of(value);
  if (file.expires_on.empty()) add_defect(file, "expires_is_no_date");
}

bool take_field(SecurityTxt& file, std::string_view name, std::string_view value) {
  if (name == "contact") {
    add(file.contacts, value);
    if (!is_contact_uri(value)) add_defect(file, "contact_is_no_uri");
  } else if (name == "expires") {
    take_expires(file, value);
  } else if (name == "policy") {
    add(file.policies, value);
    if (!is_https(value)) add_defect(file, "policy_not_https");
  } else if (name == "canonical") {
    add(file.canonical, value);
  } else if (name == "preferred-languages") {
    if (!file.preferred_languages.empty()) add_defect(file, "several_preferred_languages");
    for (const auto& language : split(value, ',')) add(file.preferred_languages, lower(trimmed(language)));
  } else {
    return name == "encryption" || name == "acknowledgments" || name == "hiring" || name == "csaf";
  }
  return true;
}

}  // namespace

Result<SecurityTxt> parse_security_txt(std::string_view text) {
  if (text.size() > security_txt_limit_bytes)
    return fail(ErrorCode::invalid_input, "a security.txt beyond 64 KiB");
  SecurityTxt file;
  bool has_field = false;
  for (const auto& raw : split(text, '\n')) {
    const std::string_view line = trimmed(raw);
    if (line == "-----BEGIN PGP SIGNED MESSAGE-----") file.is_signed = true;
    if (line == "-----BEGIN PGP SIGNATURE-----") break;
    const auto colon = line.find(':');
    if (line.empty() || line.front() == '#' || colon == std::string_view::npos) continue;
    has_field =
        take_field(file, lower(trimmed(line.substr(0, colon))), trimmed(line.substr(colon + 1))) || has_field;
  }
  if (!has_field) return fail(ErrorCode::invalid_input, "no field of security.txt");
  if (file.contacts.empty()) add_defect(file, "no_contact");
  if (file.expires.empty()) add_defect(file, "no_expires");
  return file;
}

}  // namespace hoshi::protocols::text
