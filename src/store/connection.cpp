// What both databases refuse, and how a transaction that failed stays failed.
// SPDX-License-Identifier: Apache-2.0
#include "store/connection.h"

#include <algorithm>

#include "base/text.h"

namespace hoshi::store {
namespace {

bool is_plain(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c > 0; });
}

Result<void> check_text(const std::string& text) {
  if (text.size() > cell_bytes_max) return fail(ErrorCode::invalid_input, "a text is too large for the store");
  if (is_plain(text)) return {};
  if (text.find('\0') != std::string::npos) return fail(ErrorCode::invalid_input, "a text with a NUL cannot be stored");
  if (valid_utf8(text) != text) return fail(ErrorCode::invalid_input, "a text that is not UTF-8 cannot be stored");
  return {};
}

}  // namespace

Result<void> check_cell(const Cell& cell) {
  if (const auto* text = std::get_if<std::string>(&cell)) return check_text(*text);
  if (const auto* bytes = std::get_if<Bytes>(&cell); bytes != nullptr && bytes->size() > cell_bytes_max) {
    return fail(ErrorCode::invalid_input, "bytes are too many for one cell of the store");
  }
  return {};
}

tl::unexpected<Error> Connection::trouble_with(Trouble trouble, ErrorCode code, std::string message) {
  if (trouble_ == Trouble::none) {
    trouble_ = trouble;
    first_error_ = Error{code, std::move(message)};
  }
  return tl::unexpected<Error>(first_error_);
}

Result<Connection::Answer> Connection::run(std::string_view sql, std::span<const Cell> values) {
  if (trouble_ != Trouble::none) return tl::unexpected<Error>(first_error_);
  for (const Cell& value : values) {
    const auto checked = check_cell(value);
    if (!checked) return trouble_with(Trouble::refused, checked.error().code, checked.error().message);
  }
  auto answer = do_statement(sql, values);
  if (!answer) return trouble_with(Trouble::refused, answer.error().code, answer.error().message);
  return answer;
}

Result<Rows> Connection::query(std::string_view sql, std::span<const Cell> values) {
  return HOSHI_TRY(run(sql, values)).rows;
}

Result<std::int64_t> Connection::execute(std::string_view sql, std::span<const Cell> values) {
  return HOSHI_TRY(run(sql, values)).changed;
}

Result<void> Connection::run_script(const std::string& sql) {
  if (trouble_ != Trouble::none) return tl::unexpected<Error>(first_error_);
  return do_script(sql);
}

Result<void> Connection::begin(Access access) {
  trouble_ = Trouble::none;
  return do_begin(access);
}

Result<void> Connection::commit() {
  if (trouble_ != Trouble::none) {
    do_roll_back();
    return tl::unexpected<Error>(first_error_);
  }
  return do_commit();
}

void Connection::roll_back() { do_roll_back(); }

}  // namespace hoshi::store
