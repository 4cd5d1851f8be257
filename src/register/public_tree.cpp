// Pages of labels first, then lists, feeds and maps, then what is no more.
// SPDX-License-Identifier: Apache-2.0
#include "register/public_tree.h"

#include <fmt/core.h>

#include <limits>
#include <set>

#include "base/encoding.h"
#include "base/text.h"
#include "register/label_page.h"
#include "register/list_pages.h"
#include "register/style.h"
#include "register/tokens.h"
#include "register/tree_folder.h"

namespace hoshi::public_register {
namespace {

constexpr std::size_t changes_in_file = 1'000;
constexpr std::size_t sitemap_addresses = 25'000;  // sitemaps.org allows 50,000; each label has two

// Shows every part of a page, so that any change of words, style or code changes its bytes.
Entry specimen() {
  Entry entry;
  entry.number = "specimen";
  entry.status = "valid";
  entry.maker = entry.product = entry.category = entry.update_method = {"見本", "Specimen"};
  entry.models = {"1", "2"};
  entry.issued = {2026, 4, 1};
  entry.support_end = "2026-04-01";
  entry.security_url = "https://example.jp/";
  entry.recognised_as = {"psti"};
  entry.history = {{1, Instant{}, "valid", entry.product}, {2, Instant{}, "revoked", entry.product}};
  entry.notices = {entry.product};
  entry.superseded_by = "next";
  return entry;
}

std::string style_sheet() { return std::string(shared_tokens) + std::string(register_style); }

class Publisher {
 public:
  Publisher(std::span<const Entry> entries, const TreeSettings& settings, TreeFolder folder)
      : entries_(entries), settings_(settings), site_(settings.site), words_(settings.words), folder_(std::move(folder)) {}

  Result<TreeReport> publish() {
    const std::string mark = HOSHI_TRY(generation());
    const std::string unfinished = TreeFolder::unfinished(mark);
    are_pages_current_ = folder_.mark() == mark;
    is_gone_on_with_ = !unfinished.empty() && folder_.mark() == unfinished;
    const bool is_new = folder_.names_in("labels").empty();
    HOSHI_CHECK(folder_.begin(are_pages_current_ || is_gone_on_with_ || is_new ? unfinished : ""));
    HOSHI_CHECK(write("static/register.css", style_sheet()));
    for (const auto& entry : entries_) HOSHI_CHECK(label(entry));
    HOSHI_CHECK(lists());
    HOSHI_CHECK(downloads());
    HOSHI_CHECK(feeds());
    HOSHI_CHECK(sitemaps());
    HOSHI_CHECK(remove_the_rest());
    HOSHI_CHECK(folder_.finish(mark));
    return report_;
  }

 private:
  Voice voice(Language language) const { return {words_, site_, language}; }

  Result<std::string> generation() const {
    const Entry entry = specimen();
    std::string all = settings_.made_by + "\n" + site_.address + "\n" + style_sheet();
    for (const Language language : {Language::ja, Language::en}) all += label_page(entry, voice(language), art(entry));
    if (settings_.artwork) all += HOSHI_TRY(settings_.artwork(entry)).svg;
    return sha256_hex(all) + "\n";
  }

  Artwork art(const Entry& entry) const { return settings_.artwork && entry.proven ? Artwork::present : Artwork::absent; }

  Result<void> write(std::string_view path, std::string_view content) {
    const bool is_new = HOSHI_TRY(folder_.write(path, content));
    ++(is_new ? report_.written : report_.kept);
    written_.emplace(path);
    return {};
  }

