// JSON form of records and when they count.
// SPDX-License-Identifier: Apache-2.0
#include "domain/record.h"

#include "base/text.h"

namespace hoshi {

std::string_view name_of(Answer answer) {
  switch (answer) {
    case Answer::yes: return "yes";
    case Answer::no: return "no";
    case Answer::unknown: return "unknown";
  }
  return "unknown";
}

bool Record::has_lapsed() const {
  const bool relies_on_something = !document.empty() || !file.empty();
  return relies_on_something && (sha256.empty() || sha256 != sha256_now);
}

bool Record::is_signed_off() const {
  return !trimmed(who).empty() && !trimmed(role).empty() && parse_date(when).has_value();
}

Value to_value(const Record& record) {
  Value value = object({{"question", record.question},
                        {"subject", record.subject},
                        {"answer", name_of(record.answer)},
                        {"who", record.who},
                        {"role", record.role},
                        {"when", record.when}});
  const auto add = [&](std::string_view key, const std::string& text) {
    if (!text.empty()) value.set(key, text);
  };
  add("done", record.done);
  add("seen", record.seen);
  add("document", record.document);
  add("file", record.file);
  add("sha256", record.sha256);
  add("sha256_now", record.sha256_now);
  add("second_person", record.second_person);
  add("verdict", record.verdict);
  add("comment", record.comment);
  return value;
}

Result<Record> record_from(const Value& value) {
  Record record;
  record.question = value["question"].as_text();
  record.subject = value["subject"].as_text();
  const std::string& answer = value["answer"].as_text();
  if (answer == "yes") record.answer = Answer::yes;
  if (answer == "no") record.answer = Answer::no;
  record.who = value["who"].as_text();
  record.role = value["role"].as_text();
  record.when = value["when"].as_text();
  record.done = value["done"].as_text();
  record.seen = value["seen"].as_text();
  record.document = value["document"].as_text();
  record.file = value["file"].as_text();
  record.sha256 = value["sha256"].as_text();
  record.sha256_now = value["sha256_now"].as_text();
  record.second_person = value["second_person"].as_text();
  record.verdict = value["verdict"].as_text();
  record.comment = value["comment"].as_text();
  if (record.question.empty()) return fail(ErrorCode::corrupt, "an answer without its question");
  return record;
}

}  // namespace hoshi
