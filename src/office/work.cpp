// Ids, schemes and numbers for steps.
// SPDX-License-Identifier: Apache-2.0
#include "office/work.h"

#include <algorithm>
#include <array>

#include "base/identifier.h"
#include "base/text.h"

namespace hoshi::office {
namespace {

constexpr std::array<std::string_view, 6> office_roles = {"intake", "reviewer", "decider", "surveillance", "registrar", "administrator"};

Result<std::int64_t> next_of(store::Transaction& transaction, const std::string& series) {
  const auto raised = HOSHI_TRY(transaction.query("UPDATE number_series SET last = last + 1 WHERE name = $1 RETURNING last", {series}));
  if (!raised.empty()) return raised[0].integer(0);
  HOSHI_CHECK(transaction.execute("INSERT INTO number_series (name, last) VALUES ($1, 1)", {series}));
  return 1;
}

}  // namespace

std::string Work::new_id() const {
  const Bytes random = parts.random(identifier_random_bytes);
  HOSHI_ASSERT(random.size() == identifier_random_bytes);
  return new_identifier(now, std::span<const std::uint8_t, identifier_random_bytes>(random.data(), identifier_random_bytes));
}

Result<void> in_work(const Parts& parts, store::Access access, const workflow::Actor& actor, const std::function<Result<void>(Work&)>& step) {
  return parts.database.run(access, [&](store::Transaction& transaction) -> Result<void> {
    const Instant now = parts.now();
    const Outside outside;
    Work work{parts, transaction, actor, now, workflow::day_in_japan(now), outside, {}, {}};
    return step(work);
  });
}

Result<const SchemeOffice*> Work::scheme(std::string_view id) const {
  const auto found = parts.schemes.find(id);
  if (found == parts.schemes.end()) return fail(ErrorCode::not_found, "this office does not run the scheme " + printable(id, 40));
  return &found->second;
}

Words SchemeOffice::category_name(std::string_view code) const {
  const auto& all = rulebook.categories;
  const auto found = std::find_if(all.begin(), all.end(), [&](const auto& one) { return one.id == code; });
  return found == all.end() ? Words{std::string(code), std::string(code)} : found->name;
}

Result<std::string> allocate_number(Work& work, const SchemeOffice& scheme, std::string_view kind, int level, std::string_view aggregate) {
  const workflow::NumberFormat* format = scheme.rulebook.number(kind);
  if (format == nullptr) return fail(ErrorCode::not_found, "the scheme has no format for " + std::string(kind));
  const std::string series = scheme.scheme.id + "/" + workflow::counter_name(*format, work.today);
  const std::int64_t sequence = HOSHI_TRY(next_of(work.transaction, series));
  const workflow::NumberParts parts{level, work.today, static_cast<std::uint64_t>(sequence)};
  const std::string number = HOSHI_TRY(workflow::write_number(*format, parts));
  HOSHI_CHECK(work.transaction.execute("INSERT INTO numbers (number, series, aggregate, state, taken_at) VALUES ($1, $2, $3, 'taken', $4)",
                                       {number, series, std::string(aggregate), work.milliseconds()}));
  return number;
}

bool is_office_role(std::string_view role) { return std::find(office_roles.begin(), office_roles.end(), role) != office_roles.end(); }

bool is_of_office(const workflow::Actor& actor) { return std::any_of(actor.roles.begin(), actor.roles.end(), is_office_role); }

std::string side_of(const workflow::Actor& actor) {
  if (actor.account == "clock" || actor.account == "issuer" || actor.account == "import") return "machinery";
  if (actor.roles.contains("laboratory")) return "laboratory";
  if (is_of_office(actor)) return "office";
  return actor.roles.contains("applicant") || actor.roles.contains("agent") ? "applicant" : "public";
}

}  // namespace hoshi::office
