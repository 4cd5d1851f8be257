// Rules over the bytes of a signed statement. Uses nothing of the rest of this room, so that one mistake cannot blind both engines.
// SPDX-License-Identifier: Apache-2.0
#include "labels/lint_bytes.h"

#include <fmt/format.h>

#include <array>
#include <initializer_list>

namespace hoshi::labels {
namespace {

constexpr std::size_t largest = 260;

// In the order in which they are looked at; where the layout is lost, the walk ends.
constexpr LintRule length{"bytes.length", "issue 5: at most 260 bytes"};
constexpr LintRule envelope{"bytes.envelope", "RFC 9052, 2 and 4.2: tag 18, four elements"};
constexpr LintRule protected_header{"bytes.protected_header", "RFC 9052, 3: algorithm and kid, nothing else; RFC 9053, 2"};
constexpr LintRule unprotected_header{"bytes.unprotected_header", "RFC 9052, 3: nothing that is not signed"};
constexpr LintRule payload_length{"bytes.payload_length", "RFC 8949, 4.2.1: shortest length; it ends where the signature begins"};
constexpr LintRule signature{"bytes.signature", "RFC 8032, 5.1.6; RFC 9053, 2.1: 64 bytes, then the end"};
constexpr LintRule keys{"bytes.keys", "RFC 8949, 4.2.1: keys in order, each once"};
constexpr LintRule integers{"bytes.integers", "RFC 8949, 4.2.1: shortest form"};
constexpr LintRule texts{"bytes.texts", "RFC 3629, 3: UTF-8; Unicode 15, 23.2: nothing that hides"};
constexpr LintRule scheme{"bytes.scheme", "register.md 4, S5: useless for another scheme"};
constexpr LintRule level{"bytes.level", "register.md 4, S5; scheme data, levels"};
constexpr LintRule digests{"bytes.digests", "FIPS 180-4: digests of 32, 16 and 32 bytes, none of them blank"};
constexpr LintRule days{"bytes.days", "scheme data, term of a label: from and until in order"};
constexpr LintRule status{"bytes.status", "register.md 3.3: an index within its list"};
constexpr LintRule origin{"bytes.origin", "C2SP tlog-checkpoint, origin; register.md 4, S5"};

// A step that fails sets `lost_`; all further steps then do nothing.
class Walk {
 public:
  Walk(ByteView bytes, const LintProfile& profile) : bytes_(bytes), profile_(profile) {}

  std::vector<LintFinding> findings() {
    if (bytes_.size() > largest) note(length, fmt::format("{} bytes", bytes_.size()));
    envelope_and_headers();
    statement();
    ending();
    return std::move(findings_);
  }

 private:
  void envelope_and_headers() {
    expect({0xD2, 0x84}, envelope);
    expect({0x4D, 0xA2, 0x01}, protected_header);
    const unsigned algorithm = byte();
    if (algorithm != 0x27 && algorithm != 0x26) lose(protected_header, fmt::format("algorithm byte {:02x}", algorithm));
    expect({0x04, 0x48}, protected_header);
    if (is_blank(take(8))) note(protected_header, "the key id is blank");
    expect({0xA0}, unprotected_header);
    if (lost_) return;
    expect({0x58}, payload_length);
    const std::size_t size = byte();
    constexpr std::size_t signature_item = 66;
    if (!lost_ && (size < 24 || at_ + size + signature_item != bytes_.size())) {
      lose(payload_length, fmt::format("{} bytes are said to be the payload of {}", size, bytes_.size()));
    }
    payload_end_ = at_ + size;
  }

  void statement() {
    expect({0xAC, 0x01, 0x01}, keys);
    key(2);
    if (text() != profile_.scheme && !lost_) note(scheme, "not the scheme of the profile");
    key(3);
    if (text().empty() && !lost_) note(texts, "no number");
    key(4);
    const std::uint64_t stars = number();
    const auto least = static_cast<std::uint64_t>(profile_.level_least);
    if (!lost_ && (stars < least || stars > static_cast<std::uint64_t>(profile_.level_most))) {
      note(level, fmt::format("level {}", stars));
    }
    key(5);
    digest({0x58, 0x20}, 32);
    key(6);
    digest({0x50}, 16);
    key(7);
    digest({0x58, 0x20}, 32);
    term();
    key(10);
    const std::uint64_t list = number();
    if (!lost_ && list >> 32 != 0) note(status, "no such list");
    key(11);
    if (number() >> 20 != 0 && !lost_) note(status, "the index is outside the list");
    key(12);
    if (text() != profile_.log_origin && !lost_) note(origin, "not the log of the profile");
    if (!lost_ && at_ != payload_end_) lose(keys, "the payload goes on behind its last member");
  }

  void term() {
    key(8);
    const std::uint64_t from = number();
    key(9);
    const std::uint64_t until = number();
    if (lost_) return;
    if (until < from || until - from >= static_cast<std::uint64_t>(profile_.term_days_most) || until > 0xFFFF) {
      note(days, fmt::format("days {} to {}", from, until));
    }
  }

  void ending() {
    expect({0x58, 0x40}, signature);
    if (is_blank(take(64))) note(signature, "the signature is blank");
    if (!lost_ && at_ != bytes_.size()) note(signature, "something stands behind the signature");
  }

