// What the office sees of itself, once for pages and API: editions of the criteria, fees, notices that were put aside.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "pages/site.h"
#include "store/outbox.h"

namespace hoshi::pages {

struct AdoptedEdition {
  std::string name, state, sha256;
  std::string from, until;  // YYYY-MM-DD; until "" when no end is set
};

struct EditionsView {
  std::string edition, document_number, sha256;  // of the criteria that are installed here
  std::vector<std::string> unverified;           // values nobody has compared with the original, one a line
  std::vector<AdoptedEdition> adopted;           // oldest first
};

struct OfficeFee {
  std::string application;   // id
  std::string number;        // of the application, or ""
  Words organisation;        // its name
  std::int64_t amount_yen = 0;
  std::string state, invoice, due;
  std::optional<Instant> settled;
};

struct PutAside {
  std::string id, name, kind, failure;
  std::int64_t attempts = 0;
};

struct OutboxView {
  store::OutboxState state;
  std::vector<PutAside> put_aside;  // newest first
};

// For who came in at Door::office; they ask for no actor. Of fees and notices the newest 200. Errors are the store's.
[[nodiscard]] Result<EditionsView> editions_of(const Site& site);
[[nodiscard]] Result<std::vector<OfficeFee>> fees_of(const Site& site);
[[nodiscard]] Result<OutboxView> outbox_of(const Site& site);

constexpr int first_fiscal_year = 2024;  // the scheme was announced in it
// The fiscal year (April to March, JST) that was asked for; the current one where nothing, or none of ours, was.
int fiscal_year_asked(const Site& site, std::string_view asked);

}  // namespace hoshi::pages