  // label.json comes last: where it is as it should be, the rest of the label was written before it.
  Result<void> label(const Entry& entry) {
    const auto part = path_part(entry.number);
    if (!part) {
      report_.refused.push_back(printable(entry.number));
      return {};
    }
    ++report_.labels;
    labels_.insert(*part);
    const std::string folder = "labels/" + *part + "/";
    const std::string json = to_pretty_json(entry_value(entry, site_)) + "\n";
    // An imported label may come back to what it once said; our own never does, for its history grows.
    const bool may_be_current = are_pages_current_ || (is_gone_on_with_ && entry.proven);
    if (may_be_current && folder_.holds(folder + "label.json", json)) {
      ++report_.kept;
      return {};
    }
    for (const Language language : {Language::ja, Language::en}) {
      HOSHI_CHECK(write(file_of(place_of(entry), language), label_page(entry, voice(language), art(entry))));
    }
    HOSHI_CHECK(write(folder + "label.jsonld", json_ld(entry, site_, words_)));
    if (art(entry) == Artwork::present) {
      const LabelFiles files = HOSHI_TRY(settings_.artwork(entry));
      HOSHI_CHECK(write(folder + "label.svg", files.svg));
      HOSHI_CHECK(write(folder + "label.png", files.png));
      HOSHI_CHECK(write(folder + "label.pdf", files.pdf));
    }
    return write(folder + "label.json", json);
  }

  Result<void> list(ListView::Kind kind, std::span<const Entry> entries) {
    const std::size_t pages = std::max<std::size_t>(1, (entries.size() + list_page_labels - 1) / list_page_labels);
    for (std::size_t page = 1; page <= pages; ++page) {
      const std::size_t first = (page - 1) * list_page_labels;
      ListView view;
      view.kind = kind;
      view.entries = entries.subspan(first, std::min(list_page_labels, entries.size() - first));
      view.total = entries.size();
      view.page = page;
      view.categories = settings_.categories;
      for (const Language language : {Language::ja, Language::en}) {
        const std::string html = list_page(view, voice(language));
        HOSHI_CHECK(write(file_of(place_of_list(kind, page), language), html));
        if (page == 1 && kind == ListView::Kind::labels) HOSHI_CHECK(write(file_of({}, language), html));
      }
    }
    return {};
  }

  Result<void> lists() {
    psti_ = psti_entries(entries_, site_.today);
    HOSHI_CHECK(list(ListView::Kind::labels, entries_));
    HOSHI_CHECK(list(ListView::Kind::psti, psti_));
    const auto rows = distribution(entries_, site_.today);
    const auto latest = latest_changes(entries_, feed_page_changes);
    for (const Language language : {Language::ja, Language::en}) {
      HOSHI_CHECK(write(file_of({"/distribution/", "", MenuItem::distribution}, language), distribution_page(rows, voice(language))));
      HOSHI_CHECK(write(file_of({"/data/", "", MenuItem::data}, language), data_page(latest, voice(language))));
    }
    HOSHI_CHECK(write("distribution.json", distribution_json(rows, site_)));
    HOSHI_CHECK(write("distribution.csv", distribution_csv(rows, Language::ja, words_)));
    return write("distribution.en.csv", distribution_csv(rows, Language::en, words_));
  }

  Result<void> downloads() {
    for (const auto& [language, middle] : {std::pair{Language::ja, ""}, std::pair{Language::en, ".en"}}) {
      HOSHI_CHECK(write(fmt::format("labels{}.csv", middle), list_csv(entries_, site_, language, words_)));
      HOSHI_CHECK(write(fmt::format("psti{}.csv", middle), list_csv(psti_, site_, language, words_)));
      const std::string xlsx = HOSHI_TRY(list_xlsx(entries_, site_, language, words_));
      HOSHI_CHECK(write(fmt::format("labels{}.xlsx", middle), xlsx));
    }
    HOSHI_CHECK(write("labels.json", list_json(entries_, site_)));
    HOSHI_CHECK(write("labels.jsonl", list_json_lines(entries_, site_)));
    return write("register.schema.json", settings_.schema);
  }

