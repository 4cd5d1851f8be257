// The new part of a log.
// SPDX-License-Identifier: Apache-2.0
#include "operations/lab_names.h"

#include <fstream>

#include "base/file.h"
#include "lab/questions.h"
#include "lab/state.h"

namespace hoshi::operations {
namespace {

constexpr std::size_t about_limit_bytes = 1u << 20;
constexpr std::uint64_t part_limit_bytes = 8u << 20;  // some 100,000 questions

std::optional<lab::Settings> settings_of(const std::filesystem::path& lab) {
  const auto text = read_file(lab / lab::about_file, about_limit_bytes);
  const auto about = text ? parse_json(*text) : Result<Value>(tl::unexpected<Error>(text.error()));
  auto settings = about ? lab::settings_from(*about) : Result<lab::Settings>(tl::unexpected<Error>(about.error()));
  return settings ? std::optional(std::move(*settings)) : std::nullopt;
}

}  // namespace

std::optional<std::string> LabNames::next(std::size_t most_bytes) {
  if (lab_.empty()) return std::nullopt;
  if (!settings_) settings_ = settings_of(lab_);
  std::ifstream log(lab_ / lab::questions_file, std::ios::binary | std::ios::ate);
  if (!settings_ || !log) return std::nullopt;
  const auto size = static_cast<std::uint64_t>(log.tellg());
  if (size > read_bytes_ + part_limit_bytes) read_bytes_ = size - part_limit_bytes;  // the newest count
  std::string part(size > read_bytes_ ? size - read_bytes_ : 0, '\0');
  log.seekg(static_cast<std::streamoff>(read_bytes_));
  log.read(part.data(), static_cast<std::streamsize>(part.size()));
  part.resize(static_cast<std::size_t>(log.gcount()));
  part.resize(part.rfind('\n') + 1);  // npos + 1 is 0: no line is whole
  read_bytes_ += part.size();
  std::string names;
  for (const auto& name : lab::names_asked(part, *settings_)) {
    if (names.size() + 1 + name.size() > most_bytes) break;
    names += (names.empty() ? "" : " ") + name;
  }
  return names;
}

}  // namespace hoshi::operations
