// echo, daytime, quote of the day and character generator: any datagram makes them speak.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/encoding.h"
#include "base/text.h"
#include "protocols/datagrams/datagrams.h"

namespace hoshi::protocols::datagrams {
namespace {

Bytes token_question(ByteView random) { return to_bytes("hoshi " + to_hex(random.first(8)) + "\r\n"); }

// RFC 862: the very same comes back.
std::optional<Recognised> recognise_echo(ByteView question, ByteView answer) {
  const bool is_same = std::equal(question.begin(), question.end(), answer.begin(), answer.end());
  return is_same ? std::optional(Recognised{"echo", "", "", "echo"}) : std::nullopt;
}

bool is_text(ByteView bytes) {
  return std::all_of(bytes.begin(), bytes.end(), [](std::uint8_t byte) {
    return (byte >= 0x20 && byte < 0x7F) || byte == '\r' || byte == '\n' || byte == '\t';
  });
}

// "16:41" somewhere.
bool has_time(std::string_view text) {
  const auto is_digit = [&](std::size_t at) { return at < text.size() && text[at] >= '0' && text[at] <= '9'; };
  for (std::size_t at = text.find(':'); at != std::string_view::npos; at = text.find(':', at + 1)) {
    if (at >= 1 && is_digit(at - 1) && is_digit(at + 1) && is_digit(at + 2)) return true;
  }
  return false;
}

bool has_part_of(ByteView question, std::string_view text) {
  return text.find(trimmed(to_text(question))) != std::string_view::npos;
}

// RFC 867: one line with the date and time. The banner does not say which.
std::optional<Recognised> recognise_daytime(ByteView question, ByteView answer) {
  constexpr std::size_t line_bytes_max = 100;
  const std::string text = to_text(answer);
  const std::string_view line = trimmed(text);
  const bool is_line = is_text(answer) && text.ends_with('\n') && line.find('\n') == std::string_view::npos;
  if (!is_line || line.size() > line_bytes_max || !has_time(line) || has_part_of(question, text)) return std::nullopt;
  return Recognised{"daytime", "", "", "date and time"};
}

// RFC 865: a text of less than 512 characters; it has no other form, so that any text counts that is not ours.
std::optional<Recognised> recognise_quote(ByteView question, ByteView answer) {
  constexpr std::size_t quote_bytes_max = 512;
  const std::string text = to_text(answer);
  const bool has_words = trimmed(text).find(' ') != std::string_view::npos;
  if (answer.size() > quote_bytes_max || !is_text(answer) || !has_words || has_part_of(question, text)) return std::nullopt;
  return Recognised{"qotd", "", "", std::string(trimmed(text))};
}

// RFC 864: lines of the printable characters in their order.
std::optional<Recognised> recognise_generator(ByteView, ByteView answer) {
  constexpr std::size_t run_min = 32;
  std::size_t run = 1;
  std::size_t longest = 0;
  for (std::size_t at = 1; at < answer.size(); ++at) {
    const bool is_next = answer[at] == answer[at - 1] + 1 || (answer[at - 1] == 0x7E && answer[at] == 0x20);
    run = is_next ? run + 1 : 1;
    longest = std::max(longest, run);
  }
  if (!is_text(answer) || longest < run_min) return std::nullopt;
  return Recognised{"chargen", "", "", "characters"};
}

}  // namespace

std::vector<Entry> small_services_entries() {
  return {{"echo", "echo", {7}, Ask::unicast, Answers::from_port, token_question, recognise_echo},
          {"daytime", "daytime", {13}, Ask::unicast, Answers::from_port, token_question, recognise_daytime},
          {"qotd", "qotd", {17}, Ask::unicast, Answers::from_port, token_question, recognise_quote},
          {"chargen", "chargen", {19}, Ask::unicast, Answers::from_port, token_question, recognise_generator}};
}

}  // namespace hoshi::protocols::datagrams