  // changes/<k>.json holds sequences 1000(k-1)+1 to 1000k: full ones never change again.
  Result<void> feeds() {
    const auto latest = latest_changes(entries_, feed_page_changes);
    HOSHI_CHECK(write("atom.xml", feed_atom(latest, site_, Language::ja, words_)));
    HOSHI_CHECK(write("atom.en.xml", feed_atom(latest, site_, Language::en, words_)));
    const std::int64_t oldest = latest.empty() ? 1 : latest.back().change.sequence;
    HOSHI_CHECK(write("changes.json", feed_json(latest, oldest - 1, site_)));
    const auto all = changes_since(entries_, 0, std::numeric_limits<std::size_t>::max());
    for (std::size_t at = 0; at < all.size();) {
      const std::int64_t page = (all[at].change.sequence - 1) / static_cast<std::int64_t>(changes_in_file) + 1;
      const std::int64_t last = page * static_cast<std::int64_t>(changes_in_file);
      std::vector<Change> some;
      for (; at < all.size() && all[at].change.sequence <= last; ++at) some.push_back(all[at]);
      HOSHI_CHECK(write(fmt::format("changes/{}.json", page), feed_json(some, last - static_cast<std::int64_t>(changes_in_file), site_)));
    }
    return {};
  }

  Result<void> sitemaps() {
    std::string index;
    std::size_t files = 0;
    for (auto part = labels_.begin(); part != labels_.end();) {
      std::string urls;
      for (std::size_t i = 0; i < sitemap_addresses && part != labels_.end(); ++i, ++part) {
        urls += fmt::format("<url><loc>{0}/labels/{1}/</loc></url>\n<url><loc>{0}/labels/{1}/index.en.html</loc></url>\n", documents::escaped(site_.address), *part);
      }
      HOSHI_CHECK(write(fmt::format("sitemap-{}.xml", ++files), "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n" + urls + "</urlset>\n"));
      index += fmt::format("<sitemap><loc>{}/sitemap-{}.xml</loc></sitemap>\n", documents::escaped(site_.address), files);
    }
    return write("sitemap.xml", "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n" + index + "</sitemapindex>\n");
  }

  Result<void> remove_one(const std::string& path) {
    HOSHI_CHECK(folder_.remove(path));
    ++report_.removed;
    return {};
  }

  // Only what has the form of our own names; what else somebody put there stays.
  Result<void> remove_the_rest() {
    for (const char* folder : {"labels", "psti"}) {
      for (const auto& name : folder_.names_in(folder)) {
        const std::string path = std::string(folder) + "/" + name;
        if (name.starts_with("page-") && name.ends_with(".html") && !written_.contains(path)) HOSHI_CHECK(remove_one(path));
      }
    }
    for (const auto& name : folder_.names_in("labels")) {
      const std::string path = "labels/" + name;
      const bool is_label = number_of(name).has_value() && folder_.names_in(path).contains("label.json");
      if (is_label && !labels_.contains(name)) HOSHI_CHECK(remove_one(path));
    }
    return {};
  }

  std::span<const Entry> entries_;
  const TreeSettings& settings_;
  const Site& site_;
  const i18n::Catalogue& words_;
  TreeFolder folder_;
  bool are_pages_current_ = false;
  bool is_gone_on_with_ = false;  // a run of the same generation was interrupted, and the machine has run since
  std::vector<Entry> psti_;
  std::set<std::string> labels_;
  std::set<std::string, std::less<>> written_;
  TreeReport report_;
};

Result<void> numbers_are_unique(std::span<const Entry> entries) {
  std::set<std::string_view> numbers;
  for (const auto& entry : entries) {
    if (!numbers.insert(entry.number).second) {
      return fail(ErrorCode::invalid_input, "two labels have the number " + printable(entry.number));
    }
  }
  return {};
}

}  // namespace

Result<TreeReport> publish_tree(std::span<const Entry> entries, const TreeSettings& settings) {
  HOSHI_CHECK(numbers_are_unique(entries));
  TreeFolder folder = HOSHI_TRY(TreeFolder::open(settings.folder));
  return Publisher(entries, settings, std::move(folder)).publish();
}

Result<TreeReport> publish_tree(const EntrySource& source, const TreeSettings& settings) {
  std::vector<Entry> entries;
  HOSHI_CHECK(source([&](Entry entry) { entries.push_back(std::move(entry)); }));
  return publish_tree(std::span<const Entry>(entries), settings);
}

}  // namespace hoshi::public_register
