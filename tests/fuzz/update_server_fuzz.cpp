// Fuzzes what a false update server reads: heads of requests, its log, the record of its case, and the list of what it gives out.
// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>

#include "base/bytes.h"
#include "lab/updates/channel_log.h"
#include "lab/updates/fetch_sight.h"
#include "lab/updates/request_head.h"
#include "lab/updates/served_files.h"
#include "lab/updates/server_settings.h"

using namespace hoshi;
using namespace hoshi::lab;

namespace {

constexpr std::uint64_t file_bytes = 1000;

void check_head(std::string_view text) {
  const auto head = read_request_head(text);
  if (!head || !*head) return;
  HOSHI_ASSERT((*head)->size_bytes <= text.size());
  HOSHI_ASSERT((*head)->path.find_first_of("?# \r\n") == std::string::npos);
  const auto part = (*head)->range ? part_of(*(*head)->range, file_bytes) : std::nullopt;
  if (part) HOSHI_ASSERT(part->bytes > 0 && part->first < file_bytes && part->bytes <= file_bytes - part->first);
  // What follows the head changes nothing of it.
  const auto again = read_request_head(text.substr(0, (*head)->size_bytes));
  HOSHI_ASSERT(again && *again && (*again)->path == (*head)->path);
}

void check_options(std::string_view text) {
  const auto server = parse_update_server(text);
  if (server) HOSHI_ASSERT(update_server_from(to_value(*server)).has_value());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text = to_text(ByteView(data, size));
  check_head(text);
  check_options(text);
  const auto sight = sight_of(text, {1, ChannelCase::self_signed});
  HOSHI_ASSERT(parse_json(to_json(to_value(sight))).has_value());
  HOSHI_ASSERT(fetch_of(text, {1, ChannelCase::serving}, "ab", file_bytes).bytes <= file_bytes);
  for (const auto& one : handed_from(text, 1)) HOSHI_ASSERT(is_served_path(one.path));
  const auto session = session_from(text);
  if (session) HOSHI_ASSERT(record_of(*session).size() == session_record_bytes);
  return 0;
}
