// JSON, JSON Lines and JSON-LD of labels.
// SPDX-License-Identifier: Apache-2.0
#include "register/exports.h"

namespace hoshi::public_register {
namespace {

Value both(const Words& words) { return object({{"ja", words.ja}, {"en", words.en}}); }

Value or_null(Date date) { return is_set(date) ? Value(to_text(date)) : Value(); }

Value texts(const std::vector<std::string>& list) {
  Value out{ValueList{}};
  for (const auto& one : list) out.push(one);
  return out;
}

// A name for readers of one language: the other one where there is none.
const std::string& either(const Words& words) { return words.en.empty() ? words.ja : words.en; }

Value named(const Words& words) {
  Value out = object({{"name", words.ja.empty() ? words.en : words.ja}});
  if (!words.en.empty() && !words.ja.empty()) out.set("alternateName", words.en);
  return out;
}

Value product_of(const Entry& entry) {
  Value product = named(entry.product);
  product.set("@type", "Product");
  product.set("category", either(entry.category));
  Value maker = named(entry.maker);
  maker.set("@type", "Organization");
  product.set("manufacturer", std::move(maker));
  Value models{ValueList{}};
  for (const auto& model : entry.models) models.push(object({{"@type", "ProductModel"}, {"model", model}, {"name", model}}));
  if (!entry.models.empty()) product.set("model", std::move(models));
  return product;
}

}  // namespace

Value entry_value(const Entry& entry, const Site& site) {
  Value history{ValueList{}};
  for (const auto& change : entry.history) {
    history.push(object({{"sequence", change.sequence}, {"at", to_text(change.at)}, {"status", change.status}, {"note", both(change.note)}}));
  }
  Value notices{ValueList{}};
  for (const auto& notice : entry.notices) notices.push(both(notice));
  Value out = object({{"number", entry.number},
                      {"scheme", entry.scheme},
                      {"level", entry.level},
                      {"status", status_on(entry, site.today)},
                      {"in_force", is_in_force(entry, site.today)},
                      {"proven", entry.proven},
                      {"list_date", entry.list_date.empty() ? Value() : Value(entry.list_date)},
                      {"maker", both(entry.maker)},
                      {"product", both(entry.product)},
                      {"models", texts(entry.models)},
                      {"category", both(entry.category)},
                      {"issued", or_null(entry.issued)},
                      {"valid_from", or_null(entry.valid_from)},
                      {"valid_until", or_null(entry.valid_until)},
                      {"support_end", entry.support_end},
                      {"security_url", entry.security_url},
                      {"contact", entry.contact},
                      {"update_method", both(entry.update_method)},
                      {"recognised_as", texts(entry.recognised_as)},
                      {"history", std::move(history)},
                      {"notices", std::move(notices)}});
  out.set("superseded_by", entry.superseded_by.empty() ? Value() : Value(entry.superseded_by));
  out.set("statement", entry.statement.empty() ? Value() : Value(entry.statement));
  const std::string url = label_url(site, entry.number);
  out.set("url", url.empty() ? Value() : Value(url));
  return out;
}

std::string list_json(std::span<const Entry> entries, const Site& site) {
  // Written piece by piece: a Value of the whole list would need several times its memory.
  std::string out = "{\"as_of\":" + to_json(to_text(site.today)) + ",\"labels\":[";
  for (std::size_t i = 0; i < entries.size(); ++i) out += (i == 0 ? "\n" : ",\n") + to_json(entry_value(entries[i], site));
  return out + "\n],\"schema\":\"hoshi-register/1\",\"scheme\":" + to_json(both(site.scheme)) + "}\n";
}

std::string json_line(const Entry& entry, const Site& site) { return to_json(entry_value(entry, site)) + "\n"; }

std::string list_json_lines(std::span<const Entry> entries, const Site& site) {
  std::string out;
  for (const auto& entry : entries) out += json_line(entry, site);
  return out;
}

std::string json_ld(const Entry& entry, const Site& site, const i18n::Catalogue& words) {
  const std::string url = label_url(site, entry.number);
  Value issuer = named(site.operator_name);
  issuer.set("@type", "Organization");
  Value out = object({{"@context", "https://schema.org"},
                      {"@type", "Certification"},
                      {"name", either(site.scheme) + " " + words.render(Language::en, "register.level", {{"level", std::to_string(entry.level)}})},
                      {"certificationIdentification", entry.number},
                      {"description", status_words(entry, site, Language::en, words)},
                      {"about", product_of(entry)}});
  if (!url.empty()) {
    out.set("@id", url);
    out.set("url", url);
  }
  out.set("certificationRating", object({{"@type", "Rating"}, {"ratingValue", entry.level}, {"bestRating", level_max}, {"worstRating", 1}}));
  if (entry.proven) {
    out.set("issuedBy", std::move(issuer));
    out.set("certificationStatus", is_in_force(entry, site.today) ? "https://schema.org/CertificationActive" : "https://schema.org/CertificationInactive");
  }
  if (is_set(entry.issued)) out.set("datePublished", to_text(entry.issued));
  if (is_set(entry.valid_from)) out.set("validFrom", to_text(entry.valid_from));
  if (is_set(entry.valid_until)) out.set("expires", to_text(entry.valid_until));
  return to_pretty_json(out) + "\n";
}

std::string distribution_json(const std::vector<Distribution>& rows, const Site& site) {
  Value categories{ValueList{}};
  for (const auto& row : rows) {
    Value labels{ValueList{}};
    Value makers{ValueList{}};
    for (const int count : row.labels) labels.push(count);
    for (const int count : row.makers_at_least) makers.push(count);
    categories.push(object({{"category", both(row.category)}, {"labels", labels}, {"makers_at_least", makers}, {"unproven", row.unproven}}));
  }
  return to_pretty_json(object({{"schema", "hoshi-register-distribution/1"}, {"as_of", to_text(site.today)}, {"categories", categories}})) + "\n";
}

}  // namespace hoshi::public_register
