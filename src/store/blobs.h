// Files by the SHA-256 of their content, in the data folder: evidence, archives, reports; the same beside either database.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

#include "base/bytes.h"

namespace hoshi::store {

constexpr std::size_t blob_bytes_max = 512u << 20;

// FOLDER/blobs/ab/<the other 62 digits>. Threads and processes may share it: a blob is put in place whole, and never changed.
class Blobs {
 public:
  // Makes the folder, for its owner alone. Larger blobs than `bytes_max` are neither taken nor given.
  [[nodiscard]] static Result<Blobs> open(const std::filesystem::path& data_folder, std::size_t bytes_max = blob_bytes_max);

  // On the disk when it returns: put a blob before the transaction that names it, so that a crash leaves at most one that nobody names.
  // The name: 64 lower-case hexadecimal digits. unavailable: the disk is full or failing.
  [[nodiscard]] Result<std::string> put(ByteView content) const;
  // invalid_input: no such name can be; not_found; corrupt: the bytes on the disk are not those that were put.
  [[nodiscard]] Result<std::string> read(std::string_view hash) const;
  bool has(std::string_view hash) const;
  // For rules of retention. Fine when it is not there.
  [[nodiscard]] Result<void> remove(std::string_view hash) const;
  // In the order of names. An error of `visit` ends the walk and is returned. Files that are no blobs are corrupt.
  [[nodiscard]] Result<void> each(const std::function<Result<void>(const std::string& hash)>& visit) const;
  // Takes away what a crash left half written. Only when nobody else has the folder open.
  [[nodiscard]] Result<void> clean() const;

 private:
  Blobs(std::filesystem::path folder, std::size_t bytes_max) : folder_(std::move(folder)), bytes_max_(bytes_max) {}
  std::filesystem::path path_of(std::string_view hash) const;

  std::filesystem::path folder_;
  std::size_t bytes_max_;
};

bool is_blob_name(std::string_view hash);

}  // namespace hoshi::store
