// Wishes, their confirmation and end, and the walk along the change feed.
// SPDX-License-Identifier: Apache-2.0
#include "office/subscriptions.h"

#include <algorithm>

#include "base/encoding.h"
#include "base/identifier.h"
#include "base/text.h"
#include "office/fields.h"
#include "office/label_tables.h"
#include "office/turns.h"
#include "office/work.h"
#include "store/outbox.h"

namespace hoshi::office {
namespace {

constexpr std::size_t secret_bytes = 32;
constexpr std::size_t text_bytes_max = 200;
constexpr std::size_t url_bytes_max = 500;
constexpr std::int64_t changes_at_once = 100;
constexpr std::int64_t day_milliseconds = 24LL * 60 * 60 * 1000;
Result<Value> search_of(const Value& given) {
  Fields fields(given, "search");
  const std::string q = fields.text("q", text_bytes_max, Need::optional);
  const std::string level = fields.text("level", 1, Need::optional);
  const std::string category = fields.text("category", text_bytes_max, Need::optional);
  HOSHI_CHECK(fields.finish());
  if (q.empty() && level.empty() && category.empty()) return fail(ErrorCode::invalid_input, "search: is empty");
  return object({{"q", q}, {"level", level}, {"category", category}});
}

struct Checked {
  std::string kind, target;
};

Result<Checked> checked(store::Transaction& transaction, const SubscriptionWish& wish) {
  const bool is_one_address = wish.email.empty() != wish.webhook.empty();
  const bool is_webhook = wish.webhook.starts_with("https://") && wish.webhook.size() <= url_bytes_max && is_clean_text(wish.webhook, false) &&
                          wish.webhook.find_first_of(" @\\") == std::string::npos;
  if (!is_one_address || (!wish.email.empty() && !is_mail_address(wish.email)) || (!wish.webhook.empty() && !is_webhook)) {
    return fail(ErrorCode::invalid_input, "email or webhook: one address is needed, a mail address or https://…");
  }
  if (wish.label.empty()) {
    std::string search = to_json(HOSHI_TRY(search_of(wish.search)));
    return Checked{"search", std::move(search)};
  }
  const bool is_issued = HOSHI_TRY(find_label(transaction, wish.label)).has_value();
  // A list of others brings no changes to tell of.
  if (!is_issued) return fail(ErrorCode::invalid_input, "label: this office issued none with this number");
  return Checked{"label", wish.label};
}

Result<void> queue_word(store::Transaction& transaction, const Parts& parts, const std::string& subscription, bool is_webhook, const std::string& name, Value body,
                        Instant now) {
  constexpr std::size_t random_bytes = 10;
  const Bytes random = parts.random(random_bytes);
  store::Notice notice;
  notice.id = new_identifier(now, std::span<const std::uint8_t, random_bytes>(random));
  notice.name = "subscription/" + subscription + "/" + name;
  notice.kind = is_webhook ? "webhook" : "mail";
  notice.recipient = subscription;
  notice.body = std::move(body);
  HOSHI_TRY(store::queue_notice(transaction, notice, now));
  return {};
}

Result<void> keep(store::Transaction& transaction, const Parts& parts, const SubscriptionWish& wish, const Checked& about, const Bytes& secret, Instant now) {
  constexpr std::size_t random_bytes = 10;
  const Bytes random = parts.random(random_bytes);
  const std::string id = new_identifier(now, std::span<const std::uint8_t, random_bytes>(random));
  HOSHI_CHECK(transaction.execute(
      "INSERT INTO subscriptions (id, kind, target, email, webhook, webhook_secret, language, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
      {id, about.kind, about.target, wish.email, wish.webhook, secret, std::string(name_of(wish.language)), stored(now)}));
  return queue_word(transaction, parts, id, !wish.webhook.empty(), "confirm", object({{"template", "subscription_confirm"}}), now);
}

struct Follower {
  std::string id;
  bool is_webhook = false;
};

Result<std::vector<Follower>> followers(store::Transaction& transaction, const Parts& parts, const WordsOf& words, const public_register::Entry& entry) {
  std::vector<Follower> found;
  const auto of_label = HOSHI_TRY(transaction.query(
      "SELECT id, webhook FROM subscriptions WHERE kind = 'label' AND target = $1 AND confirmed_at IS NOT NULL AND ended_at IS NULL ORDER BY id", {entry.number}));
  for (const auto& row : of_label) found.push_back({row.text(0), !row.text(1).empty()});
  const auto searches = HOSHI_TRY(transaction.query(
      "SELECT id, webhook, target FROM subscriptions WHERE kind = 'search' AND confirmed_at IS NOT NULL AND ended_at IS NULL ORDER BY id LIMIT $1", {searches_most}));
  for (const auto& row : searches) {
    if (matches(HOSHI_TRY(parse_json(row.text(2))), entry, parts.fold, words)) found.push_back({row.text(0), !row.text(1).empty()});
  }
  return found;
}

Result<void> tell_of(store::Transaction& transaction, const Parts& parts, const WordsOf& words, const store::Row& change, Instant now) {
  const auto row = HOSHI_TRY(find_label(transaction, change.text(1)));
  if (!row) return {};
  const auto scheme = parts.schemes.find(row->scheme);
  const auto entry = HOSHI_TRY(entry_of(transaction, scheme == parts.schemes.end() ? nullptr : &scheme->second, *row));
  const Value body = object({{"template", "subscription_change"}, {"sequence", change.integer(0)}, {"number", change.text(1)}, {"status", change.text(2)}});
  for (const auto& follower : HOSHI_TRY(followers(transaction, parts, words, entry))) {
    HOSHI_CHECK(queue_word(transaction, parts, follower.id, follower.is_webhook, std::to_string(change.integer(0)), body, now));
  }
  return {};
}

// Where the walk along the feed stands; at its end when there was none before.
Result<std::int64_t> place_in_feed(store::Transaction& transaction) {
  const auto marks = HOSHI_TRY(transaction.query("SELECT data FROM clock_marks WHERE name = 'subscriptions'"));
  if (!marks.empty()) return HOSHI_TRY(parse_json(marks[0].text(0)))["sequence"].as_integer();
  return HOSHI_TRY(transaction.query("SELECT COALESCE(MAX(sequence), 0) FROM public_changes")).at(0).integer(0);
}

Result<void> keep_place(store::Transaction& transaction, std::int64_t sequence, Instant now) {
  HOSHI_CHECK(transaction.execute(
      "INSERT INTO clock_marks (name, done_at, data) VALUES ('subscriptions', $1, $2) ON CONFLICT (name) DO UPDATE SET done_at = excluded.done_at, "
      "data = excluded.data",
      {stored(now), to_json(object({{"sequence", sequence}}))}));
  return {};
}

}  // namespace

std::string subscription_code(ByteView secret, SubscriptionAct act, std::string_view id) {
  return to_hex(hmac_sha256(secret, std::string(act == SubscriptionAct::confirm ? "hoshi/subscription/confirm/" : "hoshi/subscription/end/") + std::string(id)));
}

Result<SubscriptionMade> subscribe(const Office& office, const SubscriptionWish& wish) {
  const Bytes secret = office.parts().random(secret_bytes);
  bool is_too_often = false;
  HOSHI_CHECK(office.parts().database.run(store::Access::write, [&](store::Transaction& transaction) -> Result<void> {
    const Instant now = office.now();
    const Checked about = HOSHI_TRY(checked(transaction, wish));
    is_too_often = !HOSHI_TRY(takes_turn(transaction, "subscribe/network " + wish.network, subscriptions_of_network, stored(now)));
    if (is_too_often) return {};
    const std::string& address = wish.email.empty() ? wish.webhook : wish.email;
    if (!HOSHI_TRY(takes_turn(transaction, "subscribe/address " + lower(address), subscriptions_of_address, stored(now)))) return {};
    const auto there = HOSHI_TRY(transaction.query(
        "SELECT 1 FROM subscriptions WHERE kind = $1 AND target = $2 AND email = $3 AND webhook = $4 AND ended_at IS NULL", {about.kind, about.target, wish.email, wish.webhook}));
    if (!there.empty()) return {};
    return keep(transaction, office.parts(), wish, about, secret, now);
  }));
  if (is_too_often) return fail(ErrorCode::unavailable, "too many subscriptions from here today; try again tomorrow");
  return SubscriptionMade{wish.webhook.empty() ? "" : to_hex(secret)};
}

Result<void> act_on_subscription(const Office& office, SubscriptionAct act, std::string_view id, std::string_view code) {
  return office.parts().database.run(store::Access::write, [&](store::Transaction& transaction) -> Result<void> {
    const auto rows = HOSHI_TRY(transaction.query("SELECT webhook_secret, kind FROM subscriptions WHERE id = $1 AND ended_at IS NULL", {std::string(id)}));
    const bool is_right = !rows.empty() && !rows[0].bytes(0).empty() && is_same_secret(subscription_code(rows[0].bytes(0), act, id), code);
    if (!is_right) return fail(ErrorCode::not_found, "there is no such subscription; its link may be too old");
    const std::int64_t now = stored(office.now());
    if (act == SubscriptionAct::end) {
      HOSHI_CHECK(transaction.execute("UPDATE subscriptions SET ended_at = $1, email = '', webhook = '', webhook_secret = NULL WHERE id = $2", {now, std::string(id)}));
      return {};
    }
    if (rows[0].text(1) == "search") {
      const auto many = HOSHI_TRY(transaction.query(
          "SELECT count(*) FROM subscriptions WHERE kind = 'search' AND confirmed_at IS NOT NULL AND ended_at IS NULL AND id <> $1", {std::string(id)}));
      if (many.at(0).integer(0) >= searches_most) return fail(ErrorCode::unavailable, "this office follows as many searches as it can");
    }
    HOSHI_CHECK(transaction.execute("UPDATE subscriptions SET confirmed_at = $1 WHERE id = $2 AND confirmed_at IS NULL", {now, std::string(id)}));
    return {};
  });
}

Result<int> tell_subscribers(const Office& office, const WordsOf& words) {
  int looked_at = 0;
  HOSHI_CHECK(office.parts().database.run(store::Access::write, [&](store::Transaction& transaction) -> Result<void> {
    const Instant now = office.now();
    HOSHI_CHECK(transaction.execute("DELETE FROM subscriptions WHERE confirmed_at IS NULL AND created_at < $1", {stored(now) - confirm_days * day_milliseconds}));
    std::int64_t place = HOSHI_TRY(place_in_feed(transaction));
    const auto changes = HOSHI_TRY(transaction.query(
        "SELECT sequence, number, status FROM public_changes WHERE sequence > $1 ORDER BY sequence LIMIT $2", {place, changes_at_once}));
    looked_at = static_cast<int>(changes.size());
    for (const auto& change : changes) {
      HOSHI_CHECK(tell_of(transaction, office.parts(), words, change, now));
      place = change.integer(0);
    }
    return keep_place(transaction, place, now);
  }));
  return looked_at;
}

bool matches(const Value& search, const public_register::Entry& entry, const std::function<std::string(std::string_view)>& fold, const WordsOf& words) {
  const std::string& level = search["level"].as_text();
  if (!level.empty() && level != std::to_string(entry.level)) return false;
  const std::string category = fold(search["category"].as_text());
  if (!category.empty() && category != fold(entry.category.ja) && category != fold(entry.category.en)) return false;
  std::vector<std::string> texts{entry.number, entry.product.ja, entry.product.en, entry.maker.ja, entry.maker.en, entry.category.ja, entry.category.en};
  texts.insert(texts.end(), entry.models.begin(), entry.models.end());
  for (auto& text : texts) text = fold(text);
  const auto asked = words(search["q"].as_text());
  return std::all_of(asked.begin(), asked.end(), [&](const std::string& word) {
    return std::any_of(texts.begin(), texts.end(), [&](const std::string& text) { return text.find(word) != text.npos; });
  });
}

}  // namespace hoshi::office
