// The office's own steps: adopting editions of criteria with their thresholds, ending them, choosing the profile of separation.
// SPDX-License-Identifier: Apache-2.0
#include "base/encoding.h"
#include "office/fields.h"
#include "office/house_machines.h"
#include "office/imported_lists.h"
#include "office/kind.h"
#include "store/outbox.h"

namespace hoshi::office {
namespace {

std::string scheme_of(const Record& record) { return record.id(); }

// The thresholds and texts of the edition that nobody has compared with the original: adopted knowingly, by name.
ValueList unverified_in(const Scheme& scheme) {
  ValueList names;
  for (const auto& criterion : scheme.criteria) {
    for (const auto& parameter : criterion.parameters) {
      if (parameter.confidence != Confidence::official) names.push_back(criterion.id + "/" + parameter.name);
    }
    if (criterion.confidence != Confidence::official) names.push_back(criterion.id);
  }
  return names;
}

const workflow::Edition* edition_named(const SchemeOffice& scheme, std::string_view id) {
  for (const auto& one : scheme.rulebook.editions) {
    if (one.id == id) return &one;
  }
  return nullptr;
}

Result<Brought> bring_adoption(Work& work, const Taken& taken) {
  Fields fields(taken.command.data, "data");
  const std::string edition = fields.text("edition", 60, Need::required);
  const std::string sha256 = fields.sha256("sha256", Need::required);
  const std::string from = fields.date("from", Need::required);
  const std::string until = fields.date("accepts_until", Need::optional);
  const std::int64_t unverified = fields.integer("unverified", 0, 100'000, Need::required);
  const SchemeOffice* scheme = HOSHI_TRY(work.scheme(scheme_of(taken.record)));
  const bool is_ours = edition == scheme->scheme.edition && sha256 == scheme->scheme.sha256;
  if (!is_ours) fields.refuse("sha256", "is not that of the criteria this office has: " + scheme->scheme.edition + " " + scheme->scheme.sha256);
  if (edition_named(*scheme, edition) == nullptr) fields.refuse("edition", "the rulebook does not name it");
  if (!until.empty() && until < from) fields.refuse("accepts_until", "is before the first day");
  const ValueList names = unverified_in(scheme->scheme);
  // Whoever adopts says how many values nobody has compared with the original, so that it was seen.
  if (unverified != static_cast<std::int64_t>(names.size())) {
    fields.refuse("unverified", "there are " + std::to_string(names.size()) + " unverified values in this edition; look at them first");
  }
  HOSHI_CHECK(fields.finish());
  const Value data = object({{"edition", edition}, {"sha256", sha256}, {"from", from}, {"accepts_until", until}, {"unverified", names}});
  const std::string content = to_json(object({{"document_number", scheme->scheme.document_number}}));
  HOSHI_CHECK(work.transaction.execute(
      "INSERT INTO editions (hash, scheme, name, state, content, unverified, proposed_by, in_force_from, accepts_until, created_at) "
      "VALUES ($1, $2, $3, 'proposed', $4, $5, $6, $7, $8, $9) ON CONFLICT (hash) DO NOTHING",
      {sha256, scheme->scheme.id, edition, content, to_json(names), work.actor.account, from, text_or_null(until), work.milliseconds()}));
  if (taken.takes_effect) {
    HOSHI_CHECK(work.transaction.execute(
        "UPDATE editions SET state = 'adopted', adopted_by = $1, adopted_at = $2, in_force_from = $3, accepts_until = $4 WHERE hash = $5",
        {work.actor.account, work.milliseconds(), from, text_or_null(until), sha256}));
    labels::LogEntry entry;
    entry.kind = labels::EntryKind::requirement_set_published;
    entry.at = work.now;
    entry.scheme = scheme->scheme.id;
    entry.edition = edition;
    entry.digest = HOSHI_TRY(from_hex(sha256));
    work.log_entries.push_back({entry, "edition/" + edition});
  }
  return Brought{"", data, {}, {}};
}

Result<Brought> bring_end(Work& work, const Taken& taken) {
  Fields fields(taken.command.data, "data");
  const std::string sha256 = fields.sha256("sha256", Need::required);
  const std::string until = fields.date("accepts_until", Need::required);
  if (!until.empty() && until < to_text(work.today)) fields.refuse("accepts_until", "is over already");
  HOSHI_CHECK(fields.finish());
  if (taken.takes_effect) {
    const auto changed = HOSHI_TRY(work.transaction.execute(
        "UPDATE editions SET accepts_until = $1 WHERE hash = $2 AND scheme = $3 AND state = 'adopted'", {until, sha256, scheme_of(taken.record)}));
    if (changed != 1) return fail(ErrorCode::conflict, "data/sha256: no such edition is adopted");
  }
  return Brought{"", object({{"sha256", sha256}, {"accepts_until", until}}), {}, {}};
}

Result<Brought> bring_profile(Work& work, const Taken& taken) {
  Fields fields(taken.command.data, "data");
  const std::string profile = fields.word("profile", Need::required);
  const SchemeOffice* scheme = HOSHI_TRY(work.scheme(scheme_of(taken.record)));
  if (scheme->rulebook.profile(profile) == nullptr) fields.refuse("profile", "the rulebook has no such profile");
  HOSHI_CHECK(fields.finish());
  if (taken.takes_effect) {
    HOSHI_CHECK(work.transaction.execute(
        "INSERT INTO settings (name, value, changed_at) VALUES ($1, $2, $3) ON CONFLICT (name) DO UPDATE SET value = excluded.value, "
        "changed_at = excluded.changed_at",
        {"profile/" + scheme->scheme.id, profile, work.milliseconds()}));
  }
  return Brought{"", object({{"profile", profile}}), {}, {}};
}

// Of the outbox: what was put aside after too many attempts.
Result<Brought> bring_notice(Work& work, const Taken& taken) {
  Fields fields(taken.command.data, "data");
  const std::string notice = fields.identifier("notice", Need::required);
  HOSHI_CHECK(fields.finish());
  HOSHI_CHECK(store::queue_again(work.transaction, notice, work.now));
  return Brought{"", object({{"notice", notice}}), {}, {}};
}

bool may_look(const workflow::Actor& actor) { return is_of_office(actor) || side_of(actor) == "machinery"; }

class OfficeKind final : public Kind {
 public:
  // "office" alone opens nothing: there is one for each scheme, "office/<scheme>", from its first step on.
  Result<Record> open(Work&, const Command&) const override {
    return fail(ErrorCode::not_found, "office: name it with its scheme, office/<scheme>");
  }

  Result<Record> begin(Work& work, const Command& command) const override {
    Record record;
    record.aggregate = command.aggregate;
    const SchemeOffice* scheme = HOSHI_TRY(work.scheme(record.id()));
    if (!may_look(work.actor)) return fail(ErrorCode::not_found, "there is no such thing");
    record.machine = office_machine().name;
    record.scheme = scheme->scheme.id;
    return record;
  }

  Result<workflow::Machine> machine(Work&, const Record&) const override { return office_machine(); }

  Result<bool> is_visible(Work& work, const Record&) const override { return may_look(work.actor); }

  Result<bool> holds(Work&, const Record&, std::string_view) const override { return false; }

  Result<std::vector<workflow::PastStep>> past_besides(Work&, const Record&) const override { return std::vector<workflow::PastStep>(); }

  Result<std::string> subject(Work&, const Record& record, const Command& command) const override {
    return sha256_hex(to_json(object({{"office", record.id()}, {"event", command.event}, {"data", command.data}})));
  }

  Result<Brought> bring(Work& work, const Taken& taken) const override {
    if (taken.transition.event == "adopt_edition") return bring_adoption(work, taken);
    if (taken.transition.event == "end_edition") return bring_end(work, taken);
    if (taken.transition.event == "import_list") return bring_list(work, taken);
    if (taken.transition.event == "send_again") return bring_notice(work, taken);
    if (taken.transition.event == "end_list") return bring_list_end(work, taken);
    return bring_profile(work, taken);
  }

  Result<void> project(Work&, const Record&, const workflow::Transition&) const override { return {}; }

  Result<std::map<std::string, std::string>> notice_slots(Work&, const Record&) const override {
    return std::map<std::string, std::string>();
  }
};

}  // namespace

const Kind& office_kind() {
  static const OfficeKind kind;
  return kind;
}

}  // namespace hoshi::office
