// Whole-file reading and crash-safe writing.
// SPDX-License-Identifier: Apache-2.0
#include "base/file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace hoshi {
namespace {

namespace fs = std::filesystem;

ErrorCode code_of(int error_number) {
  switch (error_number) {
    case ENOENT:
    case ENOTDIR: return ErrorCode::not_found;
    case EACCES:
    case EPERM:
    case EROFS: return ErrorCode::forbidden;
    default: return ErrorCode::unavailable;
  }
}

tl::unexpected<Error> system_failure(const fs::path& path, std::string_view doing) {
  const int number = errno;
  return fail(code_of(number), path.string() + ": " + std::string(doing) + ": " + std::strerror(number));
}

// Closes on every path; close errors after a successful fsync carry no information.
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

bool write_all(int descriptor, std::string_view content) {
  while (!content.empty()) {
    const ssize_t written = ::write(descriptor, content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    content.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

enum class Durable { now, later };

Result<void> replace_file(const fs::path& path, std::string_view content, mode_t mode, Durable durable) {
  const fs::path temporary = path.string() + ".new." + std::to_string(::getpid());
  {
    const Descriptor out(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode));
    if (out.number() < 0) return system_failure(path, "cannot be written");
    const bool written = write_all(out.number(), content) && (durable == Durable::later || ::fsync(out.number()) == 0);
    if (!written) {
      auto failure = system_failure(path, "cannot be written");
      ::unlink(temporary.c_str());
      return failure;
    }
  }
  if (::rename(temporary.c_str(), path.c_str()) != 0) {
    auto failure = system_failure(path, "cannot be put in place");
    ::unlink(temporary.c_str());
    return failure;
  }
  if (durable == Durable::later) return {};
  const fs::path folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
  const Descriptor parent(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (parent.number() >= 0) ::fsync(parent.number());
  return {};
}

}  // namespace

Result<std::string> read_file(const fs::path& path, std::size_t limit_bytes) {
  const Descriptor in(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (in.number() < 0) return system_failure(path, "cannot be read");
  struct stat status {};
  if (::fstat(in.number(), &status) == 0 && S_ISDIR(status.st_mode)) {
    return fail(ErrorCode::invalid_input, path.string() + ": is a folder, a file is needed");
  }
  std::string content;
  char chunk[65536];
  while (true) {
    const ssize_t got = ::read(in.number(), chunk, sizeof chunk);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return system_failure(path, "cannot be read");
    if (got == 0) return content;
    content.append(chunk, static_cast<std::size_t>(got));
    if (content.size() > limit_bytes) {
      return fail(ErrorCode::invalid_input, path.string() + ": is larger than " +
                                                std::to_string(limit_bytes) + " bytes");
    }
  }
}

Result<void> write_file(const fs::path& path, std::string_view content) {
  return replace_file(path, content, 0644, Durable::now);
}

Result<void> write_file_for_now(const fs::path& path, std::string_view content) {
  return replace_file(path, content, 0644, Durable::later);
}

Result<void> sync_files(const fs::path& folder) {
  const Descriptor there(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (there.number() < 0 || ::syncfs(there.number()) != 0) return system_failure(folder, "cannot be written");
  return {};
}

Result<void> write_private_file(const fs::path& path, std::string_view content) {
  return replace_file(path, content, 0600, Durable::now);
}

Result<void> make_folder(const fs::path& path) {
  std::error_code problem;
  fs::create_directories(path, problem);
  if (problem) {
    return fail(code_of(problem.value()), path.string() + ": cannot be made: " + problem.message());
  }
  return {};
}

}  // namespace hoshi
