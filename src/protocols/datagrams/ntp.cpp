// NTP: the time asked by a client (mode 3) and the server's variables (mode 6), which name the software.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "protocols/datagrams/datagrams.h"

namespace hoshi::protocols::datagrams {
namespace {

constexpr std::size_t header_bytes = 48;     // RFC 5905, 7.3
constexpr std::size_t timestamp_bytes = 8;
constexpr std::size_t origin_offset = 24;
constexpr std::uint8_t version_4 = 4 << 3;
constexpr std::uint8_t version_2 = 2 << 3;   // what ntpq writes
constexpr std::uint8_t client = 3;
constexpr std::uint8_t server = 4;
constexpr std::uint8_t control = 6;
constexpr std::uint8_t read_variables = 2;   // RFC 9327, 2
constexpr std::uint8_t response_bit = 0x80;
constexpr std::uint8_t error_bit = 0x40;

// RFC 5905, 14: the transmit timestamp of a question may be any number; the answer repeats it as its origin.
Bytes time_question(ByteView random) {
  ByteWriter writer;
  writer.u8(version_4 | client);
  writer.append(Bytes(header_bytes - timestamp_bytes - 1, 0));
  writer.append(random.first(timestamp_bytes));
  return std::move(writer).bytes();
}

std::optional<Recognised> recognise_time(ByteView question, ByteView answer) {
  if (answer.size() < header_bytes || (answer[0] & 7U) != server) return std::nullopt;
  const int version = answer[0] >> 3U & 7U;
  const int stratum = answer[1];
  if (version < 1 || version > 4 || stratum > 16) return std::nullopt;
  const ByteView sent = question.last(timestamp_bytes);
  if (!std::equal(sent.begin(), sent.end(), answer.begin() + origin_offset)) return std::nullopt;
  return Recognised{"ntp", "", "", "NTP version " + std::to_string(version) + ", stratum " + std::to_string(stratum)};
}

Bytes variables_question(ByteView random) {
  ByteWriter writer;
  writer.u8(version_2 | control);
  writer.u8(read_variables);
  writer.append(random.first(2));
  for (int field = 0; field < 4; ++field) writer.u16(0);  // status, association, offset, count
  return std::move(writer).bytes();
}

// The value of version="…" in the list of variables.
std::string version_variable(std::string_view variables) {
  constexpr std::string_view key = "version=\"";
  const auto begin = variables.find(key);
  if (begin == std::string_view::npos) return {};
  const auto value = variables.substr(begin + key.size());
  return std::string(value.substr(0, value.find('"')));
}

// "ntpd 4.2.8p15@1.3728-o …", "ntpd ntpsec-1.2.2".
void name_product(std::string_view version, Recognised& found) {
  const auto blank = version.find(' ');
  if (blank == std::string_view::npos) return;
  found.product = version.substr(0, blank);
  std::string_view number = version.substr(blank + 1);
  number = number.substr(0, number.find_first_of("@ "));
  constexpr std::string_view ntpsec = "ntpsec-";
  if (number.starts_with(ntpsec)) {
    found.product = "NTPsec";
    number.remove_prefix(ntpsec.size());
  }
  found.version = number;
}

std::optional<Recognised> recognise_variables(ByteView question, ByteView answer) {
  ByteReader reader(answer);
  const auto first = reader.u8("version and mode");
  const auto operation = reader.u8("operation");
  const auto sequence = reader.take(2, "sequence");
  const auto skipped = reader.take(6, "status, association, offset");
  const auto count = reader.u16("count");
  if (!first || !operation || !sequence || !skipped || !count) return std::nullopt;
  const bool is_answer = (*first & 7U) == control && (*operation & response_bit) != 0 &&
                         (*operation & 0x1FU) == read_variables;
  if (!is_answer || !std::equal(sequence->begin(), sequence->end(), question.begin() + 2)) return std::nullopt;
  const auto variables = reader.take(*count, "variables");
  if (!variables) return std::nullopt;
  Recognised found{"ntp", "", "", (*operation & error_bit) != 0 ? "variables refused" : ""};
  const std::string version = version_variable(to_text(*variables));
  if (!version.empty()) found.banner = version;
  name_product(version, found);
  return found;
}

}  // namespace

std::vector<Entry> ntp_entries() {
  return {{"ntp_variables", "ntp", {123}, Ask::unicast, Answers::from_port, variables_question, recognise_variables, Silence::is_usual},
          {"ntp", "ntp", {123}, Ask::unicast, Answers::from_port, time_question, recognise_time}};
}

}  // namespace hoshi::protocols::datagrams
