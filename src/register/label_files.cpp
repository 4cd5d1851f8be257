// From an entry to a label's face, and to its forms.
// SPDX-License-Identifier: Apache-2.0
#include "register/label_files.h"

#include "base/file.h"

namespace hoshi::public_register {

artwork::LabelFace face_of(const Entry& entry, const Site& site, const i18n::Catalogue& words) {
  constexpr int first_evaluated_level = 3;
  const auto both = [&](std::string_view key) { return Words{words.text(Language::ja, key), words.text(Language::en, key)}; };
  artwork::LabelFace face;
  face.url = label_url(site, entry.number);
  face.number = entry.number;
  face.level = entry.level;
  face.scheme = both("label_art.scheme");
  face.claim = both(entry.level >= first_evaluated_level ? "label_art.evaluated" : "label_art.declared");
  face.number_word = both("label_art.number");
  face.scan = both("label_art.scan");
  face.origin = both("label_art.origin");
  face.issued = is_set(entry.issued) ? entry.issued : Date{2000, 1, 1};  // only the PDF's time of making
  return face;
}

Result<LabelArtist> LabelArtist::open(const std::filesystem::path& design, const i18n::Catalogue& words) {
  std::error_code problem;
  if (!std::filesystem::exists(design, problem)) return LabelArtist(std::nullopt, words);
  const std::string svg = HOSHI_TRY(read_file(design, artwork::template_bytes_max));
  auto parsed = artwork::LabelTemplate::parse(svg);
  if (!parsed) return tl::unexpected(std::move(parsed.error()).with_context(design.string()));
  return LabelArtist(std::move(*parsed), words);
}

Result<artwork::LabelArt> LabelArtist::draw(const Entry& entry, const Site& site, artwork::LabelSize size) const {
  const auto face = face_of(entry, site, *words_);
  auto art = design_ ? artwork::label_art(face, *design_, artwork_dots_per_inch) : artwork::label_art(face, size, artwork_dots_per_inch);
  if (!art) return tl::unexpected(std::move(art.error()).with_context("label " + entry.number));
  return art;
}

}  // namespace hoshi::public_register
