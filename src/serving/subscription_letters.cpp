// Looking the subscription up and writing to it.
// SPDX-License-Identifier: Apache-2.0
#include "serving/subscription_letters.h"

#include "base/encoding.h"
#include "office/label_tables.h"
#include "office/subscriptions.h"
#include "register/exports.h"

namespace hoshi::serving {
namespace {

using office::SubscriptionAct;

struct Subscription {
  std::string id, kind, target, email, webhook;
  Bytes secret;
  Language language = Language::ja;
};

Result<Subscription> subscription_of(store::Transaction& transaction, const store::Notice& notice) {
  const auto rows = HOSHI_TRY(transaction.query(
      "SELECT kind, target, email, webhook, webhook_secret, language FROM subscriptions WHERE id = $1 AND ended_at IS NULL", {notice.recipient}));
  if (rows.empty()) return fail(ErrorCode::not_found, "the subscription is over");
  const auto& row = rows[0];
  return Subscription{notice.recipient, row.text(0), row.text(1), row.text(2), row.text(3), row.bytes(4), row.text(5) == "en" ? Language::en : Language::ja};
}

std::string link(const House& house, const Subscription& to, SubscriptionAct act) {
  const std::string word = act == SubscriptionAct::confirm ? "confirm" : "end";
  return house.settings().origin + "/subscriptions/" + to.id + "/" + word + "/" + office::subscription_code(to.secret, act, to.id);
}

std::string about(const House& house, const Subscription& to) {
  if (to.kind == "label") return house.words().render(to.language, "subscription.about_label", {{"number", to.target}});
  const auto search = parse_json(to.target);
  std::string words;
  for (const char* name : {"q", "level", "category"}) {
    const std::string value = search ? (*search)[name].as_text() : "";
    if (!value.empty()) words += (words.empty() ? "" : ", ") + (std::string_view(name) == "level" ? "★" + value : value);
  }
  return house.words().render(to.language, "subscription.about_search", {{"search", words}});
}

Result<public_register::Entry> entry_for(const House& house, store::Transaction& transaction, const store::Notice& notice) {
  const auto row = HOSHI_TRY(office::find_label(transaction, notice.body["number"].as_text()));
  if (!row) return fail(ErrorCode::not_found, "the label is gone");
  const auto scheme = house.schemes().find(row->scheme);
  return office::entry_of(transaction, scheme == house.schemes().end() ? nullptr : &scheme->second, *row);
}

const std::string& either(const Words& words, Language language) {
  const auto& first = words.in(language);
  return first.empty() ? words.in(language == Language::ja ? Language::en : Language::ja) : first;
}

bool is_confirmation(const store::Notice& notice) { return notice.body["template"].as_text() == "subscription_confirm"; }

}  // namespace

bool is_for_subscriber(const store::Notice& notice) { return notice.body["template"].as_text().starts_with("subscription_"); }

Result<courier::Mail> subscriber_mail(const House& house, store::Transaction& transaction, const store::Notice& notice) {
  const auto to = HOSHI_TRY(subscription_of(transaction, notice));
  std::map<std::string, std::string> slots{{"about", about(house, to)}, {"confirm", link(house, to, SubscriptionAct::confirm)}, {"end", link(house, to, SubscriptionAct::end)}};
  if (!is_confirmation(notice)) {
    const auto entry = HOSHI_TRY(entry_for(house, transaction, notice));
    slots["number"] = entry.number;
    slots["status"] = house.words().text(to.language, "register.status_" + notice.body["status"].as_text());
    slots["product"] = either(entry.product, to.language);
    slots["maker"] = either(entry.maker, to.language);
    slots["link"] = public_register::label_url(house.public_site(), entry.number);
  }
  const std::string subject = is_confirmation(notice) ? "subscription_mail.confirm_subject" : "subscription_mail.change_subject";
  const std::string body = is_confirmation(notice) ? "subscription_mail.confirm_body" : "subscription_mail.change_body";
  return courier::Mail{to.email, house.words().render(to.language, subject, slots), house.words().render(to.language, body, slots) + "\n"};
}

Result<courier::Webhook> subscriber_webhook(const House& house, store::Transaction& transaction, const store::Notice& notice) {
  const auto to = HOSHI_TRY(subscription_of(transaction, notice));
  Value body = object({{"event", is_confirmation(notice) ? "confirm" : "change"}, {"subscription", to.id}});
  if (is_confirmation(notice)) {
    body.set("confirm", link(house, to, SubscriptionAct::confirm));
  } else {
    const auto entry = HOSHI_TRY(entry_for(house, transaction, notice));
    body.set("sequence", notice.body["sequence"]).set("status", notice.body["status"]);
    body.set("label", public_register::entry_value(entry, house.public_site())).set("end", link(house, to, SubscriptionAct::end));
  }
  return courier::Webhook{to.webhook, to_hex(to.secret), to_json(body)};
}

}  // namespace hoshi::serving
