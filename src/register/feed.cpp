// The change feed in its two forms.
// SPDX-License-Identifier: Apache-2.0
#include "register/feed.h"

#include <fmt/core.h>

#include "base/text.h"
#include "base/value.h"
#include "documents/html.h"

namespace hoshi::public_register {
namespace {

using documents::escaped;

std::vector<Change> all_since(std::span<const Entry> entries, std::int64_t since) {
  std::vector<Change> out;
  for (const auto& entry : entries) {
    for (const auto& change : entry.history) {
      if (change.sequence > since) out.push_back({change, entry.number, entry.level, entry.proven, entry.product, entry.maker});
    }
  }
  return out;
}

bool is_earlier(const Change& a, const Change& b) { return a.change.sequence < b.change.sequence; }

Value both(const Words& words) { return object({{"ja", words.ja}, {"en", words.en}}); }

// XML 1.0 has no control characters but tab and line ends; escaped() has made the others visible.
std::string element(std::string_view name, std::string_view text) { return fmt::format("<{0}>{1}</{0}>", name, escaped(text)); }

std::string atom_entry(const Change& one, const Site& site, Language language, const i18n::Catalogue& words) {
  const std::string url = label_url(site, one.number);
  const std::string word = words.text(language, "register.status_" + one.change.status);
  const std::string& product = one.product.in(language).empty() ? one.product.ja : one.product.in(language);
  const std::string& maker = one.maker.in(language).empty() ? one.maker.ja : one.maker.in(language);
  const std::string title = words.render(language, "register.change_title",
                                         {{"number", one.number}, {"product", product}, {"status", word}});
  std::string summary = words.render(language, "register.change_summary",
                                     {{"maker", maker}, {"product", product}, {"level", std::to_string(one.level)}, {"status", word}});
  if (!one.change.note.in(language).empty()) summary += "\n" + one.change.note.in(language);
  const std::string page = url + (language == Language::en ? "/index.en.html" : "/");
  return "<entry>" + element("id", fmt::format("{}#change-{}", url, one.change.sequence)) + element("title", title) +
         element("updated", to_text(one.change.at)) +
         fmt::format("<link rel=\"alternate\" type=\"text/html\" href=\"{}\"/>", escaped(page)) + element("summary", summary) +
         fmt::format("<category term=\"{}\"/></entry>\n", escaped(one.change.status));
}

}  // namespace

std::vector<Change> changes_since(std::span<const Entry> entries, std::int64_t since, std::size_t limit) {
  auto out = all_since(entries, since);
  std::sort(out.begin(), out.end(), is_earlier);
  if (out.size() > limit) out.resize(limit);
  return out;
}

std::vector<Change> latest_changes(std::span<const Entry> entries, std::size_t limit) {
  auto out = all_since(entries, std::numeric_limits<std::int64_t>::min());
  std::sort(out.begin(), out.end(), [](const Change& a, const Change& b) { return is_earlier(b, a); });
  if (out.size() > limit) out.resize(limit);
  return out;
}

std::string feed_json(const std::vector<Change>& changes, std::int64_t since, const Site& site) {
  Value list{ValueList{}};
  std::int64_t next = since;
  for (const auto& one : changes) {
    next = std::max(next, one.change.sequence);
    const std::string url = label_url(site, one.number);
    list.push(object({{"sequence", one.change.sequence},
                      {"at", to_text(one.change.at)},
                      {"number", one.number},
                      {"level", one.level},
                      {"status", one.change.status},
                      {"proven", one.proven},
                      {"note", both(one.change.note)},
                      {"product", both(one.product)},
                      {"maker", both(one.maker)},
                      {"url", url.empty() ? Value() : Value(url)}}));
  }
  return to_pretty_json(object({{"schema", "hoshi-register-changes/1"}, {"since", since}, {"next", next}, {"changes", list}})) + "\n";
}

std::string feed_atom(const std::vector<Change>& changes, const Site& site, Language language, const i18n::Catalogue& words,
                      Instant started, std::string_view question) {
  const std::string behind = question.empty() ? "" : "?" + std::string(question);
  const std::string self = site.address + (language == Language::en ? "/atom.en.xml" : "/atom.xml") + behind;
  Instant updated = started;
  std::string entries;
  for (const auto& one : changes) {
    if (!path_part(one.number)) continue;  // RFC 4287, 4.2.6: an entry needs an id
    updated = std::max(updated, one.change.at);
    entries += atom_entry(one, site, language, words);
  }
  return "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"" +
         std::string(name_of(language)) + "\">\n" + element("id", self) +
         element("title", words.render(language, "register.feed_title", {{"scheme", site.scheme.in(language)}})) +
         element("updated", to_text(updated)) + "<author>" + element("name", site.operator_name.in(language)) + "</author>\n" +
         fmt::format("<link rel=\"self\" type=\"application/atom+xml\" href=\"{}\"/>\n", escaped(self)) +
         fmt::format("<link rel=\"alternate\" type=\"text/html\" href=\"{}/labels/{}\"/>\n", escaped(site.address), escaped(behind)) + entries + "</feed>\n";
}

}  // namespace hoshi::public_register
