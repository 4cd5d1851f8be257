// Unpacking by libarchive from memory, parsing by pugixml.
// SPDX-License-Identifier: Apache-2.0
#include "spreadsheets/xlsx_parts.h"

#include <archive.h>
#include <archive_entry.h>
#include <fmt/core.h>

#include <array>

#include "base/text.h"

namespace hoshi::spreadsheets {
namespace {

using Archive = std::unique_ptr<archive, int (*)(archive*)>;

constexpr std::string_view zip_mark = "PK\x03\x04";
constexpr std::string_view compound_file_mark = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";  // [MS-CFB], 2.2

Error broken(archive* source) {
  const char* message = archive_error_string(source);
  return {ErrorCode::corrupt, "the XLSX archive is broken: " + printable(message == nullptr ? "no reason given" : message)};
}

Result<std::string> content_of(archive* source, std::size_t room) {
  std::string content;
  std::array<char, 16u << 10> chunk;
  while (true) {
    const auto got = archive_read_data(source, chunk.data(), chunk.size());
    if (got < 0) return tl::unexpected(broken(source));
    if (got == 0) return content;
    if (static_cast<std::size_t>(got) > room - content.size()) {
      return fail(ErrorCode::invalid_input, "the XLSX archive unpacks to more than is allowed");
    }
    content.append(chunk.data(), static_cast<std::size_t>(got));
  }
}

std::string_view local(std::string_view name) {
  const auto colon = name.rfind(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

}  // namespace

Result<Parts> unpack_parts(std::string_view bytes, const Limits& limits) {
  if (bytes.size() > limits.file_bytes) {
    return fail(ErrorCode::invalid_input, fmt::format("the file has more than {} bytes", limits.file_bytes));
  }
  if (bytes.starts_with(compound_file_mark)) {
    return fail(ErrorCode::invalid_input, "the file is protected by a password, or is an old .xls; save it as .xlsx without one");
  }
  if (!bytes.starts_with(zip_mark)) return fail(ErrorCode::corrupt, "the file is no XLSX");
  const Archive source(archive_read_new(), archive_read_free);
  if (!source) return fail(ErrorCode::unavailable, "libarchive does not start");
  archive_read_support_format_zip_seekable(source.get());
  if (archive_read_open_memory(source.get(), bytes.data(), bytes.size()) != ARCHIVE_OK) return tl::unexpected(broken(source.get()));
  std::size_t room = std::min(limits.unpacked_bytes, std::max(bytes.size(), std::size_t{4096}) * limits.ratio);
  Parts parts;
  archive_entry* entry = nullptr;
  for (std::size_t count = 0;; ++count) {
    const int state = archive_read_next_header(source.get(), &entry);
    if (state == ARCHIVE_EOF) return parts;
    if (state != ARCHIVE_OK && state != ARCHIVE_WARN) return tl::unexpected(broken(source.get()));
    if (count >= limits.entries) return fail(ErrorCode::invalid_input, fmt::format("the archive has more than {} files", limits.entries));
    const char* name = archive_entry_pathname(entry);
    const std::string path = name == nullptr ? "" : name;
    if (!path.ends_with(".xml") && !path.ends_with(".rels")) continue;
    std::string content = HOSHI_TRY(content_of(source.get(), room));
    room -= content.size();
    if (!parts.emplace(path, std::move(content)).second) {
      return fail(ErrorCode::corrupt, "the archive holds " + printable(path) + " twice");
    }
  }
}

Result<std::unique_ptr<pugi::xml_document>> parse_part(std::string_view content, std::string_view part, const Limits& limits) {
  const auto marks = static_cast<std::size_t>(std::count(content.begin(), content.end(), '<'));
  if (marks / 2 > limits.elements) return fail(ErrorCode::invalid_input, std::string(part) + " has too many elements");
  auto document = std::make_unique<pugi::xml_document>();
  const auto state = document->load_buffer(content.data(), content.size(), pugi::parse_default | pugi::parse_ws_pcdata_single);
  if (!state) {
    return fail(ErrorCode::corrupt, fmt::format("{} is no XML: {} at byte {}", part, state.description(), state.offset));
  }
  return document;
}

bool is_named(pugi::xml_node node, std::string_view local_name) { return local(node.name()) == local_name; }

pugi::xml_node child_named(pugi::xml_node node, std::string_view local_name) {
  for (auto child = node.first_child(); child; child = child.next_sibling()) {
    if (is_named(child, local_name)) return child;
  }
  return {};
}

std::string_view attribute_named(pugi::xml_node node, std::string_view local_name) {
  for (auto attribute = node.first_attribute(); attribute; attribute = attribute.next_attribute()) {
    if (local(attribute.name()) == local_name) return attribute.value();
  }
  return {};
}

std::size_t number_in(pugi::xml_node node, std::string_view local_name, std::size_t maximum, std::size_t fallback) {
  const auto number = parse_number(attribute_named(node, local_name), maximum);
  return number ? static_cast<std::size_t>(*number) : fallback;
}

}  // namespace hoshi::spreadsheets
