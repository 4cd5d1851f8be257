// Mails from the scheme's templates.
// SPDX-License-Identifier: Apache-2.0
#include "serving/letters.h"

#include "serving/subscription_letters.h"

namespace hoshi::serving {
namespace {

constexpr std::string_view between_languages = "\n\n----------------------------------------\n\n";

struct Addressee {
  std::string email;
  Words line;  // "○○株式会社 御中\n鈴木 花子 様"
};

Result<Addressee> addressee_of(const House& house, store::Transaction& transaction, const store::Notice& notice) {
  if (notice.recipient == "office") {
    if (house.settings().mail_from.empty()) return fail(ErrorCode::not_found, "the office has no address of its own (--mail-from)");
    const auto site = house.public_site();
    return Addressee{house.settings().mail_from, {site.operator_name.ja + " 御中", site.operator_name.en}};
  }
  const auto rows = HOSHI_TRY(transaction.query(
      "SELECT persons.email, persons.name, organisations.name, organisations.name_en FROM persons LEFT JOIN organisations ON "
      "organisations.id = persons.organisation WHERE persons.id = $1 AND persons.erased_at IS NULL",
      {notice.recipient}));
  if (rows.empty() || rows[0].text(0).empty()) return fail(ErrorCode::not_found, "nobody is there to get it any more");
  const auto& row = rows[0];
  const std::string& english = row.text(3).empty() ? row.text(2) : row.text(3);
  Words line;
  if (!row.text(2).empty()) line = {row.text(2) + " 御中\n", english + "\n"};
  if (!row.text(1).empty()) line = {line.ja + row.text(1) + " 様", line.en + row.text(1)};
  return Addressee{row.text(0), std::move(line)};
}

std::string link_of(const House& house, const std::string& aggregate) {
  const auto slash = aggregate.find('/');
  const std::string id = slash == std::string::npos ? "" : aggregate.substr(slash + 1);
  if (aggregate.starts_with("application/")) return house.settings().origin + "/applications/" + id;
  if (aggregate.starts_with("label/")) return house.settings().origin + "/office/labels/" + id;
  if (aggregate.starts_with("case/")) return house.settings().origin + "/office/cases/" + id;
  return house.settings().origin;
}

Result<courier::Mail> mail_of(const House& house, store::Transaction& transaction, const store::Notice& notice) {
  if (is_for_subscriber(notice)) return subscriber_mail(house, transaction, notice);
  const auto scheme = house.schemes().find(notice.body["scheme"].as_text());
  const auto* found = scheme == house.schemes().end() ? nullptr : scheme->second.rulebook.notice(notice.body["template"].as_text());
  if (found == nullptr) return fail(ErrorCode::corrupt, "no scheme has a notice " + notice.body["template"].as_text());
  const auto addressee = HOSHI_TRY(addressee_of(house, transaction, notice));
  ValueMap slots = notice.body["slots"].as_map();
  slots.insert_or_assign("link", Value(link_of(house, notice.body["aggregate"].as_text())));
  courier::Mail mail;
  mail.to = addressee.email;
  mail.subject = filled(found->subject.ja, slots);
  slots.insert_or_assign("addressee", Value(addressee.line.ja));
  mail.text = filled(found->body.ja, slots);
  slots.insert_or_assign("addressee", Value(addressee.line.en));
  mail.text += std::string(between_languages) + filled(found->subject.en, slots) + "\n\n" + filled(found->body.en, slots) + "\n";
  return mail;
}

}  // namespace

std::string filled(std::string_view text, const ValueMap& slots) {
  std::string out;
  while (!text.empty()) {
    const auto open = text.find('{');
    const auto close = open == std::string_view::npos ? open : text.find('}', open);
    if (close == std::string_view::npos) return out + std::string(text);
    out += text.substr(0, open);
    const auto slot = slots.find(text.substr(open + 1, close - open - 1));
    if (slot != slots.end()) out += slot->second.as_text();
    text.remove_prefix(close + 1);
  }
  return out;
}

courier::Letters letters_of(House& house) {
  return {[&house](store::Transaction& transaction, const store::Notice& notice) { return mail_of(house, transaction, notice); },
          [&house](store::Transaction& transaction, const store::Notice& notice) { return subscriber_webhook(house, transaction, notice); }};
}

}  // namespace hoshi::serving
