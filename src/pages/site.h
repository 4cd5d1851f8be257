// What all pages and the API are made from; borrowed, and outlives them.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "accounts/accounts.h"
#include "i18n/catalogue.h"
#include "office/office.h"
#include "office/scheme_office.h"
#include "register/folding.h"
#include "register/site.h"

namespace hoshi::pages {

struct Site {
  const office::Office& office;
  accounts::Accounts& accounts;
  const i18n::Catalogue& words;
  std::string scheme;        // the one this office runs: "jc-star"
  std::filesystem::path public_folder;  // the register as files (hoshi register publish)
  const public_register::Folding& folding;
  std::function<public_register::Site()> public_site;  // as of today
  // Spellings near to what was typed, when nothing was found; may be empty: then none are told.
  std::function<std::vector<std::string>(std::string_view)> suggestions;

  // A label drawn in one of the sizes, in one of the forms "svg", "png" and "pdf": not_found for any other.
  std::function<Result<std::string>(const public_register::Entry& entry, std::string_view size, std::string_view form)> artwork = {};
  // A QR code of the text as SVG with that label; empty: none is drawn.
  std::function<Result<std::string>(std::string_view text, std::string_view label)> qr = {};
  std::vector<std::string> artwork_sizes = {};  // those the scheme's design has: "device", "box", "manual"

  const office::SchemeOffice& scheme_office() const { return office.parts().schemes.find(scheme)->second; }
};

}  // namespace hoshi::pages
