// Drawing labels for the public files.
// SPDX-License-Identifier: Apache-2.0
#include "serving/label_files.h"

#include "artwork/label_art.h"

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
  const auto drawing = HOSHI_TRY(artwork::draw_label(face, artwork::LabelSize::box));
  public_register::LabelFiles files;
  files.svg = artwork::to_svg(drawing);
  files.png = HOSHI_TRY(artwork::to_png(drawing, picture_dots_per_inch));
  files.pdf = HOSHI_TRY(artwork::to_pdf(drawing));
  return files;
}

}  // namespace hoshi::serving
