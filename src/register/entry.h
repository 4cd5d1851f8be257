// One label as the public register shows it: what pages, files and searches are made of.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/date.h"
#include "domain/words.h"

namespace hoshi::public_register {

struct StatusChange {
  std::int64_t sequence = 0;  // of the public change feed
  Instant at;
  std::string status;         // "valid", "grace", "expired", "withdrawn", "revoked", "suspended", "restricted", "superseded"
  Words note;                 // what the office says of it to the public
  std::string kind{};         // "Issue", "Extend", "Amend" …: what happened, in the words of the public log; empty: not known
};

struct Entry {
  std::string number;         // 登録番号; the key
  std::string scheme;
  int level = 1;
  std::string status;
  bool proven = true;         // false: of an imported list, "listed, unproven"
  std::string list_date;      // of the imported list, YYYY-MM-DD
  Words maker;                // 商号 / English name
  Words product;
  std::vector<std::string> models;
  Words category;             // 製品類型
  Date issued;
  Date valid_from;
  Date valid_until;           // last day, to 24:00 JST
  std::string support_end;    // YYYY-MM-DD, or what the maker states; may be empty
  std::string security_url;   // security information of the maker
  std::string contact;        // where to report vulnerabilities
  Words update_method;        // how to update
  std::vector<std::string> recognised_as;  // "psti"
  std::vector<StatusChange> history;       // oldest first
  std::vector<Words> notices;
  std::string superseded_by;
  std::string statement;      // base64 of the COSE_Sign1; empty when unproven
};

}  // namespace hoshi::public_register
