// Where a public register stands and whose it is, addresses of its pages, and what a status means on a given day.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/date.h"
#include "domain/words.h"
#include "register/entry.h"

namespace hoshi::public_register {

struct Site {
  std::string address;   // "https://labels.example.jp" or with a path behind; no slash at the end
  Words scheme;          // the scheme's name
  Words operator_name;   // who keeps the register
  Words disclaimer;      // what the register is not, shown on every page; may be empty
  std::string contact;   // of the office: URL or e-mail address; may be empty
  std::string subscribe;  // of the form for notices on changes, whole; "": the register has none
  Date today;            // in JST: what is in force is decided by it
  std::string office;    // of the office's own pages (search, log-in, complaints): "https://…", no slash at the end; "": none are told
};

// A registration number as one part of a path: letters, digits, '-' and '_' stand for themselves, every other byte is "~XX":
// no part is "..", hidden, or the name of a file. Nothing for numbers that are empty or have more than 64 bytes. Different numbers, different parts.
std::optional<std::string> path_part(std::string_view number);
// The number again; nothing when path_part would not write it so.
std::optional<std::string> number_of(std::string_view part);

// The path of a site's address: "" or "/register".
std::string root_of(const Site& site);
// The permanent address that the QR code holds: `<address>/labels/<part>`. Empty for a number without a part.
std::string label_url(const Site& site, std::string_view number);

// What the entry's status is on the day: the clock may be late, a page may be old, but a term that has ended is "expired".
std::string status_on(const Entry& entry, Date today);
// May the product be called labelled on this day: valid, restricted, or in the grace time of an extension.
bool is_in_force(const Entry& entry, Date today);
bool is_recognised_as(const Entry& entry, std::string_view other_scheme);
// A date of the list that is not known is Date{}.
bool is_set(Date date);
std::string text_of(Date date);  // "2026-04-01", or "" when unset

}  // namespace hoshi::public_register
