// Drawing labels for the public files.
// SPDX-License-Identifier: Apache-2.0
#include "serving/label_files.h"

#include "artwork/template.h"
#include "base/file.h"

namespace hoshi::serving {
namespace {

constexpr int picture_dots_per_inch = 300;

Words both(const House& house, std::string_view key) { return {house.words().text(Language::ja, key), house.words().text(Language::en, key)}; }

}  // namespace

Result<public_register::LabelFiles> label_files(const House& house, const public_register::Site& site, const public_register::Entry& entry) {
  artwork::LabelFace face;
  face.url = public_register::label_url(site, entry.number);
  face.number = entry.number;
  face.level = entry.level;
  face.scheme = both(house, "label_art.scheme");
  face.claim = both(house, entry.level >= 3 ? "label_art.evaluated" : "label_art.declared");
  face.number_word = both(house, "label_art.number");
  face.scan = both(house, "label_art.scan");
  face.origin = both(house, "label_art.origin");
  face.issued = entry.issued;
  // schemes/<id>/label.svg takes the place of our own design (docs/label-template.md).
  const auto own = house.settings().house / "schemes" / house.settings().scheme / "label.svg";
  std::error_code problem;
  artwork::LabelArt art;
  if (std::filesystem::exists(own, problem)) {
    const std::string svg = HOSHI_TRY(read_file(own, artwork::template_bytes_max));
    const auto design = HOSHI_TRY(artwork::LabelTemplate::parse(svg));
    art = HOSHI_TRY(artwork::label_art(face, design, picture_dots_per_inch));
  } else {
    art = HOSHI_TRY(artwork::label_art(face, artwork::LabelSize::box, picture_dots_per_inch));
  }
  return public_register::LabelFiles{std::move(art.svg), std::move(art.png), std::move(art.pdf)};
}

}  // namespace hoshi::serving
