// One page being written: the frame, the words in the visitor's language, and the elements pages are made of.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "documents/html.h"
#include "pages/site.h"
#include "web/route.h"

namespace hoshi::pages {

using Slots = std::map<std::string, std::string>;
using Crumbs = std::vector<std::pair<std::string, std::string>>;  // address and words

// ` name="value"`, with the value escaped.
std::string attribute(std::string_view name, std::string_view value);

enum class Tone { plain, good, wait, bad };

class Page {
 public:
  // `title` is a key. Everything is borrowed for the time of the page.
  Page(const Site& site, const web::Request& request, const web::Visitor& visitor, std::string_view title, const Slots& slots = {});

  Language language() const { return request_.language; }
  const web::Request& request() const { return request_; }
  const web::Visitor& visitor() const { return visitor_; }
  const Site& site() const { return site_; }
  std::string text(std::string_view key, const Slots& slots = {}) const;
  // In the visitor's language, or in the other one where there is nothing in it.
  const std::string& words(const Words& words) const;
  documents::Html& html() { return html_; }

  // Another title than that of the key, in the visitor's language.
  Page& retitle(std::string_view title);
  Page& crumbs(const Crumbs& crumbs);
  Page& heading(std::string_view tag, std::string_view key, const Slots& slots = {});
  Page& paragraph(std::string_view key, const Slots& slots = {}, std::string_view css = "");
  Page& link(std::string_view where, std::string_view words, std::string_view css = "");
  // An icon and a word: nobody has to see colours.
  Page& tag(std::string_view words, Tone tone);
  Page& fact(std::string_view key, std::string_view value);  // of a <dl class="facts">; nothing when empty
  Page& csrf();
  // Opens a form that posts to `where`; `files` makes it multipart.
  Page& form(std::string_view where, bool has_files = false);
  // A button; `css` "second" or "grave".
  Page& button(std::string_view words, std::string_view css = "", std::string_view name = "", std::string_view value = "");
  // Where the visitor's own work begins: the desk, the queue or the administration.
  std::string own_place() const;
  // What went well after a redirect: ?done=KEY, of texts below pages.done_ alone.
  Page& told();
  // A box that says what is wrong.
  Page& problem(std::string_view key, const std::vector<std::string>& lines);

  std::string day(std::string_view date) const;     // 2026年11月30日 / 30 November 2026
  std::string moment(Instant instant) const;        // the same with the time, JST

  [[nodiscard]] web::Response finish(int status = 200);

 private:
  void write_head(std::string& out) const;
  void write_top(documents::Html& html) const;

  const Site& site_;
  const web::Request& request_;
  const web::Visitor& visitor_;
  std::string title_;
  documents::Html html_;
};

std::string yen(std::int64_t amount);  // "198,000"

}  // namespace hoshi::pages
