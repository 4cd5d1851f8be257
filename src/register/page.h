// The frame of every public page, and the small parts pages share: stars, signs of a status, dates in words.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "documents/html.h"
#include "i18n/catalogue.h"
#include "register/entry.h"
#include "register/site.h"

namespace hoshi::public_register {

// What a page is made with. Borrows; the words and the site must outlive it. Pages carry no script and no inline style, so
// that `default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'` is enough for them.
struct Voice {
  const i18n::Catalogue& words;
  const Site& site;
  Language language = Language::ja;

  std::string text(std::string_view key) const { return words.text(language, key); }
  std::string fill(std::string_view key, const std::map<std::string, std::string>& slots) const { return words.render(language, key, slots); }
  // In the page's language, else in the other: a name is better than nothing.
  const std::string& of(const Words& both) const;
  // " lang="…"" for a text that is only there in the other language.
  std::string lang_of(const Words& both) const;
  std::string date(Date date) const;
  std::string date(Instant instant) const;  // the day in JST
};

enum class MenuItem { none, labels, distribution, psti, data };

// One page in two files: `<folder>index.html` and `<folder>index.en.html`, or `<folder><name>.html` and `<folder><name>.en.html`.
struct Place {
  std::string folder = "/";  // under the site's root, with slashes at both ends
  std::string name;          // empty: index
  MenuItem item = MenuItem::none;
};
std::string file_of(const Place& place, Language language);  // "labels/HS-1/index.en.html"
std::string path_of(const Place& place, const Site& site, Language language);  // "/labels/HS-1/" for index.html

// The whole document around `main`, which is markup; `head` is further markup of ours for <head>.
std::string framed(const Voice& voice, const Place& place, std::string_view title, std::string_view main, std::string_view head = "");

// Stars for the eye, the level in words for the ear.
std::string stars(const Voice& voice, int level);
// "good", "wait", "bad", "none": the class that sets the colours.
std::string_view tone_of(const Entry& entry, const Voice& voice);
std::string_view tone_of_status(std::string_view status);
// A sign as inline SVG; always beside a word, so hidden from screen readers.
std::string sign_of_tone(std::string_view tone);
std::string badge(std::string_view tone, std::string_view word);
// A link when the text is an http(s) address or an e-mail address, else the text. Foreign text can become nothing else.
std::string link_or_text(const Voice& voice, std::string_view text);
// ` name="value"`, escaped.
std::string attribute(std::string_view name, std::string_view value);

}  // namespace hoshi::public_register
