// Names of fields for codes.
// SPDX-License-Identifier: Apache-2.0
#include "probes/logins/second_factor.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "protocols/http/page.h"

namespace hoshi::probes::logins {
namespace {

// As makers call the field; never a name that a field of a login form has for other reasons ("token").
constexpr std::array<std::string_view, 16> code_words{
    "otp",       "2fa",      "mfa",     "twofactor",  "two_factor",    "two-factor",    "second_factor", "onetime",
    "one_time",  "one-time", "authcode", "auth_code", "security_code", "verification", "verify_code",   "passcode"};

bool is_code_field(const protocols::http::FormField& field) {
  if (field.kind == "hidden" || field.kind == "button" || field.kind == "submit") return false;
  const std::string name = lower(field.name);
  return std::any_of(code_words.begin(), code_words.end(),
                     [&](std::string_view word) { return name.find(word) != std::string::npos; });
}

}  // namespace

bool asks_for_code(std::string_view page, const LoginSurface& surface) {
  for (const auto& form : protocols::http::page_forms(page)) {
    if (form.field(surface.password_field) != nullptr) continue;
    if (std::any_of(form.fields.begin(), form.fields.end(), is_code_field)) return true;
  }
  return false;
}

}  // namespace hoshi::probes::logins
