// From an entry to a label's face, and to its files.
// SPDX-License-Identifier: Apache-2.0
#include "register/label_files.h"

namespace hoshi::public_register {

artwork::LabelFace face_of(const Entry& entry, const Site& site, const i18n::Catalogue& words) {
  constexpr int first_evaluated_level = 3;
  const auto both = [&](std::string_view key) { return Words{words.text(Language::ja, key), words.text(Language::en, key)}; };
  artwork::LabelFace face;
  face.url = label_url(site, entry.number);
  face.number = entry.number;
  face.level = entry.level;
  face.scheme = site.scheme;
  face.claim = both(entry.level >= first_evaluated_level ? "register.art_evaluated" : "register.art_declared");
  face.number_word = both("register.column_number");
  face.scan = both("register.art_scan");
  face.origin = both("register.art_origin");
  face.issued = is_set(entry.issued) ? entry.issued : Date{2000, 1, 1};  // only the PDF's time of making
  return face;
}

std::function<Result<LabelFiles>(const Entry&)> artwork_maker(const Site& site, const i18n::Catalogue& words, const artwork::LabelTemplate* design) {
  return [&site, &words, design](const Entry& entry) -> Result<LabelFiles> {
    const auto face = face_of(entry, site, words);
    auto art = design != nullptr ? artwork::label_art(face, *design, artwork_dots_per_inch)
                                 : artwork::label_art(face, artwork::LabelSize::manual, artwork_dots_per_inch);
    if (!art) return tl::unexpected(std::move(art.error()).with_context("label " + entry.number));
    return LabelFiles{std::move(art->svg), std::move(art->png), std::move(art->pdf)};
  };
}

}  // namespace hoshi::public_register
