// What all pages and the API are made from; borrowed, and outlives them.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "accounts/accounts.h"
#include "i18n/catalogue.h"
#include "office/office.h"

namespace hoshi::pages {

struct Site {
  const office::Office& office;
  accounts::Accounts& accounts;
  const i18n::Catalogue& words;
  std::string scheme;        // the one this office runs: "jc-star"
  std::string public_url;    // "https://labels.example": what QR codes and feeds begin with
};

}  // namespace hoshi::pages
