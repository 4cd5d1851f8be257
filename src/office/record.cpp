// Folding of events.
// SPDX-License-Identifier: Apache-2.0
#include "office/record.h"

#include "base/text.h"

namespace hoshi::office {
namespace {

Result<void> open(Record& record, const store::Event& event) {
  const Value& opened = event.data["opened"];
  if (!opened.is_map()) return fail(ErrorCode::corrupt, record.aggregate + ": its first event does not open it");
  record.machine = opened["machine"].as_text();
  record.scheme = opened["scheme"].as_text();
  record.kind = opened["kind"].as_text();
  record.profile = opened["profile"].as_text();
  record.level = static_cast<int>(opened["level"].as_integer());
  record.applicant = opened["applicant"].as_text();
  return {};
}

}  // namespace

std::string Record::prefix() const { return aggregate.substr(0, aggregate.find('/')); }

std::string Record::id() const {
  const auto slash = aggregate.find('/');
  return slash == std::string::npos ? std::string() : aggregate.substr(slash + 1);
}

const store::Event* Record::last(std::string_view kind) const {
  for (auto event = events.rbegin(); event != events.rend(); ++event) {
    if (event->kind == kind && !event->data["pending"].as_bool()) return &*event;
  }
  return nullptr;
}

Result<Record> fold(std::string_view aggregate, std::vector<store::Event> events) {
  Record record;
  record.aggregate = aggregate;
  for (const auto& event : events) {
    if (event.version != record.version + 1) return fail(ErrorCode::corrupt, record.aggregate + ": a version is missing");
    if (event.version == 1) HOSHI_CHECK(open(record, event));
    const Value& data = event.data;
    if (!data["to"].is_text()) return fail(ErrorCode::corrupt, record.aggregate + ": an event without the state after it");
    const bool is_other_state = event.version == 1 || data["to"].as_text() != record.state;
    record.version = event.version;
    record.state = data["to"].as_text();
    record.due = data["due"].as_text();
    if (is_other_state) record.since = event.at;
    record.past.push_back({event.kind, event.actor, data["organisation"].as_text(), data["subject"].as_text(), data["pending"].as_bool()});
    for (const auto& [name, text] : data["made"].as_map()) record.made[name] = text.as_text();
  }
  record.events = std::move(events);
  return record;
}

Result<Record> load(store::Transaction& transaction, std::string_view aggregate) {
  auto events = HOSHI_TRY(store::events_of(transaction, aggregate));
  if (events.empty()) return fail(ErrorCode::not_found, printable(aggregate, 80) + ": there is no such thing");
  return fold(aggregate, std::move(events));
}

}  // namespace hoshi::office
