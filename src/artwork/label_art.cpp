// The layouts: lying (device, manual) with the code at the left, standing (box) with the code in the middle.
// SPDX-License-Identifier: Apache-2.0
#include "artwork/label_art.h"

#include "artwork/outlines.h"

namespace hoshi::artwork {
namespace {

constexpr std::uint32_t ink = 0x1b2440;
constexpr std::uint32_t ink_light = 0x8f9cc6;
constexpr std::uint32_t ink_soft = 0x4a5168;
constexpr std::uint32_t white = 0xffffff;
constexpr int level_max = 4;

struct Measures {
  double module_min_mm;
  double code_min_mm;
  double padding;
  double scale;       // of all text and stars
  double text_width;  // of the column beside the code; unused in standing labels
};

Measures measures_of(LabelSize size) {
  switch (size) {
    case LabelSize::device: return {0.33, 16, 1.3, 0.97, 25};
    case LabelSize::box: return {0.50, 24, 3, 1.4, 0};
    case LabelSize::manual: return {0.40, 20, 2, 1.3, 40};
  }
  return {};
}

// One thing of a column: a line of text, or the row of stars, with the space above it.
struct Piece {
  enum class Kind { text, stars, motif };
  Kind kind = Kind::text;
  double gap = 0;
  TextLine line;
};

class Label {
 public:
  Label(const LabelFace& face, LabelSize size, QrCode code) : face_(face), size_(size), measures_(measures_of(size)) {
    module_ = std::max(measures_.module_min_mm, measures_.code_min_mm / code.size);
    block_ = module_ * (code.size + 2 * quiet_zone_modules);
    drawing_.code = {std::move(code), {}, module_};
  }

  Result<Drawing> draw() {
    const bool is_standing = size_ == LabelSize::box;
    drawing_.width_mm = is_standing ? std::max(block_, 40.0) + 2 * measures_.padding : block_ + measures_.text_width + 2.6 * measures_.padding;
    drawing_.title = face_.scheme.ja + " ★" + std::to_string(face_.level) + " " + face_.claim.ja + " " + face_.number;
    drawing_.description = face_.claim.en + ". " + face_.number + ". " + face_.url + " " + face_.origin.en;
    drawing_.language = "ja";
    drawing_.date = face_.issued;
    if (is_standing) {
      HOSHI_CHECK(standing());
    } else {
      HOSHI_CHECK(lying());
    }
    frame();
    return std::move(drawing_);
  }

 private:
  TextLine line(std::string text, double height, Weight weight, std::uint32_t colour) const {
    TextLine out;
    out.text = std::move(text);
    out.height_mm = height * measures_.scale;
    out.width_max_mm = width_;
    out.weight = weight;
    out.align = align_;
    out.colour = colour;
    return out;
  }

  std::vector<Piece> words_of_claim() const {
    const bool is_airy = size_ != LabelSize::device;
    return {{Piece::Kind::text, 0.5, line(face_.claim.ja, 2.15, Weight::bold, ink)},
            {Piece::Kind::text, 0.2, line(face_.claim.en, 1.45, Weight::regular, ink)},
            {Piece::Kind::text, is_airy ? 1.3 : 0.8, line(face_.number_word.ja + " / " + face_.number_word.en, 1.25, Weight::regular, ink_soft)},
            {Piece::Kind::text, is_airy ? 0.3 : 0.1, line(face_.number, 2.3, Weight::bold, ink)}};
  }

  std::vector<Piece> words_of_origin() const {
    std::vector<Piece> out;
    if (size_ != LabelSize::device) out.push_back({Piece::Kind::text, 1.0, line(face_.scan.ja + " / " + face_.scan.en, 1.4, Weight::regular, ink)});
    out.push_back({Piece::Kind::text, size_ == LabelSize::device ? 0.75 : 1.1, line(face_.origin.ja, 1.25, Weight::regular, ink_soft)});
    out.push_back({Piece::Kind::text, 0.2, line(face_.origin.en, 1.2, Weight::regular, ink_soft)});
    return out;
  }

  double star_radius() const { return 1.75 * measures_.scale; }

  void stars(Point corner) {
    const double step = star_radius() * 2.15;
    const double first = align_ == Align::centre ? corner.x - step * (level_max - 1) / 2 : corner.x + star_radius();
    for (int i = 0; i < level_max; ++i) {
      const Point centre{first + i * step, corner.y + star_radius()};
      drawing_.shapes.push_back(i < face_.level ? star(centre, star_radius(), ink) : star_outline(centre, star_radius(), 0.17 * measures_.scale, ink));
    }
  }

