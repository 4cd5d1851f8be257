// What pages, API and command line show of applications, parties and cases: read models, made for one actor's eyes.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/date.h"
#include "base/value.h"
#include "domain/words.h"
#include "office/command.h"

namespace hoshi::office {

struct PossibleStep {
  std::string event;
  Words name;
  std::string lacks;              // key of a text that says what is missing; empty: can be taken now
  bool needs_reason = false;
  bool needs_interest_statement = false;
  int people = 1;                 // how many different people it takes
  int done = 0;                   // how many did it for exactly these bytes
  Value said;                     // the data they gave: whoever joins them has to give the same
  friend bool operator==(const PossibleStep&, const PossibleStep&) = default;
};

// One thing the precheck says; the same code runs for the applicant and for the office.
struct Remark {
  std::string code;               // "not_answered", "models_differ" …: key precheck.<code>
  bool blocks = true;             // false: worth knowing, does not stop the submission
  std::string criterion;          // or ""
  Message text;
  friend bool operator==(const Remark&, const Remark&) = default;
};

struct FindingView {
  std::string id;                 // "1", "2" … within the application
  std::string criterion;          // or ""
  std::string severity;           // "minor", "major", "critical"
  std::string evidence;           // SHA-256 of what it is about, or ""
  std::string text;
  std::string answer;             // of the applicant
  std::string state;              // "open", "answered", "closed"
  std::string submission;         // that it was raised on
  Instant raised;
  friend bool operator==(const FindingView&, const FindingView&) = default;
};

// One difference between a submission and its parent.
struct Difference {
  std::string path;               // "product/models/2", "criteria/S1.1-04/verdict"
  std::string before;             // empty: was not there
  std::string after;              // empty: is gone
  friend bool operator==(const Difference&, const Difference&) = default;
};

struct SubmissionView {
  std::string hash;               // SHA-256 of its canonical bytes
  std::string parent;             // hash, or "" for the first
  Instant at;
  Value form;
  std::vector<Upload> files;
  std::vector<Difference> differences;  // to the parent
};

// An evaluation report as a laboratory handed it in.
struct ReportView {
  std::string sha256;
  std::string number;             // of the laboratory
  Words laboratory;               // its name
  bool conforms = false;
};

struct HistoryStep {
  std::int64_t sequence = 0;
  Instant at;
  std::string event;
  Words name;
  std::string actor;              // account id, or "" where this actor may not know it
  std::string role_side;          // "applicant", "office", "laboratory", "machinery"
  std::string reason_code;
  std::string reason;
  bool took_effect = true;
};

struct FeeView {
  std::string code;               // "new", "psti" …
  std::int64_t amount_yen = 0;    // tax included; 0: none
  std::string state;              // "", "due", "settled"
  std::string due;                // YYYY-MM-DD
};

struct CriterionCheck {           // the office's confirmation of one criterion
  std::string criterion;
  std::string verdict;            // of the checklist
  std::string rejudged;           // of the office's own judging of the archive; "" without one
  std::string confirmation;       // "", "confirmed", "doubted"
  std::string remark;
};

struct ApplicationView {
  std::string id;
  std::int64_t version = 0;
  std::string scheme;
  int level = 1;
  std::string kind;               // "new", "extension", "change", "report", "transfer", "withdrawal"
  std::string route;              // "" or the recognition it rests on: "psti"
  std::string label;              // the registration number it is about or led to, or ""
  Words product;                  // as it is called in lists: by the form, else by the label it is about; empty: by neither
  std::string state;
  Words state_name;
  Words state_meaning;
  std::string turn;               // whose move it is: "applicant", "office", "laboratory", "clock" or ""
  bool is_my_turn = false;
  std::string due;                // YYYY-MM-DD in JST, the last day for that move; "" when there is none
  Words announcement;             // what the applicant may announce now; empty: nothing
  std::map<std::string, std::string> numbers;  // "application_number", "acceptance_number", "provisional_number", "registration_number"
  std::string applicant;          // organisation ids
  std::string manufacturer;
  std::string seller;
  std::string agent;
  std::string laboratory;
  Value form;                     // the draft, as it was saved last
  std::vector<Upload> files;      // of the draft
  std::vector<SubmissionView> submissions;  // oldest first
  std::vector<ReportView> reports;          // oldest first; the last one counts
  std::vector<FindingView> findings;
  std::vector<std::string> conditions;      // of the decision in effect
  std::vector<CriterionCheck> criteria;
  std::vector<std::string> rejudged_differences;  // between the checklist and the office's own judging; for the office
  std::vector<Remark> remarks;    // of the precheck: of the draft while it is with the applicant, else of the submission
  FeeView fee;
  std::string subject;            // what a decision would be bound to now
  std::vector<HistoryStep> history;
  std::vector<PossibleStep> steps;
};

struct QueueItem {
  std::string id;
  std::string number;             // the latest of its numbers
  std::string state;
  Words state_name;
  std::string turn;
  std::string due;
  bool is_late = false;
  std::string scheme;
  int level = 1;
  std::string kind;
  std::string applicant;          // organisation id
  Words applicant_name;
  Words product;
  Instant changed;
};

struct QueueQuestion {
  std::string scheme;             // "" for all; the same below
  std::string state;
  std::string turn;
  std::string kind;
  bool late_only = false;
  std::string after;              // `next` of the page before
  int most = 50;                  // 1 to 200
};

struct QueuePage {
  std::vector<QueueItem> items;   // by due date, those without one last
  std::string next;               // "" at the end
  std::map<std::string, int> counts;  // by state, of everything the question would show without its state
};

struct PersonView {
  std::string id;
  std::string part;               // "representative", "responsible", "contact"
  std::string name;               // "" after erasure
  std::string name_kana;
  std::string title;              // 役職
  std::string division;           // 部署
  std::string email;
  std::string phone;
  bool erased = false;
};

struct MandateView {
  std::string id;
  std::string grantor;            // organisation ids
  std::string agent;
  Words grantor_name;
  Words agent_name;
  Date from;
  Date until;
  std::string document;           // SHA-256 of the 委任状
  std::string scope;              // "" for all applications, or one application id
  std::string state;              // "in_force", "revoked", "over", "to_come"
};

struct PartyView {
  std::string id;
  std::int64_t version = 0;
  std::string state;
  Words name;                     // 商号 / English name
  std::string kana;               // フリガナ without the legal form
  std::vector<std::string> former_names;
  std::string corporate_number;   // 法人番号, 13 digits, or ""
  std::string other_proof;        // SHA-256 of another proof of legal personality
  std::string country;            // ISO 3166-1, two letters
  std::string postal_code;
  std::string address;            // prefecture first
  std::string url;
  std::set<std::string> parts;    // "applicant", "manufacturer", "seller", "agent", "verifier", "laboratory"
  std::vector<PersonView> people; // only for its own accounts and the office
  std::vector<MandateView> mandates;
  Value accreditation;            // of laboratories: {"body","number","from","until","scope":[{"scheme","level","category"}]}
  std::vector<PossibleStep> steps;
};

struct CaseView {
  std::string id;
  std::int64_t version = 0;
  std::string kind;               // "complaint", "surveillance", "appeal", "misuse"
  std::string state;
  Words state_name;
  std::string turn;
  std::string due;
  std::string label;
  std::string application;
  Value data;                     // what this actor may see of it
  std::vector<HistoryStep> history;
  std::vector<PossibleStep> steps;
};

}  // namespace hoshi::office
