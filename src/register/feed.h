// What has changed in the register since a sequence number: JSON for programs, Atom (RFC 4287) for readers of feeds.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "i18n/catalogue.h"
#include "register/entry.h"
#include "register/site.h"

namespace hoshi::public_register {

constexpr std::size_t feed_page_changes = 100;

struct Change {
  StatusChange change;
  std::string number;
  int level = 1;
  bool proven = true;
  Words product;
  Words maker;
};

// Those with a larger sequence than `since`, smallest first, at most `limit`.
std::vector<Change> changes_since(std::span<const Entry> entries, std::int64_t since, std::size_t limit);
// The latest, newest first, at most `limit`.
std::vector<Change> latest_changes(std::span<const Entry> entries, std::size_t limit);

// docs/register.schema.json ("changes"). `next` is what to ask for as `since` the next time: the last sequence here, or `since`.
std::string feed_json(const std::vector<Change>& changes, std::int64_t since, const Site& site);
// Newest first; empty feeds are allowed and then updated at `started`. `question`: of a search
// ("q=…"), when the changes are those of its labels alone. Ids are permanent: `<label URL>#change-<sequence>`.
std::string feed_atom(const std::vector<Change>& changes, const Site& site, Language language, const i18n::Catalogue& words,
                      Instant started = {}, std::string_view question = "");

}  // namespace hoshi::public_register
