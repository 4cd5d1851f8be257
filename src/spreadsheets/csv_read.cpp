// Reading of CSV: encoding, separator, records.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/core.h>
#include <iconv.h>

#include <array>
#include <bit>
#include <cerrno>
#include <optional>

#include "base/text.h"
#include "spreadsheets/csv.h"
#include "spreadsheets/formula_guard.h"

namespace hoshi::spreadsheets {
namespace {

class Cp932 {
 public:
  Cp932() : handle_(iconv_open("UTF-8", "CP932")) {}
  ~Cp932() {
    if (is_open()) iconv_close(handle_);
  }
  Cp932(const Cp932&) = delete;
  Cp932& operator=(const Cp932&) = delete;

  bool is_open() const { return handle_ != std::bit_cast<iconv_t>(std::intptr_t{-1}); }

  // Nothing when a byte does not belong to CP932.
  std::optional<std::string> to_utf8(std::string_view text) const {
    std::string input(text);
    char* in = input.data();
    std::size_t in_left = input.size();
    std::string out;
    while (in_left > 0) {
      std::array<char, 4096> buffer;
      char* to = buffer.data();
      std::size_t room = buffer.size();
      const bool is_bad = iconv(handle_, &in, &in_left, &to, &room) == static_cast<std::size_t>(-1) && errno != E2BIG;
      out.append(buffer.data(), buffer.size() - room);
      if (is_bad) return std::nullopt;
    }
    return out;
  }

 private:
  iconv_t handle_;
};

// Outside quotes, in the first record that is not empty.
char separator_of(std::string_view text) {
  constexpr std::string_view separators = ",;\t";
  std::array<std::size_t, 3> counts{};
  bool is_quoted = false;
  bool has_content = false;
  for (const char c : text) {
    if (c == '"') is_quoted = !is_quoted;
    if (is_quoted) continue;
    if ((c == '\n' || c == '\r') && has_content) break;
    has_content = has_content || (c != '\n' && c != '\r');
    const auto which = separators.find(c);
    if (which != std::string_view::npos) ++counts[which];
  }
  const auto most = std::max_element(counts.begin(), counts.end());
  return separators[static_cast<std::size_t>(most - counts.begin())];
}

class Records {
 public:
  Records(std::string_view text, char separator, const Limits& limits) : text_(text), separator_(separator), limits_(limits) {}

  Result<std::vector<Row>> read() {
    while (at_ < text_.size()) {
      HOSHI_CHECK(cell());
      if (at_ >= text_.size()) {
        HOSHI_CHECK(end_row());
      } else if (text_[at_] == separator_) {
        ++at_;
        if (at_ == text_.size()) row_.emplace_back();
        if (at_ == text_.size()) HOSHI_CHECK(end_row());
      } else {
        at_ += text_.substr(at_, 2) == "\r\n" ? 2 : 1;
        ++line_;
        HOSHI_CHECK(end_row());
      }
    }
    while (!rows_.empty() && rows_.back().empty()) rows_.pop_back();
    return std::move(rows_);
  }

 private:
  Error at_line(ErrorCode code, std::string_view what) const {
    return {code, fmt::format("line {}: {}", line_, what)};
  }

  Result<void> cell() {
    const bool is_quoted = text_[at_] == '"';
    std::string content;
    if (is_quoted) {
      content = HOSHI_TRY(quoted());
    } else {
      const auto end = std::min(text_.find_first_of(std::string{separator_, '\r', '\n'}, at_), text_.size());
      content = std::string(text_.substr(at_, end - at_));
      at_ = end;
    }
    if (content.size() > limits_.cell_bytes) return tl::unexpected(at_line(ErrorCode::invalid_input, "a cell is too long"));
    total_bytes_ += content.size();
    if (total_bytes_ > limits_.text_bytes) return tl::unexpected(at_line(ErrorCode::invalid_input, "the file holds too much text"));
    if (row_.size() >= limits_.columns) {
      return tl::unexpected(at_line(ErrorCode::invalid_input, fmt::format("more than {} columns", limits_.columns)));
    }
    if (++total_cells_ > limits_.cells) {
      return tl::unexpected(at_line(ErrorCode::invalid_input, fmt::format("more than {} cells", limits_.cells)));
    }
    row_.push_back(unguarded(content));
    return {};
  }

  Result<std::string> quoted() {
    std::string content;
    const int first_line = line_;
    for (++at_; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (c == '\n') ++line_;
      if (c != '"') {
        content.push_back(c);
      } else if (text_.substr(at_, 2) == "\"\"") {
        content.push_back(text_[++at_]);
      } else {
        ++at_;
        const bool ends = at_ == text_.size() || text_[at_] == separator_ || text_[at_] == '\r' || text_[at_] == '\n';
        if (ends) return content;
        return tl::unexpected(at_line(ErrorCode::corrupt, "something stands behind a closing quotation mark"));
      }
    }
    line_ = first_line;
    return tl::unexpected(at_line(ErrorCode::corrupt, "a quotation mark that opens here is never closed"));
  }

  Result<void> end_row() {
    if (rows_.size() >= limits_.rows) {
      return tl::unexpected(at_line(ErrorCode::invalid_input, fmt::format("more than {} rows", limits_.rows)));
    }
    if (row_.size() == 1 && row_[0].empty()) row_.clear();
    rows_.push_back(std::move(row_));
    row_.clear();
    return {};
  }

  std::string_view text_;
  char separator_;
  const Limits& limits_;
  std::size_t at_ = 0;
  std::size_t total_cells_ = 0;
  std::size_t total_bytes_ = 0;
  int line_ = 1;
  Row row_;
  std::vector<Row> rows_;
};

}  // namespace

Result<CsvFile> read_csv(std::string_view bytes, const Limits& limits) {
  if (bytes.size() > limits.file_bytes) {
    return fail(ErrorCode::invalid_input, fmt::format("the file has more than {} bytes", limits.file_bytes));
  }
  if (bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF")) {
    return fail(ErrorCode::invalid_input, "the file is UTF-16; save it as CSV in UTF-8");
  }
  if (bytes.find('\0') != std::string_view::npos) return fail(ErrorCode::corrupt, "the file is no text: it has a zero byte");
  CsvFile file;
  std::string text(bytes.starts_with(csv_byte_order_mark) ? bytes.substr(csv_byte_order_mark.size()) : bytes);
  if (valid_utf8(text) != text) {
    const Cp932 converter;
    if (!converter.is_open()) return fail(ErrorCode::unavailable, "this system's iconv does not know CP932");
    auto converted = bytes.size() == text.size() ? converter.to_utf8(bytes) : std::nullopt;
    if (!converted) return fail(ErrorCode::corrupt, "the file is neither UTF-8 nor Shift_JIS (CP932)");
    text = std::move(*converted);
    file.encoding = CsvEncoding::cp932;
  }
  file.separator = separator_of(text);
  file.sheet.rows = HOSHI_TRY(Records(text, file.separator, limits).read());
  return file;
}

}  // namespace hoshi::spreadsheets
