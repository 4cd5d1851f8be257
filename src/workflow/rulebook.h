// Everything a scheme lays down for its office: machines, profiles, fees, terms, numbers, notices, retention; loaded by schemes.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "base/result.h"
#include "domain/verdict.h"
#include "domain/words.h"
#include "workflow/machine.h"
#include "workflow/numbering.h"

namespace hoshi::workflow {

// What a profile lays upon the steps of a machine, for some levels.
struct ProfileRule {
  std::string machine;
  std::vector<std::string> events;
  std::vector<int> levels;                // empty: all
  int people = 1;
  std::vector<std::string> differs_from;  // in addition to what the transition says itself
  std::vector<std::string> guards;        // in addition
  bool needs_interest_statement = false;
  int line = 0;
};

// How strictly an office separates duties. The default is strict; choosing another is a recorded decision of the office.
struct Profile {
  std::string id;  // "strict", "minimum"
  Words name;
  Words meaning;
  int revocation_people = 2;
  int appeal_people = 2;
  Confidence confidence = Confidence::unverified;
  std::vector<ProfileRule> rules;
  int line = 0;
};

// Guards that a level needs whatever the profile.
struct LevelRule {
  std::vector<int> levels;
  std::string machine;
  std::vector<std::string> events;
  std::vector<std::string> guards;
  int line = 0;
};

struct PublicStatus {
  std::string id;  // "grace"
  Words name;      // "失効猶予（延長申請中）"
  Words meaning;
  Confidence confidence = Confidence::unverified;
  int line = 0;
};

struct Fee {
  std::string id;
  std::vector<int> levels;
  std::vector<std::string> kinds;           // of applications
  std::string recognition;                  // id of the route ("psti"), or "": the ordinary one
  std::optional<std::int64_t> amount_yen;   // tax included; nothing: not known, and never guessed
  std::optional<Date> received_from;        // first day on which an application had to be received
  std::optional<Date> received_until;       // last day
  bool refundable = false;
  Confidence confidence = Confidence::unverified;
  std::string source;
  Words note;
  int line = 0;
};

struct Term {
  std::vector<int> levels;
  int years = 2;
  bool first_day_counts = true;
  int extension_years = 2;
  int extension_opens_days_before = 0;   // calendar days before the last day
  int extension_closes_days_before = 0;  // 0: until the last day itself, 24:00 JST
  int grace_days = 0;                    // calendar days an extension may still be processed after the term; 0: no limit
  Confidence confidence = Confidence::unverified;
  std::string source;
  int line = 0;
};

struct Reminder {
  std::string about;  // "label_end", "deadline" or "edition_end"
  std::vector<int> days_before;  // calendar days (label_end, edition_end) or working days (deadline)
  std::string notice;
  int line = 0;
};

struct Announcement {
  std::string state;         // of the machine "application"
  std::string needs_number;  // kind of number that must have been given
  Words may;
  int line = 0;
};

struct Edition {
  std::string id;  // "1.1"
  std::string document_number;
  std::vector<int> levels;
  Date from;
  std::optional<Date> accepted_until;  // last day on which submissions under it are taken; nothing: open
  Confidence confidence = Confidence::unverified;
  int line = 0;
};

struct Waiver {
  std::string recognition;
  std::vector<int> levels;
  std::vector<std::string> criteria;  // not evaluated under this route
  Confidence confidence = Confidence::unverified;
  std::string source;
  int line = 0;
};

// A list of labels that also count elsewhere ("PSTI適合宣言製品リスト"), with what must be public before one is on it.
struct OutboundList {
  std::string recognition;
  Words name;
  std::vector<std::string> needs;  // "english_information", "public_contact", "support_period"
  Confidence confidence = Confidence::unverified;
  std::string source;
  int line = 0;
};

struct Retention {
  std::string data;    // "contact_person", "account", "complainant" …
  std::string after;   // "label_end", "case_end", "last_use", "application_end"
  int days = 0;        // calendar days
  std::string action;  // "erase" (rows go) or "destroy_salt" (what names them in events can no longer be matched)
  Confidence confidence = Confidence::unverified;
  Words reason;
  int line = 0;
};

struct NoticeTemplate {
  std::string id;
  std::string to;  // "applicant", "holder", "office", "complainant", "appellant", "subscriber"
  Words subject;   // with {slots} of notice_slots()
  Words body;
  int line = 0;
};

// 製品類型.
struct ProductCategory {
  std::string id;
  Words name;
  std::vector<int> levels;  // for which products of it can apply
  Confidence confidence = Confidence::unverified;
  std::string source;
  int line = 0;
};

// What no announcement of an applicant may say.
struct ForbiddenWord {
  std::string word;
  Confidence confidence = Confidence::unverified;
  std::string source;
  int line = 0;
};

struct Address {
  Words organisation;  // "{organisation} 御中"
  Words person;        // "{organisation} {department} {person} 様"
};

struct Rulebook {
  std::string scheme;
  std::vector<Machine> machines;  // as written; machine_for() makes the ones to act on
  std::string default_profile;
  std::vector<Profile> profiles;
  std::vector<LevelRule> level_rules;
  std::vector<std::string> features;  // switched on
  std::vector<PublicStatus> public_statuses;
  std::vector<Fee> fees;
  std::vector<Term> terms;
  std::vector<Reminder> reminders;
  std::vector<Announcement> announcements;
  std::vector<ProductCategory> categories;     // empty: any
  std::vector<ForbiddenWord> forbidden_words;
  std::vector<Edition> editions;
  std::vector<Waiver> waivers;
  std::vector<OutboundList> outbound_lists;
  std::vector<Retention> retentions;
  std::vector<NumberFormat> numbers;
  std::vector<NoticeTemplate> notices;
  Address address;
  int address_line = 0;
  std::string calendar;  // "jp"
  std::string sha256;    // over workflow.toml and office.toml

  const Machine* machine(std::string_view name) const;  // as written
  const Profile* profile(std::string_view id) const;
  const NoticeTemplate* notice(std::string_view id) const;
  const NumberFormat* number(std::string_view kind) const;
  const PublicStatus* public_status(std::string_view id) const;
  const Term* term(int level) const;
  const Waiver* waiver(std::string_view recognition, int level) const;
};

// The machine to act on: for one kind (or "" where the machine has none), level and profile; with what is switched off, or
// belongs to other kinds, left out, and with the rules of level and profile laid upon its steps. not_found names what is unknown.
[[nodiscard]] Result<Machine> machine_for(const Rulebook& rulebook, std::string_view machine, std::string_view kind, int level,
                                          std::string_view profile);

// conflict when the scheme does not say it: a fee is never guessed. `received` is the day (JST) the application was received.
[[nodiscard]] Result<const Fee*> fee_for(const Rulebook& rulebook, int level, std::string_view kind, std::string_view recognition,
                                         Date received);

// What the applicant may announce now: of the state, or of a number it has. Empty: nothing.
Words announcement_for(const Rulebook& rulebook, const State& state, const std::vector<std::string>& numbers);

// Whether a submission under the edition is taken on that day (JST).
bool is_accepted(const Edition& edition, int level, Date day);

const std::vector<std::string>& notice_slots();
const std::vector<std::string>& notice_recipients();

}  // namespace hoshi::workflow