  // The motif with the scheme's name beside it.
  Result<double> motif(Point corner) {
    const double radius = 2.5 * measures_.scale;
    TextLine name = line(face_.scheme.ja, 3.1, Weight::bold, ink);
    name.align = Align::left;
    name.width_max_mm = width_ - 2 * radius - 0.9 * measures_.scale;
    const auto measured = HOSHI_TRY(set_line(name, {}));
    const double whole = 2 * radius + 0.9 * measures_.scale + measured.width_mm;
    const double left = align_ == Align::centre ? corner.x - whole / 2 : corner.x;
    const Point centre{left + radius, corner.y + radius};
    drawing_.shapes.push_back(star(centre, radius, ink_light));
    drawing_.shapes.push_back(star_facets(centre, radius, ink));
    const auto set = HOSHI_TRY(set_line(name, {left + 2 * radius + 0.9 * measures_.scale, centre.y - measured.height_mm / 2}));
    drawing_.shapes.push_back(set.shape);
    return radius * 1.85;
  }

  // Draws the pieces downwards from `corner`; gives back the height used.
  Result<double> column(const std::vector<Piece>& pieces, Point corner) {
    double y = corner.y;
    for (const auto& piece : pieces) {
      y += piece.gap * measures_.scale;
      switch (piece.kind) {
        case Piece::Kind::text: {
          const auto set = HOSHI_TRY(set_line(piece.line, {corner.x, y}));
          drawing_.shapes.push_back(set.shape);
          y += set.height_mm;
          break;
        }
        case Piece::Kind::stars:
          stars({corner.x, y});
          y += star_radius() * 1.9;
          break;
        case Piece::Kind::motif: y += HOSHI_TRY(motif({corner.x, y})); break;
      }
    }
    return y - corner.y;
  }

  void place_code(Point block_corner) {
    drawing_.code.corner = {block_corner.x + quiet_zone_modules * module_, block_corner.y + quiet_zone_modules * module_};
  }

  Result<void> lying() {
    width_ = measures_.text_width;
    align_ = Align::left;
    std::vector<Piece> pieces{{Piece::Kind::motif, 0, {}}, {Piece::Kind::stars, 0.45, {}}};
    for (auto& piece : words_of_claim()) pieces.push_back(std::move(piece));
    for (auto& piece : words_of_origin()) pieces.push_back(std::move(piece));
    const double used = HOSHI_TRY(column(pieces, {}));
    drawing_.shapes.clear();
    const double inside = std::max(block_, used);
    drawing_.height_mm = inside + 2 * measures_.padding;
    place_code({measures_.padding * 0.6, (drawing_.height_mm - block_) / 2});
    const Point corner{block_ + measures_.padding * 1.3, (drawing_.height_mm - used) / 2};
    (void)HOSHI_TRY(column(pieces, corner));
    return {};
  }

  Result<void> standing() {
    width_ = drawing_.width_mm - 2 * measures_.padding;
    align_ = Align::centre;
    const double middle = drawing_.width_mm / 2;
    double y = measures_.padding;
    y += HOSHI_TRY(column({{Piece::Kind::motif, 0, {}}, {Piece::Kind::stars, 0.5, {}}}, {middle, y}));
    place_code({middle - block_ / 2, y});
    y += block_;
    y += HOSHI_TRY(column(words_of_claim(), {middle, y}));
    y += HOSHI_TRY(column(words_of_origin(), {middle, y}));
    drawing_.height_mm = y + measures_.padding;
    return {};
  }

  // Dark border, white inside, below everything.
  void frame() {
    const double line_mm = 0.3 * measures_.scale;
    const double radius = 1.6 * measures_.scale;
    const Shape outer = rounded_plate({0, 0}, drawing_.width_mm, drawing_.height_mm, radius, ink);
    const Shape inner = rounded_plate({line_mm, line_mm}, drawing_.width_mm - 2 * line_mm, drawing_.height_mm - 2 * line_mm, radius - line_mm, white);
    drawing_.shapes.insert(drawing_.shapes.begin(), {outer, inner});
  }

  const LabelFace& face_;
  LabelSize size_;
  Measures measures_;
  double module_ = 0;
  double block_ = 0;  // the code with its quiet zone
  double width_ = 0;
  Align align_ = Align::left;
  Drawing drawing_;
};

}  // namespace

std::string_view name_of(LabelSize size) {
  switch (size) {
    case LabelSize::device: return "device";
    case LabelSize::box: return "box";
    case LabelSize::manual: return "manual";
  }
  return "";
}

Result<Drawing> draw_label(const LabelFace& face, LabelSize size) {
  if (face.level < 1 || face.level > level_max) return fail(ErrorCode::invalid_input, "a label has one to four stars");
  QrCode code = HOSHI_TRY(qr_code(face.url));
  return Label(face, size, std::move(code)).draw();
}

}  // namespace hoshi::artwork