  void note(const LintRule& rule, std::string why) { findings_.push_back({rule.id, std::move(why)}); }
  void lose(const LintRule& rule, std::string why) {
    if (!lost_) note(rule, std::move(why));
    lost_ = true;
  }

  unsigned byte() {
    if (lost_ || at_ == bytes_.size()) {
      lose(length, "it ends too early");
      return 0;
    }
    return bytes_[at_++];
  }

  ByteView take(std::size_t count) {
    if (lost_ || count > bytes_.size() - at_) {
      lose(length, "it ends too early");
      return {};
    }
    at_ += count;
    return bytes_.subspan(at_ - count, count);
  }

  void expect(std::initializer_list<unsigned> wanted, const LintRule& rule) {
    for (const unsigned one : wanted) {
      const std::size_t where = at_;
      const unsigned found = byte();
      if (found != one) lose(rule, fmt::format("byte {} is {:02x} where {:02x} belongs", where, found, one));
    }
  }
  void key(unsigned wanted) { expect({wanted}, keys); }

  void digest(std::initializer_list<unsigned> head, std::size_t size) {
    expect(head, digests);
    if (is_blank(take(size))) note(digests, fmt::format("the digest before byte {} is blank", at_));
  }

  bool is_blank(ByteView value) const {
    if (lost_ || value.empty()) return false;
    for (const std::uint8_t one : value) {
      if (one != value[0]) return false;
    }
    return true;
  }

  std::uint64_t number() {
    const unsigned first = byte();
    if (lost_ || first <= 0x17) return first;
    if (first < 0x18 || first > 0x1A) {
      lose(integers, fmt::format("byte {} begins no number of 32 bits", at_ - 1));
      return 0;
    }
    const std::size_t width = std::size_t{1} << (first - 0x18);
    std::uint64_t value = 0;
    for (const std::uint8_t one : take(width)) value = value * 256 + one;
    constexpr std::array<std::uint64_t, 3> shorter_below{0x18, 0x100, 0x10000};
    if (!lost_ && value < shorter_below[first - 0x18]) lose(integers, fmt::format("{} could be shorter", value));
    return value;
  }

  std::string text() {
    const unsigned first = byte();
    if (lost_) return {};
    std::size_t size = first - 0x60;
    if (first == 0x78) {
      size = byte();
      if (size < 24) lose(texts, "a length that could be shorter");
    } else if (first < 0x60 || first > 0x77) {
      lose(texts, fmt::format("byte {} begins no text", at_ - 1));
    }
    std::string value;
    for (const std::uint8_t one : take(size)) value += static_cast<char>(one);
    if (!lost_ && has_hidden(value)) note(texts, "not UTF-8, or with characters that do not show");
    return value;
  }

  static unsigned at(const std::string& value, std::size_t index) {
    return index < value.size() ? static_cast<unsigned char>(value[index]) : 0;
  }

  // Decodes UTF-8 and looks for controls, blanks at the ends, marks of direction and width, and characters of private use.
  static bool has_hidden(const std::string& value) {
    if (!value.empty() && (value.front() == ' ' || value.back() == ' ')) return true;
    for (std::size_t index = 0; index < value.size();) {
      const unsigned first = at(value, index);
      const std::size_t more = first < 0x80 ? 0 : first >= 0xF0 ? 3 : first >= 0xE0 ? 2 : 1;
      if (first > 0xF4 || (first >= 0x80 && first < 0xC2)) return true;
      std::uint32_t point = more == 0 ? first : first & (0x3Fu >> more);
      for (std::size_t i = 1; i <= more; ++i) {
        if ((at(value, index + i) & 0xC0) != 0x80) return true;
        point = point << 6 | (at(value, index + i) & 0x3F);
      }
      constexpr std::array<std::uint32_t, 4> least{0, 0x80, 0x800, 0x10000};
      if (point < least[more] || point > 0x10FFFF || is_hidden(point)) return true;
      index += more + 1;
    }
    return false;
  }

  static bool is_hidden(std::uint32_t point) {
    struct Span {
      std::uint32_t first, last;
    };
    constexpr std::array spans{Span{0x00, 0x1F},     Span{0x7F, 0x9F},     Span{0xAD, 0xAD},     Span{0x61C, 0x61C},
                               Span{0x180E, 0x180E}, Span{0x200B, 0x200F}, Span{0x2028, 0x202E}, Span{0x2060, 0x206F},
                               Span{0xD800, 0xF8FF}, Span{0xFE00, 0xFE0F}, Span{0xFEFF, 0xFEFF}, Span{0xFFF0, 0xFFFF},
                               Span{0xE0000, 0x10FFFF}};
    for (const Span& span : spans) {
      if (point >= span.first && point <= span.last) return true;
    }
    return false;
  }

  ByteView bytes_;
  const LintProfile& profile_;
  std::size_t at_ = 0;
  std::size_t payload_end_ = 0;
  bool lost_ = false;
  std::vector<LintFinding> findings_;
};

}  // namespace

const std::vector<LintRule>& byte_rules() {
  static const std::vector<LintRule> all{length, envelope,  protected_header, unprotected_header, payload_length,
                                         signature, keys, integers, texts, scheme, level, digests, days, status, origin};
  return all;
}

std::vector<LintFinding> lint_bytes(ByteView signed_bytes, const LintProfile& profile) {
  return Walk(signed_bytes, profile).findings();
}

}  // namespace hoshi::labels
