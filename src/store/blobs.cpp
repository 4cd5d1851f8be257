// Content-addressed files: written beside, brought to the disk, renamed.
// SPDX-License-Identifier: Apache-2.0
#include "store/blobs.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <vector>

#include "base/encoding.h"
#include "base/file.h"

namespace hoshi::store {
namespace {

namespace fs = std::filesystem;
constexpr std::string_view incoming = "incoming";
constexpr std::size_t name_length = 64;

tl::unexpected<Error> failure(const fs::path& path) {
  const int number = errno;
  const ErrorCode code = number == EACCES || number == EPERM || number == EROFS ? ErrorCode::forbidden : ErrorCode::unavailable;
  return fail(code, path.string() + ": " + std::strerror(number));
}

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int number() const { return number_; }

 private:
  int number_;
};

Result<void> make_private_folder(const fs::path& path) {
  if (::mkdir(path.c_str(), 0700) != 0 && errno != EEXIST) return failure(path);
  return {};
}

// So that the names in it are on the disk.
Result<void> sync_folder(const fs::path& path) {
  const Descriptor folder(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (folder.number() < 0 || ::fsync(folder.number()) != 0) return failure(path);
  return {};
}

Result<void> write_whole(const fs::path& path, ByteView content) {
  const Descriptor out(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (out.number() < 0) return failure(path);
  while (!content.empty()) {
    const ssize_t written = ::write(out.number(), content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return failure(path);
    content = content.subspan(static_cast<std::size_t>(written));
  }
  if (::fsync(out.number()) != 0) return failure(path);
  return {};
}

fs::path new_name(const fs::path& folder) {
  static std::atomic<unsigned> count = 0;
  return folder / incoming / (std::to_string(::getpid()) + "." + std::to_string(++count));
}

std::vector<std::string> names_in(const fs::path& folder) {
  std::vector<std::string> names;
  std::error_code problem;
  for (fs::directory_iterator at(folder, problem), end; !problem && at != end; at.increment(problem)) names.push_back(at->path().filename());
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace

bool is_blob_name(std::string_view hash) {
  return hash.size() == name_length &&
         std::all_of(hash.begin(), hash.end(), [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

Result<Blobs> Blobs::open(const fs::path& data_folder, std::size_t bytes_max) {
  const fs::path folder = data_folder / "blobs";
  HOSHI_CHECK(make_private_folder(data_folder));
  HOSHI_CHECK(make_private_folder(folder));
  HOSHI_CHECK(make_private_folder(folder / incoming));
  return Blobs(folder, bytes_max);
}

fs::path Blobs::path_of(std::string_view hash) const { return folder_ / std::string(hash.substr(0, 2)) / std::string(hash.substr(2)); }

Result<std::string> Blobs::put(ByteView content) const {
  if (content.size() > bytes_max_) return fail(ErrorCode::invalid_input, "a file is larger than " + std::to_string(bytes_max_) + " bytes");
  const std::string hash = sha256_hex(content);
  // Read, not only looked for: a blob that the disk spoilt is made good.
  if (has(hash) && read(hash)) return hash;
  const fs::path temporary = new_name(folder_);
  ::unlink(temporary.c_str());  // of a process that had this number before and died
  auto written = write_whole(temporary, content);
  const fs::path path = path_of(hash);
  if (written) written = make_private_folder(path.parent_path());
  if (written && ::rename(temporary.c_str(), path.c_str()) != 0) written = failure(path);
  if (!written) {
    ::unlink(temporary.c_str());
    return tl::unexpected<Error>(written.error());
  }
  HOSHI_CHECK(sync_folder(path.parent_path()));
  HOSHI_CHECK(sync_folder(folder_));
  return hash;
}

Result<std::string> Blobs::read(std::string_view hash) const {
  if (!is_blob_name(hash)) return fail(ErrorCode::invalid_input, "a file is asked for by something that is no SHA-256");
  std::string content = HOSHI_TRY(read_file(path_of(hash), bytes_max_));
  if (sha256_hex(content) != hash) return fail(ErrorCode::corrupt, path_of(hash).string() + ": its bytes are not those that were stored");
  return content;
}

bool Blobs::has(std::string_view hash) const {
  std::error_code problem;
  return is_blob_name(hash) && fs::is_regular_file(path_of(hash), problem);
}

Result<void> Blobs::remove(std::string_view hash) const {
  if (!is_blob_name(hash)) return fail(ErrorCode::invalid_input, "a file is to be removed by something that is no SHA-256");
  const fs::path path = path_of(hash);
  if (::unlink(path.c_str()) != 0) {
    if (errno == ENOENT) return {};
    return failure(path);
  }
  return sync_folder(path.parent_path());
}

Result<void> Blobs::each(const std::function<Result<void>(const std::string&)>& visit) const {
  for (const std::string& first : names_in(folder_)) {
    if (first == incoming) continue;
    for (const std::string& rest : names_in(folder_ / first)) {
      if (first.size() != 2 || !is_blob_name(first + rest)) return fail(ErrorCode::corrupt, (folder_ / first / rest).string() + ": does not belong here");
      HOSHI_CHECK(visit(first + rest));
    }
  }
  return {};
}

Result<void> Blobs::clean() const {
  for (const std::string& name : names_in(folder_ / incoming)) {
    const fs::path path = folder_ / incoming / name;
    if (::unlink(path.c_str()) != 0 && errno != ENOENT) return failure(path);
  }
  return {};
}

}  // namespace hoshi::store
