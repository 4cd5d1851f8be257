// Loading of static files into the cache.
// SPDX-License-Identifier: Apache-2.0
#include "web/static.h"

#include <optional>

#include "base/encoding.h"
#include "base/file.h"

namespace hoshi::web {
namespace {

constexpr std::size_t file_bytes_max = 2u << 20;

std::optional<std::string> type_of(const std::filesystem::path& file) {
  static const std::map<std::string, std::string> types{
      {".css", "text/css; charset=utf-8"}, {".js", "text/javascript; charset=utf-8"}, {".svg", "image/svg+xml"},
      {".png", "image/png"}, {".ico", "image/x-icon"}, {".woff2", "font/woff2"}, {".txt", "text/plain; charset=utf-8"},
      {".webmanifest", "application/manifest+json"}};
  const auto found = types.find(file.extension().string());
  if (found == types.end()) return std::nullopt;
  return found->second;
}

void keep(PageCache& cache, const std::string& address, const std::string& type, const std::string& content,
          std::string_view cache_control, bool over_tls) {
  Response response;
  response.type = type;
  response.body = content;
  response.headers.emplace("Cache-Control", cache_control);
  add_security_headers(response, Privacy::for_everybody, over_tls);
  cache.keep_for_good(address, std::move(response));
}

}  // namespace

Result<void> StaticFiles::add(const std::filesystem::path& file, const std::string& content, PageCache& cache, bool over_tls) {
  const auto type = type_of(file);
  if (!type) return fail(ErrorCode::invalid_input, file.string() + ": no known kind of static file");
  const std::string name = file.filename().string();
  const std::string address = "/static/" + sha256_hex(content).substr(0, 16) + "/" + name;
  keep(cache, address, *type, content, "public, max-age=31536000, immutable", over_tls);
  keep(cache, "/static/" + name, *type, content, "no-cache", over_tls);
  addresses_.emplace(name, address);
  return {};
}

Result<StaticFiles> StaticFiles::load(const std::filesystem::path& folder, PageCache& cache, bool over_tls,
                                      const std::map<std::string, std::string>& made) {
  StaticFiles files;
  std::error_code failed;
  std::filesystem::directory_iterator entries(folder, failed);
  if (failed) return fail(ErrorCode::not_found, folder.string() + ": the folder of static files cannot be read: " + failed.message());
  for (const auto& entry : entries) {
    const std::string name = entry.path().filename().string();
    if (!entry.is_regular_file() || name.starts_with('.') || name.ends_with(".md")) continue;
    const std::string content = HOSHI_TRY(read_file(entry.path(), file_bytes_max));
    HOSHI_CHECK(files.add(entry.path(), content, cache, over_tls));
  }
  for (const auto& [name, content] : made) HOSHI_CHECK(files.add(name, content, cache, over_tls));
  return files;
}

const std::string& StaticFiles::address_of(std::string_view name) const {
  const auto found = addresses_.find(name);
  HOSHI_ASSERT(found != addresses_.end());
  return found->second;
}

}  // namespace hoshi::web
