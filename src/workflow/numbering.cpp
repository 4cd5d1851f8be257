// Patterns are cut into parts once per call; they are short.
// SPDX-License-Identifier: Apache-2.0
#include "workflow/numbering.h"

#include <algorithm>
#include <vector>

#include "base/text.h"
#include "workflow/calendar.h"

namespace hoshi::workflow {
namespace {

constexpr std::size_t pattern_bytes_max = 64;
constexpr std::size_t number_bytes_max = 64;

enum class Part { literal, fiscal_year, year, level, sequence, check };

struct Piece {
  Part part = Part::literal;
  std::string text{};     // literal
  std::size_t width = 0;  // digits
};

bool is_number_character(char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

Result<Piece> placeholder(std::string_view name) {
  if (name == "fiscal_year") return Piece{Part::fiscal_year, {}, 4};
  if (name == "year") return Piece{Part::year, {}, 4};
  if (name == "level") return Piece{Part::level, {}, 1};
  if (name == "check") return Piece{Part::check, {}, 2};
  constexpr std::string_view sequence = "sequence:";
  if (name.starts_with(sequence)) {
    const auto width = parse_number(name.substr(sequence.size()), 10);
    if (width && *width >= 4) return Piece{Part::sequence, {}, static_cast<std::size_t>(*width)};
  }
  return fail(ErrorCode::invalid_input, "no such placeholder: {" + printable(name, 20) + "}");
}

Result<std::vector<Piece>> pieces_of(std::string_view pattern) {
  if (pattern.empty() || pattern.size() > pattern_bytes_max) {
    return fail(ErrorCode::invalid_input, "a pattern has 1 to " + std::to_string(pattern_bytes_max) + " characters");
  }
  std::vector<Piece> pieces;
  while (!pattern.empty()) {
    if (pattern[0] == '{') {
      const auto close = pattern.find('}');
      if (close == std::string_view::npos) return fail(ErrorCode::invalid_input, "a brace is not closed");
      pieces.push_back(HOSHI_TRY(placeholder(pattern.substr(1, close - 1))));
      pattern.remove_prefix(close + 1);
      continue;
    }
    if (!is_number_character(pattern[0])) {
      return fail(ErrorCode::invalid_input, "only capital letters, digits, '-' and placeholders may stand in a pattern");
    }
    if (pieces.empty() || pieces.back().part != Part::literal) pieces.push_back({});
    pieces.back().text += pattern[0];
    pattern.remove_prefix(1);
  }
  return pieces;
}

std::size_t count_of(const std::vector<Piece>& pieces, Part part) {
  return static_cast<std::size_t>(std::count_if(pieces.begin(), pieces.end(), [&](const Piece& one) { return one.part == part; }));
}

Result<std::vector<Piece>> checked_pieces(std::string_view pattern) {
  auto pieces = HOSHI_TRY(pieces_of(pattern));
  if (count_of(pieces, Part::sequence) != 1) return fail(ErrorCode::invalid_input, "a pattern needs {sequence:N} (4 to 10) once");
  for (const Part part : {Part::fiscal_year, Part::year, Part::level, Part::check}) {
    if (count_of(pieces, part) > 1) return fail(ErrorCode::invalid_input, "a placeholder stands twice");
  }
  if (count_of(pieces, Part::fiscal_year) + count_of(pieces, Part::year) > 1) {
    return fail(ErrorCode::invalid_input, "only one of {year} and {fiscal_year} may stand in a pattern");
  }
  if (count_of(pieces, Part::check) == 1 && pieces.back().part != Part::check) {
    return fail(ErrorCode::invalid_input, "{check} stands at the end");
  }
  return pieces;
}

std::string digits(std::uint64_t value, std::size_t width) {
  std::string text = std::to_string(value);
  return text.size() < width ? std::string(width - text.size(), '0') + text : text;
}

// One character of a number: the set of what may stand there.
struct Place {
  char literal = 0;  // 0: any digit
};

std::vector<Place> places_of(const std::vector<Piece>& pieces) {
  std::vector<Place> places;
  for (const auto& piece : pieces) {
    for (const char c : piece.text) places.push_back({c});
    places.insert(places.end(), piece.width, Place{});
  }
  return places;
}

}  // namespace

std::string check_digits(std::string_view text) {
  unsigned rest = 0;
  for (const char c : text) {
    if (is_digit(c)) {
      rest = (rest * 10 + static_cast<unsigned>(c - '0')) % 97;
    } else if (c >= 'A' && c <= 'Z') {
      rest = (rest * 100 + static_cast<unsigned>(c - 'A') + 10) % 97;
    }
  }
  return digits(98 - rest * 100 % 97, 2);
}

Result<void> check_pattern(const NumberFormat& format) {
  const auto pieces = checked_pieces(format.pattern);
  if (!pieces) return tl::unexpected<Error>(pieces.error());
  return {};
}

Result<std::string> write_number(const NumberFormat& format, const NumberParts& parts) {
  const auto pieces = HOSHI_TRY(checked_pieces(format.pattern));
  std::string text;
  for (const auto& piece : pieces) {
    std::uint64_t value = parts.sequence;
    switch (piece.part) {
      case Part::literal: text += piece.text; continue;
      case Part::check: text += check_digits(text); continue;
      case Part::fiscal_year: value = static_cast<std::uint64_t>(std::max(0, fiscal_year(parts.day))); break;
      case Part::year: value = static_cast<std::uint64_t>(std::max(0, parts.day.year)); break;
      case Part::level: value = static_cast<std::uint64_t>(std::max(0, parts.level)); break;
      case Part::sequence: break;
    }
    const std::string written = digits(value, piece.width);
    if (written.size() > piece.width || value == 0) {
      return fail(ErrorCode::conflict, "the number " + std::to_string(value) + " does not fit the pattern " + format.pattern);
    }
    text += written;
  }
  return text;
}

Result<ReadNumber> read_number(const NumberFormat& format, std::string_view text) {
  const auto pieces = HOSHI_TRY(checked_pieces(format.pattern));
  const auto wrong_form = [&] { return fail(ErrorCode::invalid_input, "has not the form " + format.pattern); };
  ReadNumber read;
  std::size_t at = 0;
  for (const auto& piece : pieces) {
    const std::size_t width = piece.part == Part::literal ? piece.text.size() : piece.width;
    if (text.size() - at < width) return wrong_form();
    const auto part = text.substr(at, width);
    if (piece.part == Part::literal) {
      if (part != piece.text) return wrong_form();
    } else {
      if (!std::all_of(part.begin(), part.end(), is_digit)) return wrong_form();
      const auto value = parse_number(part, 9'999'999'999).value_or(0);
      if (piece.part == Part::check && part != check_digits(text.substr(0, at))) {
        return fail(ErrorCode::invalid_input, "the check digits do not fit; is there a typing mistake?");
      }
      if (piece.part == Part::sequence) read.sequence = value;
      if (piece.part == Part::level) read.level = static_cast<int>(value);
      if (piece.part == Part::year || piece.part == Part::fiscal_year) read.year = static_cast<int>(value);
    }
    at += width;
  }
  if (at != text.size() || read.sequence == 0) return wrong_form();
  return read;
}

std::string counter_name(const NumberFormat& format, Date day) {
  if (format.pattern.find("{fiscal_year}") != std::string::npos) return format.kind + "/" + std::to_string(fiscal_year(day));
  if (format.pattern.find("{year}") != std::string::npos) return format.kind + "/" + std::to_string(day.year);
  return format.kind;
}

bool could_be_confused(const NumberFormat& a, const NumberFormat& b) {
  const auto pieces_a = checked_pieces(a.pattern);
  const auto pieces_b = checked_pieces(b.pattern);
  if (!pieces_a || !pieces_b) return false;  // told by check_pattern
  const auto places_a = places_of(*pieces_a);
  const auto places_b = places_of(*pieces_b);
  return std::equal(places_a.begin(), places_a.end(), places_b.begin(), places_b.end(), [](Place x, Place y) {
    if (x.literal == 0) return y.literal == 0 || is_digit(y.literal);
    return y.literal == 0 ? is_digit(x.literal) : x.literal == y.literal;
  });
}

bool is_opaque_number(std::string_view text) {
  if (text.empty() || text.size() > number_bytes_max || text.front() == ' ' || text.back() == ' ') return false;
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7F; });
}

}  // namespace hoshi::workflow
